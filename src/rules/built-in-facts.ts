// Facts that every policy has, and what derived facts are made of.

import { factsRead, type FactShape } from './condition.ts'
import type { Derivation, Stage } from './policy.ts'

/** The state of a clock, as a fact. */
export const clockFact = (clock: string): string => `${clock}State`

/** The start of a clock as remembered, unless a hand move back ended it: a clock that once began goes on. */
export const clockStartFact = (clock: string): string => `${clock}Start`

/** Worst first: what `slaStatus` says of several open clocks. */
const slaStatuses = ['overdue', 'due_soon', 'paused', 'on_track', 'met_late', 'met'] as const

/** Facts that need no declaration. Those on the second line are known only when the rounds of moves are over. */
export const builtInFacts = (stages: readonly Stage[]): readonly (readonly [string, FactShape])[] => {
  const keys = stages.map((stage) => stage.key)
  return [
    ['stage', { type: 'option', options: keys }],
    ['previousStage', { type: 'option', options: keys }],
    ['owner', { type: 'person', options: [] }],
    ['clockStatus', { type: 'option', options: slaStatuses }],
    ['earliestDueAt', { type: 'instant', options: [] }],
    ['explanation', { type: 'text', options: [] }],
  ]
}

/** Facts that a derivation reads directly. */
export function dependsOn(derive: Derivation): readonly string[] {
  switch (derive.op) {
    case 'difference':
    case 'same':
    case 'notBefore':
    case 'latest':
    case 'earliest':
      return derive.facts
    case 'when':
      return factsRead(derive.condition)
    case 'members':
      return derive.members.map((member) => member.when)
    case 'first':
      return derive.choices.flatMap(({ fact, when }) => (when === undefined ? [fact] : [when, fact]))
    case 'setAt':
    case 'timesSet':
    case 'byHand':
      return [derive.fact]
    case 'follows':
      return [
        derive.fact,
        ...derive.from,
        ...derive.instead.flatMap(({ when, was, now }) => [when, now, was]),
      ]
    case 'laterThan':
      return [derive.fact, ...derive.others]
    case 'reached':
      return derive.notBefore === undefined ? [derive.fact] : [derive.fact, derive.notBefore]
    case 'due':
      return [derive.from]
    case 'roleHeldBy':
      return derive.by
  }
}
