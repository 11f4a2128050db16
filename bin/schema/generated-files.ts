// Everything that `npm run build:schema` writes, by its path from the project's root.

import { readFileSync } from 'node:fs'
import { format } from 'oxfmt'
import { readBakedHolidays, calendarIds } from '../calendar-files.ts'
import { describe, readPolicy } from '../load-policy.ts'
import { gatherRules, rulesFolder } from '../rules-folder.ts'
import { ruleFiles } from '../../src/rules/parse-policy.ts'
import type { Policy } from '../../src/rules/policy.ts'
import { policyOf, type Rulebook } from '../../src/rules/rulebook.ts'
import { adoptedSchema } from './adopted-schema.ts'
import { calendarSchema } from './calendar-schema.ts'
import { examplesSchema } from './example-schema.ts'
import type { Schema } from './json-schema.ts'
import { policySchema } from './policy-schema.ts'
import { reference } from './reference.ts'
import { ruleFileSchema } from './rule-schema.ts'
import { ticketTypes } from './ticket-types.ts'
import { Vocabulary } from './vocabulary.ts'

/** The schemas of a policy by file name. */
export function schemasOf(policy: Policy): Readonly<Record<string, Schema>> {
  const ids = calendarIds()
  const words = () => new Vocabulary(policy, ids)
  return {
    'policy.json': policySchema(words()),
    ...Object.fromEntries(
      ruleFiles.map(([file, kinds]) => [file, ruleFileSchema(words(), file, kinds)] as const),
    ),
    examples: examplesSchema(words()),
  }
}

export const schemaOfCalendars = (): Schema => calendarSchema(Object.keys(readBakedHolidays()))

/** The texts of all files, in the house format. Throws where a policy has mistakes: `redress check` says which. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  const put = async (path: string, text: string) => void files.set(path, await formatted(path, text))
  const json = async (path: string, schema: Schema) => put(path, JSON.stringify(schema))
  await json('rules/calendars/schema/calendar.schema.json', schemaOfCalendars())
  for (const [folder, policy] of versionsIn(rulesFolder)) {
    const schemas = schemasOf(policy)
    for (const [file, schema] of Object.entries(schemas))
      await json(`rules/${folder}/schema/${file.replace(/\.json$/, '')}.schema.json`, schema)
    await put(`rules/${folder}/schema/ticket.d.ts`, ticketTypes(policy))
    if (!folder.includes('/'))
      await json(
        `rules/${folder}/schema/adopted.schema.json`,
        adoptedSchema(wholePolicy(folder, rulesFolder)),
      )
    // It is about the language: any policy's schemas will do.
    await put('docs/policy-reference.md', reference(policy, schemas, schemaOfCalendars()))
  }
  return files
}

/** Every version of every policy by its folder: each has facts of its own. */
export function versionsIn(rules: URL): ReadonlyMap<string, Policy> {
  const gathered = gatherRules(rules)
  if (!gathered.ok) throw new Error(gathered.error.map(describe).join('\n'))
  const versions = Object.entries(gathered.value.policies).flatMap(([name, { past = {}, ...present }]) => [
    [name, present] as const,
    ...Object.entries(past).map(([date, files]) => [`${name}/past/${date}`, { ...present, files }] as const),
  ])
  return new Map(versions.map(([folder, version]) => [folder, parsed(gathered.value, folder, version)]))
}

/** A policy with all its versions, as the Worker has it. */
function wholePolicy(name: string, rules: URL): Policy {
  const policy = readPolicy(name, rules)
  if (policy.ok) return policy.value
  throw new Error(policy.error.map(describe).join('\n'))
}

function parsed(rulebook: Rulebook, folder: string, version: Rulebook['policies'][string]): Policy {
  const policy = policyOf({ ...rulebook, policies: { [folder]: version } }, folder)
  if (policy.ok) return policy.value
  throw new Error(
    policy.error.map(({ file, pointer, message }) => `${file}${pointer}: ${message}`).join('\n'),
  )
}

const { ignorePatterns: _, ...style } = JSON.parse(
  readFileSync(new URL('../../.oxfmtrc.json', import.meta.url), 'utf8'),
)

export async function formatted(path: string, text: string): Promise<string> {
  const { code, errors } = await format(path, text, style)
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join('; ')}`)
  return code
}
