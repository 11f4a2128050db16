// Which notes and tasks belong to which ticket.

import { type Crm, findObject, touch } from './crm.ts'
import { type CrmObject, type ObjectType, objectTypes } from './portal.ts'
import { validationError } from './refusal.ts'
import { textOf } from './scalar.ts'

const typeIds: Record<string, number> = {
  'notes>tickets': 228,
  'tickets>notes': 227,
  'tasks>tickets': 230,
  'tickets>tasks': 229,
}

const singular: Record<ObjectType, string> = { tickets: 'ticket', tasks: 'task', notes: 'note' }

const keyOf = (type: ObjectType, id: string): string => `${type}:${id}`

export const associationTypeId = (from: ObjectType, to: ObjectType): number | undefined =>
  typeIds[`${from}>${to}`]

export const associationName = (from: ObjectType, to: ObjectType): string =>
  `${singular[from]}_to_${singular[to]}`

export function link(crm: Crm, from: Pick<CrmObject, 'type' | 'id'>, type: ObjectType, id: string): void {
  const here = keyOf(from.type, from.id)
  const there = keyOf(type, id)
  linksOf(crm, here).add(there)
  linksOf(crm, there).add(here)
  touch(crm)
}

/** Ids of the live records of one type associated with a record, oldest first. */
export function linked(crm: Crm, from: Pick<CrmObject, 'type' | 'id'>, type: ObjectType): string[] {
  const prefix = keyOf(type, '')
  return [...(crm.portal.links.get(keyOf(from.type, from.id)) ?? [])]
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((id) => crm.portal.objects[type].get(id)?.archived === false)
}

/** What a create may carry: `[{to: {id}, types: [{associationTypeId}]}]`, checked before anything is written. */
export function parseAssociations(
  crm: Crm,
  from: ObjectType,
  input: unknown,
): { type: ObjectType; id: string }[] {
  if (input === undefined || input === null) return []
  if (!Array.isArray(input)) throw validationError('Invalid input JSON: associations must be a list')
  return input.map((each: { to?: { id?: unknown }; types?: AssociationType[] }) => {
    const id = textOf(each?.to?.id)
    const types = Array.isArray(each?.types) ? each.types : []
    if (types.length === 0) throw validationError('Invalid input JSON: an association needs its types')
    const [type] = types.map((given) => targetOf(from, given))
    if (!type) throw validationError(`invalid association types from ${from}`)
    const to = findObject(crm, type, id)
    if (!to || to.archived) {
      throw validationError(`Could not create association: ${singular[type]} ${id} does not exist`)
    }
    return { type, id: to.id }
  })
}

type AssociationType = { associationCategory?: unknown; associationTypeId?: unknown }

// HubSpot's own types only: an account's own labels have ids that are not known here.
function targetOf(from: ObjectType, given: AssociationType): ObjectType {
  const category = given.associationCategory
  if (category !== 'HUBSPOT_DEFINED') {
    throw validationError(`associationCategory ${textOf(category) || 'is missing'}: use HUBSPOT_DEFINED`)
  }
  const typeId = Number(given.associationTypeId)
  const type = objectTypes.find((candidate) => associationTypeId(from, candidate) === typeId)
  if (!type) throw validationError(`invalid association type id ${typeId} from ${from}`)
  return type
}

function linksOf(crm: Crm, key: string): Set<string> {
  const links = crm.portal.links.get(key) ?? new Set()
  crm.portal.links.set(key, links)
  return links
}
