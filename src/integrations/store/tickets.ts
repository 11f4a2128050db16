// Tickets as remembered in D1.

import { isHeld } from './leases.ts'
import { recordsAtATime } from './record.ts'

export type TicketRow = {
  readonly id: string
  readonly memory: string
  /** A `Pending` as JSON: what a write under way was to leave behind; set only where a consumer died in between. */
  readonly pending: string | null
  /** Values last written, in the CRM's own names, by which echoes are known. */
  readonly echoes: string
  readonly gone: string | null
  /** What the account required before the ticket could be moved, as JSON of names; absent where that is not asked. */
  readonly required?: string | null
}

export async function loadTickets(
  db: D1Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TicketRow>> {
  const { results } = await db
    .prepare(
      'SELECT id, memory, pending, echoes, gone, required FROM tickets WHERE id IN (SELECT value FROM json_each(?1))',
    )
    .bind(JSON.stringify(ids))
    .all<TicketRow>()
  return new Map(results.map((row) => [row.id, row]))
}

/** A person means it: whatever was refused of the ticket is tried. */
export async function forgetRequired(db: D1Database, ids: readonly string[]): Promise<void> {
  await db
    .prepare(
      `UPDATE tickets SET required = NULL
       WHERE id IN (SELECT value FROM json_each(?1)) AND required IS NOT NULL`,
    )
    .bind(JSON.stringify(ids))
    .run()
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

/**
 * Notes what a write is about to do, before it is sent: a consumer that dies in between leaves its intent behind. False
 * where `holder` has lost a ticket: its write must not be sent.
 */
export async function saveIntents(
  db: D1Database,
  intents: readonly Intent[],
  holder: string,
): Promise<boolean> {
  const statements: D1PreparedStatement[] = []
  for (let from = 0; from < intents.length; from += recordsAtATime)
    statements.push(intentStatement(db, intents.slice(from, from + recordsAtATime), holder))
  const noted = statements.length > 0 ? await db.batch(statements) : []
  return noted.reduce((count, { meta }) => count + meta.changes, 0) >= intents.length
}

const intentStatement = (db: D1Database, intents: readonly Intent[], holder: string) =>
  db
    .prepare(
      `INSERT INTO tickets (id, policy, stage, memory, pending, echoes, next_look_at, seen_at)
       SELECT value ->> 'id', value ->> 'policy', value ->> 'stage', value ->> 'memory', value ->> 'pending', '{}',
              value ->> 'seenAt', value ->> 'seenAt'
       FROM json_each(?1) WHERE ${isHeld("value ->> 'id'")}
       ON CONFLICT (id) DO UPDATE SET memory = excluded.memory, pending = excluded.pending`,
    )
    .bind(JSON.stringify(intents), holder)

export type DueTicket = {
  readonly id: string
  readonly at: number
  /** Whether it has a retry on its way. */
  readonly waits: boolean
}

/** Tickets that are due to be looked at, in order, after `after`; reads only what is due. */
export async function ticketsDue(
  db: D1Database,
  now: number,
  after: { readonly at: number; readonly id: string },
  limit: number,
): Promise<readonly DueTicket[]> {
  const { results } = await db
    .prepare(
      `SELECT id, next_look_at AS at, EXISTS (SELECT 1 FROM retries WHERE ticket_id = tickets.id) AS waits FROM tickets
       WHERE next_look_at <= ?1 AND (next_look_at, id) > (?2, ?3)
       ORDER BY next_look_at, id LIMIT ?4`,
    )
    .bind(now, after.at, after.id, limit)
    .all<{ id: string; at: number; waits: number }>()
  return results.map(({ id, at, waits }) => ({ id, at, waits: waits === 1 }))
}

/** Has the next sweep look at these, as far as they are still watched. `now` in epoch milliseconds. */
export async function lookSoon(db: D1Database, ids: readonly string[], now: number): Promise<void> {
  await db
    .prepare(
      `UPDATE tickets SET next_look_at = ?2
       WHERE id IN (SELECT value FROM json_each(?1)) AND gone IS NULL AND (next_look_at IS NULL OR next_look_at > ?2)`,
    )
    .bind(JSON.stringify(ids), now)
    .run()
}

/** Tickets with a clock that runs, in order, after `after`; reads only those clocks. */
export async function ticketsWithRunningClocks(
  db: D1Database,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const { results } = await db
    .prepare(
      `SELECT DISTINCT ticket_id AS id FROM clocks INDEXED BY clocks_open_of_ticket
       WHERE state IN ('running', 'due_soon', 'overdue', 'paused') AND ticket_id > ?1
       ORDER BY ticket_id LIMIT ?2`,
    )
    .bind(after, limit)
    .all<{ id: string }>()
  return results.map(({ id }) => id)
}

/** Stops watching tickets that are no longer there, where `holder` still holds them: their open clocks are cancelled. */
export function dropTickets(
  db: D1Database,
  ids: readonly string[],
  why: 'deleted' | 'elsewhere',
  holder: string,
): readonly D1PreparedStatement[] {
  const list = JSON.stringify(ids)
  const these = `(SELECT value FROM json_each(?1) WHERE ${isHeld('value')})`
  return [
    db
      .prepare(
        `UPDATE tickets SET gone = ?3, next_look_at = NULL, pending = NULL
         WHERE id IN ${these} AND gone IS NOT ?3`,
      )
      .bind(list, holder, why),
    db
      .prepare(
        `UPDATE clocks SET state = 'cancelled'
         WHERE ticket_id IN ${these} AND state IN ('waiting', 'running', 'due_soon', 'overdue', 'paused')`,
      )
      .bind(list, holder),
    db.prepare(`DELETE FROM actions WHERE state = 'claimed' AND ticket_id IN ${these}`).bind(list, holder),
    db.prepare(`DELETE FROM failures WHERE ticket_id IN ${these}`).bind(list, holder),
  ]
}
