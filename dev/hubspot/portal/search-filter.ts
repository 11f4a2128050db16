// HubSpot's search filters: each is made ready once, then asked of every record.

import { parseInstant } from './instant.ts'
import { validationError } from './refusal.ts'

export type Filter = {
  readonly propertyName: string
  readonly operator: string
  readonly value: string
  readonly values: readonly string[] | undefined
  readonly highValue: string
}

const operators = new Set([
  'EQ',
  'NEQ',
  'IN',
  'NOT_IN',
  'GT',
  'GTE',
  'LT',
  'LTE',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'BETWEEN',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
])

export function checkFilter(filter: Filter): void {
  if (!operators.has(filter.operator))
    throw validationError(`Invalid input JSON: unknown operator ${filter.operator}`)
  const needsValues = filter.operator === 'IN' || filter.operator === 'NOT_IN'
  if (needsValues && !filter.values) {
    throw validationError(
      `operator ${filter.operator} requires values {propertyName: '${filter.propertyName}'}`,
    )
  }
  if (filter.operator === 'BETWEEN' && filter.highValue === '') {
    throw validationError(`operator BETWEEN requires highValue {propertyName: '${filter.propertyName}'}`)
  }
  const needsValue = !needsValues && !filter.operator.endsWith('HAS_PROPERTY')
  if (needsValue && filter.value.trim() === '') {
    throw validationError(
      `value must be non-empty and non-blank, if specified {propertyName: '${filter.propertyName}'}`,
    )
  }
}

/** One filter against one record's properties. */
export type Test = (properties: Readonly<Record<string, string>>) => boolean

export function testOf(filter: Filter): Test {
  const holds = testOfValue(filter)
  const { propertyName, operator } = filter
  if (operator === 'NOT_HAS_PROPERTY') return (properties) => (properties[propertyName] ?? '') === ''
  return (properties) => {
    const held = properties[propertyName] ?? ''
    return held !== '' && holds(held)
  }
}

function testOfValue({ operator, value, values, highValue }: Filter): (held: string) => boolean {
  const key = sortKey(value)
  const highKey = sortKey(highValue)
  switch (operator) {
    case 'EQ':
      return isAmong([value])
    case 'NEQ':
      return not(isAmong([value]))
    case 'IN':
      return isAmong(values ?? [])
    case 'NOT_IN':
      return not(isAmong(values ?? []))
    case 'GT':
      return (held) => compareKeys(sortKey(held), key) > 0
    case 'GTE':
      return (held) => compareKeys(sortKey(held), key) >= 0
    case 'LT':
      return (held) => compareKeys(sortKey(held), key) < 0
    case 'LTE':
      return (held) => compareKeys(sortKey(held), key) <= 0
    case 'BETWEEN':
      return (held) => compareKeys(sortKey(held), key) >= 0 && compareKeys(sortKey(held), highKey) <= 0
    case 'CONTAINS_TOKEN':
      return hasToken(value)
    case 'NOT_CONTAINS_TOKEN':
      return not(hasToken(value))
    default:
      return () => true
  }
}

const not =
  (test: (held: string) => boolean) =>
  (held: string): boolean =>
    !test(held)

type Key = number | string

/** Numbers and instants by their size (an instant may be written as ISO or milliseconds), anything else as text. */
export function sortKey(value: string): Key {
  const instant = parseInstant(value)
  if (!Number.isNaN(instant)) return instant
  return value === '' || Number.isNaN(Number(value)) ? value : Number(value)
}

export function compareKeys(a: Key, b: Key): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [left, right] = [String(a), String(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

// A set of checkboxes is found by any one of its options, an instant however it is written.
function isAmong(values: readonly string[]): (held: string) => boolean {
  const texts = new Set(values.map((value) => value.toLowerCase()))
  const instants = new Set(values.map(parseInstant).filter((instant) => !Number.isNaN(instant)))
  const isOne = (held: string): boolean =>
    texts.has(held.toLowerCase()) || (held.includes('-') && instants.has(parseInstant(held)))
  return (held) => isOne(held) || (held.includes(';') && held.split(';').some(isOne))
}

function hasToken(pattern: string): (held: string) => boolean {
  const expression = pattern
    .toLowerCase()
    .split('*')
    .map((part) => part.replaceAll(/[^\p{L}\p{N}]/gu, String.raw`\$&`))
    .join('.*')
  const token = new RegExp(`^${expression}$`, 'u')
  return (held) =>
    held
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .some((each) => token.test(each))
}
