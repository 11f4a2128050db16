// Build step: checks `rules/` and bakes it into the one file that the Worker carries. wrangler runs it before each build.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { adoptedPolicy } from '../src/integrations/hubspot/adopted/adopted-policy.ts'
import { mappingFile, noMapping } from '../src/integrations/hubspot/adopted/mapping.ts'
import { bakeRulebook, type ToBake } from '../src/rules/baked-rulebook.ts'
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
const policies = Object.keys(gathered.policies).flatMap((name) => {
  const policy = served(name)
  return policy ? [[name, policy] as const] : []
})
// Policies share calendars, and so their mistakes.
for (const line of new Set(mistakes.map(describe))) console.error(line)
// A Worker that runs keeps the rules that it has.
if (mistakes.length > 0) process.exit(1)

/** A policy by the names that the account has for its things. */
function served(name: string): ToBake | undefined {
  const parsed = policyOf(gathered, name)
  if (!parsed.ok) {
    mistakes.push(...parsed.error.map(placed))
    return undefined
  }
  const mapping = readMapping(new URL(`${name}/${mappingFile}`, rulesFolder), parsed.value)
  if (!mapping.ok) {
    mistakes.push(...mapping.error)
    return undefined
  }
  const policy = adoptedPolicy(parsed.value, mapping.value)
  // The webhook leaves out events of all other properties.
  const reads = readProperties(policy)
  return { policy, reads, ...(mapping.value === noMapping ? {} : { mapping: mapping.value }) }
}

const text = `${JSON.stringify(bakeRulebook(Object.fromEntries(policies)), shown)}\n`
mkdirSync(new URL('.', target), { recursive: true })
// Written only when it differs, so that watching wrangler does not build in a circle.
if (readOrNothing() !== text) writeFileSync(target, text)

/** Only `check --procedure` reads fingerprints, and they hardly compress. */
function shown(key: string, value: unknown): unknown {
  return key === 'sha256' ? undefined : value
}

function readOrNothing(): string | undefined {
  try {
    return readFileSync(target, 'utf8')
  } catch {
    return undefined
  }
}
