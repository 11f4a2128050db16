// The closed list of operators: what each may test, and what it means. An unknown fact satisfies none but `absent`.

import { Temporal } from 'temporal-polyfill'
import { parseDate, parseInstant, type FactType, type FactValue } from './fact.ts'

/** A literal in a rule file. */
export type Literal = boolean | number | string | readonly string[]

export type OperatorName = keyof typeof operators

type Operator = {
  readonly types: readonly FactType[] | 'any'
  /** What its value has to be: like the fact, a list of such, or `true`. */
  readonly takes: 'same' | 'list' | 'member' | 'true'
  /** In a sentence: `<label> <words> <value>`; and when it does not hold. */
  readonly words: string
  readonly holds: (actual: Exclude<FactValue, null>, expected: Literal) => boolean
}

const scalar = ['text', 'boolean', 'number', 'option', 'person', 'instant', 'date', 'set'] as const

/** -1, 0 or 1 as `actual` is before, at or after the literal. Literals were checked when the policy was loaded. */
function order(actual: FactValue, literal: Literal): number {
  if (actual instanceof Temporal.Instant) {
    const other = parseInstant(String(literal))
    if (other) return Temporal.Instant.compare(actual, other)
  }
  if (actual instanceof Temporal.PlainDate) {
    const other = parseDate(String(literal))
    if (other) return Temporal.PlainDate.compare(actual, other)
  }
  if (typeof actual === 'number' && typeof literal === 'number') return Math.sign(actual - literal)
  throw new Error(`can not compare \`${String(actual)}\` with \`${String(literal)}\``)
}

const membersOf = (value: FactValue | Literal): readonly string[] => (Array.isArray(value) ? value : [])

function equals(actual: FactValue, literal: Literal): boolean {
  if (Array.isArray(actual)) {
    const members = membersOf(literal)
    return actual.length === new Set(members).size && actual.every((member) => members.includes(member))
  }
  if (actual instanceof Temporal.Instant || actual instanceof Temporal.PlainDate)
    return order(actual, literal) === 0
  return actual === literal
}

const oneOf = (actual: FactValue, literal: Literal) =>
  membersOf(literal).some((member) => equals(actual, member))
const text = (value: FactValue | Literal) => String(value).toLowerCase()

export const operators = {
  equal: { types: scalar, takes: 'same', words: 'is', holds: equals },
  notEqual: { types: scalar, takes: 'same', words: 'is not', holds: (a, b) => !equals(a, b) },
  in: { types: ['option', 'text', 'person'], takes: 'list', words: 'is one of', holds: oneOf },
  notIn: {
    types: ['option', 'text', 'person'],
    takes: 'list',
    words: 'is none of',
    holds: (a, b) => !oneOf(a, b),
  },
  lessThan: {
    types: ['number', 'instant', 'date'],
    takes: 'same',
    words: 'is before',
    holds: (a, b) => order(a, b) < 0,
  },
  lessThanInclusive: {
    types: ['number', 'instant', 'date'],
    takes: 'same',
    words: 'is at most',
    holds: (a, b) => order(a, b) <= 0,
  },
  greaterThan: {
    types: ['number', 'instant', 'date'],
    takes: 'same',
    words: 'is after',
    holds: (a, b) => order(a, b) > 0,
  },
  greaterThanInclusive: {
    types: ['number', 'instant', 'date'],
    takes: 'same',
    words: 'is at least',
    holds: (a, b) => order(a, b) >= 0,
  },
  contains: {
    types: ['set', 'text'],
    takes: 'member',
    words: 'has',
    holds: (a, b) => (Array.isArray(a) ? a.includes(String(b)) : text(a).includes(text(b))),
  },
  doesNotContain: {
    types: ['set', 'text'],
    takes: 'member',
    words: 'has no',
    holds: (a, b) => (Array.isArray(a) ? !a.includes(String(b)) : !text(a).includes(text(b))),
  },
  containsAny: {
    types: ['set'],
    takes: 'list',
    words: 'has any of',
    holds: (a, b) => membersOf(b).some((member) => membersOf(a).includes(member)),
  },
  startsWith: {
    types: ['text'],
    takes: 'member',
    words: 'begins with',
    holds: (a, b) => text(a).startsWith(text(b)),
  },
  empty: { types: ['set'], takes: 'true', words: 'is empty', holds: (a) => membersOf(a).length === 0 },
  notEmpty: {
    types: ['set'],
    takes: 'true',
    words: 'has at least one',
    holds: (a) => membersOf(a).length > 0,
  },
  present: { types: 'any', takes: 'true', words: 'is known', holds: () => true },
  absent: { types: 'any', takes: 'true', words: 'is not known', holds: () => false },
} as const satisfies Record<string, Operator>

export const operatorNames = Object.keys(operators)

export const isOperator = (name: string): name is OperatorName => Object.hasOwn(operators, name)

/** Whether the condition `actual <operator> expected` holds. An empty set counts as absent, an unknown fact as nothing else. */
export function holds(operator: OperatorName, actual: FactValue, expected: Literal): boolean {
  const unknown = actual === null || (Array.isArray(actual) && actual.length === 0 && operator === 'present')
  if (operator === 'absent') return actual === null || (Array.isArray(actual) && actual.length === 0)
  return !unknown && operators[operator].holds(actual, expected)
}
