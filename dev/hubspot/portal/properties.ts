// Defining properties: what HubSpot asks of a definition, and what becomes of it.

import { type Crm, touch } from './crm.ts'
import type { ObjectType, Property, PropertyOption } from './portal.ts'
import { Refusal, validationError } from './refusal.ts'

export type PropertyInput = {
  readonly name: string
  readonly label: string
  readonly type: string
  readonly fieldType: string
  readonly groupName: string
  readonly description?: string
  readonly options?: readonly (string | { readonly value: string; readonly label?: string })[]
  readonly displayOrder?: number
  readonly hidden?: boolean
  readonly externalOptions?: boolean
  readonly referencedObjectType?: string
}

const fieldTypes: Record<string, readonly string[]> = {
  string: ['text', 'textarea', 'html', 'phonenumber', 'file'],
  number: ['number', 'text'],
  bool: ['booleancheckbox'],
  date: ['date'],
  datetime: ['date'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox'],
}

/** Adds a property; one that was archived under this name comes back. 409 where it is there already. */
export function addProperty(crm: Crm, type: ObjectType, input: PropertyInput): Property {
  checkDefinition(crm, type, input)
  const existing = crm.portal.properties[type].get(input.name)
  if (existing && !existing.archived) {
    throw new Refusal(409, {
      message: `A property named '${input.name}' already exists.`,
      category: 'OBJECT_ALREADY_EXISTS',
      subCategory: 'Properties.PROPERTY_EXISTS',
    })
  }
  return saveProperty(crm, type, input)
}

/** Adds or replaces a property without asking. */
export function saveProperty(crm: Crm, type: ObjectType, input: PropertyInput): Property {
  const now = crm.clock.now()
  const existing = crm.portal.properties[type].get(input.name)
  const property: Property = {
    name: input.name,
    label: input.label,
    type: input.type,
    fieldType: input.fieldType,
    groupName: input.groupName,
    description: input.description ?? '',
    options: toOptions(input),
    displayOrder: input.displayOrder ?? -1,
    hidden: input.hidden ?? false,
    hubspotDefined: existing?.hubspotDefined ?? false,
    calculated: false,
    externalOptions: input.externalOptions ?? input.referencedObjectType !== undefined,
    ...(input.referencedObjectType !== undefined && { referencedObjectType: input.referencedObjectType }),
    readOnly: false,
    archived: false,
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
  }
  crm.portal.properties[type].set(input.name, property)
  touch(crm)
  return property
}

/** A list of options replaces the old list whole. */
export function changeProperty(
  crm: Crm,
  type: ObjectType,
  property: Property,
  change: Partial<PropertyInput>,
): Property {
  const changed = { ...property, ...change, name: property.name, type: change.type ?? property.type }
  checkDefinition(crm, type, changed)
  return saveProperty(crm, type, changed)
}

function checkDefinition(crm: Crm, type: ObjectType, input: PropertyInput): void {
  const missing = (['name', 'label', 'type', 'fieldType', 'groupName'] as const).filter((key) => !input[key])
  if (missing.length > 0) {
    throw validationError(
      `Invalid input JSON on line 1, column 1: Some required fields were not set: [${missing.join(', ')}]`,
    )
  }
  if (!/^[a-z][a-z0-9_]*$/.test(input.name)) throw validationError(`Invalid property name '${input.name}'`)
  if (!fieldTypes[input.type]?.includes(input.fieldType)) {
    throw validationError(`fieldType ${input.fieldType} is not allowed for property type ${input.type}`)
  }
  if (!crm.portal.groups[type].has(input.groupName)) {
    throw validationError(`The property group '${input.groupName}' does not exist.`)
  }
  const values = (input.options ?? []).map((option) => (typeof option === 'string' ? option : option.value))
  const twice = values.find((value, index) => values.indexOf(value) !== index)
  if (twice !== undefined)
    throw validationError(`Property option values must be unique: '${twice}' is there twice`)
  const needsOptions = input.type === 'enumeration' && !input.externalOptions && !input.referencedObjectType
  if (needsOptions && !input.options?.length) {
    throw validationError(`Enumeration property '${input.name}' must have at least one option`)
  }
}

function toOptions(input: PropertyInput): PropertyOption[] {
  if (input.type === 'bool' && !input.options?.length) {
    return toOptions({
      ...input,
      options: [
        { value: 'true', label: 'Yes' },
        { value: 'false', label: 'No' },
      ],
    })
  }
  return (input.options ?? []).map((option, displayOrder) => {
    const given = typeof option === 'string' ? { value: option } : option
    return { label: inWords(given.value), displayOrder, hidden: false, ...given }
  })
}

const inWords = (value: string): string => value.charAt(0).toUpperCase() + value.slice(1).replaceAll('_', ' ')
