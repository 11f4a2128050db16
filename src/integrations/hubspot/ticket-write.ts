// A ticket update in HubSpot's words: stage and people by id.

import type { TicketUpdate } from '../crm.ts'
import { err, ok, type Result } from '../../rules/result.ts'
import { noSuchPerson, ownerIdOf, type People } from './people.ts'
import { noSuchStage, type Pipeline } from './pipeline.ts'

export type TicketWrite = { readonly id: string; readonly properties: Readonly<Record<string, string>> }

export type Names = { readonly pipeline: Pipeline | undefined; readonly people: People }

/** Every person that the update names. */
export function personsIn(update: TicketUpdate): readonly string[] {
  const persons = update.people.map((property) => update.properties[property] ?? '')
  return [update.owner ?? '', ...persons].filter((person) => person !== '')
}

/** Why an update can not be sent, and which of its parts that is. */
type Unsendable = { readonly message: string; readonly about: readonly string[] }

/** The properties to send, or why they can not be: a stage or a person that HubSpot does not have. */
export function toWrite(update: TicketUpdate, { pipeline, people }: Names): Result<TicketWrite, Unsendable> {
  const properties: Record<string, string> = { ...update.properties }
  if (update.stage !== undefined && pipeline) {
    const stageId = pipeline.stageIds.get(update.stage)
    if (stageId === undefined) return err({ message: noSuchStage(pipeline, update.stage), about: ['stage'] })
    properties['hs_pipeline_stage'] = stageId
  }
  if (update.owner !== undefined) properties['hubspot_owner_id'] = update.owner

  const persons = update.owner === undefined ? update.people : ['hubspot_owner_id', ...update.people]
  for (const property of persons) {
    const person = properties[property]
    if (person === undefined || person === '') continue
    const ownerId = ownerIdOf(people, person)
    if (ownerId === undefined) return err({ message: noSuchPerson(person), about: [partOf(property)] })
    properties[property] = ownerId
  }
  return ok({ id: update.id, properties })
}

/** What the port calls a property of HubSpot's. */
export function partOf(property: string): string {
  if (property === 'hs_pipeline_stage') return 'stage'
  return property === 'hubspot_owner_id' ? 'owner' : property
}
