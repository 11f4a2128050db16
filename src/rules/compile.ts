// The second evaluator: a condition as one closure, made once, for whatever asks more often than the engine could answer.

import type { Condition } from './condition.ts'
import type { FactValue } from './fact.ts'
import { holds } from './operator.ts'

export type Read = (fact: string) => FactValue

/** Whether a condition holds for the facts that are read. */
export type Test = (read: Read) => boolean

const compiled = new WeakMap<Condition, Test>()

/** The closure of a condition; the same one for the same condition. It reads no more facts than it needs, in their order. */
export function compile(condition: Condition): Test {
  const known = compiled.get(condition)
  if (known) return known
  const test = closureOf(condition)
  compiled.set(condition, test)
  return test
}

function closureOf(condition: Condition): Test {
  switch (condition.kind) {
    case 'leaf': {
      const { fact, operator, value } = condition
      return (read) => holds(operator, read(fact), value)
    }
    case 'not': {
      const inner = closureOf(condition.condition)
      return (read) => !inner(read)
    }
    case 'all': {
      const inner = condition.conditions.map(closureOf)
      return (read) => inner.every((test) => test(read))
    }
    case 'any': {
      const inner = condition.conditions.map(closureOf)
      return (read) => inner.some((test) => test(read))
    }
  }
}
