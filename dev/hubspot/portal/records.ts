// Creating, changing, archiving and restoring records: each keeps the history and announces what happened.

import { type Written, checkedProperties } from './checked-properties.ts'
import { type Actor, type Crm, announce } from './crm.ts'
import { type CrmObject, type ObjectType, takeId } from './portal.ts'
import { stageProperty } from './stages.ts'

const system: Actor = { sourceType: 'CALCULATED', sourceId: 'system' }

export const createRecord = (crm: Crm, type: ObjectType, written: Written, actor: Actor): CrmObject =>
  addRecord(crm, type, checkedProperties(crm, type, written), actor)

/** Creates a record with values that have been checked, or that HubSpot itself carries over. */
export function addRecord(
  crm: Crm,
  type: ObjectType,
  values: Record<string, string>,
  actor: Actor,
): CrmObject {
  const now = crm.clock.now()
  const id = takeId(crm.portal)
  const createdAt = values['createdate'] || now
  const record: CrmObject = {
    id,
    type,
    properties: {},
    history: {},
    createdAt,
    updatedAt: now,
    archived: false,
  }
  crm.portal.objects[type].set(id, record)
  setValue(crm, record, 'hs_object_id', id, now, system)
  setValue(crm, record, type === 'tickets' ? 'createdate' : 'hs_createdate', createdAt, now, system)
  announce(crm, { kind: 'created', type, id, actor, at: now })
  applyValues(crm, record, values, actor)
  return record
}

export function updateRecord(crm: Crm, record: CrmObject, written: Written, actor: Actor): CrmObject {
  applyValues(crm, record, checkedProperties(crm, record.type, written, record), actor)
  return record
}

/** Takes a record away for good, and what it was associated with forgets it. */
export function eraseRecord(crm: Crm, record: CrmObject, actor: Actor): void {
  crm.portal.objects[record.type].delete(record.id)
  const key = `${record.type}:${record.id}`
  for (const other of crm.portal.links.get(key) ?? []) crm.portal.links.get(other)?.delete(key)
  crm.portal.links.delete(key)
  announce(crm, { kind: 'erased', type: record.type, id: record.id, actor, at: crm.clock.now() })
}

/** Writes values that have been checked; those that change nothing leave no trace, as in HubSpot. */
export function applyValues(crm: Crm, record: CrmObject, values: Record<string, string>, actor: Actor): void {
  const at = crm.clock.now()
  const changed = Object.entries(values).filter(([name, value]) => (record.properties[name] ?? '') !== value)
  if (changed.length > 0 || !record.properties['hs_lastmodifieddate']) {
    record.updatedAt = at
    record.properties['hs_lastmodifieddate'] = at
  }
  for (const [name, value] of changed) {
    setValue(crm, record, name, value, at, actor)
    if (name === 'createdate') record.createdAt = value
    if (name === 'hs_pipeline_stage') setValue(crm, record, stageProperty(crm, value), at, at, system)
  }
  if (record.properties['hs_task_status'] === 'COMPLETED' && !record.properties['hs_task_completion_date']) {
    setValue(crm, record, 'hs_task_completion_date', at, at, system)
  }
  for (const [name, value] of changed) {
    announce(crm, { kind: 'changed', type: record.type, id: record.id, actor, at, name, value })
  }
}

export function archiveRecord(crm: Crm, record: CrmObject, actor: Actor): void {
  if (record.archived) return
  const at = crm.clock.now()
  record.archived = true
  record.archivedAt = at
  announce(crm, { kind: 'deleted', type: record.type, id: record.id, actor, at })
}

export function restoreRecord(crm: Crm, record: CrmObject, actor: Actor): void {
  if (!record.archived) return
  record.archived = false
  delete record.archivedAt
  announce(crm, { kind: 'restored', type: record.type, id: record.id, actor, at: crm.clock.now() })
}

function setValue(
  crm: Crm,
  record: CrmObject,
  name: string,
  value: string,
  timestamp: string,
  actor: Actor,
): void {
  record.properties[name] = value
  const order = crm.portal.writes++
  const version = { value, timestamp, sourceType: actor.sourceType, sourceId: actor.sourceId, order }
  const by = actor.userId === undefined ? {} : { updatedByUserId: actor.userId }
  ;(record.history[name] ??= []).unshift({ ...version, ...by })
}
