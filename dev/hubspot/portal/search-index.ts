// What search sees: records as they were some moments ago, since HubSpot's index runs behind its records.

import type { Crm } from './crm.ts'
import { type CrmObject, type ObjectType, objectTypes } from './portal.ts'

type Snapshot = Pick<CrmObject, 'id' | 'properties' | 'archived'>

export type SearchIndex = { records: (type: ObjectType) => Iterable<Snapshot> }

type Pending = {
  readonly at: number
  readonly type: ObjectType
  readonly id: string
  /** Nothing for a record that was erased. */
  readonly snapshot: Snapshot | undefined
}

export function createSearchIndex(crm: Crm, lagMs: number): SearchIndex {
  if (lagMs === 0) return { records: (type) => crm.portal.objects[type].values() }
  const seen = { tickets: new Map<string, Snapshot>(), tasks: new Map(), notes: new Map() }
  let pending: Pending[] = []
  for (const type of objectTypes) {
    for (const record of crm.portal.objects[type].values()) seen[type].set(record.id, snapshotOf(record))
  }
  crm.changeListeners.add((change) => {
    if (change.type === 'contacts') return
    for (const id of change.kind === 'merged' ? [...change.merged, change.into] : [change.id]) {
      const record = crm.portal.objects[change.type].get(id)
      const at = Date.now() + lagMs
      const last = pending.at(-1)
      // A write of many properties is many changes of one moment.
      if (last?.id === id && last.at === at) pending.pop()
      pending.push({ at, type: change.type, id, snapshot: record && snapshotOf(record) })
    }
  })
  const catchUp = (): void => {
    const now = Date.now()
    const next = pending.findIndex(({ at }) => at > now)
    for (const { type, id, snapshot } of next < 0 ? pending : pending.slice(0, next)) {
      if (snapshot) seen[type].set(id, snapshot)
      else seen[type].delete(id)
    }
    pending = next < 0 ? [] : pending.slice(next)
  }
  return {
    records: (type) => {
      catchUp()
      return seen[type].values()
    },
  }
}

const snapshotOf = (record: CrmObject): Snapshot => ({
  id: record.id,
  properties: { ...record.properties },
  archived: record.archived,
})
