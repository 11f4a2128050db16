// All tickets that a backfill is about, a page at a time, from any place on.

import { redress } from '../called-as.ts'
import { CrmRefused, type Crm, type TicketPage } from '../../src/integrations/crm.ts'
import { patiently, type Sleep } from '../../src/integrations/hubspot/provision/patience.ts'
import type { Search } from '../../src/worker/searches.ts'

/** Which search comes next, and the last ticket that it gave. */
export type Position = { readonly search: number; readonly after: string | null }

export const start: Position = { search: 0, after: null }

export type Listing = {
  readonly crm: Crm
  readonly searches: readonly Search[]
  readonly sleep: Sleep
  readonly warn: (line: string) => void
}

/** Waits of two seconds, doubling: a minute in all. */
const attempts = 6

/** Ids, at most `limit` of them, and with each page where to go on after it. Throws what the CRM throws to the last attempt. */
export async function* pagesFrom(
  listing: Listing,
  from: Position,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<{ readonly ids: readonly string[]; readonly next: Position }> {
  let position = from
  let left = limit
  while (left > 0) {
    const search = listing.searches[position.search]
    if (!search) return
    const page = await pageOf(listing, search, position.after)
    const ids = page.ids.slice(0, left)
    left -= ids.length
    const after = ids.length < page.ids.length ? ids.at(-1) : page.next
    position = after === undefined ? { search: position.search + 1, after: null } : { ...position, after }
    yield { ids, next: position }
  }
}

export const isDone = ({ searches }: Listing, { search }: Position): boolean => search >= searches.length

/** About how many tickets there are from a place on: the CRM counts what it finds now. */
export async function countFrom(listing: Listing, from: Position): Promise<number> {
  let count = 0
  for (const [index, search] of listing.searches.entries()) {
    if (index < from.search) continue
    count += (await pageOf(listing, search, index === from.search ? from.after : null)).total
  }
  return count
}

async function pageOf(
  { crm, sleep, warn }: Listing,
  { query, isExtra }: Search,
  after: string | null,
): Promise<TicketPage> {
  try {
    const page = await patiently(
      sleep,
      () => crm.listTickets({ ...query, after: after ?? undefined }),
      attempts,
    )
    if (page.lacks !== undefined && !isExtra && after === null)
      warn(`${page.lacks}: the rest is listed; see what \`${redress} doctor\` says`)
    return page
  } catch (error) {
    // A pipeline need not have every stage that an earlier version knows.
    if (!isExtra || !(error instanceof CrmRefused)) throw error
    warn(`not listed: ${error.message}`)
    return { ids: [], next: undefined, total: 0 }
  }
}
