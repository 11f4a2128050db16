// Reads a policy's files into a `Policy`, or says everything that is wrong with them and where.

import type { Calendar } from './calendar/calendar.ts'
import type { FactShape } from './condition.ts'
import { builtInFacts, clockFact, clockStartFact } from './built-in-facts.ts'
import { clockStates } from './clock.ts'
import { Fields, reportHazards } from './fields.ts'
import { listIn } from './file-list.ts'
import { isRecord, nearest, type Finding, type Report } from './finding.ts'
import { reportCycles, reportRuleMistakes } from './fact-mistakes.ts'
import { parseEnforceFrom, parseTaskLimit } from './parse-announcing.ts'
import { draftFacts, parseFacts } from './parse-facts.ts'
import { parseDirectory, reportStrangers } from './parse-directory.ts'
import { parseDoneByPeople } from './parse-done-by-people.ts'
import { parseMessages } from './parse-messages.ts'
import { parseRules } from './parse-rules.ts'
import { parseRoles } from './parse-roles.ts'
import { reportSize } from './policy-size.ts'
import { parseStages, reportStarts } from './parse-stages.ts'
import { reaches, type Policy, type RuleKind } from './policy.ts'
import { err, ok, type Result } from './result.ts'

/** The files of a policy folder by name, as JSON values. */
export type PolicyFiles = Readonly<Record<string, unknown>>

/** Which events belong in which file. */
export const ruleFiles: readonly (readonly [string, readonly RuleKind[]])[] = [
  ['stages.json', ['move']],
  ['owners.json', ['assign']],
  ['clocks.json', ['clock']],
  ['properties.json', ['set']],
  ['notices.json', ['task', 'note']],
]

export const policyKeys = [
  '$schema',
  'id',
  'title',
  'version',
  'effectiveFrom',
  'enforceFrom',
  'appliesTo',
  'calendar',
  'pipeline',
  'stages',
  'facts',
  'roles',
  'rolesBy',
  'conflicts',
  'pausedBy',
  'messages',
  'directory',
  'taskLimit',
  'doneByPeople',
  'description',
] as const

/** More mistakes than this are put right in turns: each costs a search for what was meant. */
const mostFindings = 500

/**
 * Parses and checks a policy. `calendars` are those it may name; `digest` is the fingerprint of the files.
 * Errors: every finding at once, never only the first.
 */
export function parsePolicy(
  files: PolicyFiles,
  calendars: ReadonlyMap<string, Calendar>,
  digest: string,
): Result<Policy, readonly Finding[]> {
  const findings: Finding[] = []
  const reporter =
    (file: string): Report =>
    (pointer, message) => {
      findings.push({ file, pointer, message })
      if (findings.length === mostFindings) throw new TooManyFindings()
      return undefined
    }
  try {
    return parseFiles(files, calendars, digest, findings, reporter)
  } catch (error) {
    if (error instanceof TooManyFindings) return err(findings)
    throw error
  }
}

class TooManyFindings extends Error {}

function parseFiles(
  files: PolicyFiles,
  calendars: ReadonlyMap<string, Calendar>,
  digest: string,
  findings: readonly Finding[],
  reporter: (file: string) => Report,
): Result<Policy, readonly Finding[]> {
  for (const [file, raw] of Object.entries(files)) reportHazards(raw, reporter(file))
  if (findings.length > 0) return err(findings)
  reportSize(files, reporter)
  if (findings.length > 0) return err(findings)

  const report = reporter('policy.json')
  const fields = new Fields(files['policy.json'], '', report, policyKeys)
  const calendarId = fields.text('calendar')
  const calendar = calendars.get(calendarId)
  if (!calendar && calendarId !== '')
    report('/calendar', `unknown calendar \`${calendarId}\`${nearest(calendarId, calendars.keys())}`)
  // A policy without its calendar is never used: any other stands in, so that all else is read too.
  const own = calendar ?? [...calendars.values()][0]
  if (!own) return err(findings)
  const effectiveFrom = fields.date('effectiveFrom')
  fields.optionalText('description')

  const stages = parseStages(fields)
  const roles = parseRoles(fields)
  const directory = parseDirectory(fields)
  reportStrangers(fields, directory)
  const messages = parseMessages(fields)
  const clockNames = namesOf(files['clocks.json'])
  const drafts = draftFacts(fields)
  const scope = new Map<string, FactShape>(builtInFacts(stages))
  for (const name of clockNames) {
    scope.set(clockFact(name), { type: 'option', options: clockStates })
    scope.set(clockStartFact(name), { type: 'instant', options: [] })
  }
  for (const draft of drafts) {
    if (scope.has(draft.name)) report(draft.pointer, `\`${draft.name}\` is built in`)
    scope.set(draft.name, draft)
  }
  const facts = parseFacts(drafts, scope, new Set(roles.keys()), { all: calendars, own }, report)
  reportCycles(facts, report)
  reportStarts(fields, stages, scope, facts)

  const context = {
    scope,
    facts,
    stages: new Set(stages.map((stage) => stage.key)),
    roles: new Set(roles.keys()),
    clocks: new Set(clockNames),
    messages: new Set(messages.keys()),
    calendars: { all: calendars, own },
  }
  const rules = ruleFiles.flatMap(([file, allowed]) =>
    file in files ? parseRules(files[file], file, allowed, context, reporter(file)) : [],
  )
  reportRuleMistakes(rules, facts, reporter)
  const one = (key: string, types: readonly string[]) => {
    for (const name of fields.names(key))
      if (!types.includes(scope.get(name)?.type ?? ''))
        report(
          `/${key}`,
          `\`${name}\` must be a fact of type ${types.join(' or ')}${nearest(name, scope.keys())}`,
        )
    return fields.names(key)
  }
  const rolesBy = one('rolesBy', ['option'])[0]
  const areas = rolesBy === undefined ? [] : (scope.get(rolesBy)?.options ?? [])
  for (const role of roles.values())
    for (const area of [...Object.keys(role.owners), ...Object.keys(role.deputies)])
      if (area !== '*' && !areas.includes(area))
        report(
          `/roles/${role.name}`,
          `\`${area}\` is no option of \`${rolesBy ?? 'rolesBy'}\`, by which roles are given${nearest(area, areas)}`,
        )
  const policy = {
    id: fields.text('id'),
    title: fields.text('title'),
    version: fields.text('version'),
    effectiveFrom,
    enforceFrom: parseEnforceFrom(fields),
    appliesTo: fields.choice('appliesTo', reaches),
    digest,
    pipeline: fields.text('pipeline'),
    stages,
    facts,
    scope,
    roles,
    directory,
    taskLimit: parseTaskLimit(fields, roles),
    rolesBy,
    conflicts: one('conflicts', ['person']),
    pausedBy: one('pausedBy', ['boolean'])[0],
    messages,
    doneByPeople: parseDoneByPeople(fields),
    rules,
  }
  if (findings.length > 0 || !calendar) return err(findings)
  return ok({ ...policy, calendar })
}

const namesOf = (rules: unknown): readonly string[] =>
  (listIn(rules, 'rules') ?? []).flatMap(([rule]) =>
    isRecord(rule) && typeof rule['name'] === 'string' ? [rule['name']] : [],
  )
