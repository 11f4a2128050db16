// What an account has to hold for a policy, in HubSpot's words: group, properties, pipeline, stages and people.

import { propertiesOf, type PropertyInWords } from '../../../rules/english/properties.ts'
import type { FactType } from '../../../rules/fact.ts'
import type { Policy } from '../../../rules/policy.ts'
import { capitalised } from '../../../rules/wording.ts'
import { ourDescription, ourGroup } from './mark.ts'

export type Definition = {
  readonly policy: string
  readonly pipeline: {
    readonly label: string
    readonly stages: readonly StageDefinition[]
    /** Somebody's own that a mapping names: it is not made. */
    readonly isTheirs?: boolean
  }
  readonly group: { readonly name: string; readonly label: string }
  readonly properties: readonly PropertyDefinition[]
  /** HubSpot's own properties that the policy uses, and those of others that a mapping names: neither made nor changed. */
  readonly standard: readonly PropertyDefinition[]
  readonly owners: readonly OwnerDefinition[]
}

export type StageDefinition = {
  readonly label: string
  readonly closed: boolean
  readonly isTheirs?: boolean
}

export type PropertyType = 'string' | 'bool' | 'number' | 'datetime' | 'date' | 'enumeration'
export type FieldType = 'text' | 'textarea' | 'booleancheckbox' | 'number' | 'date' | 'select' | 'checkbox'

export type PropertyDefinition = {
  readonly name: string
  readonly label: string
  readonly type: PropertyType
  readonly fieldType: FieldType
  readonly description: string
  readonly options: readonly OptionDefinition[]
  /** A person: HubSpot has the options, which are its owners. */
  readonly referencedObjectType?: 'OWNER'
  readonly filledInBy: PropertyInWords['filledInBy']
}

export type OptionDefinition = {
  readonly value: string
  readonly label: string
  /** Named by a mapping: it has to be there. */
  readonly isTheirs?: boolean
}

export type OwnerDefinition = {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  /** Titles of the roles that name this person. */
  readonly roles: readonly string[]
}

/** A policy with earlier versions already knows the stages, properties and options of all of them. */
export function definitionOf(policy: Policy): Definition {
  const all = propertiesOf(policy).map((property) => propertyOf(policy, property))
  return {
    policy: policy.id,
    pipeline: {
      label: policy.pipeline,
      stages: policy.stages.map(({ label, closed }) => ({ label, closed })),
    },
    group: { name: ourGroup, label: `${policy.pipeline} (Redress)` },
    properties: all.filter(({ name }) => !isStandard(name)),
    standard: all.filter(({ name }) => isStandard(name)),
    owners: ownersOf(policy),
  }
}

const standardNames: ReadonlySet<string> = new Set([
  'closed_date',
  'content',
  'createdate',
  'hubspot_owner_id',
  'source_type',
  'subject',
])

// HubSpot keeps this prefix for itself.
const isStandard = (name: string): boolean => name.startsWith('hs_') || standardNames.has(name)

const shapes: Readonly<Record<FactType, Pick<PropertyDefinition, 'type' | 'fieldType'>>> = {
  text: { type: 'string', fieldType: 'textarea' },
  boolean: { type: 'bool', fieldType: 'booleancheckbox' },
  number: { type: 'number', fieldType: 'number' },
  instant: { type: 'datetime', fieldType: 'date' },
  date: { type: 'date', fieldType: 'date' },
  option: { type: 'enumeration', fieldType: 'select' },
  set: { type: 'enumeration', fieldType: 'checkbox' },
  person: { type: 'enumeration', fieldType: 'select' },
}

const yesNo: readonly OptionDefinition[] = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
]

const filling: Readonly<Record<PropertyInWords['filledInBy'], string>> = {
  people: 'People fill this in.',
  Redress: 'Redress fills this in, and puts it right where somebody changes it.',
  'Redress, else people': 'Redress fills this in, and leaves what people wrote.',
}

function propertyOf(policy: Policy, property: PropertyInWords): PropertyDefinition {
  const { type, filledInBy } = property
  return {
    name: property.property,
    label: capitalised(property.label),
    ...shapes[type],
    description: ourDescription(filling[filledInBy], policy.id),
    options: type === 'boolean' ? yesNo : property.options.map((value) => ({ value, label: inWords(value) })),
    ...(type === 'person' ? { referencedObjectType: 'OWNER' as const } : {}),
    filledInBy,
  }
}

const inWords = (value: string): string => capitalised(value.replaceAll('_', ' '))

/** Everybody whom a role names, each once. */
function ownersOf(policy: Policy): readonly OwnerDefinition[] {
  const roles = new Map<string, Set<string>>()
  for (const role of policy.roles.values())
    for (const email of [...Object.values(role.owners), ...Object.values(role.deputies).flat()])
      roles.set(email, (roles.get(email) ?? new Set()).add(role.title))
  return [...roles].map(([email, titles]) => ({
    email,
    ...nameOf(email, policy.directory?.get(email)?.name),
    roles: [...titles],
  }))
}

function nameOf(email: string, name: string | undefined): Pick<OwnerDefinition, 'firstName' | 'lastName'> {
  const words = name?.split(' ') ?? (email.split('@')[0] ?? '').split('.').map(capitalised)
  const [firstName = '', ...rest] = words
  return { firstName, lastName: rest.join(' ') }
}
