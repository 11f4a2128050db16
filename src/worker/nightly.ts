// The nightly list of all open tickets, so that lost events heal. It goes on where it stopped, and says how far it is.

import { CrmRefused, CrmUnavailable, type Crm, type TicketPage } from '../integrations/crm.ts'
import {
  endListing,
  leaveListing,
  saveListing,
  startListing,
  takeListing,
  type Listing,
} from '../integrations/store/listing.ts'
import { dropFailures, saveFailures } from '../integrations/store/failures.ts'
import { pauseAt } from '../integrations/store/pause.ts'
import { markSweep } from '../integrations/store/sweeps.ts'
import { crmFor } from './crm.ts'
import { learnTimeZone, pauseFor } from './daily-limit.ts'
import type { Env } from './env.ts'
import { send } from './message.ts'
import { decisionTime } from './now.ts'
import { policyFor } from './policy.ts'
import { searchesOf, sinceOf, type Search } from './searches.ts'

/** A cron may take fifteen minutes: what is left then is for the next one. */
const longestMs = 10 * 60_000

/** The log has a line for so many tickets. */
const linePer = 2000

/** Sends every open ticket of the pipeline, and the closed ones that changed of late. Answers how many. */
export async function sweepAll(env: Env): Promise<number> {
  const policy = policyFor(env)
  const now = Date.now()
  const since = sinceOf(await decisionTime(env))
  const listing = {
    startedAt: now,
    digest: policy.digest,
    since,
    search: 0,
    after: null,
    sent: 0,
  }
  await startListing(env.DB, listing)
  const pause = await pauseAt(env.DB, now)
  if (pause) {
    console.warn(`the nightly list waits: ${pause.message}`)
    await leaveListing(env.DB, listing)
    return 0
  }
  await learnTimeZone(env.DB, crmFor(env, policy), now)
  return run(listing, env)
}

/** Goes on with a list that stopped before its end. It breaks nothing where it stops again. */
export async function resumeAll(env: Env): Promise<void> {
  const now = Date.now()
  if (await pauseAt(env.DB, now)) return
  const listing = await takeListing(env.DB, now)
  if (!listing) return
  const { digest } = policyFor(env)
  const position = listing.digest === digest ? listing : { ...listing, digest, search: 0, after: null }
  console.log(`nightly list: goes on after ${position.sent} tickets`)
  try {
    await run(position, env)
  } catch (error) {
    if (error instanceof CrmRefused) await endListing(env.DB, listing)
    else if (!(error instanceof CrmUnavailable)) throw error
    console.warn(`the nightly list stopped: ${error.message}`)
  }
}

async function run(start: Listing, env: Env): Promise<number> {
  const policy = policyFor(env)
  const crm = crmFor(env, policy)
  const searches = searchesOf(policy, start.since)
  const startedAt = Date.now()
  let listing = start
  for (;;) {
    const search = searches[listing.search]
    if (!search) break
    if (Date.now() - startedAt > longestMs) {
      console.log(`nightly list: ${listing.sent} tickets, to be continued`)
      await leaveListing(env.DB, listing)
      return listing.sent - start.sent
    }
    const page = await pageOf(search, listing, crm, env)
    if (page === 'later') break
    if (!search.isExtra && listing.after === null) await tellLacking(env.DB, page.lacks)
    if (page.ids.length > 0)
      await send(
        env,
        page.ids.map((id) => ({ id })),
      )
    const sent = listing.sent + page.ids.length
    if (Math.floor(sent / linePer) > Math.floor(listing.sent / linePer))
      console.log(`nightly list: ${sent} tickets so far`)
    listing =
      page.next === undefined
        ? { ...listing, sent, search: listing.search + 1, after: null }
        : { ...listing, sent, after: page.next }
    // Another run has begun: it lists all of them.
    if (!(await saveListing(env.DB, listing, Date.now()))) return listing.sent - start.sent
  }
  if (listing.search >= searches.length) await endListing(env.DB, listing)
  else await leaveListing(env.DB, listing)
  await markSweep(env.DB, 'nightly', Date.now())
  console.log(`nightly list: ${listing.sent} tickets, done`)
  return listing.sent - start.sent
}

/** A stage that the account renamed or deleted is listed, until it is there again. */
async function tellLacking(db: D1Database, lacks: string | undefined): Promise<void> {
  if (lacks === undefined) return dropFailures(db, ['stages'])
  console.warn(lacks)
  await tell(db, 'stages', `${lacks}: give it its name back, or see what \`redress provision\` says`)
}

/** Until a person acts there is no list, or not all of it: the log alone is read by nobody. */
const tell = (db: D1Database, key: 'crm' | 'stages', message: string): Promise<void> =>
  saveFailures(db, [{ key, ticketId: '', kind: 'crm', message, at: new Date().toISOString() }])

/** One page; `later` where an extra search does not work just now. Throws, with the place kept, where another does not. */
async function pageOf(
  { query, isExtra }: Search,
  listing: Listing,
  crm: Crm,
  env: Env,
): Promise<TicketPage | 'later'> {
  try {
    return await crm.listTickets({ ...query, after: listing.after ?? undefined })
  } catch (error) {
    if (error instanceof CrmUnavailable && error.fault.limit === 'daily')
      await pauseFor(env.DB, error.fault, Date.now(), Math.random())
    if (isExtra && error instanceof CrmRefused) {
      console.warn(`a stage was not listed: ${error.message}`)
      return { ids: [], next: undefined, total: 0 }
    }
    if (isExtra && error instanceof CrmUnavailable) {
      console.warn(`closed tickets were not listed: ${error.message}`)
      return 'later'
    }
    await leaveListing(env.DB, listing)
    if (error instanceof CrmRefused) await tell(env.DB, 'crm', error.message)
    throw error
  }
}
