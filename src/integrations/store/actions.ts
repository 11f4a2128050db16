// Tasks and notes: a key is claimed before the thing is made, so that each is made once.

export type ActionRow = {
  readonly key: string
  readonly ticketId: string
  readonly kind: 'task' | 'note'
  readonly state: 'claimed' | 'made' | 'completed'
  readonly remoteId: string | null
  readonly subject: string
}

export async function actionsOf(db: D1Database, ticketIds: readonly string[]): Promise<readonly ActionRow[]> {
  const { results } = await db
    .prepare(
      `SELECT key, ticket_id AS ticketId, kind, state, remote_id AS remoteId, subject
       FROM actions WHERE ticket_id IN (SELECT value FROM json_each(?1))`,
    )
    .bind(JSON.stringify(ticketIds))
    .all<ActionRow>()
  return results
}

export type Claim = Pick<ActionRow, 'key' | 'ticketId' | 'kind' | 'subject'>

/** Claims keys that nobody has claimed; answers those that are now ours. `now` is the real clock's. */
export async function claim(
  db: D1Database,
  claims: readonly Claim[],
  now: number,
): Promise<ReadonlySet<string>> {
  if (claims.length === 0) return new Set()
  const { results } = await db
    .prepare(
      `INSERT INTO actions (key, ticket_id, kind, state, subject, claimed_at)
       SELECT value ->> 'key', value ->> 'ticketId', value ->> 'kind', 'claimed', value ->> 'subject', ?2
       FROM json_each(?1) WHERE true
       ON CONFLICT (key) DO NOTHING RETURNING key`,
    )
    .bind(JSON.stringify(claims), now)
    .all<{ key: string }>()
  return new Set(results.map(({ key }) => key))
}

export async function markMade(db: D1Database, key: string, remoteId: string): Promise<void> {
  await db
    .prepare("UPDATE actions SET state = 'made', remote_id = ?2 WHERE key = ?1")
    .bind(key, remoteId)
    .run()
}

/** Gives back a claim of which nothing was made. */
export async function unclaim(db: D1Database, key: string): Promise<void> {
  await db.prepare("DELETE FROM actions WHERE key = ?1 AND state = 'claimed'").bind(key).run()
}

/** A task whose reason is gone is completed; one whose reason came back is made again. */
export async function markState(db: D1Database, key: string, state: 'made' | 'completed'): Promise<void> {
  await db.prepare('UPDATE actions SET state = ?2 WHERE key = ?1').bind(key, state).run()
}

/** Tickets with a claim that was not finished and is older than `before`. */
export async function ticketsWithUnfinished(db: D1Database, before: number): Promise<readonly string[]> {
  const { results } = await db
    .prepare(
      "SELECT DISTINCT ticket_id AS id FROM actions WHERE state = 'claimed' AND claimed_at < ?1 ORDER BY claimed_at LIMIT 1000",
    )
    .bind(before)
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}
