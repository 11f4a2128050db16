// Build step: checks `rules/` and gathers it into the one file that the Worker carries. wrangler runs it before each build.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { policyOf } from '../src/rules/rulebook.ts'
import { mappingFile } from '../src/integrations/hubspot/adopted/mapping.ts'
import type { Policy } from '../src/rules/policy.ts'
import { placed, type Mistake } from './json-text.ts'
import { describe } from './load-policy.ts'
import { readMapping } from './provision/mapping.ts'
import { gatherRules, rulesFolder } from './rules-folder.ts'

const target = new URL('../src/generated/rulebook.json', import.meta.url)

const rules = gatherRules()
const mistakes = rules.ok
  ? Object.keys(rules.value.policies).flatMap((name) => {
      const policy = policyOf(rules.value, name)
      return policy.ok ? mappingMistakes(name, policy.value) : policy.error.map(placed)
    })
  : rules.error
// Policies share calendars, and so their mistakes.
for (const line of new Set(mistakes.map(describe))) console.error(line)
// A Worker that runs keeps the rules that it has.
if (!rules.ok || mistakes.length > 0) process.exit(1)

function mappingMistakes(name: string, policy: Policy): readonly Mistake[] {
  const mapping = readMapping(new URL(`${name}/${mappingFile}`, rulesFolder), policy)
  return mapping.ok ? [] : mapping.error
}

// What only editors and `check --procedure` read stays behind: a fingerprint hardly compresses.
const left = new Set(['$schema', 'sha256'])
const text = `${JSON.stringify(rules.value, (key, value: unknown) => (left.has(key) ? undefined : value))}\n`
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
