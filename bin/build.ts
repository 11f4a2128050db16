// Build step: checks `rules/` and gathers it into the one file that the Worker carries. wrangler runs it before each build.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { adoptedPolicy } from '../src/integrations/hubspot/adopted/adopted-policy.ts'
import { mappingFile } from '../src/integrations/hubspot/adopted/mapping.ts'
import { readProperties } from '../src/rules/crm-properties.ts'
import { policyOf, type Rulebook } from '../src/rules/rulebook.ts'
import { placed, type Mistake } from './json-text.ts'
import { describe } from './load-policy.ts'
import { readMapping } from './provision/mapping.ts'
import { gatherRules, rulesFolder } from './rules-folder.ts'

const target = new URL('../src/generated/rulebook.json', import.meta.url)

const rules = gatherRules()
const mistakes: Mistake[] = rules.ok ? [] : [...rules.error]
const gathered: Rulebook = rules.ok ? rules.value : { holidays: {}, calendars: {}, policies: {} }
const policies = Object.entries(gathered.policies).map(([name, entry]) => [
  name,
  { ...entry, reads: readsOf(name) },
])
// Policies share calendars, and so their mistakes.
for (const line of new Set(mistakes.map(describe))) console.error(line)
// A Worker that runs keeps the rules that it has.
if (mistakes.length > 0) process.exit(1)

/** The properties that a policy rests on, by the account's names: the webhook leaves out events of all others. */
function readsOf(name: string): readonly string[] {
  const policy = policyOf(gathered, name)
  if (!policy.ok) {
    mistakes.push(...policy.error.map(placed))
    return []
  }
  const mapping = readMapping(new URL(`${name}/${mappingFile}`, rulesFolder), policy.value)
  if (mapping.ok) return readProperties(adoptedPolicy(policy.value, mapping.value))
  mistakes.push(...mapping.error)
  return []
}

const rulebook = { ...gathered, policies: Object.fromEntries(policies) }
// What only editors and `check --procedure` read stays behind: a fingerprint hardly compresses.
const left = new Set(['$schema', 'sha256'])
const text = `${JSON.stringify(rulebook, (key, value: unknown) => (left.has(key) ? undefined : value))}\n`
mkdirSync(new URL('.', target), { recursive: true })
// Written only when it differs, so that watching wrangler does not build in a circle.
if (readOrNothing() !== text) writeFileSync(target, text)

function readOrNothing(): string | undefined {
  try {
    return readFileSync(target, 'utf8')
  } catch {
    return undefined
  }
}
