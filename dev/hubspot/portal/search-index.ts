// What search sees: records as they were some moments ago, since HubSpot's index runs behind its records.

import type { Crm } from './crm.ts'
import type { CrmObject, ObjectType } from './portal.ts'

type Snapshot = Pick<CrmObject, 'id' | 'properties' | 'archived'>

export type SearchIndex = { records: (type: ObjectType) => Iterable<Snapshot> }

export function createSearchIndex(crm: Crm, lagMs: number): SearchIndex {
  if (lagMs === 0) return { records: (type) => crm.portal.objects[type].values() }
  const seen = new Map<string, Snapshot>()
  const pending: { at: number; key: string; snapshot: Snapshot }[] = []
  for (const [type, records] of Object.entries(crm.portal.objects)) {
    for (const record of records.values()) seen.set(`${type}:${record.id}`, snapshotOf(record))
  }
  crm.changeListeners.add((change) => {
    for (const id of change.kind === 'merged' ? [...change.merged, change.into] : [change.id]) {
      const record = crm.portal.objects[change.type].get(id)
      const key = `${change.type}:${id}`
      if (record) pending.push({ at: Date.now() + lagMs, key, snapshot: snapshotOf(record) })
    }
  })
  return {
    records: (type) => {
      let next = pending[0]
      while (next && next.at <= Date.now()) {
        seen.set(next.key, next.snapshot)
        pending.shift()
        next = pending[0]
      }
      return [...seen].filter(([key]) => key.startsWith(`${type}:`)).map(([, snapshot]) => snapshot)
    },
  }
}

const snapshotOf = (record: CrmObject): Snapshot => ({
  id: record.id,
  properties: { ...record.properties },
  archived: record.archived,
})
