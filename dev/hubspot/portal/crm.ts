// The account together with its clock and those who watch it: what every part of the local HubSpot works on.

import type { Clock } from './clock.ts'
import type { CrmObject, ObjectType, Portal } from './portal.ts'

/** Who makes a change, in the words of property history and webhooks. */
export type Actor = { readonly sourceType: string; readonly sourceId: string; readonly userId?: number }

export type Change = {
  /** Contacts are not kept here, only spoken of. */
  readonly type: ObjectType | 'contacts'
  readonly id: string
  readonly actor: Actor
  readonly at: string
} & (
  | { readonly kind: 'created' | 'deleted' | 'restored' | 'erased' }
  | { readonly kind: 'changed'; readonly name: string; readonly value: string }
  /** With a contact. */
  | { readonly kind: 'associated'; readonly to: string; readonly isRemoved: boolean }
  | { readonly kind: 'merged'; readonly into: string; readonly merged: readonly string[] }
)

export type Crm = {
  readonly portal: Portal
  readonly clock: Clock
  /** Appended to `hs_v2_date_entered_<stage id>`, as some accounts have it. */
  readonly stagePropertySuffix: string
  /** By stage id, properties that must have a value before a dated API lets a ticket enter it. */
  readonly stageRequirements: Map<string, readonly string[]>
  /** Hears of each change to a record. */
  readonly changeListeners: Set<(change: Change) => void>
  /** Hears that anything at all was touched: records, settings, the clock. */
  readonly touchListeners: Set<() => void>
}

export function announce(crm: Crm, change: Change): void {
  for (const listener of crm.changeListeners) listener(change)
  touch(crm)
}

export function touch(crm: Crm): void {
  for (const listener of crm.touchListeners) listener()
}

/** The record with this id; one that was merged away gives the record it became. */
export function findObject(crm: Crm, type: ObjectType, id: string): CrmObject | undefined {
  const object = crm.portal.objects[type].get(id)
  return object?.mergedInto === undefined ? object : findObject(crm, type, object.mergedInto)
}
