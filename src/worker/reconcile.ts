// The one loop: tickets that deserve a look are read, decided, written and recorded. Webhook, cron and backfill all come here.

import type { Temporal } from 'temporal-polyfill'
import { CrmUnavailable, type Crm, type CrmFault } from '../integrations/crm.ts'
import type { Hint } from '../integrations/hubspot/events.ts'
import { saveFailures } from '../integrations/store/failures.ts'
import { endRetries } from '../integrations/store/retries.ts'
import { lease, leaseMs, release, renew } from '../integrations/store/leases.ts'
import { record } from '../integrations/store/record.ts'
import { dropTickets, loadTickets, type TicketRow } from '../integrations/store/tickets.ts'
import type { Mode, Policy } from '../rules/policy.ts'
import { carryOut, type CarriedOut } from './carry-out.ts'
import { isEcho } from './echo.ts'
import { inherit } from './inherit.ts'
import { looksAt } from './looks.ts'
import { giveNotice } from './notices.ts'
import { logLine, recordOf, type Written } from './outcome.ts'
import { endTasks } from './task-state.ts'
import { refusalTask, triedAgainAfter } from './refusal.ts'
import { awaited, requiredAfter } from './required.ts'
import { listUnable, withoutRefused, workforceOf } from './workforce.ts'

export type Reconciling = {
  readonly db: D1Database
  readonly crm: Crm
  readonly policy: Policy
  readonly mode: Mode
  /** When decisions are made: asked for each batch once it is read, so that nothing that was read lies ahead of it. */
  readonly clock: () => Promise<Temporal.Instant>
  /** The real clock, in epoch milliseconds: leases last by it. */
  readonly realNow: () => number
  readonly holder: string
  readonly log: (line: string) => void
}

/** One batch, decided on at one instant. */
export type Deciding = Omit<Reconciling, 'clock'> & { readonly now: Temporal.Instant }

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
    const { failed, lost } = await lookAtAll(
      mine.map(({ id }) => id),
      work,
      keeperOf(held, leasedAt, work),
    )
    const faults = [...failed].map(([id, fault]): Again => ({ kind: 'failed', hint: { id }, fault }))
    return [...busy, ...lost.map((id): Again => ({ kind: 'busy', hint: { id } })), ...faults]
  } finally {
    await release(db, held, holder)
  }
}

/** Leaves out news of our own writes, where they are all that is told of a ticket. */
export async function withoutEchoes(hints: readonly Hint[], db: D1Database): Promise<readonly Hint[]> {
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

type Looked = {
  /** Tickets that have to be tried again. */
  readonly failed: ReadonlyMap<string, CrmFault>
  /** Tickets that somebody else took over meanwhile: nothing of this look is recorded. */
  readonly lost: readonly string[]
}

/** Reads, decides, writes and records. */
async function lookAtAll(
  ids: readonly string[],
  work: Reconciling,
  keepHold: () => Promise<void>,
): Promise<Looked> {
  const { db, crm, policy, holder } = work
  const realNow = work.realNow()
  const rows = await loadTickets(db, ids)
  const present = await workforceOf(db, await crm.people(), realNow)
  const { looks, broken, strays, missing, foreign, now } = await looksAt(
    ids,
    (found, at) => inherit(found, rows, { db, policy, now: at }),
    present.available,
    work,
    awaited(rows.values()),
  )
  const { carried, workforce: taken } = await carryOut(looks, present, { ...work, now }, keepHold)
  const again = new Map(broken)
  for (const { look, outcome } of carried) {
    if (outcome?.kind === 'failed') again.set(look.id, outcome.fault)
    if (!outcome && look.decision.changes.length > 0)
      again.set(look.id, { message: 'the CRM did not say whether it took the write' })
  }

  const done = carried.filter(({ look }) => !again.has(look.id))
  const acting = done.map(({ look, outcome, refusal }) => ({
    ...look,
    isWritten: outcome?.kind !== 'refused',
    refusal: refusal && refusalTask(refusal.look, refusal.outcome, policy, now, taken.available),
  }))
  const notices = await giveNotice(
    db,
    crm,
    acting,
    now.toString(),
    realNow,
    keepHold,
    policy.taskLimit?.anHour,
  )
  for (const [id, fault] of notices.unfinished) again.set(id, fault)
  const records = done.map((one) =>
    recordOf(
      one.look,
      policy,
      now.toString(),
      realNow,
      writtenOf(one, now, notices.refusedBefore.has(one.look.id)),
      notices.failures.get(one.look.id) ?? [],
    ),
  )
  const left = [...known(missing, rows), ...known(foreign, rows)].filter((id) => !rows.get(id)?.gone)
  for (const [id, fault] of await endTasks(db, crm, work.mode === 'observe' ? [] : left, keepHold))
    again.set(id, fault)
  const isDone = (id: string) => !again.has(id)
  await keepHold()
  const extra = [
    // A call went through: what kept all of them from working is over.
    db.prepare("DELETE FROM failures WHERE key = 'crm'"),
    endRetries(db, ids.filter(isDone), holder),
    ...dropTickets(db, known(missing, rows).filter(isDone), 'deleted', holder),
    ...dropTickets(db, known(foreign, rows).filter(isDone), 'elsewhere', holder),
  ]
  const held = await record(db, records, extra, holder)
  await saveFailures(db, strays)
  const workforce = await withoutRefused(db, taken, notices.refusedPeople, realNow)
  const settled = done.map(({ look }) => look).filter(({ id }) => held.has(id))
  await listUnable(db, settled, workforce, policy, now)
  for (const look of settled) if (look.decision.changes.length > 0) work.log(logLine(look, policy))
  return { failed: again, lost: ids.filter((id) => !held.has(id) && !again.has(id)) }
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

const known = (ids: readonly string[], rows: ReadonlyMap<string, TicketRow>) =>
  ids.filter((id) => rows.has(id))

function writtenOf(one: CarriedOut, now: Temporal.Instant, isKnown: boolean): Written {
  const { outcome, refusal } = one
  const values = outcome?.kind === 'written' ? outcome.values : {}
  const required = requiredAfter(one, now)
  if (!refusal) return { values, required }
  const { message } = refusal.outcome
  const { why } = refusal.withheld
  const isPartly = outcome?.kind !== 'refused'
  return {
    values: isPartly ? values : undefined,
    required,
    refused: {
      message: isPartly ? `${why}: ${message}` : message,
      againAt: now.add(triedAgainAfter(refusal.outcome)),
      isKnown,
    },
  }
}
