// Gathers `rules/` into one rulebook: what the Worker carries and the commands read.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { mappingFile } from '../src/integrations/hubspot/adopted/mapping.ts'
import { ruleFiles, type PolicyFiles } from '../src/rules/parse-policy.ts'
import type { Rulebook } from '../src/rules/rulebook.ts'
import { err, ok, type Result } from '../src/rules/result.ts'
import { readJson, type Mistake } from './json-text.ts'

export const rulesFolder = new URL('../rules/', import.meta.url)

/** The folder of policies that `--rules` names, the shipped one unless given; without it the command ends. */
export function rulesFrom(path: string | undefined): URL {
  if (path === undefined) return rulesFolder
  const folder = pathToFileURL(`${resolve(path)}/`)
  if (existsSync(folder)) return folder
  console.error(`there is no folder \`${path}\``)
  process.exit(1)
}

/** Where the calendars for a folder of policies are: beside them, or else the shipped ones. */
export function calendarsFor(rules: URL): URL {
  const own = new URL('calendars/', rules)
  return existsSync(own) ? own : new URL('calendars/', rulesFolder)
}

const policyFiles = ['policy.json', ...ruleFiles.map(([file]) => file)]

/** Names of the folders under `rules/` that hold a `policy.json`. */
export const policyNames = (rules: URL = rulesFolder): readonly string[] =>
  readdirSync(rules)
    .filter((name) => existsSync(new URL(`${name}/policy.json`, rules)))
    .toSorted()

/** Names of the folders that hold a policy's earlier versions, each named for the date from which it was in force. */
export function pastNames(policy: URL): readonly string[] {
  const past = new URL('past/', policy)
  if (!existsSync(past)) return []
  const folders = readdirSync(past, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.flatMap(({ name }) => (name.startsWith('.') ? [] : [name])).toSorted()
}

/** Everything under `rules/` that the Worker needs. Errors: files that are not JSON, each with where. */
export function gatherRules(rules: URL = rulesFolder): Result<Rulebook, readonly Mistake[]> {
  const mistakes: Mistake[] = []
  const texts = new Map<string, string>()
  const calendarFolder = calendarsFor(rules)
  const read = (path: string, url = new URL(path, rules)): unknown => {
    const file = readJson(url)
    texts.set(path, file.text)
    mistakes.push(...file.mistakes)
    return file.value
  }
  const calendarFiles = readdirSync(calendarFolder).filter((name) => name.endsWith('.json'))
  const calendars = calendarFiles
    .toSorted()
    .map(
      (file) =>
        [file.replace(/\.json$/, ''), read(`calendars/${file}`, new URL(file, calendarFolder))] as const,
    )
  const { holidays, ...shipped } = Object.fromEntries(calendars)
  const policies = policyNames(rules).map((name) => {
    const paths: string[] = []
    const filesIn = (folder: string): PolicyFiles => {
      const present = policyFiles.filter((file) => existsSync(new URL(`${folder}${file}`, rules)))
      paths.push(...present.map((file) => `${folder}${file}`))
      return Object.fromEntries(present.map((file) => [file, read(`${folder}${file}`)]))
    }
    const files = filesIn(`${name}/`)
    const past = pastNames(new URL(`${name}/`, rules)).map(
      (date) => [date, filesIn(`${name}/past/${date}/`)] as const,
    )
    const mapping = `${name}/${mappingFile}`
    const isAdopted = existsSync(new URL(mapping, rules))
    if (isAdopted) paths.push(mapping)
    const adopted = isAdopted ? { adopted: read(mapping) } : {}
    const hash = createHash('sha256')
    for (const path of [...paths, ...calendarFiles.map((file) => `calendars/${file}`)])
      hash
        .update(path)
        .update('\0')
        .update(texts.get(path) ?? '')
        .update('\0')
    const earlier = past.length > 0 ? { past: Object.fromEntries(past) } : {}
    return [name, { files, ...earlier, ...adopted, digest: hash.digest('hex') }] as const
  })
  if (mistakes.length > 0) return err(mistakes)
  return ok({ holidays, calendars: shipped, policies: Object.fromEntries(policies) })
}
