// Changes to tickets, and what becomes of their contacts, in the words of a webhook.

import type { Change } from '../portal/crm.ts'
import { parseInstant } from '../portal/instant.ts'
import type { Random } from './random.ts'

export type WebhookEvent = {
  readonly eventId: number
  readonly subscriptionId: number
  readonly portalId: number
  readonly appId: number
  readonly occurredAt: number
  /** One of the two: the documentation has both names. */
  readonly subscriptionType?: string
  readonly eventType?: string
  readonly attemptNumber: number
  readonly objectId: number
  readonly objectTypeId?: string
  readonly changeSource: string
  readonly sourceId: string
  readonly changeFlag?: string
  readonly propertyName?: string
  readonly propertyValue?: string
  readonly isSensitive?: boolean
  readonly primaryObjectId?: number
  readonly mergedObjectIds?: readonly number[]
  readonly newObjectId?: number
  readonly numberOfPropertiesMoved?: number
  readonly associationType?: string
  readonly associationRemoved?: boolean
  readonly isPrimaryAssociation?: boolean
  readonly fromObjectId?: number
  readonly toObjectId?: number
}

export type EventSettings = {
  readonly portalId: number
  readonly appId: string
  /** `object.creation` or, as older apps have it, `ticket.creation`. */
  readonly prefix: 'object' | 'ticket'
  readonly typeField: 'subscriptionType' | 'eventType'
  /** The properties whose changes are sent; all where left out. */
  readonly properties?: readonly string[]
}

const kinds = {
  created: 'creation',
  changed: 'propertyChange',
  deleted: 'deletion',
  restored: 'restore',
  merged: 'merge',
  associated: 'associationChange',
  erased: 'privacyDeletion',
}
const flags = {
  created: 'CREATED',
  changed: 'UPDATED',
  deleted: 'DELETED',
  restored: 'RESTORED',
  merged: 'MERGED',
  associated: 'UPDATED',
  erased: 'DELETED',
}

const objects = { tickets: ['ticket', '0-5'], contacts: ['contact', '0-1'] } as const

export const typeOf = ({ subscriptionType, eventType }: WebhookEvent): string =>
  subscriptionType ?? eventType ?? ''

/** The event for a change, or nothing where nobody subscribed to it. */
export function toEvent(change: Change, settings: EventSettings, random: Random): WebhookEvent | undefined {
  if (change.type !== 'tickets' && change.type !== 'contacts') return undefined
  if (change.kind === 'changed' && settings.properties && !settings.properties.includes(change.name))
    return undefined
  const [family, objectTypeId] = objects[change.type]
  // HubSpot has privacy deletion by the object's own name only.
  const isByName = settings.prefix === 'ticket' || change.kind === 'erased'
  return {
    eventId: Math.floor(random() * 4_000_000_000),
    subscriptionId: 7_562_680 + Object.keys(kinds).indexOf(change.kind),
    portalId: settings.portalId,
    appId: Number(settings.appId),
    occurredAt: parseInstant(change.at),
    [settings.typeField]: `${isByName ? family : 'object'}.${kinds[change.kind]}`,
    attemptNumber: 0,
    objectId: Number(change.id),
    ...(!isByName && { objectTypeId }),
    changeSource: change.actor.sourceType,
    sourceId: change.actor.sourceId,
    changeFlag: flags[change.kind],
    ...detailsOf(change),
  }
}

function detailsOf(change: Change): Partial<WebhookEvent> {
  switch (change.kind) {
    case 'changed':
      return { propertyName: change.name, propertyValue: change.value, isSensitive: false }
    case 'merged':
      return {
        primaryObjectId: Number(change.id),
        mergedObjectIds: change.merged.map(Number),
        newObjectId: Number(change.into),
        numberOfPropertiesMoved: 0,
      }
    case 'associated':
      return {
        associationType: 'TICKET_TO_CONTACT',
        fromObjectId: Number(change.id),
        toObjectId: Number(change.to),
        associationRemoved: change.isRemoved,
        isPrimaryAssociation: false,
      }
    case 'created':
    case 'deleted':
    case 'restored':
    case 'erased':
      return {}
  }
}
