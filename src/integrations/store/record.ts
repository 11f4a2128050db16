// The record of a look: what is remembered of the ticket, its clocks, the decision and what it rested on, in one transaction.

import type { FailureRow } from './failures.ts'
import { isHeld } from './leases.ts'

export type ClockRow = {
  readonly ticketId: string
  readonly name: string
  readonly title: string
  readonly startAt: string
  readonly state: string
  readonly dueOn: string
  readonly dueAt: number
  readonly stopAt: string | null
  readonly workingDays: number | null
}

type MovedClockRow = {
  readonly ticketId: string
  readonly name: string
  readonly title: string
  readonly startAt: string
  readonly digest: string
  readonly before: string
  readonly dueOn: string
  readonly at: string
}

export type DecisionRow = {
  readonly ticketId: string
  readonly decidedAt: string
  readonly policy: string
  readonly version: string
  readonly digest: string
  /** JSON: the ticket as it was decided on, free text only as present. */
  readonly input: string
  /** JSON: changes, clocks, actions, reasons. */
  readonly outcome: string
}

type LookRow = {
  readonly id: string
  readonly policy: string
  readonly stage: string
  readonly memory: string
  readonly echoes: string
  readonly required: string | null
  readonly nextLookAt: number | null
  readonly seenAt: number
}

export type LookRecord = {
  readonly look: LookRow
  readonly clocks: readonly ClockRow[]
  /** Names of clocks that could not be reckoned this time: what is recorded of them stands. */
  readonly unsure: readonly string[]
  /** Clocks whose due date moved because a rule or a calendar was edited. */
  readonly moved: readonly MovedClockRow[]
  /** None where nothing changed. */
  readonly decisions: readonly DecisionRow[]
  readonly failures: readonly FailureRow[]
}

/** A bound value has a limit of 2 MB; records of so many tickets stay well under it. */
export const recordsAtATime = 20

/**
 * Writes the records of tickets that `holder` still holds, and answers which of all its tickets those are: what somebody
 * faster has recorded of the others is newer. Rows that would not change are not written.
 */
export async function record(
  db: D1Database,
  records: readonly LookRecord[],
  extra: readonly D1PreparedStatement[],
  holder: string,
): Promise<ReadonlySet<string>> {
  const statements = [
    db.prepare('SELECT ticket_id AS id FROM leases WHERE holder = ?1').bind(holder),
    ...extra,
  ]
  for (let from = 0; from < records.length; from += recordsAtATime)
    statements.push(...statementsOf(db, records.slice(from, from + recordsAtATime), holder))
  const [held] = await db.batch<{ id: string }>(statements)
  return new Set((held?.results ?? []).map(({ id }) => id))
}

