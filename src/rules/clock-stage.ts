// Which stage a clock belongs to, and with it the notices about that clock.

import type { Condition } from './condition.ts'
import { rulesOf, type Policy, type Rule } from './policy.ts'

/** The one stage that conditions ask for, if it is only one. */
export function stageAskedFor(condition: Condition): string | undefined {
  const [only, ...more] = new Set(stagesIn(condition))
  return more.length === 0 ? only : undefined
}

function stagesIn(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'leaf': {
      const { fact, operator, value } = condition
      if (fact !== 'stage' || (operator !== 'equal' && operator !== 'in')) return []
      return [value].flat().map(String)
    }
    case 'not':
      return []
    case 'all':
    case 'any':
      return condition.conditions.flatMap(stagesIn)
  }
}

/** The stage that a rule belongs to wherever the ticket stands; `undefined` where it is a rule for where that stands. */
export function stageOfRule(rule: Rule, policy: Policy): string | undefined {
  if (rule.kind === 'clock') return rule.stage
  if ((rule.kind !== 'task' && rule.kind !== 'note') || rule.once.kind !== 'clock') return undefined
  const { clock } = rule.once
  return rulesOf(policy, 'clock').find(({ name }) => name === clock)?.stage
}
