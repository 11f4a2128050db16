// A search as HubSpot runs it: its limits, filters, one sort and pages.

import type { CrmObject, ObjectType } from './portal.ts'
import { validationError } from './refusal.ts'
import { type Filter, checkFilter, compareKeys, sortKey, testOf } from './search-filter.ts'
import type { SearchIndex } from './search-index.ts'

type Found = Pick<CrmObject, 'id' | 'properties' | 'archived'>

export type SearchRequest = {
  readonly query: string
  readonly limit: number
  readonly after: number
  readonly sorts: readonly { readonly name: string; readonly isDescending: boolean }[]
  /** A record is found if every filter of any group passes it. */
  readonly groups: readonly (readonly Filter[])[]
}

export type SearchPage = { readonly total: number; readonly ids: readonly string[]; readonly after?: string }

const reach = 10_000

export function search(index: SearchIndex, type: ObjectType, request: SearchRequest): SearchPage {
  checkLimits(request)
  const { limit, after, groups } = request
  const query = request.query.toLowerCase()
  const tests = groups.map((filters) => filters.map(testOf))
  const found: Found[] = []
  for (const record of index.records(type)) {
    if (record.archived) continue
    if (query && !hasText(record.properties, query)) continue
    const isIn = tests.length === 0 || tests.some((group) => group.every((test) => test(record.properties)))
    if (isIn) found.push(record)
  }
  const ids = sorted(found, request.sorts[0]).slice(after, after + limit)
  const next = after + limit
  return { total: found.length, ids, ...(next < found.length && { after: String(next) }) }
}

function checkLimits({ groups, limit, after, sorts }: SearchRequest): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) {
    throw validationError(`Invalid limit ${limit}: the maximum page size is 200`)
  }
  if (!Number.isInteger(after) || after < 0) throw validationError(`Invalid after: ${after}`)
  if (after + limit > reach) throw validationError('There was a problem with the request.')
  const filters = groups.flat()
  if (groups.length > 5) throw validationError('Too many filter groups: the maximum is 5')
  if (groups.some((group) => group.length > 6)) {
    throw validationError('Too many filters in a group: the maximum is 6')
  }
  if (filters.length > 18) throw validationError('Too many filters: the maximum is 18')
  if (sorts.length > 1) throw validationError('Only one sort is allowed')
  for (const filter of filters) checkFilter(filter)
}

/** The ids in order; records that sort alike stand by id. */
function sorted(found: readonly Found[], sort: SearchRequest['sorts'][number] | undefined): string[] {
  const { name, isDescending } = sort ?? { name: 'hs_object_id', isDescending: false }
  const sign = isDescending ? -1 : 1
  const isById = name === 'hs_object_id'
  return found
    .map(({ id, properties }) => {
      const number = Number(id)
      return { id, number, key: isById ? number : sortKey(properties[name] ?? '') }
    })
    .toSorted((a, b) => sign * compareKeys(a.key, b.key) || a.number - b.number)
    .map(({ id }) => id)
}

const hasText = (properties: Readonly<Record<string, string>>, query: string): boolean =>
  [properties['subject'], properties['content']].some((text) => text?.toLowerCase().includes(query))
