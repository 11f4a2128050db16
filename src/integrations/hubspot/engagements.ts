// Tasks and notes on a ticket: making them, finding one again by its reference, and completing a task.

import { AssociationSpecAssociationCategoryEnum } from '@hubspot/api-client/lib/codegen/crm/objects/models/AssociationSpec.js'
import { CrmHolderRefused, CrmUnavailable, type NewEngagement } from '../crm.ts'
import { answerTo } from './api.ts'
import { associatedIds } from './associated.ts'
import { bodyHtml, hasRef } from './engagement-body.ts'
import { CallRefused } from './fault.ts'
import type { Hub } from './hub.ts'
import { noSuchPerson, ownerIdOf } from './people.ts'
import { idText } from './record-id.ts'
import { inWaves } from './waves.ts'
import { expectWhole } from './whole-answer.ts'

const kinds = {
  note: { type: 'notes', body: 'hs_note_body', associationTypeId: 228 },
  task: { type: 'tasks', body: 'hs_task_body', associationTypeId: 230 },
} as const

export async function createEngagement(hub: Hub, engagement: NewEngagement): Promise<string> {
  const { type, associationTypeId } = kinds[engagement.kind]
  const associationCategory = AssociationSpecAssociationCategoryEnum.HubspotDefined
  const properties = await propertiesOf(hub, engagement)
  const types = [{ associationCategory, associationTypeId }]
  const associations = [{ to: { id: engagement.ticketId }, types }]
  const answer = await answerTo(hub.api.objects.create(type, { properties, associations })).catch(byHolder)
  if (!answer.id) throw new CrmUnavailable({ message: `HubSpot made a ${engagement.kind} without an id` })
  return idText(answer.id)
}

// The one part of a task that it can do without.
function byHolder(error: unknown): never {
  const isAboutHolder =
    error instanceof CallRefused &&
    error.details.length > 0 &&
    error.details.every(({ property }) => property === 'hubspot_owner_id')
  throw isAboutHolder ? new CrmHolderRefused(error.message) : error
}

async function propertiesOf(hub: Hub, engagement: NewEngagement): Promise<Record<string, string>> {
  const { kind, subject, at, to } = engagement
  if (kind === 'note') return { hs_timestamp: at, hs_note_body: bodyHtml(engagement) }
  return {
    hs_timestamp: at,
    hs_task_subject: subject,
    hs_task_body: bodyHtml({ ...engagement, subject: '' }),
    hs_task_status: 'NOT_STARTED',
    hs_task_type: 'TODO',
    hs_task_priority: Date.parse(at) <= hub.now() ? 'HIGH' : 'MEDIUM',
    ...(to === undefined ? {} : { hubspot_owner_id: await holderId(hub, to) }),
  }
}

async function holderId(hub: Hub, to: string): Promise<string> {
  const people = await hub.people((known) => ownerIdOf(known, to) !== undefined)
  const id = ownerIdOf(people, to)
  if (id === undefined) throw new CrmHolderRefused(noSuchPerson(to))
  return id
}

/** The lowest id, where a claim was carried out twice. */
export async function findEngagement(
  hub: Hub,
  kind: 'task' | 'note',
  ticketId: string,
  ref: string,
): Promise<string | undefined> {
  const { type, body } = kinds[kind]
  const ids = await associatedIds(hub.transport, ticketId, type)
  const found = await inWaves(ids, 100, async (batch) => {
    const inputs = batch.map((id) => ({ id }))
    const answer = await answerTo(
      hub.api.batches.read(type, { inputs, properties: [body], propertiesWithHistory: [] }),
    )
    // Taking a task for not made would make it twice.
    expectWhole(answer, batch)
    return (answer.results ?? []).filter(({ properties }) => hasRef(properties?.[body] ?? '', ref))
  })
  return found.map(({ id }) => idText(id)).toSorted((a, b) => Number(a) - Number(b))[0]
}

export async function markTask(hub: Hub, taskId: string, state: 'done' | 'open'): Promise<void> {
  const properties = { hs_task_status: state === 'done' ? 'COMPLETED' : 'NOT_STARTED' }
  try {
    await answerTo(hub.api.objects.update('tasks', taskId, { properties }))
  } catch (error) {
    if (error instanceof CallRefused && error.status === 404) return
    throw error
  }
}
