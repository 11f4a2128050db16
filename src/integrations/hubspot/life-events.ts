// Events that are more than a reason to look: merges, whose ticket it is, and what has to be erased.

import { isRecord } from '../../rules/finding.ts'
import { parseId } from './record-id.ts'

type Merge = { readonly from: readonly string[]; readonly primary: string; readonly into: string }

export type LifeNews = {
  readonly merges: readonly Merge[]
  readonly links: readonly { readonly ticket: string; readonly contact: string }[]
  readonly erasedContacts: readonly string[]
  readonly erasedTickets: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

/** What a webhook's body tells of the life of tickets; `undefined` where it tells nothing of it. */
export function lifeNewsOf(body: unknown): LifeNews | undefined {
  const events = Array.isArray(body)
    ? body.filter((event) => isRecord(event) && tells.test(typeOf(event)))
    : []
  const news = {
    merges: events.flatMap(mergeIn),
    links: events.flatMap(linkIn),
    erasedContacts: events.flatMap((event) => erasedIn(event, 'contact')),
    erasedTickets: events.flatMap((event) => erasedIn(event, 'ticket')),
  }
  return Object.values(news).some((list) => list.length > 0) ? news : undefined
}

/** Most of a webhook is changes of properties, and is left out here at once. */
const tells = /\.(?:merge|associationChange|privacyDeletion)$/

const typeIds = { ticket: '0-5', contact: '0-1' } as const

const typeOf = (event: Fields): string => {
  const type = event['subscriptionType'] ?? event['eventType']
  return typeof type === 'string' ? type : ''
}

// `object.…` without a type is taken for a ticket's: that is all that is subscribed to.
function isAbout(event: Fields, what: keyof typeof typeIds, kind: string): boolean {
  const type = typeOf(event)
  if (type === `${what}.${kind}`) return true
  return type === `object.${kind}` && (event['objectTypeId'] ?? typeIds.ticket) === typeIds[what]
}

function mergeIn(event: Fields): readonly Merge[] {
  if (!isAbout(event, 'ticket', 'merge')) return []
  const primary = parseId(event['primaryObjectId'] ?? event['objectId'])
  const into = parseId(event['newObjectId']) ?? primary
  if (primary === undefined || into === undefined) return []
  const merged = [event['mergedObjectIds']].flat().map(parseId)
  const from = [primary, ...merged].filter((id) => id !== undefined && id !== into)
  return [{ from: [...new Set(from.filter((id) => id !== undefined))], primary, into }]
}

function linkIn(event: Fields): readonly { readonly ticket: string; readonly contact: string }[] {
  const isOfTicket = isAbout(event, 'ticket', 'associationChange')
  if (!isOfTicket && !isAbout(event, 'contact', 'associationChange')) return []
  const [from, to] = [parseId(event['fromObjectId']), parseId(event['toObjectId'])]
  if (from === undefined || to === undefined) return []
  // A link that is removed stays known: what was decided while it stood still concerns the contact.
  const type = event['associationType']
  if (type === 'TICKET_TO_CONTACT') return [{ ticket: from, contact: to }]
  return type === 'CONTACT_TO_TICKET' ? [{ ticket: to, contact: from }] : []
}

function erasedIn(event: Fields, what: keyof typeof typeIds): readonly string[] {
  return isAbout(event, what, 'privacyDeletion') ? [parseId(event['objectId']) ?? []].flat() : []
}
