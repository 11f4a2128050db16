// Reads a policy folder as a whole: rules, examples and earlier versions, with every mistake in it and where.

import { existsSync, readdirSync } from 'node:fs'
import type { BakedHolidays } from '../src/rules/calendar/baked-holidays.ts'
import { parseBakedHolidays } from '../src/rules/calendar/baked-holidays.ts'
import type { Calendar } from '../src/rules/calendar/calendar.ts'
import { parseCalendar } from '../src/rules/calendar/parse-calendar.ts'
import { mappingFile } from '../src/integrations/hubspot/adopted/mapping.ts'
import { nearest } from '../src/rules/finding.ts'
import { parsePolicy, ruleFiles } from '../src/rules/parse-policy.ts'
import type { Policy } from '../src/rules/policy.ts'
import { reportHazards } from '../src/rules/fields.ts'
import { ok } from '../src/rules/result.ts'
import { withPast } from '../src/rules/versions.ts'
import type { Example } from './examples/example.ts'
import { calendarsFor } from './rules-folder.ts'
import { placed, readJson, shownAs, type Mistake } from './json-text.ts'
import { readMapping } from './provision/mapping.ts'
import { parseExamples } from './examples/parse-example.ts'

export type PolicyFolder = {
  readonly name: string
  /** With its earlier versions, as tickets are decided by it. Absent where its own files have mistakes. */
  readonly policy: Policy | undefined
  /** The present version by itself, as its files have it. */
  readonly present: Policy | undefined
  readonly examples: readonly Example[]
  readonly mistakes: readonly Mistake[]
}

const policyFiles = ['policy.json', ...ruleFiles.map(([file]) => file)]

/** The present version may have beside them what an account calls things. */
const presentFiles = [...policyFiles, mappingFile]

const notPolicies: ReadonlySet<string> = new Set(['calendars', 'schema'])

