// When the frequent cron would next find anything to do. It runs every five minutes; the runs that find nothing are left out.

import type { DatabaseSync } from 'node:sqlite'
import { statementOf } from './d1.ts'

const gridMs = 5 * 60_000

/** The next full five minutes at which a sweep has work; `undefined` where nothing is to come. */
export function dueTickAt(database: DatabaseSync, now: number, digest: string): number | undefined {
  const row = statementOf(
    database,
    `SELECT min(at) AS at FROM (
         SELECT min(next_look_at) AS at FROM tickets
         UNION ALL SELECT min(due_at) + 600001 FROM retries
         UNION ALL SELECT min(claimed_at) + 300001 FROM actions WHERE state = 'claimed'
         UNION ALL SELECT min(held_until) FROM listing
         UNION ALL SELECT 0 WHERE coalesce((SELECT passes FROM swept_rules WHERE digest = ?1), 0) < 2)`,
  ).get(digest)
  const pause = statementOf(database, 'SELECT until FROM crm_pause').get()
  const at = row?.['at']
  if (at === null || at === undefined) return undefined
  const from = Math.max(Number(at), Number(pause?.['until'] ?? 0), now + 1)
  return Math.ceil(from / gridMs) * gridMs
}
