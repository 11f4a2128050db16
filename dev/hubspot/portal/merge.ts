// Merging two tickets: a new record takes both places, and the old ids lead to it.

import { type Actor, type Crm, announce } from './crm.ts'
import { linked, link } from './associations.ts'
import { type CrmObject, objectTypes } from './portal.ts'
import { addRecord, archiveRecord } from './records.ts'
import { validationError } from './refusal.ts'

/** The merged record: the primary's values, the other's where the primary has none. */
export function mergeRecords(crm: Crm, primary: CrmObject, other: CrmObject, actor: Actor): CrmObject {
  if (primary.id === other.id) throw validationError('Cannot merge a record with itself')
  const quiet: Crm = { ...crm, changeListeners: new Set() }
  const taken = valuesOf(other).filter(([name]) => !primary.properties[name])
  const byMerge: Actor = { sourceType: 'MERGE_OBJECTS', sourceId: other.id }
  const merged = addRecord(quiet, 'tickets', Object.fromEntries(taken), byMerge)
  // The primary's past goes on, so that what is counted from a change is counted on.
  for (const [name, versions] of Object.entries(primary.history)) {
    if (name === 'hs_object_id' || !primary.properties[name]) continue
    merged.history[name] = [...versions]
    merged.properties[name] = primary.properties[name]
  }
  merged.createdAt = primary.createdAt
  for (const old of [primary, other]) {
    for (const type of objectTypes) {
      for (const id of linked(crm, old, type)) link(crm, merged, type, id)
    }
    archiveRecord(quiet, old, actor)
    old.mergedInto = merged.id
  }
  const before = [primary, other].flatMap(({ properties }) => properties['hs_merged_object_ids'] || [])
  merged.properties['hs_merged_object_ids'] = [...before, primary.id, other.id].join(';')
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

// What calculated itself for the other does not come along.
const valuesOf = (record: CrmObject): [string, string][] =>
  Object.entries(record.properties).filter(
    ([name, value]) =>
      value !== '' && record.history[name]?.[0]?.sourceType !== 'CALCULATED' && !own.has(name),
  )

const own = new Set(['hs_lastmodifieddate', 'hs_object_id', 'hs_merged_object_ids', 'createdate'])
