// Events that fill in a CRM property: with a value that fits the fact, another fact of its type, or the present time.

import type { FactShape } from '../../src/rules/condition.ts'
import { paramKeys } from '../../src/rules/parse-rules.ts'
import { byShape, shapeName } from './condition-schema.ts'
import { choice, closed, described, flag, type Schema } from './json-schema.ts'
import type { Vocabulary } from './vocabulary.ts'

export const setParams = (words: Vocabulary): Schema => ({
  ...closed(
    'what is filled in',
    paramKeys.set,
    {
      fact: described('The fact whose CRM property is filled in.', words.property()),
      to: {
        description: 'What is filled in: a value as the CRM writes it, `{ "fact": … }` or `{ "now": true }`.',
      },
      overwrite: choice('What becomes of a value that is there already.', {
        always: 'it is always put right',
        own: 'what a person filled in stays',
        once: 'only an empty property is filled in',
      }),
    },
    ['fact', 'to'],
  ),
  allOf: byShape(
    words,
    'fact',
    [...words.policy.facts].filter(([, { property }]) => property !== undefined),
    (shape) => ({ properties: { to: value(words, shape) } }),
  ),
})

const value = (words: Vocabulary, shape: FactShape): Schema =>
  words.ref(`value-${shapeName(words, shape)}`, () => ({
    anyOf: [
      literal(shape),
      closed(
        'value of another fact',
        ['fact', 'now'],
        {
          fact: described('The fact whose value is taken.', words.fact([shape.type])),
          now: { description: 'For the present time instead.', const: false },
        },
        ['fact'],
      ),
      closed('present time', ['now'], { now: { ...flag('The present time.'), const: true } }, ['now']),
    ],
  }))

/** A text as the CRM writes it; an empty one empties the property. */
function literal({ type, options }: FactShape): Schema {
  switch (type) {
    case 'option':
      return { enum: [...options, ''] }
    case 'boolean':
      return {
        type: 'string',
        pattern: '^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Yy][Ee][Ss]|[Nn][Oo])?$',
        examples: ['true', 'false'],
      }
    case 'instant':
    case 'date':
      return { type: 'string', pattern: String.raw`^([-+]?\d.*)?$` }
    case 'number':
    case 'set':
    case 'text':
    case 'person':
      return { type: 'string' }
  }
}
