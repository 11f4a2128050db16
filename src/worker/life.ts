// What a webhook tells of the life of tickets is put into the record; answers the tickets to look at because of it.

import type { Hint } from '../integrations/hubspot/events.ts'
import type { LifeNews } from '../integrations/hubspot/life-events.ts'
import { eraseTickets } from '../integrations/store/erasure.ts'
import { carryOn, forgetContacts, saveLinks, ticketsOfContacts } from '../integrations/store/life.ts'
import { loadTickets } from '../integrations/store/tickets.ts'

/** Before any look: a ticket that was merged away must not be taken for deleted first. Doing it twice does no harm. */
export async function live(db: D1Database, news: readonly LifeNews[], at: string): Promise<readonly Hint[]> {
  if (news.length === 0) return []
  await carryOn(
    db,
    news.flatMap(({ merges }) => merges),
    at,
  )
  await saveLinks(
    db,
    news.flatMap(({ links }) => links),
  )
  const contacts = news.flatMap(({ erasedContacts }) => erasedContacts)
  const erased = news.flatMap(({ erasedTickets }) => erasedTickets)
  const ids = [...new Set([...erased, ...(await ticketsOfContacts(db, contacts))])]
  if (ids.length > 0) {
    const rows = await loadTickets(db, ids)
    const gone = ids.filter((id) => erased.includes(id) || rows.get(id)?.gone === 'deleted')
    await eraseTickets(db, ids, new Set(gone), at)
    console.log(`personal data of ${ids.length} tickets was erased`)
  }
  if (contacts.length > 0) await forgetContacts(db, contacts)
  return ids.map((id) => ({ id }))
}
