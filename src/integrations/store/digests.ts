// Tasks beyond the limit, gathered into digests: each task is listed once, each digest made once.

type Listed = { readonly key: string; readonly ticketId: string; readonly subject: string }

export type Digest = { readonly id: string; readonly ticketId: string; readonly listed: readonly Listed[] }

/** How many wait for a digest, and when the last of them came. */
export async function waitingForDigest(
  db: D1Database,
): Promise<{ readonly count: number; readonly lastAt: number | null }> {
  const row = await db
    .prepare(
      "SELECT count(*) AS count, max(claimed_at) AS lastAt FROM actions WHERE state = 'listed' AND digest IS NULL",
    )
    .first<{ count: number; lastAt: number | null }>()
  return row ?? { count: 0, lastAt: null }
}

/** Gathers those that wait, at most `most`, into the digest `id`; it is claimed by that. */
export async function claimDigest(db: D1Database, id: string, most: number, now: number): Promise<void> {
  await db.batch([
    db
      .prepare(
        `UPDATE actions SET digest = ?1 WHERE key IN (
           SELECT key FROM actions WHERE state = 'listed' AND digest IS NULL ORDER BY claimed_at, key LIMIT ?2)`,
      )
      .bind(id, most),
    db
      .prepare(
        `INSERT INTO digests (id, ticket_id, claimed_at)
         SELECT ?1, ticket_id, ?2 FROM actions WHERE digest = ?1 ORDER BY claimed_at, key LIMIT 1`,
      )
      .bind(id, now),
  ])
}

/** How long a claim of a digest holds: whoever has not made it by then has died. */
const claimMs = 5 * 60_000

/** Digests to make: `own`, just claimed, and those that their maker left. They are claimed by this. */
export async function digestsToMake(
  db: D1Database,
  own: string | undefined,
  now: number,
): Promise<readonly Digest[]> {
  const { results } = await db
    .prepare(
      `UPDATE digests SET claimed_at = ?1 WHERE remote_id IS NULL AND (id = ?3 OR claimed_at <= ?1 - ?2)
       RETURNING id, ticket_id AS ticketId`,
    )
    .bind(now, claimMs, own ?? null)
    .all<{ id: string; ticketId: string }>()
  return Promise.all(
    results.map(async (digest) => {
      const listed = await db
        .prepare(
          `SELECT key, ticket_id AS ticketId, subject FROM actions WHERE digest = ?1 AND state = 'listed'
           ORDER BY claimed_at, key`,
        )
        .bind(digest.id)
        .all<Listed>()
      return { ...digest, listed: listed.results }
    }),
  )
}

export async function markDigest(db: D1Database, id: string, remoteId: string): Promise<void> {
  await db.prepare('UPDATE digests SET remote_id = ?2 WHERE id = ?1').bind(id, remoteId).run()
}

/** Before it is made there: whoever takes it up after a death looks for it on that ticket. */
export async function moveDigest(db: D1Database, id: string, ticketId: string): Promise<void> {
  await db.prepare('UPDATE digests SET ticket_id = ?2 WHERE id = ?1').bind(id, ticketId).run()
}
