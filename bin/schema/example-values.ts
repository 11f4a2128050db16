// Values of facts, days and moments as examples write them.

import { dayPattern, momentPattern } from '../examples/moment.ts'
import type { FactDefinition } from '../../src/rules/policy.ts'
import { shapeName } from './condition-schema.ts'
import type { Schema } from './json-schema.ts'
import { emailPattern } from './plain-values.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Every fact that people could fill in, with its values. */
export const factValues = (words: Vocabulary): Readonly<Record<string, Schema>> =>
  Object.fromEntries(
    [...words.policy.facts.values()]
      .filter(({ property }) => property !== undefined)
      .map((fact) => [fact.name, { description: fact.label, ...value(words, fact) }]),
  )

/** A person, as an example writes it; `null` is nobody. */
export const personValue = (words: Vocabulary): Schema => value(words, { type: 'person', options: [] })

/** A value as an example writes it; `null` is empty. */
function value(words: Vocabulary, fact: Pick<FactDefinition, 'type' | 'options'>): Schema {
  return words.ref(`value-${shapeName(words, fact)}`, () => {
    switch (fact.type) {
      case 'boolean':
        return { type: ['boolean', 'null'] }
      case 'number':
        return { type: ['number', 'null'] }
      case 'instant':
        return { type: ['string', 'null'], pattern: momentPattern.source }
      case 'date':
        return { type: ['string', 'null'], pattern: dayPattern.source }
      case 'option':
        return { enum: [...fact.options, null] }
      case 'set':
        return fact.options.length === 0
          ? { type: ['array', 'null'], maxItems: 0 }
          : { type: ['array', 'null'], items: { enum: fact.options } }
      case 'person':
        return { type: ['string', 'null'], pattern: emailPattern }
      case 'text':
        return { type: ['string', 'null'], pattern: String.raw`\S` }
    }
  })
}

export const moment = (description: string): Schema => ({
  title: 'moment',
  description,
  type: 'string',
  pattern: momentPattern.source,
  examples: ['Mon 2026-11-23 10:00'],
})

export const day = (description: string): Schema => ({
  title: 'day',
  description,
  type: 'string',
  pattern: dayPattern.source,
  examples: ['Thu 2026-11-26'],
})
