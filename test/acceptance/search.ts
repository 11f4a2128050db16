/** HubSpot's search over the double's records: filter groups, sorts and pages. */
// oxlint-disable typescript/no-unsafe-type-assertion -- a search body is read by shape
import { Refusal, textOf } from './ticket-store.ts'
import type { StoredRecord } from './ticket-store.ts'

type Filter = Readonly<{
  propertyName: string
  operator: string
  value?: unknown
  highValue?: unknown
  values?: readonly unknown[]
}>
type Body = Readonly<{
  filterGroups?: readonly { filters: readonly Filter[] }[]
  sorts?: readonly (string | { propertyName: string; direction?: string })[]
  properties?: readonly string[]
  limit?: number
  after?: unknown
}>
type Read = (record: StoredRecord, name: string) => string

/** Numbers and instants by size, all else as text. */
function comparable(value: unknown): number | string {
  const text = textOf(value)
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) return Date.parse(text)
  return text.toLowerCase()
}

function compare(a: unknown, b: unknown): number {
  const [left, right] = [comparable(a), comparable(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

function matches(actual: string, filter: Filter): boolean {
  const { operator, value, values = [] } = filter
  switch (operator) {
    case 'EQ':
      return actual !== '' && compare(actual, value) === 0
    case 'NEQ':
      return compare(actual, value) !== 0
    case 'GT':
      return actual !== '' && compare(actual, value) > 0
    case 'GTE':
      return actual !== '' && compare(actual, value) >= 0
    case 'LT':
      return actual !== '' && compare(actual, value) < 0
    case 'LTE':
      return actual !== '' && compare(actual, value) <= 0
    case 'BETWEEN':
      return actual !== '' && compare(actual, value) >= 0 && compare(actual, filter.highValue) <= 0
    case 'IN':
      return values.some((one) => compare(actual, one) === 0)
    case 'NOT_IN':
      return actual !== '' && !values.some((one) => compare(actual, one) === 0)
    case 'HAS_PROPERTY':
      return actual !== ''
    case 'NOT_HAS_PROPERTY':
      return actual === ''
    default:
      throw new Refusal(400, `the double knows no operator ${operator}`)
  }
}

export function searchRecords(
  records: readonly StoredRecord[],
  body: unknown,
  read: Read,
): { total: number; page: StoredRecord[]; after?: string; properties: readonly string[] } {
  const {
    filterGroups = [],
    sorts = [],
    properties = ['subject', 'hs_pipeline_stage'],
    limit = 10,
    after,
  } = body as Body
  if (limit > 200) throw new Refusal(400, 'limit must be at most 200')
  if (filterGroups.length > 5 || filterGroups.some((group) => group.filters.length > 6))
    throw new Refusal(400, 'too many filters')
  const found = records.filter(
    (record) =>
      filterGroups.length === 0 ||
      filterGroups.some((group) =>
        group.filters.every((filter) => matches(read(record, filter.propertyName), filter)),
      ),
  )
  const [sort] = sorts
  const by = typeof sort === 'string' ? sort.replace(/^-/, '') : (sort?.propertyName ?? 'hs_object_id')
  const isDown = typeof sort === 'string' ? sort.startsWith('-') : sort?.direction === 'DESCENDING'
  const sorted = found.toSorted((a, b) => compare(read(a, by), read(b, by)) * (isDown ? -1 : 1))
  const from = Number(after ?? 0)
  if (from + limit > 10_000) throw new Refusal(400, 'the total number of results is at most 10,000')
  const page = sorted.slice(from, from + limit)
  return {
    total: found.length,
    page,
    properties,
    ...(from + limit < found.length ? { after: String(from + limit) } : {}),
  }
}
