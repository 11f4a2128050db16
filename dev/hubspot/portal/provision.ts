// Makes sure that an account has the pipeline, properties and people a procedure needs; doing it twice changes nothing.

import { type Crm, touch } from './crm.ts'
import { addPipeline, stage } from './new-portal.ts'
import { takeId } from './portal.ts'
import { type PropertyInput, saveProperty } from './properties.ts'

export type Definition = {
  readonly pipeline: {
    readonly label: string
    readonly stages: readonly { readonly label: string; readonly closed?: boolean }[]
  }
  readonly group: string | { readonly name: string; readonly label: string }
  readonly properties: readonly (Omit<PropertyInput, 'groupName'> & { readonly groupName?: string })[]
  readonly owners: readonly {
    readonly email: string
    readonly firstName?: string
    readonly lastName?: string
  }[]
}

export function provision(crm: Crm, definition: Definition): void {
  ensurePipeline(crm, definition.pipeline)
  const group = ensureGroup(crm, definition.group)
  for (const property of definition.properties)
    saveProperty(crm, 'tickets', { groupName: group, ...property })
  for (const owner of definition.owners) ensureOwner(crm, owner)
  touch(crm)
}

function ensurePipeline(crm: Crm, wanted: Definition['pipeline']): void {
  const now = crm.clock.now()
  let pipeline = crm.portal.pipelines.find((each) => each.label === wanted.label)
  if (!pipeline) {
    addPipeline(crm.portal, takeId(crm.portal), wanted.label, [])
    pipeline = crm.portal.pipelines.at(-1)
  }
  for (const { label, closed } of wanted.stages) {
    if (!pipeline || pipeline.stages.some((each) => each.label === label)) continue
    const id = takeId(crm.portal)
    pipeline.stages.push(stage(id, label, pipeline.stages.length, closed ? 'CLOSED' : 'OPEN', now))
    pipeline.createdAt ||= now
    pipeline.updatedAt = now
  }
}

function ensureGroup(crm: Crm, wanted: Definition['group']): string {
  const { name, label } = typeof wanted === 'string' ? { name: wanted, label: wanted } : wanted
  const { tickets } = crm.portal.groups
  if (!tickets.has(name)) tickets.set(name, { name, label, displayOrder: tickets.size, archived: false })
  return name
}

function ensureOwner(crm: Crm, wanted: Definition['owners'][number]): void {
  if (crm.portal.owners.some((owner) => owner.email.toLowerCase() === wanted.email.toLowerCase())) return
  const now = crm.clock.now()
  crm.portal.owners.push({
    id: takeId(crm.portal),
    // Owner ids and user ids are different numbers, and only one of them is an owner.
    userId: 61_000_000 + crm.portal.owners.length * 37,
    email: wanted.email,
    firstName: wanted.firstName ?? '',
    lastName: wanted.lastName ?? '',
    createdAt: now,
    updatedAt: now,
    archived: false,
  })
}
