// `adopted.json`: what an account calls the things of a policy, where it has names of its own.

import {
  factsByProperty,
  mappedPropertyKeys,
  mappingKeys,
  optionsToMap,
  peopleOf,
} from '../../src/integrations/hubspot/adopted/mapping.ts'
import type { FactDefinition, Policy } from '../../src/rules/policy.ts'
import { closed, Definitions, described, schemaKey, text, type Schema } from './json-schema.ts'

/** `policy` with all its versions: an account has to hold what any of them knows. */
export function adoptedSchema(policy: Policy): Schema {
  const shared = new Definitions()
  const name = shared.ref('name', () => ({ title: 'a name of theirs', type: 'string', pattern: '\\S' }))
  const schema = closed('adopted names', mappingKeys, {
    $schema: schemaKey,
    description: text('What a reader should know.'),
    pipeline: text('The label of their pipeline, where it is another than the policy’s.'),
    stages: {
      description:
        'The labels of their stages by those of the policy; one that is not here is called the same.',
      ...only(policy.stages.map(({ label, says }) => [label, described(`Where ${says}.`, name)])),
    },
    properties: {
      description: 'Their properties by the names of the policy’s; one that is not here is called the same.',
      ...only([...factsByProperty(policy)].map(([property, fact]) => [property, mapped(fact, name, shared)])),
    },
    people: {
      description: 'The e-mails of their users by those of the policy’s people.',
      type: 'object',
      properties: Object.fromEntries(peopleOf(policy).map((email) => [email, name])),
      additionalProperties: name,
    },
  })
  return shared.file(`adopted names of ${policy.title}`, schema)
}

const only = (properties: readonly (readonly [string, Schema])[]): Schema => ({
  type: 'object',
  properties: Object.fromEntries(properties),
  additionalProperties: false,
})

function mapped(fact: FactDefinition, name: Schema, shared: Definitions): Schema {
  const theirs = shared.ref('options', () => ({
    title: 'options of theirs',
    anyOf: [name, { type: 'array', items: name, minItems: 1 }],
  }))
  const options = optionsToMap(fact).map((option) => [option, theirs] as const)
  const isPair = fact.type === 'boolean' ? { dependencies: { true: ['false'], false: ['true'] } } : {}
  return {
    description: `Their property for “${fact.label}”.`,
    anyOf: [
      name,
      closed(
        'property with options',
        mappedPropertyKeys,
        {
          property: described('The name of their property.', name),
          options: {
            description: 'Their options by the policy’s. Of several, the first is written and all are read.',
            ...only(options),
            ...isPair,
          },
        },
        ['property'],
      ),
    ],
  }
}
