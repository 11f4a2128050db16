// Tasks and notes: a key is claimed before the thing is made, so that each is made once.

export type ActionRow = {
  readonly key: string
  readonly ticketId: string
  readonly kind: 'task' | 'note'
  /** `listed`: beyond the policy's limit of tasks, so that one task for a role lists it with others. */
  readonly state: 'claimed' | 'made' | 'completed' | 'listed'
  readonly remoteId: string | null
  readonly subject: string
  /** Until then, in epoch milliseconds by the real clock, the CRM may still make what was claimed. */
  readonly comesUntil?: number | null
}

export async function actionsOf(db: D1Database, ticketIds: readonly string[]): Promise<readonly ActionRow[]> {
  const { results } = await db
    .prepare(
      `SELECT key, ticket_id AS ticketId, kind, state, remote_id AS remoteId, subject, comes_until AS comesUntil
       FROM actions WHERE ticket_id IN (SELECT value FROM json_each(?1))`,
    )
    .bind(JSON.stringify(ticketIds))
    .all<ActionRow>()
  return results
}

export type Claim = Pick<ActionRow, 'key' | 'ticketId' | 'kind' | 'subject'>

const hourMs = 60 * 60_000

/**
 * Claims keys that nobody has claimed. Answers those that are now ours to make, and those that are only to be listed:
 * tasks beyond `tasksAnHour`. `now` is the real clock's.
 */
export async function claim(
  db: D1Database,
  claims: readonly Claim[],
  now: number,
  tasksAnHour: number | undefined,
): Promise<{ readonly ours: ReadonlySet<string>; readonly listed: ReadonlySet<string> }> {
  if (claims.length === 0) return { ours: new Set(), listed: new Set() }
  const { results } = await db
    .prepare(
      `WITH late AS (
         SELECT count(*) AS made FROM actions
         WHERE ?3 IS NOT NULL AND kind = 'task' AND claimed_at > ?2 - ?4 AND state <> 'listed'
       ), fresh AS (
         SELECT value AS claim, row_number() OVER (PARTITION BY value ->> 'kind' ORDER BY key) AS place
         FROM json_each(?1)
         WHERE NOT EXISTS (SELECT 1 FROM actions WHERE actions.key = value ->> 'key')
       )
       INSERT INTO actions (key, ticket_id, kind, state, subject, claimed_at)
       SELECT claim ->> 'key', claim ->> 'ticketId', claim ->> 'kind',
         CASE WHEN claim ->> 'kind' = 'task' AND made + place > ?3 THEN 'listed' ELSE 'claimed' END,
         claim ->> 'subject', ?2
       FROM fresh, late WHERE true
       ON CONFLICT (key) DO NOTHING RETURNING key, state`,
    )
    .bind(JSON.stringify(claims), now, tasksAnHour ?? null, hourMs)
    .all<{ key: string; state: string }>()
  const keysOf = (state: string) =>
    new Set(results.filter((row) => row.state === state).map(({ key }) => key))
  return { ours: keysOf('claimed'), listed: keysOf('listed') }
}

export async function markMade(db: D1Database, key: string, remoteId: string): Promise<void> {
  await db
    .prepare("UPDATE actions SET state = 'made', remote_id = ?2 WHERE key = ?1")
    .bind(key, remoteId)
    .run()
}

/** The CRM may make what was claimed until then, though it never answers; `null` once it answered. */
export async function awaitClaim(db: D1Database, key: string, until: number | null): Promise<void> {
  await db
    .prepare("UPDATE actions SET comes_until = ?2 WHERE key = ?1 AND state = 'claimed'")
    .bind(key, until)
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
