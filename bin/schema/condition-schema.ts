// Conditions: for each fact the operators that fit its type, and the values that fit both.

import type { FactShape } from '../../src/rules/condition.ts'
import { isOperator, operatorNames, operators, type OperatorName } from '../../src/rules/operator.ts'
import type { FactType } from '../../src/rules/fact.ts'
import { described, inCase, list, oneOf, text, type Schema } from './json-schema.ts'
import type { Vocabulary } from './vocabulary.ts'

export function condition(words: Vocabulary): Schema {
  return words.ref('condition', () => {
    const self = { $ref: '#/definitions/condition' }
    const group = (key: string, description: string, value: Schema): Schema => ({
      type: 'object',
      properties: { [key]: { description, ...value } },
      required: [key],
      additionalProperties: false,
    })
    const conditions = { type: 'array', items: self, minItems: 1 }
    return {
      title: 'condition',
      anyOf: [
        group('all', 'Every one of these holds.', conditions),
        group('any', 'At least one of these holds.', conditions),
        group(
          'not',
          'This does not hold. What is not known makes it hold, so prefer `notEqual` or `notIn`.',
          self,
        ),
        test(words),
      ],
    }
  })
}

/** One test of one fact. */
function test(words: Vocabulary): Schema {
  return words.ref('test', () => ({
    title: 'test of a fact',
    type: 'object',
    properties: {
      fact: described('The fact that is tested.', words.fact()),
      operator: {
        description: 'How it is compared: which operators there are depends on the type of the fact.',
        type: 'string',
      },
      value: { description: 'With what: `true` where the operator compares with nothing.' },
    },
    required: ['fact', 'operator', 'value'],
    additionalProperties: false,
    allOf: byShape(words, 'fact', [...words.policy.scope], (shape) => testOf(words, shape)),
  }))
}

/** The operators and values that fit facts of this shape. */
function testOf(words: Vocabulary, shape: FactShape): Schema {
  return words.ref(`test-${shapeName(words, shape)}`, () => {
    const names = operatorsFor(shape.type)
    const byValue = Object.groupBy(names, (name) => operators[name].takes)
    return {
      properties: {
        operator: oneOf(Object.fromEntries(names.map((name) => [name, meaningOf(name, shape.type)]))),
      },
      // Not `anyOf`: of an operator that does not fit an editor would name only some of those that do.
      allOf: Object.entries(byValue).map(([takes, some]) =>
        inCase(
          { properties: { operator: { enum: some } }, required: ['operator'] },
          { properties: { value: valueOf(takes, shape) } },
        ),
      ),
    }
  })
}

export const operatorsFor = (type: FactType): readonly OperatorName[] =>
  operatorNames.filter(isOperator).filter((name) => {
    const types: readonly FactType[] | 'any' = operators[name].types
    return types === 'any' || types.includes(type)
  })

/** What an operator says of a fact of a type, as a sentence with `…` for the value. */
export function meaningOf(name: OperatorName, type: FactType): string {
  const { words, takes } = operators[name]
  const said = type === 'number' ? (numberWords[name] ?? words) : words
  return `the fact ${said}${takes === 'true' ? '' : ' …'}`
}

const numberWords: Partial<Record<OperatorName, string>> = {
  lessThan: 'is less than',
  greaterThan: 'is more than',
}

/**
 * For the name of a fact under `key` what else must be so, by the fact's type and options. `if` and `then`: an editor
 * shows what fits the fact that is chosen, and a validator looks at nothing else.
 */
export function byShape(
  words: Vocabulary,
  key: string,
  facts: readonly (readonly [name: string, shape: FactShape])[],
  besides: (shape: FactShape) => Schema,
): readonly Schema[] {
  const shapes = new Map<string, { readonly shape: FactShape; readonly names: string[] }>()
  for (const [name, shape] of facts) {
    const group = shapes.get(shapeName(words, shape)) ?? { shape, names: [] }
    group.names.push(name)
    shapes.set(shapeName(words, shape), group)
  }
  return [...shapes.values()].map(({ shape, names }) =>
    inCase({ properties: { [key]: { enum: names } }, required: [key] }, besides(shape)),
  )
}

/** One definition for all facts of one type and the same options: named for the first of them. */
export function shapeName(words: Vocabulary, { type, options }: FactShape): string {
  if (options.length === 0) return type
  const first = [...words.policy.scope].find(
    ([, other]) => other.type === type && other.options.join('\n') === options.join('\n'),
  )
  return `${type}-${first?.[0] ?? ''}`
}

function valueOf(takes: string, shape: FactShape): Schema {
  const one = scalar(shape)
  if (takes === 'true') return { const: true }
  if (takes === 'list') return list('One or more values.', one, 1)
  if (takes === 'same' && shape.type === 'set') return list('Exactly these, in whatever order.', one)
  return one
}

function scalar({ type, options }: FactShape): Schema {
  switch (type) {
    case 'boolean':
      return { type: 'boolean' }
    case 'number':
      return { type: 'number' }
    case 'option':
    case 'set':
      return options.length === 0 ? { not: {} } : { enum: options }
    case 'instant':
      return text('A date and time, such as 2026-11-23T10:00:00Z.', { pattern: String.raw`^[-+]?\d` })
    case 'date':
      return text('A date, such as 2026-11-23.', { pattern: String.raw`^[-+]?\d` })
    case 'person':
      return text('The e-mail address of a person.')
    case 'text':
      return { type: 'string', pattern: String.raw`\S` }
  }
}
