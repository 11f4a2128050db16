// What would have to be so for a condition to hold or not to hold: the clause after `if`.

import { clockFact, clockStartFact } from '../built-in-facts.ts'
import type { Leaf } from '../condition.ts'
import type { OperatorName } from '../operator.ts'
import { rulesOf, type Policy } from '../policy.ts'
import { listed } from '../wording.ts'
import { conditionInWords } from './condition.ts'
import { either, factInWords, labelOf, optionInWords, quoted, stageInWords, valueInWords } from './naming.ts'

/** `a review were requested`: as it would have to be for the leaf to come to `wanted`. */
export function supposed(policy: Policy, leaf: Leaf, wanted: boolean): string {
  const { fact, operator, value } = leaf
  const isEquality = operator === 'equal' || operator === 'notEqual'
  const shape = policy.scope.get(fact)
  if (shape?.type === 'boolean' && isEquality)
    return clauseSupposed(labelOf(policy, fact), ((operator === 'equal') === value) === wanted)
  if (fact === 'stage' && (isEquality || operator === 'in' || operator === 'notIn')) {
    const stages = either([value].flat().map((key) => stageInWords(policy, String(key))))
    const isIn = (operator === 'equal' || operator === 'in') === wanted
    return `the ticket were ${isIn ? '' : 'not '}in ${stages}`
  }
  if (!wanted) return `it were not so that ${conditionInWords(policy, leaf)}`
  const clocks = rulesOf(policy, 'clock')
  const limit = clocks.find(({ name }) => clockFact(name) === fact)
  const start = clocks.find(({ name }) => clockStartFact(name) === fact)
  if (start && operator === 'present') return `the time limit ${quoted(start.title)} had begun`
  if (start && operator === 'absent') return `the time limit ${quoted(start.title)} had not begun`
  const subject = limit ? `the time limit ${quoted(limit.title)}` : factInWords(policy, fact)
  if (shape?.type === 'set' && isEquality && typeof value === 'object') {
    const members = value.length === 0 ? 'empty' : listed(value.map(optionInWords))
    return `${subject} were ${operator === 'equal' ? '' : 'anything but '}${members}`
  }
  const [words, takesValue] = wordsOf(operator, shape?.type === 'number')
  return takesValue
    ? `${subject} ${words} ${valueInWords(policy, fact, value, operator)}`
    : `${subject} ${words}`
}

/** A label of a boolean fact is a clause, what could follow on `it is`, or something else again. */
function clauseSupposed(label: string, wanted: boolean): string {
  if (/^(about|in|on|at|with|without|not|under|over|for|from|of) /i.test(label))
    return wanted ? `it were ${label}` : `it were not so that it is ${label}`
  if (!/^(an?|the|this|there|it|no|only|some|any|every|each|all) /i.test(label))
    return `this were ${wanted ? '' : 'not '}so: ${label}`
  if (!wanted) return `it were not so that ${label}`
  return label.replace(
    /(?<!\b(?:that|which|who) )\b(?:(is|are|was)|(has|have)|(will)|would|had|were|could)\b/,
    verb,
  )
}

const verb = (word: string, be?: string, have?: string, will?: string): string => {
  if (be !== undefined) return 'were'
  if (have !== undefined) return 'had'
  return will === undefined ? word : 'would'
}

/** How the predicate begins, and whether the value follows. */
function wordsOf(operator: OperatorName, isNumber: boolean): readonly [words: string, takesValue: boolean] {
  switch (operator) {
    case 'equal':
    case 'in':
      return ['were', true]
    case 'notEqual':
    case 'notIn':
      return ['were known to be other than', true]
    case 'lessThan':
      return [isNumber ? 'were less than' : 'were before', true]
    case 'lessThanInclusive':
      return [isNumber ? 'were at most' : 'were not after', true]
    case 'greaterThan':
      return [isNumber ? 'were more than' : 'were after', true]
    case 'greaterThanInclusive':
      return [isNumber ? 'were at least' : 'were not before', true]
    case 'contains':
    case 'containsAny':
      return ['had', true]
    case 'doesNotContain':
      return ['did not have', true]
    case 'startsWith':
      return ['began with', true]
    case 'empty':
      return ['were empty', false]
    case 'notEmpty':
      return ['had at least one', false]
    case 'present':
      return ['were known', false]
    case 'absent':
      return ['were not known', false]
  }
}
