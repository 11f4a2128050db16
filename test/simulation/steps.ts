// What a call is for, by which faults find it.

import type { StepName } from './history.ts'
import type { Query } from './d1.ts'

export function crmStep(method: string, path: string): StepName {
  if (path.endsWith('/tickets/batch/read')) return 'crm read'
  if (path.endsWith('/tickets/batch/update') || (method === 'PATCH' && path.includes('/tickets/')))
    return 'crm write'
  if (path.endsWith('/search')) return 'crm list'
  if (/\/(tasks|notes)$/.test(path) && method === 'POST') return 'crm make'
  if (path.includes('/associations/') || /\/(tasks|notes)\/batch\/read$/.test(path)) return 'crm find'
  return method === 'PATCH' ? 'crm mark' : 'crm look up'
}

const purposes: readonly (readonly [RegExp, StepName])[] = [
  [/^INSERT INTO leases|^UPDATE leases|^DELETE FROM leases/, 'd1 lease'],
  [/^INSERT INTO tickets .*memory = excluded\.memory, pending = excluded\.pending$/s, 'd1 intent'],
  [/^WITH late/, 'd1 claim'],
  [/^UPDATE actions SET state/, 'd1 made'],
  [/retries/, 'd1 retry'],
  [/^SELECT/, 'd1 load'],
]

export function d1Step(queries: readonly Query[]): StepName {
  if (queries.some(({ sql }) => sql.trim().startsWith('INSERT INTO clocks'))) return 'd1 record'
  const sql = queries[0]?.sql.trim() ?? ''
  return purposes.find(([pattern]) => pattern.test(sql))?.[1] ?? 'd1 other'
}
