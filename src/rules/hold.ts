// A hold: after a hand move back no move rule fires, until a fact that some move rule reads has changed since.

import { clockFact } from './built-in-facts.ts'
import { factsRead } from './condition.ts'
import { toCrmText } from './fact.ts'
import { plainName } from './fact-names.ts'
import type { FactSheet } from './fact-sheet.ts'
import { Unreadable } from './unreadable.ts'
import { isRecord } from './finding.ts'
import { rulesAt, rulesOf, type Policy } from './policy.ts'

/** What the facts that move rules read are now, to be remembered. Stage and clocks are no news: they follow. */
export function holdOn(policy: Policy, sheet: FactSheet): string {
  const clocks = new Set(rulesOf(policy, 'clock').map(({ name }) => clockFact(name)))
  const moves = rulesAt(policy, 'move', String(sheet.read('stage')))
  const read = new Set(moves.flatMap((rule) => factsRead(rule.condition)))
  const facts = [...read].filter((name) => policy.facts.has(name) && !clocks.has(name)).toSorted()
  return JSON.stringify(
    Object.fromEntries(facts.map((name) => [plainName(name), textOf(policy, sheet, name)])),
  )
}

/** Whether a hold still holds: facts that it does not know, or that no rule reads any more, say nothing. */
export function isHolding(hold: string | undefined, policy: Policy, sheet: FactSheet): boolean {
  if (hold === undefined) return false
  const [before, present] = [parsed(hold), parsed(holdOn(policy, sheet))]
  return Object.keys(before).every((name) => !(name in present) || before[name] === present[name])
}

function textOf(policy: Policy, sheet: FactSheet, name: string): string {
  try {
    const value = sheet.read(name)
    return policy.facts.get(name)?.type === 'text' ? String(value !== null) : toCrmText(value)
  } catch (error) {
    if (error instanceof Unreadable) return '?'
    throw error
  }
}

function parsed(hold: string): Readonly<Record<string, unknown>> {
  try {
    const facts: unknown = JSON.parse(hold)
    return isRecord(facts) ? facts : {}
  } catch {
    return {}
  }
}
