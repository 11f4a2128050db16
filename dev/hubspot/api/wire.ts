// Records as the API prints them.

import { associationName, linked } from '../portal/associations.ts'
import { findProperty } from '../portal/checked-properties.ts'
import type { Crm } from '../portal/crm.ts'
import type { CrmObject, ObjectType, Version } from '../portal/portal.ts'

const always: Record<ObjectType, readonly string[]> = {
  tickets: ['createdate', 'hs_lastmodifieddate', 'hs_object_id'],
  tasks: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
  notes: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
}

const byDefault: Record<ObjectType, readonly string[]> = {
  tickets: [
    'content',
    'hs_pipeline',
    'hs_pipeline_stage',
    'hs_ticket_category',
    'hs_ticket_priority',
    'subject',
  ],
  tasks: [],
  notes: [],
}

export type Wanted = { readonly properties?: readonly string[]; readonly history?: readonly string[] }

export type WireObject = {
  id: string
  properties: Record<string, string | null>
  createdAt: string
  updatedAt: string
  archived: boolean
  archivedAt?: string
  propertiesWithHistory?: Record<string, readonly Omit<Version, 'order'>[]>
  associations?: Record<string, unknown>
}

/** What was asked for and what HubSpot adds; a property that does not exist is left out, one without a value is null. */
export function toWire(crm: Crm, record: CrmObject, wanted: Wanted = {}): WireObject {
  const history = wanted.history ?? []
  const asked =
    wanted.properties?.length || history.length > 0 ? [...(wanted.properties ?? []), ...history] : undefined
  const names = new Set([...(asked ?? byDefault[record.type]), ...always[record.type]])
  const known = [...names].filter((name) => findProperty(crm, record.type, name)?.archived === false)
  return {
    ...frame(record),
    properties: Object.fromEntries(known.map((name) => [name, record.properties[name] || null])),
    ...(history.length > 0 && {
      propertiesWithHistory: Object.fromEntries(
        history.map((name) => [name, (record.history[name] ?? []).map(toVersion)]),
      ),
    }),
  }
}

/** With every value it has: how creates and updates answer. */
export const toFullWire = (record: CrmObject): WireObject => ({
  ...frame(record),
  properties: { ...record.properties },
})

export function associationsOf(
  crm: Crm,
  record: CrmObject,
  types: readonly ObjectType[],
): Record<string, unknown> {
  const lists = types.map((type) => [
    type,
    { results: linked(crm, record, type).map((id) => ({ id, type: associationName(record.type, type) })) },
  ])
  return Object.fromEntries(lists.filter(([, list]) => typeof list === 'object' && list.results.length > 0))
}

function toVersion(version: Version): Omit<Version, 'order'> {
  const { value, timestamp, sourceType, sourceId, updatedByUserId } = version
  return { value, timestamp, sourceType, sourceId, ...(updatedByUserId !== undefined && { updatedByUserId }) }
}

const frame = (record: CrmObject): Omit<WireObject, 'properties'> => ({
  id: record.id,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
  archived: record.archived,
  ...(record.archivedAt !== undefined && { archivedAt: record.archivedAt }),
})
