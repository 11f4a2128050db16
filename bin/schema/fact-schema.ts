// Declared facts, each by its type: held by a CRM property, or derived from other facts.

import { factTypes, type FactType } from '../../src/rules/fact.ts'
import { derivations, factKeys } from '../../src/rules/parse-facts.ts'
import type { Derivation } from '../../src/rules/policy.ts'
import { derivationSchemas, derivationOps } from './derivation-schema.ts'
import { byName, choice, closed, described, oneOrMore, text, type Schema } from './json-schema.ts'
import type { Vocabulary } from './vocabulary.ts'

export const typeMeanings: Readonly<Record<FactType, string>> = {
  text: 'a text in words of its own',
  boolean: 'yes or no; an empty checkbox is no',
  number: 'a number',
  instant: 'a date and time',
  date: 'a date without a time',
  option: 'one of its `options`',
  set: 'any of its `options`, none included',
  person: 'the e-mail address of a person',
}

const modeMeanings = {
  full: 'Redress writes this fact only where it may write everything',
  observe: 'Redress writes this fact even where it may write only the reason',
  assist: 'Redress writes this fact where it may also write dates, status and tasks',
} as const

export const facts = (words: Vocabulary): Schema =>
  byName(
    'What the rules know of a ticket, by name. A fact is held by a CRM property or derived from other facts.',
    { anyOf: factTypes.map((type) => fact(words, type)) },
    { propertyNames: { pattern: '^[a-z][A-Za-z0-9]{0,63}$' } },
  )

function fact(words: Vocabulary, type: FactType): Schema {
  const needsOptions = type === 'option' || type === 'set'
  return words.ref(`declared-${type}`, () =>
    closed(
      `fact of type ${type}`,
      factKeys,
      {
        type: { description: typeMeanings[type], const: type },
        label: text('What it is called in English: it follows on “the fact …” in explanations.'),
        property: {
          description: 'The CRM property that holds it. A fact has either this or `derive`.',
          type: 'string',
          pattern: '^[a-z][a-z0-9_]{0,99}$',
        },
        options: oneOrMore('The values it may have, as the CRM writes them.', {
          type: 'string',
          minLength: 1,
        }),
        derive: described(
          'What it follows from. A fact has either this or `property`.',
          derivation(words, type),
        ),
        mode: choice('The least mode in which Redress writes it.', modeMeanings),
        description: text('A remark for whoever reads the policy.'),
      },
      ['type', 'label'],
      {
        oneOf: [
          {
            required: needsOptions ? ['property', 'options'] : ['property'],
            ...(needsOptions && { properties: { options: { minItems: 1 } } }),
          },
          { required: ['derive'] },
        ],
      },
    ),
  )
}

/** How a fact of this type can be derived: one key of a closed list. */
function derivation(words: Vocabulary, type: FactType): Schema {
  return words.ref(`derive-${type}`, () => ({
    title: `derivation of a fact of type ${type}`,
    type: 'object',
    properties: Object.fromEntries(
      derivationOps.filter((op) => gives(op, type)).map((op) => [op, derivationSchemas[op](words, type)]),
    ),
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
  }))
}

function gives(op: Derivation['op'], type: FactType): boolean {
  const types: readonly FactType[] | 'any' = derivations[op]
  return types === 'any' || types.includes(type)
}
