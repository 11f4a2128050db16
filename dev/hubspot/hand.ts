// A person's hand in the account, for tests and the start script: tickets by stage label and owner e-mail.

import { linked } from './portal/associations.ts'
import { type Actor, type Crm, announce, findObject, touch } from './portal/crm.ts'
import { mergeRecords } from './portal/merge.ts'
import type { CrmObject, Owner, Stage } from './portal/portal.ts'
import { archiveRecord, createRecord, eraseRecord, restoreRecord, updateRecord } from './portal/records.ts'

export type NewTicket = {
  readonly stage?: string
  readonly owner?: string
  readonly properties?: Readonly<Record<string, string>>
}

/** Another hand than a person's. */
export const workflow = (id: string): Actor => ({
  sourceType: 'AUTOMATION_PLATFORM',
  sourceId: `enrollmentId:${id}`,
})

export type Hand = ReturnType<typeof createHand>

export function createHand(crm: Crm, pipelineLabel: string, userId: number) {
  const actor: Actor = { sourceType: 'CRM_UI', sourceId: `userId:${userId}`, userId }
  const pipeline = () => crm.portal.pipelines.find((each) => each.label === pipelineLabel && !each.archived)
  const stage = (label: string): Stage =>
    found(
      pipeline()?.stages.find((each) => each.label === label),
      `stage ${label}`,
    )
  const owner = (email: string): Owner =>
    found(
      crm.portal.owners.find((each) => each.email === email),
      `owner ${email}`,
    )
  const ticket = (id: string): CrmObject => found(findObject(crm, 'tickets', id), `ticket ${id}`)
  const written = (change: NewTicket): Record<string, string> => ({
    ...change.properties,
    ...(change.stage !== undefined && { hs_pipeline_stage: stage(change.stage).id }),
    ...(change.owner !== undefined && { hubspot_owner_id: change.owner && owner(change.owner).id }),
  })
  const attached =
    (type: 'tasks' | 'notes') =>
    (ticketId: string): CrmObject[] =>
      linked(crm, ticket(ticketId), type).flatMap((id) => findObject(crm, type, id) ?? [])

  const linkContact = (ticketId: string, contactId: string, isRemoved: boolean): void => {
    const at = crm.clock.now()
    announce(crm, { kind: 'associated', type: 'tickets', id: ticketId, to: contactId, isRemoved, actor, at })
  }

  return {
    actor,
    pipeline,
    stageId: (label: string): string => stage(label).id,
    ownerId: (email: string): string => owner(email).id,
    ticket,
    tickets: (): CrmObject[] => [...crm.portal.objects.tickets.values()].filter((each) => !each.archived),
    tasks: attached('tasks'),
    notes: attached('notes'),
    createTicket: (change: NewTicket = {}): CrmObject => {
      const isPlaced = change.properties?.['hs_pipeline_stage'] !== undefined
      const first = isPlaced ? undefined : pipeline()?.stages[0]?.label
      const place = {
        hs_pipeline: pipeline()?.id ?? '',
        ...written({ ...(first && { stage: first }), ...change }),
      }
      return createRecord(crm, 'tickets', place, actor)
    },
    /** By a person, or by whoever else is named: see `workflow`. */
    edit: (id: string, change: NewTicket, by: Actor = actor): CrmObject =>
      updateRecord(crm, ticket(id), written(change), by),
    archive: (id: string): void => archiveRecord(crm, ticket(id), actor),
    restore: (id: string): void => restoreRecord(crm, ticket(id), actor),
    merge: (primaryId: string, otherId: string): CrmObject =>
      mergeRecords(crm, ticket(primaryId), ticket(otherId), actor),
    /** Deletes a ticket for good, and every trace of it. */
    erase: (id: string): void => eraseRecord(crm, ticket(id), actor),
    /** Contacts are not kept here: only the notices of what was done with them are sent. */
    linkContact: (ticketId: string, contactId: string): void => linkContact(ticketId, contactId, false),
    unlinkContact: (ticketId: string, contactId: string): void => linkContact(ticketId, contactId, true),
    eraseContact: (contactId: string): void => {
      const at = crm.clock.now()
      announce(crm, { kind: 'erased', type: 'contacts', id: contactId, actor, at })
    },
    /** Someone leaves the account, or comes back. */
    deactivate: (email: string): void => {
      owner(email).archived = true
      touch(crm)
    },
    reactivate: (email: string): void => {
      owner(email).archived = false
      touch(crm)
    },
    takeSeat: (email: string): void => {
      owner(email).isWithoutSeat = true
      touch(crm)
    },
    /** Makes the dated API refuse a move to this stage while one of the properties is empty. */
    requireAtStage: (label: string, properties: readonly string[]): void => {
      crm.stageRequirements.set(stage(label).id, properties)
    },
  }
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the local HubSpot has no ${what}`)
  return value
}
