// What the API shows: one ticket's record, and what is due.

export type TicketRecord = {
  readonly id: string
  readonly policy: string
  readonly stage: string
  readonly gone: string | null
  readonly memory: string
  readonly nextLookAt: number | null
}

const clockColumns = `ticket_id AS ticketId, name, title, start_at AS startAt, state, due_on AS dueOn, due_at AS dueAt,
  stop_at AS stopAt, working_days AS workingDays`

export type ShownClock = {
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

export type ShownDecision = {
  readonly id: number
  readonly decidedAt: string
  readonly policy: string
  readonly version: string
  readonly digest: string
  readonly input: string
  readonly outcome: string
}

export const readTicket = (db: D1Database, id: string): Promise<TicketRecord | null> =>
  db
    .prepare('SELECT id, policy, stage, gone, memory, next_look_at AS nextLookAt FROM tickets WHERE id = ?1')
    .bind(id)
    .first<TicketRecord>()

export async function clocksOf(db: D1Database, ticketId: string): Promise<readonly ShownClock[]> {
  const { results } = await db
    .prepare(`SELECT ${clockColumns} FROM clocks WHERE ticket_id = ?1 ORDER BY start_at, due_at, name`)
    .bind(ticketId)
    .all<ShownClock>()
  return results
}

/** Newest first. */
export async function decisionsOf(db: D1Database, ticketId: string): Promise<readonly ShownDecision[]> {
  const { results } = await db
    .prepare(
      `SELECT id, decided_at AS decidedAt, policy, version, digest, input, outcome
       FROM decisions WHERE ticket_id = ?1 ORDER BY id DESC LIMIT 100`,
    )
    .bind(ticketId)
    .all<ShownDecision>()
  return results
}

export type ShownMove = {
  readonly ticketId: string
  readonly name: string
  readonly title: string
  readonly startAt: string
  readonly dueBefore: string
  readonly dueOn: string
  readonly seenAt: string
  readonly digest: string
}

/** Due dates that an edit of rules or calendars moved, the latest first. */
export async function movedClocks(db: D1Database): Promise<readonly ShownMove[]> {
  const { results } = await db
    .prepare(
      `SELECT ticket_id AS ticketId, name, title, start_at AS startAt, due_before AS dueBefore, due_on AS dueOn,
         seen_at AS seenAt, digest
       FROM moved_clocks ORDER BY seen_at DESC, ticket_id, name LIMIT 1000`,
    )
    .all<ShownMove>()
  return results
}

/** Open clocks of all tickets, the earliest due first. */
export async function openClocks(db: D1Database): Promise<readonly ShownClock[]> {
  const { results } = await db
    .prepare(
      `SELECT ${clockColumns} FROM clocks WHERE state IN ('running', 'due_soon', 'overdue', 'paused')
       ORDER BY due_at, ticket_id LIMIT 1000`,
    )
    .all<ShownClock>()
  return results
}
