// Gathers `rules/` into one rulebook: what the Worker carries and the commands read.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { ruleFiles } from '../src/rules/parse-policy.ts'
import type { Rulebook } from '../src/rules/rulebook.ts'
import { err, ok, type Result } from '../src/rules/result.ts'
import { readJson, type Mistake } from './json-text.ts'

export const rulesFolder = new URL('../rules/', import.meta.url)

const policyFiles = ['policy.json', ...ruleFiles.map(([file]) => file)]

/** Names of the folders under `rules/` that hold a `policy.json`. */
export const policyNames = (rules: URL = rulesFolder): readonly string[] =>
  readdirSync(rules)
    .filter((name) => existsSync(new URL(`${name}/policy.json`, rules)))
    .toSorted()

/** Everything under `rules/` that the Worker needs. Errors: files that are not JSON, each with where. */
export function gatherRules(rules: URL = rulesFolder): Result<Rulebook, readonly Mistake[]> {
  const mistakes: Mistake[] = []
  const texts = new Map<string, string>()
  const read = (path: string): unknown => {
    const file = readJson(new URL(path, rules))
    texts.set(path, file.text)
    mistakes.push(...file.mistakes)
    return file.value
  }
  const calendarFiles = readdirSync(new URL('calendars/', rules)).filter((name) => name.endsWith('.json'))
  const calendars = calendarFiles
    .toSorted()
    .map((file) => [file.replace(/\.json$/, ''), read(`calendars/${file}`)] as const)
  const { holidays, ...shipped } = Object.fromEntries(calendars)
  const policies = policyNames(rules).map((name) => {
    const present = policyFiles.filter((file) => existsSync(new URL(`${name}/${file}`, rules)))
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
  if (mistakes.length > 0) return err(mistakes)
  return ok({ holidays, calendars: shipped, policies: Object.fromEntries(policies) })
}
