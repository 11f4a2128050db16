// Why rules hold or not: a reason for each, made of what was seen when they were judged.

import type { Reason } from './decision.ts'
import { labelOf, valueInWords } from './english/naming.ts'
import { seenInWords } from './english/seen-value.ts'
import { explain, leavesOf, type Naming } from './explain.ts'
import type { Read } from './is-met.ts'
import { nearMissOf } from './near-miss.ts'
import type { Policy, Rule } from './policy.ts'

export type Judgement = {
  /** Names of the rules that hold, were they all evaluated. */
  readonly held: readonly string[]
  /** Why a rule could not be evaluated, by its name. */
  readonly errors: ReadonlyMap<string, string>
  /** The facts as the rules saw them. */
  readonly read: Read
  /** Any fact, also such as no rule came to. */
  readonly anyFact: Read
}

/** The reasons of the rules, in their order. */
export function reasonsOf(
  rules: readonly Rule[],
  policy: Policy,
  { held, errors, read, anyFact }: Judgement,
): readonly Reason[] {
  const name = namingOf(policy)
  return rules.map((rule): Reason => {
    const { kind, title, source } = rule
    const base = { rule: rule.name, title, kind, source }
    const error = errors.get(rule.name)
    if (error !== undefined) return { ...base, status: 'error', error, conditions: [] }
    const tree = explain(rule.condition, read, name)
    const explained = { ...base, conditions: leavesOf(tree), tree }
    if (held.includes(rule.name)) return { ...explained, status: 'held' }
    const nearMiss = nearMissOf(rule, policy, anyFact)
    return { ...explained, status: 'not held', ...(nearMiss !== undefined && { nearMiss }) }
  })
}

const namingOf =
  (policy: Policy) =>
  (fact: string): Naming => ({
    label: policy.facts.get(fact)?.label ?? labelOf(policy, fact).replace(/^the /, ''),
    isText: policy.scope.get(fact)?.type === 'text',
    seen: (value) => seenInWords(policy, fact, value),
    expected: (value, operator) => valueInWords(policy, fact, value, operator),
  })
