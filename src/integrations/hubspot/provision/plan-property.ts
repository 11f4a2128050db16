// What becomes of one property: made, widened, left, or left to a person because it is something else here.

import type { OptionDefinition, PropertyDefinition } from './definition.ts'
import { isOurs } from './mark.ts'
import type { Portal, PortalOption, PortalProperty } from './portal.ts'
import type { PropertyChange, Step } from './step.ts'

export function planProperty(wanted: PropertyDefinition, order: number, portal: Portal): Step {
  const { name } = wanted
  const found = portal.properties.get(name)
  if (found) return planFound(wanted, found)
  const archived = portal.archived.get(name)
  const step = { of: 'property', name } as const
  const mismatch = archived && mismatchOf(wanted, archived)
  if (mismatch !== undefined)
    return {
      ...step,
      kind: 'conflict',
      says: [`is in HubSpot’s archive, and ${mismatch}`],
      advice:
        'restoring it would not help: delete it there for good (Settings, Properties, Archived), then run this again',
    }
  if (archived && !isOurs(archived))
    return {
      ...step,
      kind: 'conflict',
      says: ['is in HubSpot’s archive'],
      advice:
        'restore it there (Settings, Properties, Archived) to keep what it holds, or delete it for good; then run this again',
    }
  const says = [
    `“${wanted.label}”, ${shapeInWords(wanted)}${optionsInWords(wanted)}`,
    ...(archived ? ['comes back from HubSpot’s archive with what it held'] : []),
  ]
  return { ...step, kind: 'create', says, work: { kind: 'add-property', property: wanted, order } }
}

/** HubSpot's own property, or one that a mapping names: it is never made nor changed. */
export function planStandard(wanted: PropertyDefinition, portal: Portal): Step {
  const step = { of: 'property', name: wanted.name } as const
  const conflict = (says: string): Step => ({
    ...step,
    kind: 'conflict',
    says: [says],
    advice: standardAdvice,
  })
  const found = portal.properties.get(wanted.name)
  if (!found) return conflict('is not there')
  const mismatch = mismatchOf(wanted, found) ?? lackOf(wanted, found)
  if (mismatch !== undefined) return conflict(mismatch)
  const missing = missingOptions(wanted, found)
  const says = missing.length === 0 ? [] : [`has not ${named('option', missing)}: people can not choose that`]
  return { ...step, kind: 'leave', says }
}

const standardAdvice = 'name another property, or its options, in adopted.json, or let the policy use another'

/** An option that Redress has to write, or that a mapping names: without it something fails. */
function lackOf(wanted: PropertyDefinition, found: PortalProperty): string | undefined {
  const isNeeded = ({ isTheirs = false }: OptionDefinition) => isTheirs || wanted.filledInBy !== 'people'
  const missing = missingOptions(wanted, found).filter(isNeeded)
  return missing.length === 0 ? undefined : `has not ${named('option', missing)}`
}

function planFound(wanted: PropertyDefinition, found: PortalProperty): Step {
  const step = { of: 'property', name: wanted.name } as const
  const mismatch = mismatchOf(wanted, found)
  if (mismatch !== undefined)
    return {
      ...step,
      kind: 'conflict',
      says: [mismatch],
      advice:
        'a property keeps its type: archive it and then delete it for good (Settings, Properties, Archived), if nothing uses it; else name another in its place in adopted.json',
    }
  const ours = isOurs(found)
  const missing = missingOptions(wanted, found)
  const options = optionsChange(wanted, found, ours, missing)
  const change: PropertyChange = {
    ...(ours && found.label !== wanted.label ? { label: wanted.label } : {}),
    ...(ours && found.description !== wanted.description ? { description: wanted.description } : {}),
    ...options,
  }
  const kept = extraOptions(wanted, found)
  const says = [
    ...(change.label === undefined ? [] : [`label “${found.label}” → “${change.label}”`]),
    ...(change.description === undefined ? [] : ['description']),
    ...(missing.length === 0 ? [] : [`adds ${named('option', missing)}`]),
    ...(change.options && renamed(wanted, found, ours).length > 0
      ? [`labels of ${named('option', renamed(wanted, found, ours))}`]
      : []),
    ...(kept.length === 0 ? [] : [`keeps ${named('option', kept)}, which the policy does not have`]),
    ...(ours ? [] : ['is the account’s own: `redress uninstall` keeps it']),
  ]
  if (Object.keys(change).length === 0) return { ...step, kind: 'leave', says }
  return {
    ...step,
    kind: 'change',
    says,
    work: { kind: 'change-property', name: wanted.name, change },
  }
}

