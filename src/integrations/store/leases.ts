// Leases: a consumer works on a ticket only while it holds the ticket, so that two never do at once.

/** How long a holder may take; one that dies leaves its tickets to others after this. */
export const leaseMs = 90_000

/** Of `ids`, those that are now held by `holder`. `now` is the real clock's. */
export async function lease(
  db: D1Database,
  ids: readonly string[],
  holder: string,
  now: number,
): Promise<ReadonlySet<string>> {
  const { results } = await db
    .prepare(
      `INSERT INTO leases (ticket_id, holder, until)
       SELECT value, ?2, ?3 FROM json_each(?1) WHERE true
       ON CONFLICT (ticket_id) DO UPDATE SET holder = excluded.holder, until = excluded.until
       WHERE leases.until <= ?4
       RETURNING ticket_id`,
    )
    .bind(JSON.stringify(ids), holder, now + leaseMs, now)
    .all<{ ticket_id: string }>()
  return new Set(results.map((row) => row.ticket_id))
}

/** Holds on to tickets that take longer; `now` is the real clock's. False where one of them has been lost. */
export async function renew(
  db: D1Database,
  ids: ReadonlySet<string>,
  holder: string,
  now: number,
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      'UPDATE leases SET until = ?3 WHERE ticket_id IN (SELECT value FROM json_each(?1)) AND holder = ?2',
    )
    .bind(JSON.stringify([...ids]), holder, now + leaseMs)
    .run()
  return meta.changes >= ids.size
}

/** SQL: whether the ticket of `id` is still in the hands of the holder bound as `?2`. */
export const isHeld = (id: string): string =>
  `EXISTS (SELECT 1 FROM leases WHERE leases.ticket_id = ${id} AND leases.holder = ?2)`

export async function release(db: D1Database, ids: Iterable<string>, holder: string): Promise<void> {
  await db
    .prepare('DELETE FROM leases WHERE ticket_id IN (SELECT value FROM json_each(?1)) AND holder = ?2')
    .bind(JSON.stringify([...ids]), holder)
    .run()
}
