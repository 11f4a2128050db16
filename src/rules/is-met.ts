// Whether a condition is met by facts that are read one by one: by as few as will do, since reading one can ask for more.

import type { Condition } from './condition.ts'
import type { FactValue } from './fact.ts'
import { holds } from './operator.ts'

export type Read = (fact: string) => FactValue

/** Reads no more facts than it needs, in their order. */
export function isMet(condition: Condition, read: Read): boolean {
  switch (condition.kind) {
    case 'leaf':
      return holds(condition.operator, read(condition.fact), condition.value)
    case 'not':
      return !isMet(condition.condition, read)
    case 'all':
      return condition.conditions.every((one) => isMet(one, read))
    case 'any':
      return condition.conditions.some((one) => isMet(one, read))
  }
}
