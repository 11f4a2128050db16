// The one loop: tickets that deserve a look are read, decided, written and recorded. Webhook, cron and backfill all come here.

import type { Temporal } from 'temporal-polyfill'
import {
  CrmUnavailable,
  type Crm,
  type CrmFault,
  type CrmTicket,
  type UpdateOutcome,
} from '../integrations/crm.ts'
import type { Hint } from '../integrations/hubspot/events.ts'
import { saveFailures } from '../integrations/store/failures.ts'
import { lease, leaseMs, release, renew } from '../integrations/store/leases.ts'
import { record } from '../integrations/store/record.ts'
import { dropTickets, loadTickets, saveIntents, type TicketRow } from '../integrations/store/tickets.ts'
import { UnknownStage } from '../rules/found-ticket.ts'
import type { Mode, Policy } from '../rules/policy.ts'
import { isEcho } from './echo.ts'
import { lookAt, type Look } from './look.ts'
import { giveNotice } from './notices.ts'
import { pendingOf } from './pending.ts'
import {
  decisionRow,
  logLine,
  personProperties,
  readProperties,
  recordOf,
  updateOf,
  type Written,
} from './outcome.ts'

export type Reconciling = {
  readonly db: D1Database
  readonly crm: Crm
  readonly policy: Policy
  readonly mode: Mode
  /** The instant decisions are made at, and the real clock, in epoch milliseconds: leases last by it. */
  readonly now: Temporal.Instant
  readonly realNow: () => number
  readonly holder: string
  readonly log: (line: string) => void
}

/** Tickets to look at again later, each with why; `busy` where another consumer is at work on them. */
export type Again =
  | { readonly kind: 'failed'; readonly hint: Hint; readonly fault: CrmFault }
  | { readonly kind: 'busy'; readonly hint: Hint }

/** Tickets a call may read or write. */
const atOnce = 100

/** Looks at tickets, each once. What could not be finished comes back; a throw means that nothing is known to be done. */
export async function reconcile(hints: readonly Hint[], work: Reconciling): Promise<readonly Again[]> {
  const again: Again[] = []
  for (let from = 0; from < hints.length; from += atOnce) {
    const some = hints.slice(from, from + atOnce)
    try {
      again.push(...(await reconcileSome(some, work)))
    } catch (error) {
      if (!(error instanceof CrmUnavailable)) throw error
      // A CRM that limits or is down is not asked for the rest of the batch.
      const { fault } = error
      return [...again, ...hints.slice(from).map((hint): Again => ({ kind: 'failed', hint, fault }))]
    }
  }
  return again
}

async function reconcileSome(hints: readonly Hint[], work: Reconciling): Promise<readonly Again[]> {
  const { db, holder } = work
  const news = await withoutEchoes(hints, db)
  if (news.length === 0) return []
  const leasedAt = work.realNow()
  const held = await lease(
    db,
    news.map(({ id }) => id),
    holder,
    leasedAt,
  )
  const mine = news.filter(({ id }) => held.has(id))
  const busy = news.filter(({ id }) => !held.has(id)).map((hint): Again => ({ kind: 'busy', hint }))
  if (mine.length === 0) return busy
  try {
    const failed = await lookAtAll(
      mine.map(({ id }) => id),
      work,
      keeperOf(held, leasedAt, work),
    )
    const faults = [...failed].map(([id, fault]): Again => ({ kind: 'failed', hint: { id }, fault }))
    return [...busy, ...faults]
  } finally {
    await release(db, held, holder)
  }
}

async function withoutEchoes(hints: readonly Hint[], db: D1Database): Promise<readonly Hint[]> {
  const candidates = hints.filter((hint) => hint.echoes)
  if (candidates.length === 0) return hints
  const rows = await loadTickets(
    db,
    candidates.map(({ id }) => id),
  )
  return hints.filter((hint) => {
    const row = rows.get(hint.id)
    return Boolean(row?.pending) || !isEcho(hint, row?.echoes)
  })
}

