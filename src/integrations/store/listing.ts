// How far the list of all open tickets has come, so that it goes on where it stopped.

export type Listing = {
  /** Epoch milliseconds by the real clock; it names this run. */
  readonly startedAt: number
  readonly digest: string
  readonly since: string
  readonly search: number
  readonly after: string | null
  readonly sent: number
}

/** How long a holder may take over one page. */
const holdMs = 120_000

/** Starts anew, whatever was under way. */
export async function startListing(db: D1Database, listing: Listing): Promise<void> {
  const { startedAt, digest, since, search, after, sent } = listing
  await db
    .prepare(
      `INSERT INTO listing (id, started_at, digest, since, search, after_id, sent, held_until)
       VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (id) DO UPDATE SET started_at = excluded.started_at, digest = excluded.digest, since = excluded.since,
         search = excluded.search, after_id = excluded.after_id, sent = excluded.sent, held_until = excluded.held_until`,
    )
    .bind(startedAt, digest, since, search, after, sent, startedAt + holdMs)
    .run()
}

/** The list that stopped before its end, now ours; `null` where there is none, or somebody is at work on it. */
export const takeListing = (db: D1Database, now: number): Promise<Listing | null> =>
  db
    .prepare(
      `UPDATE listing SET held_until = ?2 WHERE held_until <= ?1
       RETURNING started_at AS startedAt, digest, since, search, after_id AS after, sent`,
    )
    .bind(now, now + holdMs)
    .first<Listing>()

/** Notes how far it has come. False where another run has taken its place. */
export async function saveListing(db: D1Database, listing: Listing, now: number): Promise<boolean> {
  const { startedAt, digest, search, after, sent } = listing
  const { meta } = await db
    .prepare(
      'UPDATE listing SET digest = ?2, search = ?3, after_id = ?4, sent = ?5, held_until = ?6 WHERE started_at = ?1',
    )
    .bind(startedAt, digest, search, after, sent, now + holdMs)
    .run()
  return meta.changes > 0
}

/** Leaves it to the next sweep to go on. */
export async function leaveListing(db: D1Database, { startedAt }: Listing): Promise<void> {
  await db.prepare('UPDATE listing SET held_until = 0 WHERE started_at = ?1').bind(startedAt).run()
}

export async function endListing(db: D1Database, { startedAt }: Listing): Promise<void> {
  await db.prepare('DELETE FROM listing WHERE started_at = ?1').bind(startedAt).run()
}
