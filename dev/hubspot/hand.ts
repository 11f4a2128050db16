// A person's hand in the account, for tests and the start script: tickets by stage label and owner e-mail.

import { linked } from './portal/associations.ts'
import { type Actor, type Crm, findObject } from './portal/crm.ts'
import { mergeRecords } from './portal/merge.ts'
import type { CrmObject, Owner, Stage } from './portal/portal.ts'
import { archiveRecord, createRecord, restoreRecord, updateRecord } from './portal/records.ts'

export type NewTicket = {
  readonly stage?: string
  readonly owner?: string
  readonly properties?: Readonly<Record<string, string>>
}

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
      const first = pipeline()?.stages[0]?.label
      const place = {
        hs_pipeline: pipeline()?.id ?? '',
        ...written({ ...(first && { stage: first }), ...change }),
      }
      return createRecord(crm, 'tickets', place, actor)
    },
    edit: (id: string, change: NewTicket): CrmObject => updateRecord(crm, ticket(id), written(change), actor),
    archive: (id: string): void => archiveRecord(crm, ticket(id), actor),
    restore: (id: string): void => restoreRecord(crm, ticket(id), actor),
    merge: (primaryId: string, otherId: string): CrmObject =>
      mergeRecords(crm, ticket(primaryId), ticket(otherId), actor),
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
