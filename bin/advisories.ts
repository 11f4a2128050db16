// `npm run advisories`: known advisories against what the lockfile pins, where the registry answers such questions.

import { spawnSync } from 'node:child_process'
import { isRecord } from '../src/rules/finding.ts'

/** The exit code where nothing could be asked: neither good nor bad. */
const notAsked = 3
const grave = new Set(['high', 'critical'])

const { stdout } = spawnSync('npm', ['audit', '--package-lock-only', '--json'], {
  encoding: 'utf8',
  timeout: 60_000,
})
const report = parsed(stdout)
const found = report?.['vulnerabilities']
if (!isRecord(found)) {
  console.log('skipped: the registry answers no questions about advisories')
  process.exit(notAsked)
}
const packages = Object.entries(found).flatMap(([name, one]) => (isRecord(one) ? [{ name, one }] : []))
for (const { name, one } of packages) {
  const says = (Array.isArray(one['via']) ? one['via'] : []).map((via: unknown) =>
    isRecord(via) ? `${String(via['title'])} ${String(via['url'])}` : `through ${String(via)}`,
  )
  console.log(`${String(one['severity'])}: ${name} ${String(one['range'])}: ${says.join('; ')}`)
}
const isGrave = packages.some(({ one }) => grave.has(String(one['severity'])))
if (packages.length === 0) console.log('no known advisory against what the lockfile pins')
process.exit(isGrave ? 1 : 0)

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}
