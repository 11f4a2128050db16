// The body of a search, brought to the form that the search works on.

import { textOf } from '../portal/scalar.ts'
import type { SearchRequest } from '../portal/search.ts'
import type { Filter } from '../portal/search-filter.ts'
import { type Json, isJson } from './body.ts'

export const parseSearch = (body: Json): SearchRequest => ({
  query: textOf(body['query']),
  limit: Number(body['limit'] ?? 10),
  after: Number(body['after'] ?? 0),
  sorts: listOf(body['sorts']).map(parseSort),
  groups: objectsOf(body['filterGroups']).map((group) => objectsOf(group['filters']).map(parseFilter)),
})

const parseFilter = (filter: Json): Filter => ({
  propertyName: textOf(filter['propertyName']),
  operator: textOf(filter['operator']),
  value: textOf(filter['value']),
  values: Array.isArray(filter['values']) ? filter['values'].map(textOf) : undefined,
  highValue: textOf(filter['highValue']),
})

/** Written `{propertyName, direction}`, or as the name with a `-` before it to descend. */
function parseSort(sort: unknown): SearchRequest['sorts'][number] {
  if (!isJson(sort))
    return { name: textOf(sort).replace(/^-/, ''), isDescending: textOf(sort).startsWith('-') }
  return { name: textOf(sort['propertyName']), isDescending: sort['direction'] === 'DESCENDING' }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const objectsOf = (value: unknown): readonly Json[] => listOf(value).filter(isJson)
