// HubSpot's search filters: one filter against one record's properties.

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
  const needsValue = !needsValues && !filter.operator.endsWith('HAS_PROPERTY')
  if (needsValue && filter.value.trim() === '') {
    throw validationError(
      `value must be non-empty and non-blank, if specified {propertyName: '${filter.propertyName}'}`,
    )
  }
}

export function passes(filter: Filter, properties: Readonly<Record<string, string>>): boolean {
  const held = properties[filter.propertyName] ?? ''
  if (filter.operator === 'HAS_PROPERTY') return held !== ''
  if (filter.operator === 'NOT_HAS_PROPERTY') return held === ''
  if (held === '') return false
  const { value } = filter
  const order = compareValues(held, value)
  switch (filter.operator) {
    case 'EQ':
      return isAmong(held, [value])
    case 'NEQ':
      return !isAmong(held, [value])
    case 'IN':
      return isAmong(held, filter.values ?? [])
    case 'NOT_IN':
      return !isAmong(held, filter.values ?? [])
    case 'GT':
      return order > 0
    case 'GTE':
      return order >= 0
    case 'LT':
      return order < 0
    case 'LTE':
      return order <= 0
    case 'BETWEEN':
      return order >= 0 && compareValues(held, filter.highValue) <= 0
    case 'CONTAINS_TOKEN':
      return hasToken(held, value)
    default:
      return !hasToken(held, value)
  }
}

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

const compareValues = (a: string, b: string): number => compareKeys(sortKey(a), sortKey(b))

// A set of checkboxes is found by any one of its options.
const isAmong = (held: string, values: readonly string[]): boolean =>
  [held, ...held.split(';')].some((one) => values.some((value) => compareText(one, value)))

const compareText = (a: string, b: string): boolean =>
  a.toLowerCase() === b.toLowerCase() || sameInstant(a, b)

const sameInstant = (a: string, b: string): boolean => a.includes('-') && parseInstant(a) === parseInstant(b)

const hasToken = (held: string, pattern: string): boolean => {
  const expression = pattern
    .toLowerCase()
    .split('*')
    .map((part) => part.replaceAll(/[^\p{L}\p{N}]/gu, String.raw`\$&`))
    .join('.*')
  return held
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((token) => new RegExp(`^${expression}$`, 'u').test(token))
}
