// What the HubSpot app is told of: which events of tickets, and changes of which properties.

import type { Definition } from '../../src/integrations/hubspot/provision/definition.ts'

type ObjectSubscription = {
  readonly subscriptionType: string
  readonly objectType: 'ticket'
  readonly propertyName?: string
  readonly active: true
}

type ClassicSubscription = { readonly subscriptionType: string; readonly active: true }

/** By the names of the three lists that HubSpot keeps them in. */
export type Subscriptions = {
  readonly crmObjects: readonly ObjectSubscription[]
  readonly legacyCrmObjects: readonly ClassicSubscription[]
  readonly hubEvents: readonly ClassicSubscription[]
}

/** Where webhooks go until somebody says where the Worker is. */
export const nowhere = 'https://redress.example.com'

/** HubSpot takes no more of one app. */
export const mostSubscriptions = 1000

/** `definition` has the names that the properties have in the account. */
export function subscriptionsOf(definition: Definition): Subscriptions {
  return {
    crmObjects: [
      ...['creation', 'deletion', 'restore', 'merge'].map((kind) => onTicket(`object.${kind}`)),
      ...watchedProperties(definition).map((property) => onTicket('object.propertyChange', property)),
    ],
    // Only this form names the kind of link, and it is silent about tasks and notes, which are mostly our own.
    legacyCrmObjects: [{ subscriptionType: 'ticket.associationChange', active: true }],
    // There is none for tickets: whose tickets they are is known from the links.
    hubEvents: [{ subscriptionType: 'contact.privacyDeletion', active: true }],
  }
}

/**
 * The properties whose change deserves a look: stage and owner, which a person may change by hand, and those that people
 * fill in. What Redress alone fills in is left out: each of its writes would come back as an event, and a look puts it right.
 */
export function watchedProperties({ properties, standard }: Definition): readonly string[] {
  const filledIn = [...properties, ...standard].filter(({ filledInBy }) => filledInBy !== 'Redress')
  // Another pipeline is another stage, so that `hs_pipeline` need not be watched.
  const names = ['hs_pipeline_stage', 'hubspot_owner_id', ...filledIn.map(({ name }) => name)]
  return [...new Set(names)].filter((name) => !unwatched.has(name))
}

// The first never changes; HubSpot refuses subscriptions to the others.
const unwatched: ReadonlySet<string> = new Set([
  'createdate',
  'hs_lastmodifieddate',
  'num_unique_conversion_events',
])

const onTicket = (subscriptionType: string, propertyName?: string): ObjectSubscription => ({
  subscriptionType,
  objectType: 'ticket',
  ...(propertyName !== undefined && { propertyName }),
  active: true,
})