/** Reads, decides, writes and records; answers the tickets that have to be tried again. */
async function lookAtAll(
  ids: readonly string[],
  work: Reconciling,
  keepHold: () => Promise<void>,
): Promise<ReadonlyMap<string, CrmFault>> {
  const { db, crm, policy, mode, now } = work
  const realNow = work.realNow()
  const rows = await loadTickets(db, ids)
  const directory = await crm.people()
  const request = { properties: readProperties(policy), people: personProperties(policy), history: [] }
  const { found, missing, foreign } = await crm.readTickets(ids, request)

  const world = { directory, mode }
  const broken = new Map<string, CrmFault>()
  const strays: { ticket: CrmTicket; error: UnknownStage }[] = []
  const decideAll = async (tickets: readonly CrmTicket[]): Promise<readonly Look[]> => {
    const looks: Look[] = []
    for (const ticket of tickets)
      try {
        looks.push(await lookAt(ticket, rows.get(ticket.id), policy, now, world))
      } catch (error) {
        // One ticket that can not be decided on never keeps the others from it.
        if (error instanceof UnknownStage) strays.push({ ticket, error })
        else broken.set(ticket.id, { message: `it could not be decided on: ${messageOf(error)}` })
      }
    return looks
  }
  const first = await decideAll(found)
  // The few whose start is the time at which something was set are read again, with their history.
  const unsure = first.filter(({ decision }) => decision.needs.length > 0)
  const history = [...new Set(unsure.flatMap(({ decision }) => decision.needs))]
  const reread =
    unsure.length > 0
      ? await crm.readTickets(
          unsure.map(({ id }) => id),
          { ...request, history },
        )
      : undefined
  const sure = reread ? await decideAll(reread.found.map((ticket) => withHistory(ticket, history))) : []
  const looks = [...first.filter(({ decision }) => decision.needs.length === 0), ...sure]

  const changed = looks.filter(({ decision }) => decision.changes.length > 0)
  await saveIntents(
    db,
    changed.map((look) => ({
      id: look.id,
      policy: policy.id,
      stage: look.ticket.memory?.stage ?? '',
      seenAt: realNow,
      memory: JSON.stringify(look.ticket.memory ?? {}),
      pending: JSON.stringify(
        pendingOf(look.decision, [...look.adopted, decisionRow(look, policy, now.toString(), true)]),
      ),
    })),
  )
  await keepHold()
  const outcomes = new Map<string, UpdateOutcome>(
    changed.length === 0
      ? []
      : (await crm.updateTickets(changed.map((look) => updateOf(look, policy)))).map((outcome) => [
          outcome.id,
          outcome,
        ]),
  )
  const again = new Map(broken)
  for (const [id, outcome] of outcomes) if (outcome.kind === 'failed') again.set(id, outcome.fault)
  for (const { id } of changed)
    if (!outcomes.has(id)) again.set(id, { message: 'the CRM did not say whether it took the write' })

  const done = looks.filter(({ id }) => !again.has(id))
  const acting = done.map((look) => ({ ...look, isWritten: outcomes.get(look.id)?.kind !== 'refused' }))
  const notices = await giveNotice(db, crm, acting, now.toString(), realNow, keepHold)
  for (const [id, fault] of notices.unfinished) again.set(id, fault)
  const records = done.map((look) =>
    recordOf(
      look,
      policy,
      now.toString(),
      realNow,
      writtenOf(outcomes.get(look.id)),
      notices.failures.get(look.id) ?? [],
    ),
  )
  await keepHold()
  await record(db, records, [
    // A call went through: what kept all of them from working is over.
    db.prepare("DELETE FROM failures WHERE key = 'crm'"),
    ...dropTickets(db, known(missing, rows), 'deleted'),
    ...dropTickets(db, known(foreign, rows), 'elsewhere'),
  ])
  await saveFailures(
    db,
    strays.map(({ ticket, error }) => ({
      key: `${ticket.id}/stage`,
      ticketId: ticket.id,
      kind: 'decision',
      message: error.message,
      at: now.toString(),
    })),
  )
  for (const look of changed) if (!again.has(look.id)) work.log(logLine(look, policy))
  return again
}

/** Renews the leases when a third of their time is gone. Throws where one is lost: somebody else may be at work on it. */
function keeperOf(held: ReadonlySet<string>, leasedAt: number, work: Reconciling): () => Promise<void> {
  let renewedAt = leasedAt
  return async () => {
    const present = work.realNow()
    if (present - renewedAt < leaseMs / 3) return
    if (!(await renew(work.db, held, work.holder, present))) throw new Error('a lease was lost: too slow')
    renewedAt = present
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A ticket of which the history was read, but nothing came, has no history; it must not be asked for again. */
const withHistory = (ticket: CrmTicket, asked: readonly string[]): CrmTicket => ({
  ...ticket,
  history: { ...Object.fromEntries(asked.map((property) => [property, []])), ...ticket.history },
})

const known = (ids: readonly string[], rows: ReadonlyMap<string, TicketRow>) =>
  ids.filter((id) => rows.has(id))

function writtenOf(outcome: UpdateOutcome | undefined): Written {
  if (outcome?.kind === 'refused') return { kind: 'refused', message: outcome.message }
  return { kind: 'written', values: outcome?.kind === 'written' ? outcome.values : {} }
}
