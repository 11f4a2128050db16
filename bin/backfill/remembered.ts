// What the Worker remembers of tickets, read from its database: only read.

import type { ActionRow } from '../../src/integrations/store/actions.ts'
import type { TicketRow } from '../../src/integrations/store/tickets.ts'
import { err, ok, type Result } from '../../src/rules/result.ts'

export const databases = ['local', 'remote', 'none'] as const
export type Database = (typeof databases)[number]

export type Remembered = {
  readonly rows: ReadonlyMap<string, TicketRow>
  /** Tasks and notes, by key. */
  readonly actions: ReadonlyMap<string, ActionRow>
}

export type Memory = {
  /** Tasks that were made within the hour, of those that the policy limits. */
  readonly tasksOfLate: number
  /** E-mails of people whom the CRM would not take as owners of late. */
  readonly refused: ReadonlySet<string>
  /** The time that is frozen, where the Worker is a local one. */
  readonly now: string | undefined
  readonly of: (ids: readonly string[]) => Promise<Remembered>
}

export const nothingRemembered: Memory = {
  tasksOfLate: 0,
  refused: new Set(),
  now: undefined,
  of: () => Promise.resolve({ rows: new Map(), actions: new Map() }),
}

/** Answers rows for each statement. Throws with what was wrong. */
export type Ask = (statements: readonly string[]) => Promise<readonly (readonly Row[])[]>

type Row = Readonly<Record<string, unknown>>

const hourMs = 60 * 60_000

/** Error: why the database can not be asked. */
export async function memoryFrom(ask: Ask, database: Database, now: number): Promise<Result<Memory, string>> {
  const late = `SELECT count(*) AS n FROM actions WHERE kind = 'task' AND state <> 'listed' AND claimed_at > ${now - hourMs}`
  const clock = database === 'local' ? ["SELECT value FROM local_settings WHERE name = 'now'"] : []
  try {
    const resting = `SELECT email FROM refused_people WHERE until > ${now}`
    const [[count] = [], people = [], [frozen] = []] = await ask([late, resting, ...clock])
    return ok({
      tasksOfLate: Number(count?.['n'] ?? 0),
      refused: new Set(people.map((row) => String(row['email']))),
      now: frozen && textOf(frozen, 'value'),
      of: (ids) => rememberedOf(ask, ids),
    })
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error))
  }
}

async function rememberedOf(ask: Ask, ids: readonly string[]): Promise<Remembered> {
  // Ids come from the CRM; a statement on a command line has no parameters.
  const list = ids.filter((id) => /^\d+$/.test(id)).map((id) => `'${id}'`)
  if (list.length === 0) return nothingRemembered.of([])
  const [tickets = [], actions = []] = await ask([
    `SELECT id, memory, pending, echoes, gone, required FROM tickets WHERE id IN (${list.join(',')})`,
    `SELECT key, ticket_id, kind, state, remote_id, subject FROM actions WHERE ticket_id IN (${list.join(',')})`,
  ])
  return {
    rows: new Map(tickets.map((row) => [String(row['id']), ticketRow(row)])),
    actions: new Map(actions.map((row) => [String(row['key']), actionRow(row)])),
  }
}

const ticketRow = (row: Row): TicketRow => ({
  id: String(row['id']),
  memory: textOf(row, 'memory') ?? '{}',
  pending: textOf(row, 'pending') ?? null,
  echoes: textOf(row, 'echoes') ?? '{}',
  gone: textOf(row, 'gone') ?? null,
  required: textOf(row, 'required') ?? null,
})

const states = ['claimed', 'made', 'completed', 'listed'] as const

const actionRow = (row: Row): ActionRow => ({
  key: String(row['key']),
  ticketId: String(row['ticket_id']),
  kind: row['kind'] === 'note' ? 'note' : 'task',
  state: states.find((state) => state === row['state']) ?? 'made',
  remoteId: textOf(row, 'remote_id') ?? null,
  subject: textOf(row, 'subject') ?? '',
})

const textOf = (row: Row, name: string): string | undefined => {
  const value = row[name]
  return typeof value === 'string' ? value : undefined
}