/** Names of the policies in a folder such as `rules/`: every folder in it but the calendars and schemas. */
export const policyFoldersIn = (rules: URL): readonly string[] =>
  readdirSync(rules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !notPolicies.has(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .toSorted()

/** One policy of a folder such as `rules/`, which may hold calendars of its own. */
export function readPolicyFolder(name: string, rules: URL): PolicyFolder {
  const names = policyFoldersIn(rules)
  if (!names.includes(name)) {
    const message = `unknown policy \`${name}\`${nearest(name, names)}`
    return {
      name,
      policy: undefined,
      present: undefined,
      examples: [],
      mistakes: [{ place: shownAs(rules), message }],
    }
  }
  const folder = new URL(`${name}/`, rules)
  const calendars = readCalendars(calendarsFor(rules))
  const mistakes = [...calendars.mistakes]
  const present = readVersion(folder, calendars.value, ['examples', 'past', 'schema'], mistakes)
  const policy = present && withVersions(present, folder, calendars.value, mistakes)
  if (policy) mistakes.push(...mappingMistakes(folder, policy))
  const examples = readExamples(new URL('examples/', folder), policy, mistakes)
  return { name, policy, present, examples, mistakes }
}

function mappingMistakes(folder: URL, policy: Policy): readonly Mistake[] {
  const mapping = readMapping(new URL(mappingFile, folder), policy)
  return mapping.ok ? [] : mapping.error
}

/** The present version with the earlier ones; alone, where those have mistakes. */
function withVersions(
  present: Policy,
  folder: URL,
  calendars: ReadonlyMap<string, Calendar>,
  mistakes: Mistake[],
): Policy {
  const past = new URL('past/', folder)
  const earlier = new Map<string, Policy>()
  let isSound = true
  for (const { name, url, isFolder } of existsSync(past) ? entriesOf(past) : []) {
    if (!isFolder) mistakes.push(stray(url, 'earlier versions are folders named for their date'))
    const version = isFolder ? readVersion(url, calendars, ['schema'], mistakes) : undefined
    if (version) earlier.set(name, version)
    else isSound &&= !isFolder
  }
  const joint = isSound ? withPast(present, earlier) : ok(present)
  if (joint.ok) return joint.value
  for (const finding of joint.error)
    mistakes.push(placed({ ...finding, file: shownAs(new URL(finding.file, folder)) }))
  return present
}

type Entry = { readonly name: string; readonly url: URL; readonly isFolder: boolean }

const entriesOf = (folder: URL): readonly Entry[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => {
      const isFolder = entry.isDirectory()
      const url = new URL(`${encodeURIComponent(entry.name)}${isFolder ? '/' : ''}`, folder)
      return { name: entry.name, url, isFolder }
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))

const stray = (url: URL, why: string): Mistake => ({ place: shownAs(url), message: `unknown file: ${why}` })

/** The policy in a folder that holds its files and, beside them, only the `folders` named. */
function readVersion(
  folder: URL,
  calendars: ReadonlyMap<string, Calendar>,
  folders: readonly string[],
  mistakes: Mistake[],
): Policy | undefined {
  const files: Record<string, unknown> = {}
  for (const { name, url, isFolder } of entriesOf(folder)) {
    const known = isFolder ? folders : folders.includes('past') ? presentFiles : policyFiles
    if (!known.includes(name))
      mistakes.push(stray(url, `a policy has ${policyFiles.join(', ')}${nearest(name, known)}`))
    if (isFolder || !policyFiles.includes(name)) continue
    const { value, mistakes: found } = readJson(url)
    mistakes.push(...found)
    if (found.length === 0) files[name] = value
  }
  if (!existsSync(new URL('policy.json', folder)))
    mistakes.push({ place: shownAs(folder), message: 'there is no `policy.json` here' })
  // What these two declare is read by all others: without them those would seem to be full of mistakes.
  if (!('policy.json' in files) || (existsSync(new URL('clocks.json', folder)) && !('clocks.json' in files)))
    return undefined
  const parsed = parsePolicy(files, calendars, '')
  if (parsed.ok) return parsed.value
  for (const finding of parsed.error)
    mistakes.push(placed({ ...finding, file: shownAs(new URL(finding.file, folder)) }))
  return undefined
}

function readExamples(folder: URL, policy: Policy | undefined, mistakes: Mistake[]): readonly Example[] {
  if (!existsSync(folder)) return []
  const titles = new Map<string, string>()
  return entriesOf(folder).flatMap(({ name, url, isFolder }) => {
    if (isFolder || !name.endsWith('.json')) {
      mistakes.push(stray(url, 'examples are JSON files'))
      return []
    }
    const { value, mistakes: found } = readJson(url)
    mistakes.push(...found)
    if (found.length > 0 || !policy) return []
    const file = shownAs(url)
    const report = (pointer: string, message: string): undefined =>
      void mistakes.push(placed({ file, pointer, message }))
    const sound = mistakes.length
    reportHazards(value, report)
    if (mistakes.length > sound) return []
    const examples = parseExamples(value, file, policy, report)
    for (const { title, pointer } of examples) {
      const twin = titles.get(title)
      if (twin !== undefined) report(`${pointer}/title`, `an example in ${twin} has the same title`)
      if (title !== '') titles.set(title, name)
    }
    return examples
  })
}

function readCalendars(folder: URL): {
  readonly value: ReadonlyMap<string, Calendar>
  readonly mistakes: readonly Mistake[]
} {
  const value = new Map<string, Calendar>()
  const table = readJson(new URL('holidays.json', folder))
  const mistakes = [...table.mistakes]
  const baked = table.mistakes.length > 0 ? undefined : parseBakedHolidays(table.value)
  if (baked && !baked.ok)
    mistakes.push({ place: shownAs(new URL('holidays.json', folder)), message: baked.error })
  const holidays: BakedHolidays | undefined = baked?.ok ? baked.value : undefined
  for (const { name, url } of entriesOf(folder)) {
    if (name === 'holidays.json' || !name.endsWith('.json')) continue
    const read = readJson(url)
    mistakes.push(...read.mistakes)
    if (read.mistakes.length > 0 || !holidays) continue
    const calendar = parseCalendar(read.value, holidays, shownAs(url))
    if (calendar.ok) value.set(name.replace(/\.json$/, ''), calendar.value)
    else mistakes.push(...calendar.error.map(placed))
  }
  return { value, mistakes }
}
