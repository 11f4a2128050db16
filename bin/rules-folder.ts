// Gathers `rules/` into one rulebook: what the Worker carries and the commands read.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Finding } from '../src/rules/finding.ts'
import { ruleFiles } from '../src/rules/parse-policy.ts'
import type { Rulebook } from '../src/rules/rulebook.ts'
import { err, ok, type Result } from '../src/rules/result.ts'

export const rulesFolder = new URL('../rules/', import.meta.url)

const policyFiles = ['policy.json', ...ruleFiles.map(([file]) => file)]

/** Names of the folders under `rules/` that hold a `policy.json`. */
export const policyNames = (): readonly string[] =>
  readdirSync(rulesFolder)
    .filter((name) => existsSync(new URL(`${name}/policy.json`, rulesFolder)))
    .toSorted()

/** Everything under `rules/` that the Worker needs. Errors: files that are not JSON, each with where. */
export function gatherRules(): Result<Rulebook, readonly Finding[]> {
  const findings: Finding[] = []
  const texts = new Map<string, string>()
  const read = (path: string): unknown => {
    const text = readFileSync(new URL(path, rulesFolder), 'utf8')
    texts.set(path, text)
    try {
      return JSON.parse(text)
    } catch (error) {
      findings.push({
        file: `rules/${path}`,
        pointer: '',
        message: error instanceof Error ? error.message : String(error),
      })
      return {}
    }
  }
  const calendarFiles = readdirSync(new URL('calendars/', rulesFolder)).filter((name) =>
    name.endsWith('.json'),
  )
  const calendars = calendarFiles
    .toSorted()
    .map((file) => [file.replace(/\.json$/, ''), read(`calendars/${file}`)] as const)
  const { holidays, ...shipped } = Object.fromEntries(calendars)
  const policies = policyNames().map((name) => {
    const present = policyFiles.filter((file) => existsSync(new URL(`${name}/${file}`, rulesFolder)))
    const files = Object.fromEntries(present.map((file) => [file, read(`${name}/${file}`)]))
    const hash = createHash('sha256')
    for (const path of [
      ...present.map((file) => `${name}/${file}`),
      ...calendarFiles.map((file) => `calendars/${file}`),
    ])
      hash
        .update(path)
        .update('\0')
        .update(texts.get(path) ?? '')
        .update('\0')
    return [name, { files, digest: hash.digest('hex') }] as const
  })
  if (findings.length > 0) return err(findings)
  return ok({ holidays, calendars: shipped, policies: Object.fromEntries(policies) })
}
