// Retries on their way: a ticket that has one gets no second, and one that never came is sent by a sweep.

import { isHeld } from './leases.ts'

export type Retry = {
  readonly id: string
  readonly attempt: number
  /** Epoch milliseconds by the real clock. */
  readonly dueAt: number
}

export async function retriesOf(db: D1Database, ids: readonly string[]): Promise<ReadonlyMap<string, Retry>> {
  const { results } = await db
    .prepare(
      `SELECT ticket_id AS id, attempt, due_at AS dueAt FROM retries
       WHERE ticket_id IN (SELECT value FROM json_each(?1))`,
    )
    .bind(JSON.stringify(ids))
    .all<Retry>()
  return new Map(results.map((retry) => [retry.id, retry]))
}

/** Of `retries`, the tickets whose retry this now is; any other has one of as many attempts on its way, due after `now`, which will do. */
export async function claimRetries(
  db: D1Database,
  retries: readonly Retry[],
  now: number,
): Promise<ReadonlySet<string>> {
  const { results } = await db
    .prepare(
      `INSERT INTO retries (ticket_id, attempt, due_at)
       SELECT value ->> 'id', value ->> 'attempt', value ->> 'dueAt' FROM json_each(?1) WHERE true
       ON CONFLICT (ticket_id) DO UPDATE SET attempt = excluded.attempt, due_at = excluded.due_at
       WHERE retries.due_at <= ?2 OR retries.attempt < excluded.attempt
       RETURNING ticket_id AS id`,
    )
    .bind(JSON.stringify(retries), now)
    .all<{ id: string }>()
  return new Set(results.map(({ id }) => id))
}

/** Puts tickets off without a message on its way: a sweep sends them when it is time. */
export async function putOff(db: D1Database, retries: readonly Retry[]): Promise<void> {
  if (retries.length === 0) return
  await db
    .prepare(
      `INSERT INTO retries (ticket_id, attempt, due_at)
       SELECT value ->> 'id', value ->> 'attempt', value ->> 'dueAt' FROM json_each(?1) WHERE true
       ON CONFLICT (ticket_id) DO UPDATE SET attempt = excluded.attempt, due_at = excluded.due_at
       WHERE retries.due_at <> excluded.due_at OR retries.attempt <> excluded.attempt`,
    )
    .bind(JSON.stringify(retries))
    .run()
}

/** Retries that were due before `before`, the longest due first. */
export async function retriesDueBefore(
  db: D1Database,
  before: number,
  limit: number,
): Promise<readonly Retry[]> {
  const { results } = await db
    .prepare(
      'SELECT ticket_id AS id, attempt, due_at AS dueAt FROM retries WHERE due_at < ?1 ORDER BY due_at LIMIT ?2',
    )
    .bind(before, limit)
    .all<Retry>()
  return results
}

/** A ticket that was looked at by who still holds it has none to wait for. */
export const endRetries = (db: D1Database, ids: readonly string[], holder: string): D1PreparedStatement =>
  db
    .prepare(
      `DELETE FROM retries WHERE ticket_id IN (SELECT value FROM json_each(?1) WHERE ${isHeld('value')})`,
    )
    .bind(JSON.stringify(ids), holder)
