// `npm test`: format, lint, types, dead code and every test; the last line counts them. Installs Chromium where it is missing and it can.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Counts = { passed: number; failed: number; skipped: number }

const total: Counts = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []

const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1

/** What `npm run advisories` ends with where the registry answers nothing. */
const notAsked = 3

function check(name: string): void {
  const started = Date.now()
  const status = run('npm', ['run', '--silent', name])
  if (status === notAsked) {
    total.skipped += 1
    return
  }
  const isGood = status === 0
  if (!isGood) failures.push(name)
  total[isGood ? 'passed' : 'failed'] += 1
  console.log(`${isGood ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
}

/** Where Chromium is, installed from Debian's packages where it is missing and that can be done. */
function findChromium(): string | undefined {
  const places = [
    process.env['CHROMIUM'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ]
  const found = () => places.find((place) => place !== undefined && existsSync(place))
  if (
    found() === undefined &&
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    existsSync('/usr/bin/apt-get')
  ) {
    console.log('Chromium is missing: installing it from the packages of the system …')
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' }
    if (run('apt-get', ['update', '-qq'], quiet) === 0)
      run('apt-get', ['install', '-y', '-qq', 'chromium'], quiet)
  }
  return found()
}

function runTests(projects: readonly string[], env: NodeJS.ProcessEnv): void {
  const folder = mkdtempSync(join(tmpdir(), 'redress-test-'))
  const report = join(folder, 'report.json')
  const names = projects.flatMap((project) => ['--project', project])
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const status = run('npx', ['vitest', 'run', ...names, ...reporters], env)
  const counts = existsSync(report) ? countsIn(readFileSync(report, 'utf8')) : undefined
  rmSync(folder, { recursive: true, force: true })
  if (!counts) {
    failures.push(`${projects.join(', ')}: the tests did not run`)
    total.failed += 1
    return
  }
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key]
  if (status !== 0) failures.push(`tests of ${projects.join(', ')}`)
  // A file that breaks before its first test counts as a failure too.
  if (status !== 0 && counts.failed === 0) total.failed += 1
}

function countsIn(report: string): Counts | undefined {
  const { numPassedTests, numFailedTests, numPendingTests }: Record<string, unknown> = JSON.parse(report)
  if (typeof numPassedTests !== 'number' || typeof numFailedTests !== 'number') return undefined
  return { passed: numPassedTests, failed: numFailedTests, skipped: Number(numPendingTests ?? 0) }
}

for (const name of ['format', 'lint', 'types', 'unused', 'advisories']) check(name)
const chromium = findChromium()
const quiet = { CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false' }
runTests(['node', 'worker'], quiet)
if (chromium === undefined) {
  runTests(['acceptance'], quiet)
  console.log(
    'skipped: the browser tests, for want of Chromium (set CHROMIUM to its path, or apt-get install chromium)',
  )
  total.skipped += 1
} else runTests(['acceptance', 'browser'], { ...quiet, CHROMIUM: chromium })

if (failures.length > 0) console.log(`\nFailed: ${failures.join('; ')}`)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed > 0 ? 1 : 0)
