// A condition in English, with brackets wherever `and` and `or` could be mistaken for each other.

import { clockFact, clockStartFact } from '../built-in-facts.ts'
import type { Condition, Leaf } from '../condition.ts'
import { operators, type Literal, type OperatorName } from '../operator.ts'
import { rulesOf, type Policy } from '../policy.ts'
import { listed } from '../wording.ts'
import { either, factInWords, quoted, stageInWords, valueInWords } from './naming.ts'

/** What must be so: it follows on `When`, and has no full stop. */
export function conditionInWords(policy: Policy, condition: Condition): string {
  switch (condition.kind) {
    case 'leaf':
      return leafInWords(policy, condition)
    case 'not':
      return `not (${conditionInWords(policy, condition.condition)})`
    case 'all':
      return listed(condition.conditions.map((child) => inBrackets(policy, child, condition.kind)))
    case 'any':
      return either(condition.conditions.map((child) => inBrackets(policy, child, condition.kind)))
  }
}

function inBrackets(policy: Policy, child: Condition, within: 'all' | 'any'): string {
  const words = conditionInWords(policy, child)
  const isList = (child.kind === 'all' || child.kind === 'any') && child.conditions.length > 1
  return isList && child.kind !== within ? `(${words})` : words
}

function leafInWords(policy: Policy, leaf: Leaf): string {
  const { fact, operator, value } = leaf
  const type = policy.scope.get(fact)?.type
  if (fact === 'stage') return stageLeaf(policy, leaf)
  if (type === 'boolean' && (operator === 'equal' || operator === 'notEqual'))
    return `${(operator === 'equal') === value ? '' : 'not '}${factInWords(policy, fact)}`
  const clock = rulesOf(policy, 'clock').find(({ name }) => clockFact(name) === fact)
  const limit = clock && `the time limit ${quoted(clock.title)}`
  if (limit !== undefined && operator === 'present') return `${limit} is there`
  if (limit !== undefined && operator === 'absent') return `${limit} is not there`
  const started = rulesOf(policy, 'clock').find(({ name }) => clockStartFact(name) === fact)
  if (started && operator === 'present') return `the time limit ${quoted(started.title)} has begun`
  if (started && operator === 'absent') return `the time limit ${quoted(started.title)} has not begun`
  const words = wordsOf(operator, type === 'number')
  if (limit !== undefined) return `${limit} ${words} ${either(namesIn(value).map(stateInWords))}`
  const subject = factInWords(policy, fact)
  if (operators[operator].takes === 'true') return `${subject} ${words}`
  return `${subject} ${words} ${valueInWords(policy, fact, value, operator)}`
}

const stateInWords = (state: string): string => state.replaceAll('_', ' ')

const namesIn = (value: Literal): readonly string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' ? value : []

function stageLeaf(policy: Policy, { operator, value }: Leaf): string {
  const stages = either(namesIn(value).map((key) => stageInWords(policy, key)))
  if (operator === 'equal' || operator === 'in') return `the ticket is in ${stages}`
  if (operator === 'notEqual' || operator === 'notIn') return `the ticket is not in ${stages}`
  return `the ticket is in ${operator === 'absent' ? 'no' : 'any'} stage`
}

/** Comparisons read otherwise of numbers than of dates. */
function wordsOf(operator: OperatorName, isNumber: boolean): string {
  switch (operator) {
    case 'in':
      return 'is'
    case 'notIn':
      return 'is not'
    case 'lessThan':
      return isNumber ? 'is less than' : 'is before'
    case 'lessThanInclusive':
      return isNumber ? 'is at most' : 'is not after'
    case 'greaterThan':
      return isNumber ? 'is more than' : 'is after'
    case 'greaterThanInclusive':
      return isNumber ? 'is at least' : 'is not before'
    case 'notEmpty':
      return 'is not empty'
    case 'equal':
    case 'notEqual':
    case 'contains':
    case 'doesNotContain':
    case 'containsAny':
    case 'startsWith':
    case 'empty':
    case 'present':
    case 'absent':
      return operators[operator].words
  }
}
