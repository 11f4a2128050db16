// Changes to tickets in the words of a webhook.

import type { Change } from '../portal/crm.ts'
import { parseInstant } from '../portal/instant.ts'
import type { Random } from './random.ts'

export type WebhookEvent = {
  readonly eventId: number
  readonly subscriptionId: number
  readonly portalId: number
  readonly appId: number
  readonly occurredAt: number
  readonly subscriptionType: string
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
}

export type EventSettings = {
  readonly portalId: number
  readonly appId: string
  /** `object.creation` or, as older apps have it, `ticket.creation`. */
  readonly prefix: 'object' | 'ticket'
  /** The properties whose changes are sent; all where left out. */
  readonly properties?: readonly string[]
}

const kinds = {
  created: 'creation',
  changed: 'propertyChange',
  deleted: 'deletion',
  restored: 'restore',
  merged: 'merge',
}
const flags = {
  created: 'CREATED',
  changed: 'UPDATED',
  deleted: 'DELETED',
  restored: 'RESTORED',
  merged: 'MERGED',
}

/** The event for a change, or nothing where nobody subscribed to it. */
export function toEvent(change: Change, settings: EventSettings, random: Random): WebhookEvent | undefined {
  if (change.type !== 'tickets') return undefined
  if (change.kind === 'changed' && settings.properties && !settings.properties.includes(change.name))
    return undefined
  const { prefix } = settings
  return {
    eventId: Math.floor(random() * 4_000_000_000),
    subscriptionId: 7_562_680 + Object.keys(kinds).indexOf(change.kind),
    portalId: settings.portalId,
    appId: Number(settings.appId),
    occurredAt: parseInstant(change.at),
    subscriptionType: `${prefix}.${kinds[change.kind]}`,
    attemptNumber: 0,
    objectId: Number(change.id),
    ...(prefix === 'object' && { objectTypeId: '0-5' }),
    changeSource: change.actor.sourceType,
    sourceId: change.actor.sourceId,
    changeFlag: flags[change.kind],
    ...(change.kind === 'changed' && {
      propertyName: change.name,
      propertyValue: change.value,
      isSensitive: false,
    }),
    ...(change.kind === 'merged' && {
      primaryObjectId: Number(change.id),
      mergedObjectIds: change.merged.map(Number),
      newObjectId: Number(change.into),
      numberOfPropertiesMoved: 0,
    }),
  }
}
