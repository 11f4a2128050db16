// What an account has to hold when it keeps some of its own: that is looked for, and never made or changed.

import type { Definition, OwnerDefinition, PropertyDefinition } from '../provision/definition.ts'
import type { MappedProperty, Mapping } from './mapping.ts'

export function adoptedDefinition(definition: Definition, mapping: Mapping): Definition {
  const { pipeline, properties, standard, owners } = definition
  const isMapped = ({ name }: PropertyDefinition) => mapping.properties.has(name)
  return {
    ...definition,
    pipeline: {
      label: mapping.pipeline ?? pipeline.label,
      stages: pipeline.stages.map((stage) => {
        const theirs = mapping.stages.get(stage.label)
        return theirs === undefined ? stage : { ...stage, label: theirs, isTheirs: true }
      }),
      ...(mapping.pipeline === undefined ? {} : { isTheirs: true }),
    },
    properties: properties.filter((property) => !isMapped(property)),
    standard: [...standard, ...properties.filter(isMapped)].map((property) => {
      const mapped = mapping.properties.get(property.name)
      return mapped ? asTheirs(property, mapped) : property
    }),
    owners: ownersOf(owners, mapping),
  }
}

/** Somebody who is several of the policy's people is there once, with all their roles. */
function ownersOf(owners: readonly OwnerDefinition[], { people }: Mapping): readonly OwnerDefinition[] {
  const byEmail = new Map<string, OwnerDefinition>()
  for (const owner of owners) {
    const email = people.get(owner.email) ?? owner.email
    const before = byEmail.get(email)
    const roles = [...new Set([...(before?.roles ?? []), ...owner.roles])]
    byEmail.set(email, { ...(before ?? owner), email, roles })
  }
  return [...byEmail.values()]
}

function asTheirs(property: PropertyDefinition, { name, options }: MappedProperty): PropertyDefinition {
  const theirs = property.options.flatMap((option) => {
    const mapped = options.get(option.value)
    return mapped ? mapped.map((value) => ({ value, label: option.label, isTheirs: true })) : [option]
  })
  // A list of two of their words can say yes and no.
  const isList = property.type === 'bool' && options.size > 0
  const shape = isList ? ({ type: 'enumeration', fieldType: 'select' } as const) : {}
  return { ...property, name, options: theirs, ...shape }
}
