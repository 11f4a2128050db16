// Tickets as remembered in D1.

import { recordsAtATime } from './record.ts'

export type TicketRow = {
  readonly id: string
  readonly memory: string
  /** A `Pending` as JSON: what a write under way was to leave behind; set only where a consumer died in between. */
  readonly pending: string | null
  /** Values last written, in the CRM's own names, by which echoes are known. */
  readonly echoes: string
  readonly gone: string | null
}

export async function loadTickets(
  db: D1Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TicketRow>> {
  const { results } = await db
    .prepare(
      'SELECT id, memory, pending, echoes, gone FROM tickets WHERE id IN (SELECT value FROM json_each(?1))',
    )
    .bind(JSON.stringify(ids))
    .all<TicketRow>()
  return new Map(results.map((row) => [row.id, row]))
}

export type Intent = {
  readonly id: string
  readonly policy: string
  readonly stage: string
  /** What is remembered now: it may itself come from a write whose record was lost. */
  readonly memory: string
  readonly pending: string
  readonly seenAt: number
}

/** Notes what a write is about to do, before it is sent: a consumer that dies in between leaves its intent behind. */
export async function saveIntents(db: D1Database, intents: readonly Intent[]): Promise<void> {
  const statements: D1PreparedStatement[] = []
  for (let from = 0; from < intents.length; from += recordsAtATime)
    statements.push(intentStatement(db, intents.slice(from, from + recordsAtATime)))
  if (statements.length > 0) await db.batch(statements)
}

const intentStatement = (db: D1Database, intents: readonly Intent[]) =>
  db
    .prepare(
      `INSERT INTO tickets (id, policy, stage, memory, pending, echoes, next_look_at, seen_at)
       SELECT value ->> 'id', value ->> 'policy', value ->> 'stage', value ->> 'memory', value ->> 'pending', '{}',
              value ->> 'seenAt', value ->> 'seenAt'
       FROM json_each(?1) WHERE true
       ON CONFLICT (id) DO UPDATE SET memory = excluded.memory, pending = excluded.pending`,
    )
    .bind(JSON.stringify(intents))

/** Ids of tickets that are due to be looked at, in order, after `after`; reads only what is due. */
export async function ticketsDue(
  db: D1Database,
  now: number,
  after: { readonly at: number; readonly id: string },
  limit: number,
): Promise<readonly { readonly id: string; readonly at: number }[]> {
  const { results } = await db
    .prepare(
      `SELECT id, next_look_at AS at FROM tickets
       WHERE next_look_at <= ?1 AND (next_look_at, id) > (?2, ?3)
       ORDER BY next_look_at, id LIMIT ?4`,
    )
    .bind(now, after.at, after.id, limit)
    .all<{ id: string; at: number }>()
  return results
}

export type ClockKey = { readonly at: number; readonly id: string; readonly name: string }

/** Tickets with a clock that runs, by when it is due, after `after`; a ticket comes once for each such clock. */
export async function runningClocks(
  db: D1Database,
  after: ClockKey,
  limit: number,
): Promise<readonly ClockKey[]> {
  const { results } = await db
    .prepare(
      `SELECT due_at AS at, ticket_id AS id, name FROM clocks
       WHERE state IN ('running', 'due_soon', 'overdue', 'paused') AND (due_at, ticket_id, name) > (?1, ?2, ?3)
       ORDER BY due_at, ticket_id, name LIMIT ?4`,
    )
    .bind(after.at, after.id, after.name, limit)
    .all<ClockKey>()
  return results
}

/** Stops watching tickets that are no longer there: their open clocks are cancelled. */
export function dropTickets(
  db: D1Database,
  ids: readonly string[],
  why: 'deleted' | 'elsewhere',
): readonly D1PreparedStatement[] {
  const list = JSON.stringify(ids)
  return [
    db
      .prepare(
        `UPDATE tickets SET gone = ?2, next_look_at = NULL, pending = NULL
         WHERE id IN (SELECT value FROM json_each(?1)) AND gone IS NOT ?2`,
      )
      .bind(list, why),
    db
      .prepare(
        `UPDATE clocks SET state = 'cancelled'
         WHERE ticket_id IN (SELECT value FROM json_each(?1))
           AND state IN ('waiting', 'running', 'due_soon', 'overdue', 'paused')`,
      )
      .bind(list),
    db
      .prepare(
        "DELETE FROM actions WHERE state = 'claimed' AND ticket_id IN (SELECT value FROM json_each(?1))",
      )
      .bind(list),
    db.prepare('DELETE FROM failures WHERE ticket_id IN (SELECT value FROM json_each(?1))').bind(list),
  ]
}
