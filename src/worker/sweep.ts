// What the crons do: every five minutes the tickets that are due to be looked at, nightly all that are open.

import { CrmRefused, CrmUnavailable } from '../integrations/crm.ts'
import { ticketsWithUnfinished } from '../integrations/store/actions.ts'
import { markRules, markSweep, passesOfRules } from '../integrations/store/sweeps.ts'
import { runningClocks, ticketsDue, type ClockKey } from '../integrations/store/tickets.ts'
import { crmFor } from './crm.ts'
import type { Env } from './env.ts'
import { send } from './message.ts'
import { decisionTime } from './now.ts'
import { policyFor } from './policy.ts'

/** Tickets a page of the index, and how old a claim is when nobody is at work on it any more. */
const page = 1000
const unfinishedMs = 5 * 60_000

/** Sends the tickets at which something could have changed by itself; answers how many. */
export async function sweepDue(env: Env): Promise<number> {
  const now = (await decisionTime(env)).epochMilliseconds
  let count = 0
  let after = { at: 0, id: '' }
  for (;;) {
    const due = await ticketsDue(env.DB, now, after, page)
    if (due.length > 0)
      await send(
        env,
        due.map(({ id }) => ({ id })),
      )
    count += due.length
    const last = due.at(-1)
    if (!last || due.length < page) break
    after = last
  }
  count += await sweepChangedRules(env)
  const unfinished = await ticketsWithUnfinished(env.DB, Date.now() - unfinishedMs)
  if (unfinished.length > 0)
    await send(
      env,
      unfinished.map((id) => ({ id })),
    )
  await markSweep(env.DB, 'due', Date.now())
  return count + unfinished.length
}

/** A consumer of the rules before may still be at work when the first pass sends its tickets: the second is by the new ones. */
const passesOfAnEdition = 2

/** Sends every ticket with a running clock after rules or calendars were edited: an edit may move any due date. */
async function sweepChangedRules(env: Env): Promise<number> {
  const { digest } = policyFor(env)
  const passes = await passesOfRules(env.DB, digest)
  if (passes >= passesOfAnEdition) return 0
  let count = 0
  let after: ClockKey | undefined = { at: -1, id: '', name: '' }
  while (after) {
    const clocks: readonly ClockKey[] = await runningClocks(env.DB, after, page)
    const ids = [...new Set(clocks.map(({ id }) => id))]
    if (ids.length > 0)
      await send(
        env,
        ids.map((id) => ({ id })),
      )
    count += ids.length
    after = clocks.length < page ? undefined : clocks.at(-1)
  }
  await markRules(env.DB, digest, passes + 1, Date.now())
  return count
}

/** How far back a closed ticket is looked at again: a review may be requested on it, and that event lost. */
const closedDays = 3

/** Sends every open ticket of the pipeline, and the closed ones that changed of late: so lost events heal. Answers how many. */
export async function sweepAll(env: Env): Promise<number> {
  const policy = policyFor(env)
  const crm = crmFor(env, policy)
  const now = await decisionTime(env)
  // A pipeline need not have a stage that only an earlier version knows.
  const present = new Set((policy.versions?.at(-1) ?? policy).stages.map(({ key }) => key))
  const labels = (closed: boolean, isPresent: boolean) =>
    policy.stages
      .filter((stage) => stage.closed === closed && present.has(stage.key) === isPresent)
      .map(({ label }) => label)
  let count = await sendAll({ stages: labels(false, true) })
  for (const label of labels(false, false))
    try {
      count += await sendAll({ stages: [label] })
    } catch (error) {
      if (!(error instanceof CrmRefused)) throw error
      console.warn(`a stage of an earlier version was not listed: ${error.message}`)
    }
  const since = now.subtract({ hours: closedDays * 24 }).toString()
  try {
    count += await sendAll({ stages: labels(true, true), modifiedSince: since })
  } catch (error) {
    if (!(error instanceof CrmUnavailable)) throw error
    console.warn(`closed tickets were not listed: ${error.message}`)
  }
  await markSweep(env.DB, 'nightly', Date.now())
  return count

  async function sendAll(query: { readonly stages: readonly string[]; readonly modifiedSince?: string }) {
    let after: string | undefined
    let sent = 0
    if (query.stages.length === 0) return sent
    do {
      const found = await crm.listTickets({ ...query, after })
      if (found.ids.length > 0)
        await send(
          env,
          found.ids.map((id) => ({ id })),
        )
      sent += found.ids.length
      after = found.next
    } while (after !== undefined)
    return sent
  }
}
