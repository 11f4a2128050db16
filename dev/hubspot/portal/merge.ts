// Merging two tickets: a new record takes both places, and the old ids lead to it.

import { type Actor, type Crm, announce } from './crm.ts'
import { linked, link } from './associations.ts'
import { type CrmObject, objectTypes } from './portal.ts'
import { archiveRecord, createRecord } from './records.ts'
import { validationError } from './refusal.ts'

/** The merged record: the primary's values, the other's where the primary has none. */
export function mergeRecords(crm: Crm, primary: CrmObject, other: CrmObject, actor: Actor): CrmObject {
  if (primary.id === other.id) throw validationError('Cannot merge a record with itself')
  const writable = Object.entries({ ...other.properties, ...withoutEmpty(primary.properties) }).filter(
    ([name]) => {
      const property = crm.portal.properties.tickets.get(name)
      return property !== undefined && !property.readOnly && !property.archived
    },
  )
  const quiet: Crm = { ...crm, changeListeners: new Set() }
  const merged = createRecord(quiet, 'tickets', Object.fromEntries(writable), actor)
  for (const old of [primary, other]) {
    for (const type of objectTypes) {
      for (const id of linked(crm, old, type)) link(crm, merged, type, id)
    }
    archiveRecord(quiet, old, actor)
    old.mergedInto = merged.id
  }
  merged.properties['hs_merged_object_ids'] = `${primary.id};${other.id}`
  announce(crm, {
    kind: 'merged',
    type: 'tickets',
    id: primary.id,
    into: merged.id,
    merged: [primary.id, other.id],
    actor,
    at: crm.clock.now(),
  })
  return merged
}

const withoutEmpty = (properties: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== ''))
