// What the local HubSpot needs to hold for a policy: its pipeline, properties and people.

import type { FactDefinition, Policy } from '../src/rules/policy.ts'
import type { Definition } from './hubspot/portal/provision.ts'

export function definitionOf(policy: Policy): Definition {
  return {
    pipeline: {
      label: policy.pipeline,
      stages: policy.stages.map(({ label, closed }) => ({ label, closed })),
    },
    group: { name: 'complaints', label: 'Complaints' },
    properties: [...policy.facts.values()].flatMap((fact) =>
      fact.property !== undefined && fact.property !== 'createdate' ? [propertyOf(fact, fact.property)] : [],
    ),
    owners: peopleOf(policy).map((email) => {
      const [first = '', last = ''] = (email.split('@')[0] ?? '').split('.').map(capitalised)
      return { email, firstName: first, lastName: last }
    }),
  }
}

const capitalised = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1)
const inWords = (value: string) => capitalised(value.replaceAll('_', ' '))

function propertyOf(fact: FactDefinition, name: string): NonNullable<Definition['properties']>[number] {
  const label = capitalised(fact.label)
  const options = fact.options.map((value) => ({ value, label: inWords(value) }))
  switch (fact.type) {
    case 'text':
      return { name, label, type: 'string', fieldType: 'textarea' }
    case 'boolean':
      return {
        name,
        label,
        type: 'bool',
        fieldType: 'booleancheckbox',
        options: [
          {
            value: 'true',
            label: 'Yes',
          },
          {
            value: 'false',
            label: 'No',
          },
        ],
      }
    case 'number':
      return { name, label, type: 'number', fieldType: 'number' }
    case 'instant':
      return { name, label, type: 'datetime', fieldType: 'date' }
    case 'date':
      return { name, label, type: 'date', fieldType: 'date' }
    case 'option':
      return { name, label, type: 'enumeration', fieldType: 'select', options }
    case 'set':
      return { name, label, type: 'enumeration', fieldType: 'checkbox', options }
    case 'person':
      return { name, label, type: 'enumeration', fieldType: 'select', referencedObjectType: 'OWNER' }
  }
}

/** Everybody whom a role names, each once. */
const peopleOf = (policy: Policy): readonly string[] => [
  ...new Set(
    [...policy.roles.values()].flatMap((role) => [
      ...Object.values(role.owners),
      ...Object.values(role.deputies).flat(),
    ]),
  ),
]
