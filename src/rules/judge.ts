// Judges rules twice, by the engine and by closures: on disagreement a rule counts as not evaluated.

import { factsRead } from './condition.ts'
import type { Problem, Reason } from './decision.ts'
import { heldRules } from './engine.ts'
import type { FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import type { Policy, Rule } from './policy.ts'
import { reasonsOf, type Judgement } from './reasons.ts'
import { ruleSetOf } from './rule-set.ts'
import { Unreadable } from './unreadable.ts'

export type Explained<R extends Rule> = {
  readonly held: readonly R[]
  /** Why, for each rule: made when asked for, since most looks are not recorded. */
  readonly reasons: () => readonly Reason[]
}

export type Verdict<R extends Rule> = Explained<R> & { readonly problems: readonly Problem[] }

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
  const engine = await heldRules(readable, facts)
  const read = (fact: string): FactValue => facts.get(fact) ?? null
  const set = ruleSetOf(rules)
  const held = set.held(set.valuesOf(read))
  for (const { name } of readable)
    if (held.includes(name) !== engine.has(name))
      errors.set(name, 'the two evaluators disagree: this is a fault of Redress, not of the rule')
  return {
    ...explained(rules, policy, sheet, { held, errors, read }),
    problems: [...errors].map(([rule, message]) => ({
      key: `rule/${rule}`,
      message: `rule \`${rule}\` could not be evaluated: ${message}`,
    })),
  }
}

/** The rules that hold, and why these do and the others do not; `sheet` is all that is known where they were judged. */
export const explained = <R extends Rule>(
  rules: readonly R[],
  policy: Policy,
  sheet: FactSheet,
  judgement: Omit<Judgement, 'anyFact'>,
): Explained<R> => ({
  held: rules.filter(({ name }) => judgement.held.includes(name) && !judgement.errors.has(name)),
  reasons: () => {
    // Why a rule does not hold may rest on facts that it did not come to: asking for them has no consequence.
    const quiet = sheet.quietly()
    return reasonsOf(rules, policy, { ...judgement, anyFact: (fact) => quiet.read(fact) })
  },
})
