// Erasing: what a ticket's record says of people goes, and the skeleton of each decision stays: when, by which rules, which stage, which time limits.

import { isRecord } from '../../rules/finding.ts'
import { recordsAtATime } from './record.ts'

/** `gone` tickets lose what is remembered of them, too; that of the others mirrors what the CRM still holds. */
export async function eraseTickets(
  db: D1Database,
  ids: readonly string[],
  gone: ReadonlySet<string>,
  erasedAt: string,
): Promise<void> {
  for (const id of ids) {
    await eraseDecisions(db, id, erasedAt)
    await db.batch([
      db.prepare("UPDATE actions SET subject = '' WHERE ticket_id = ?1 AND subject <> ''").bind(id),
      db.prepare('DELETE FROM failures WHERE ticket_id = ?1').bind(id),
    ])
    await eraseMemory(db, id, gone.has(id), erasedAt)
  }
}

async function eraseDecisions(db: D1Database, ticketId: string, erasedAt: string): Promise<void> {
  let after = 0
  for (;;) {
    const { results } = await db
      .prepare(
        'SELECT id, input, outcome FROM decisions WHERE ticket_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3',
      )
      .bind(ticketId, after, recordsAtATime)
      .all<{ id: number; input: string; outcome: string }>()
    const last = results.at(-1)
    if (!last) return
    await db.batch(
      results.map(({ id, input, outcome }) =>
        db
          .prepare('UPDATE decisions SET input = ?2, outcome = ?3 WHERE id = ?1')
          .bind(id, inputSkeleton(input), outcomeSkeleton(outcome, erasedAt)),
      ),
    )
    after = last.id
  }
}

async function eraseMemory(db: D1Database, id: string, isGone: boolean, erasedAt: string): Promise<void> {
  const row = await db
    .prepare('SELECT memory, pending FROM tickets WHERE id = ?1')
    .bind(id)
    .first<{ memory: string; pending: string | null }>()
  if (!row) return
  if (isGone) {
    const { stage, previousStage, clocks } = parsed(row.memory)
    await db
      .prepare("UPDATE tickets SET memory = ?2, pending = NULL, echoes = '{}' WHERE id = ?1")
      .bind(id, JSON.stringify({ stage, previousStage, clocks }))
      .run()
  } else if (row.pending !== null) {
    const pending = parsed(row.pending)
    const decisions = recordsIn(pending['decisions']).map((decision) => ({
      ...decision,
      input: inputSkeleton(String(decision['input'])),
      outcome: outcomeSkeleton(String(decision['outcome']), erasedAt),
    }))
    await db
      .prepare('UPDATE tickets SET pending = ?2 WHERE id = ?1')
      .bind(id, JSON.stringify({ ...pending, decisions }))
      .run()
  }
}

type Fields = Readonly<Record<string, unknown>>

function inputSkeleton(text: string): string {
  const { id, stage } = parsed(text)
  return JSON.stringify({ id, stage, owner: '', properties: {} })
}

function outcomeSkeleton(text: string, erasedAt: string): string {
  const { written, stage, changes, clocks, actions, reasons, problems, governedBy, ...rest } = parsed(text)
  return JSON.stringify({
    written,
    stage,
    changes: recordsIn(changes).map(({ kind, fact, property, from, to }) =>
      kind === 'stage' ? { kind, from, to } : { kind, fact, property },
    ),
    clocks,
    actions: recordsIn(actions).map(({ kind, key }) => ({ kind, key })),
    reasons: recordsIn(reasons).map(({ rule, status }) => ({ rule, status })),
    problems: recordsIn(problems).map(({ key }) => ({ key, message: '' })),
    explanation: '',
    governedBy,
    erasedAt: rest['erasedAt'] ?? erasedAt,
  })
}

function parsed(text: string): Fields {
  const value: unknown = JSON.parse(text)
  return isRecord(value) ? value : {}
}

const recordsIn = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isRecord) : [])
