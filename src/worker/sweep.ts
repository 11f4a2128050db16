// What the frequent cron does: it sends the tickets at which something could have changed by itself, or was left unfinished.

import { ticketsWithUnfinished } from '../integrations/store/actions.ts'
import { startListing } from '../integrations/store/listing.ts'
import { pauseAt } from '../integrations/store/pause.ts'
import { putOff, retriesDueBefore, retriesOf } from '../integrations/store/retries.ts'
import { markPlace, markRules, markSweep, sweptRules } from '../integrations/store/sweeps.ts'
import { ticketsDue, ticketsWithRunningClocks } from '../integrations/store/tickets.ts'
import type { Env } from './env.ts'
import { send } from './message.ts'
import { decisionTime } from './now.ts'
import { policyFor } from './policy.ts'
import { sinceOf } from './searches.ts'

/** Tickets a page of the index, and how old a claim is when nobody is at work on it any more. */
const page = 1000
const unfinishedMs = 5 * 60_000

/** So long after its time a retry will not come any more. */
const lostMs = 10 * 60_000

type Manner = {
  /** Whether tickets with a retry on its way are left to it: a CRM that is down is not asked more the longer it is. */
  readonly isPatient: boolean
}

/** Sends the tickets at which something could have changed by itself; answers how many. */
export async function sweepDue(env: Env, manner: Manner = { isPatient: true }): Promise<number> {
  const pause = await pauseAt(env.DB, Date.now())
  const count = pause ? 0 : await sendDue(env, manner)
  await markSweep(env.DB, 'due', Date.now())
  return count
}

async function sendDue(env: Env, manner: Manner): Promise<number> {
  const now = (await decisionTime(env)).epochMilliseconds
  let count = await sendLost(env)
  let after = { at: 0, id: '' }
  for (;;) {
    const due = await ticketsDue(env.DB, now, after, page)
    const hints = due.filter(({ waits }) => !(manner.isPatient && waits)).map(({ id }) => ({ id }))
    if (hints.length > 0) await send(env, hints)
    count += hints.length
    const last = due.at(-1)
    if (!last || due.length < page) break
    after = last
  }
  count += await sweepChangedRules(env, manner)
  const unfinished = await ticketsWithUnfinished(env.DB, Date.now() - unfinishedMs)
  return count + (await sendAll(unfinished, env, manner))
}

async function sendAll(ids: readonly string[], env: Env, { isPatient }: Manner): Promise<number> {
  if (ids.length === 0) return 0
  const waiting = isPatient ? await retriesOf(env.DB, ids) : new Map()
  const hints = ids.filter((id) => !waiting.has(id)).map((id) => ({ id }))
  if (hints.length > 0) await send(env, hints)
  return hints.length
}

/** Retries that never came, or that nobody sent: the tickets of a pause that is over. */
async function sendLost(env: Env): Promise<number> {
  const now = Date.now()
  let count = 0
  for (;;) {
    const lost = await retriesDueBefore(env.DB, now - lostMs, page)
    for (const [attempt, some] of Map.groupBy(lost, (retry) => retry.attempt))
      await send(
        env,
        some.map(({ id }) => ({ id })),
        attempt,
      )
    await putOff(
      env.DB,
      lost.map((retry) => ({ ...retry, dueAt: now })),
    )
    count += lost.length
    if (lost.length < page) return count
  }
}

/** A consumer of the rules before may still be at work when the first pass sends its tickets: the second is by the new ones. */
const passesOfAnEdition = 2

/** A sweep comes every five minutes: what is left of a pass then is for the next one. */
const longestMs = 4 * 60_000

/**
 * Sends every ticket with a running clock after rules or calendars were edited: an edit may move any due date. A pass that
 * ends half-way goes on where it stopped. Tickets without a clock may have their first by an edit: the list of all open
 * tickets is started, which the next sweep takes up.
 */
async function sweepChangedRules(env: Env, manner: Manner): Promise<number> {
  const { digest } = policyFor(env)
  const known = await sweptRules(env.DB)
  const isKnown = known?.digest === digest
  const passes = isKnown ? known.passes : 0
  if (passes >= passesOfAnEdition) return 0
  if (!isKnown) {
    if (known) await listOpen(env, digest)
    await markRules(env.DB, digest, 0, Date.now())
  }
  const startedAt = Date.now()
  let count = 0
  let after = isKnown ? (known.after ?? '') : ''
  for (;;) {
    const ids = await ticketsWithRunningClocks(env.DB, after, page)
    count += await sendAll(ids, env, manner)
    const last = ids.at(-1)
    if (last === undefined || ids.length < page) break
    after = last
    const isOurs = await markPlace(env.DB, { digest, passes, after }, Date.now())
    if (!isOurs || Date.now() - startedAt > longestMs) return count
  }
  await markRules(env.DB, digest, passes + 1, Date.now())
  return count
}

async function listOpen(env: Env, digest: string): Promise<void> {
  const since = sinceOf(await decisionTime(env))
  await startListing(env.DB, { startedAt: Date.now(), digest, since, search: 0, after: null, sent: 0 })
}
