// The second evaluator: a condition as one closure, made once, over facts that it reads by number.

import type { Condition, Leaf } from './condition.ts'
import type { FactValue } from './fact.ts'
import { holds } from './operator.ts'

/** The values of facts, each at its number. */
export type Values = readonly FactValue[]

/** Whether a condition holds for these values. */
export type Test = (values: Values) => boolean

/** What is known when a condition is compiled: in which stage the ticket stands, and the number of each other fact. */
export type Setting = { readonly stage: FactValue; readonly numberOf: (fact: string) => number }

const always: Test = () => true
export const never: Test = () => false

/** The closure of a condition in a stage; `never` where it can not hold there. */
export function compile(condition: Condition, setting: Setting): Test {
  switch (condition.kind) {
    case 'leaf':
      if (condition.fact !== 'stage') return leafTest(condition, setting.numberOf(condition.fact))
      return holds(condition.operator, setting.stage, condition.value) ? always : never
    case 'not':
      return opposite(compile(condition.condition, setting))
    case 'all':
      return condition.conditions.map((one) => compile(one, setting)).reduce(both)
    case 'any':
      return condition.conditions.map((one) => compile(one, setting)).reduce(either)
  }
}

function leafTest({ operator, value: literal }: Leaf, at: number): Test {
  // What most conditions ask needs no more where the fact is neither a list nor a time.
  if (operator === 'equal' && !Array.isArray(literal))
    return (values) => {
      const value = values[at] ?? null
      return value === literal || (typeof value === 'object' && holds(operator, value, literal))
    }
  return (values) => holds(operator, values[at] ?? null, literal)
}

function opposite(test: Test): Test {
  if (test === always) return never
  return test === never ? always : (values) => !test(values)
}

function both(one: Test, other: Test): Test {
  if (one === never || other === always) return one
  return one === always || other === never ? other : (values) => one(values) && other(values)
}

function either(one: Test, other: Test): Test {
  if (one === always || other === never) return one
  return one === never || other === always ? other : (values) => one(values) || other(values)
}