/** The whole list, since HubSpot replaces it: all that is there, then what is missing. Nothing is ever taken away. */
function optionsChange(
  wanted: PropertyDefinition,
  found: PortalProperty,
  ours: boolean,
  missing: readonly OptionDefinition[],
): Pick<PropertyChange, 'options' | 'lent'> {
  const relabelled = renamed(wanted, found, ours)
  if (missing.length === 0 && relabelled.length === 0) return {}
  const labels = new Map(relabelled.map(({ value, label }) => [value, label]))
  const last = Math.max(-1, ...found.options.map(({ displayOrder }) => displayOrder))
  const added = missing.map(({ value, label }, index): PortalOption => ({
    value,
    label,
    hidden: false,
    displayOrder: last + 1 + index,
    description: '',
  }))
  const present = found.options.map((option) => ({
    ...option,
    label: labels.get(option.value) ?? option.label,
  }))
  const lent = ours ? [] : missing.map(({ value }) => value)
  return { options: [...present, ...added], ...(lent.length > 0 ? { lent } : {}) }
}

// HubSpot has the two options of a yes-or-no property itself.
const missingOptions = (wanted: PropertyDefinition, found: PortalProperty): readonly OptionDefinition[] =>
  found.type === 'bool'
    ? []
    : wanted.options.filter(({ value }) => !found.options.some((option) => option.value === value))

const extraOptions = (wanted: PropertyDefinition, found: PortalProperty): readonly PortalOption[] =>
  wanted.options.length === 0
    ? []
    : found.options.filter(({ value }) => !wanted.options.some((option) => option.value === value))

/** Others may call their options as they like. */
const renamed = (
  wanted: PropertyDefinition,
  found: PortalProperty,
  ours: boolean,
): readonly OptionDefinition[] =>
  ours && found.type !== 'bool'
    ? wanted.options.filter(({ value, label }) =>
        found.options.some((option) => option.value === value && option.label !== label),
      )
    : []

const named = (what: string, options: readonly { readonly value: string }[]): string =>
  `the ${what}${options.length === 1 ? '' : 's'} ${options.map(({ value }) => `\`${value}\``).join(', ')}`

/** Why a property can not serve, in a phrase; how it looks to people is no reason. */
export function mismatchOf(wanted: PropertyDefinition, found: PortalProperty): string | undefined {
  if (!isSameShape(wanted, found))
    return `is ${shapeInWords(found)} here, and the policy needs ${shapeInWords(wanted)}`
  if (found.readOnlyValue && wanted.filledInBy !== 'people')
    return 'can not be written (HubSpot calculates it), and Redress has to fill it in'
  return undefined
}

function isSameShape(wanted: PropertyDefinition, found: PortalProperty): boolean {
  const isPerson = found.referencedObjectType === 'OWNER'
  if (wanted.referencedObjectType === 'OWNER') return isPerson
  // The settings page makes a single checkbox of this type.
  if (wanted.type === 'bool' && found.type === 'enumeration') return found.fieldType === 'booleancheckbox'
  if (wanted.type !== found.type) return false
  if (wanted.type !== 'enumeration') return true
  // One value or several is what the field type says, and all that it says here.
  return !isPerson && (wanted.fieldType === 'checkbox') === (found.fieldType === 'checkbox')
}

function optionsInWords({ type, options }: PropertyDefinition): string {
  if (type !== 'enumeration' || options.length === 0) return ''
  return `: ${options.map(({ value }) => value).join(', ')}`
}

const shapes: Readonly<Record<string, string>> = {
  string: 'a text',
  bool: 'yes or no',
  number: 'a number',
  datetime: 'a date and time',
  date: 'a date',
}

function shapeInWords(
  property: Pick<PortalProperty, 'type' | 'fieldType'> & { readonly referencedObjectType?: string },
): string {
  if (property.referencedObjectType === 'OWNER') return 'a person'
  if (property.type !== 'enumeration') return shapes[property.type] ?? `of type \`${property.type}\``
  if (property.fieldType === 'booleancheckbox') return 'yes or no'
  return property.fieldType === 'checkbox' ? 'several of a list' : 'one of a list'
}