function statementsOf(
  db: D1Database,
  records: readonly LookRecord[],
  holder: string,
): readonly D1PreparedStatement[] {
  const bound = (sql: string, rows: readonly unknown[]) => db.prepare(sql).bind(JSON.stringify(rows), holder)
  const decisions = records.flatMap((one) => one.decisions)
  const moved = records.flatMap((one) => one.moved)
  return [
    bound(
      `INSERT INTO tickets (id, policy, stage, memory, pending, echoes, required, next_look_at, seen_at, gone)
       SELECT value ->> 'id', value ->> 'policy', value ->> 'stage', value ->> 'memory', NULL, value ->> 'echoes',
              value ->> 'required', value ->> 'nextLookAt', value ->> 'seenAt', NULL
       FROM json_each(?1) WHERE ${isHeld("value ->> 'id'")}
       ON CONFLICT (id) DO UPDATE SET policy = excluded.policy, stage = excluded.stage, memory = excluded.memory,
         pending = NULL, echoes = excluded.echoes, required = excluded.required, next_look_at = excluded.next_look_at,
         seen_at = excluded.seen_at, gone = NULL
       WHERE tickets.memory <> excluded.memory OR tickets.pending IS NOT NULL OR tickets.echoes <> excluded.echoes
         OR tickets.required IS NOT excluded.required OR tickets.next_look_at IS NOT excluded.next_look_at
         OR tickets.gone IS NOT NULL OR tickets.policy <> excluded.policy`,
      records.map(({ look }) => look),
    ),
    bound(
      `INSERT INTO clocks (ticket_id, name, start_at, title, state, due_on, due_at, stop_at, working_days)
       SELECT value ->> 'ticketId', value ->> 'name', value ->> 'startAt', value ->> 'title', value ->> 'state',
              value ->> 'dueOn', value ->> 'dueAt', value ->> 'stopAt', value ->> 'workingDays'
       FROM json_each(?1) WHERE ${isHeld("value ->> 'ticketId'")}
       ON CONFLICT (ticket_id, name, start_at) DO UPDATE SET title = excluded.title, state = excluded.state,
         due_on = excluded.due_on, due_at = excluded.due_at, stop_at = excluded.stop_at, working_days = excluded.working_days
       WHERE clocks.state <> excluded.state OR clocks.due_at <> excluded.due_at OR clocks.stop_at IS NOT excluded.stop_at
         OR clocks.title <> excluded.title`,
      records.flatMap(({ clocks }) => clocks),
    ),
    // A clock whose start was corrected, or whose rule is gone, is not one of the ticket's any more.
    bound(
      `UPDATE clocks SET state = 'cancelled'
       WHERE state IN ('waiting', 'running', 'due_soon', 'overdue', 'paused')
         AND ticket_id IN (SELECT value ->> 'id' FROM json_each(?1)) AND ${isHeld('clocks.ticket_id')}
         AND NOT EXISTS (
           SELECT 1 FROM json_each(?1) AS look, json_each(look.value -> 'clocks') AS kept
           WHERE look.value ->> 'id' = clocks.ticket_id AND kept.value ->> 0 = clocks.name AND kept.value ->> 1 = clocks.start_at)
         AND NOT EXISTS (
           SELECT 1 FROM json_each(?1) AS look, json_each(look.value -> 'unsure') AS unsure
           WHERE look.value ->> 'id' = clocks.ticket_id AND unsure.value = clocks.name)`,
      records.map(({ look, clocks, unsure }) => ({
        id: look.id,
        unsure,
        clocks: clocks.map(({ name, startAt }) => [name, startAt]),
      })),
    ),
    ...(moved.length > 0
      ? [
          bound(
            `INSERT INTO moved_clocks (ticket_id, name, start_at, digest, title, due_before, due_on, seen_at)
             SELECT value ->> 'ticketId', value ->> 'name', value ->> 'startAt', value ->> 'digest', value ->> 'title',
                    value ->> 'before', value ->> 'dueOn', value ->> 'at'
             FROM json_each(?1) WHERE ${isHeld("value ->> 'ticketId'")} ON CONFLICT DO NOTHING`,
            moved,
          ),
        ]
      : []),
    ...(decisions.length > 0
      ? [
          bound(
            `INSERT INTO decisions (ticket_id, decided_at, policy, version, digest, input, outcome)
             SELECT value ->> 'ticketId', value ->> 'decidedAt', value ->> 'policy', value ->> 'version',
                    value ->> 'digest', value ->> 'input', value ->> 'outcome'
             FROM json_each(?1) WHERE ${isHeld("value ->> 'ticketId'")}`,
            decisions,
          ),
        ]
      : []),
    bound(
      `DELETE FROM failures WHERE ticket_id IN (SELECT value ->> 'id' FROM json_each(?1)) AND ${isHeld('failures.ticket_id')}
         AND key NOT IN (SELECT kept.value FROM json_each(?1) AS look, json_each(look.value -> 'failures') AS kept)`,
      records.map(({ look, failures }) => ({ id: look.id, failures: failures.map(({ key }) => key) })),
    ),
    bound(
      failuresSql(isHeld("value ->> 'ticketId'")),
      records.flatMap(({ failures }) => failures),
    ),
  ]
}

/** `?1` is a JSON list of `FailureRow`; those are saved of which `condition` holds. What is already listed only counts on. */
export const failuresSql = (
  condition: string,
): string => `INSERT INTO failures (key, ticket_id, kind, message, first_at, last_at, times)
  SELECT value ->> 'key', value ->> 'ticketId', value ->> 'kind', value ->> 'message', value ->> 'at', value ->> 'at', 1
  FROM json_each(?1) WHERE ${condition}
  ON CONFLICT (key) DO UPDATE SET message = excluded.message, last_at = excluded.last_at, times = failures.times + 1`
