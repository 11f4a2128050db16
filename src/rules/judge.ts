// Judges rules twice, by the engine and by closures, and explains each: on disagreement a rule counts as not evaluated.

import { compile } from './compile.ts'
import { factsRead } from './condition.ts'
import type { Problem, Reason } from './decision.ts'
import { heldRules } from './engine.ts'
import { labelOf, valueInWords } from './english/naming.ts'
import { seenInWords } from './english/seen-value.ts'
import { explain, leavesOf, type Naming } from './explain.ts'
import type { FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import { nearMissOf } from './near-miss.ts'
import { Unreadable } from './unreadable.ts'
import type { Policy, Rule } from './policy.ts'

export type Verdict<R extends Rule> = {
  readonly held: readonly R[]
  readonly reasons: readonly Reason[]
  readonly problems: readonly Problem[]
}

/** Which rules hold for the facts of a sheet, each with its reason. A rule that can not be evaluated does not hold, and says why. */
export async function judge<R extends Rule>(
  rules: readonly R[],
  policy: Policy,
  sheet: FactSheet,
): Promise<Verdict<R>> {
  const facts = new Map<string, FactValue>()
  const errors = new Map<string, string>()
  for (const rule of rules)
    try {
      for (const fact of factsRead(rule.condition)) facts.set(fact, sheet.read(fact))
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      errors.set(rule.name, error.message)
    }
  const readable = rules.filter((rule) => !errors.has(rule.name))
  const held = await heldRules(readable, facts)
  const read = (fact: string): FactValue => facts.get(fact) ?? null
  for (const rule of readable)
    if (compile(rule.condition)(read) !== held.has(rule.name))
      errors.set(rule.name, 'the two evaluators disagree: this is a fault of Redress, not of the rule')

  const name = (fact: string): Naming => ({
    label: policy.facts.get(fact)?.label ?? labelOf(policy, fact).replace(/^the /, ''),
    isText: policy.scope.get(fact)?.type === 'text',
    seen: (value) => seenInWords(policy, fact, value),
    expected: (value, operator) => valueInWords(policy, fact, value, operator),
  })
  // Why a rule does not hold may rest on facts that it did not come to: asking for them has no consequence.
  const quiet = sheet.quietly()
  const reasons = rules.map((rule): Reason => {
    const { kind, title, source } = rule
    const base = { rule: rule.name, title, kind, source }
    const error = errors.get(rule.name)
    if (error !== undefined) return { ...base, status: 'error', error, conditions: [] }
    const tree = explain(rule.condition, read, name)
    const explained = { ...base, conditions: leavesOf(tree), tree }
    if (held.has(rule.name)) return { ...explained, status: 'held' }
    const nearMiss = nearMissOf(rule, policy, (fact) => quiet.read(fact))
    return { ...explained, status: 'not held', ...(nearMiss !== undefined && { nearMiss }) }
  })
  return {
    held: rules.filter((rule) => held.has(rule.name) && !errors.has(rule.name)),
    reasons,
    problems: [...errors].map(([rule, message]) => ({
      key: `rule/${rule}`,
      message: `rule \`${rule}\` could not be evaluated: ${message}`,
    })),
  }
}
