// Whether what a decision writes is news to the clocks that it was made by.

import { factsOfClock } from './clock-rule.ts'
import { sameValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import { rulesOf, type Policy } from './policy.ts'

/** Whether a fact that a clock, or the version of a stage, rests on is another once the decision is written. */
export function isOwnNews(policy: Policy, before: FactSheet, after: FactSheet): boolean {
  const facts = new Set([
    ...rulesOf(policy, 'clock').flatMap(factsOfClock),
    ...(policy.versions ? policy.stages.flatMap(({ start }) => start) : []),
  ])
  return [...facts].some((fact) => !sameValue(before.readable(fact), after.readable(fact)))
}
