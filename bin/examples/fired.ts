// Whether a rule fired in a decision (it held and something came of it) or refused (its conditions did not hold).

import type { Decision } from '../../src/rules/decision.ts'
import type { Condition } from '../../src/rules/condition.ts'
import type { Policy, Rule } from '../../src/rules/policy.ts'

const statusOf = (name: string, decision: Decision) =>
  decision.reasons.find((reason) => reason.rule === name)?.status

export const hasRefused = (rule: Rule, decision: Decision): boolean =>
  statusOf(rule.name, decision) === 'not held'

/** Whether a rule held and had its way: where rules compete, the one of highest priority has it. */
export function hasFired(rule: Rule, decision: Decision, policy: Policy): boolean {
  if (statusOf(rule.name, decision) !== 'held') return false
  const rivals = policy.rules.filter(
    (other) => other.priority > rule.priority && statusOf(other.name, decision) === 'held',
  )
  switch (rule.kind) {
    case 'move': {
      // On the way through several stages each move may be outranked by an earlier one, but not at its end.
      const moved = decision.changes.some((change) => change.kind === 'stage')
      return moved && (rule.to === decision.stage || !rivals.some(({ kind }) => kind === 'move'))
    }
    case 'assign':
      return !rivals.some((other) => other.kind === 'assign' && other.fact === rule.fact)
    case 'set':
      return !rivals.some((other) => other.kind === 'set' && other.fact === rule.fact)
    case 'clock':
      return decision.clocks.some((clock) => clock.name === rule.name && clock.current)
    case 'task':
    case 'note':
      return decision.actions.some((action) => action.rule === rule.name)
  }
}

/** Whether a rule holds whatever the ticket says, since every ticket stands in a stage. */
export function alwaysHolds({ condition }: Rule): boolean {
  const always = (part: Condition): boolean => {
    switch (part.kind) {
      case 'leaf':
        return part.fact === 'stage' && part.operator === 'present'
      case 'not':
        return false
      case 'all':
        return part.conditions.every(always)
      case 'any':
        return part.conditions.some(always)
    }
  }
  return always(condition)
}
