// Random conditions over facts of every type, and random values for them.

import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { parseCondition, type Condition, type FactShape, type Scope } from '../../src/rules/condition.ts'
import type { FactValue } from '../../src/rules/fact.ts'
import type { Read } from '../../src/rules/is-met.ts'
import { isOperator, operatorNames, operators, type Literal } from '../../src/rules/operator.ts'
import { ruleSetOf } from '../../src/rules/rule-set.ts'

const options = ['red', 'green', 'blue']

/** A fact of every type, named for it, and the stage. */
export const everyType: Scope = new Map<string, FactShape>([
  ['text', { type: 'text', options: [] }],
  ['boolean', { type: 'boolean', options: [] }],
  ['number', { type: 'number', options: [] }],
  ['instant', { type: 'instant', options: [] }],
  ['date', { type: 'date', options: [] }],
  ['option', { type: 'option', options }],
  // What a condition says of the stage is settled when it is compiled for one.
  ['stage', { type: 'option', options }],
  ['set', { type: 'set', options }],
  ['person', { type: 'person', options: [] }],
])

// Few enough of each that literals and values meet.
const words = ['delay', 'Delay', 'a delay', 'dela', 'other']
const people = ['a@x.org', 'b@x.org']
const instants = ['2026-11-23T09:00:00Z', '2026-11-23T10:00:00+01:00', '2026-11-24T00:00:00Z', '2026-11-24']
const dates = ['2026-11-23', '2026-11-24', '2027-01-01']
const numbers = [-1, 0, 4.5, 5, 10]

const scalars = ({ type, options: own }: FactShape): readonly (string | number | boolean)[] => {
  switch (type) {
    case 'boolean':
      return [true, false]
    case 'number':
      return numbers
    case 'instant':
      return instants
    case 'date':
      return dates
    case 'person':
      return people
    case 'text':
      return words
    case 'option':
    case 'set':
      return own
  }
}

/** A value of a fact: known, empty or unknown. */
export function valueOf(shape: FactShape): fc.Arbitrary<FactValue> {
  const known = fc.constantFrom(...scalars(shape))
  const unknown = fc.constant(null)
  switch (shape.type) {
    case 'set':
      return fc.oneof(fc.subarray([...shape.options]), unknown)
    case 'instant':
      return fc.oneof(
        fc.constantFrom(...instants.slice(0, 3)).map((text) => Temporal.Instant.from(text)),
        unknown,
      )
    case 'date':
      return fc.oneof(
        fc.constantFrom(...dates).map((text) => Temporal.PlainDate.from(text)),
        unknown,
      )
    case 'text':
    case 'boolean':
    case 'number':
    case 'option':
    case 'person':
      return fc.oneof(known, known, unknown)
  }
}

/** A value for each of these facts. */
export const factsOf = (scope: Scope): fc.Arbitrary<ReadonlyMap<string, FactValue>> =>
  fc
    .record(Object.fromEntries([...scope].map(([name, shape]) => [name, valueOf(shape)])))
    .map((values) => new Map(Object.entries(values)))

const literalOf = (takes: string, shape: FactShape): fc.Arbitrary<Literal> => {
  const texts = scalars(shape).map(String)
  if (takes === 'true') return fc.constant(true)
  if (takes === 'list') return fc.subarray(texts, { minLength: 1 })
  if (takes === 'same' && shape.type === 'set') return fc.subarray(texts)
  return fc.constantFrom(...scalars(shape))
}

const leaves: fc.Arbitrary<unknown> = fc
  .constantFrom(
    ...[...everyType].flatMap(([fact, shape]) =>
      operatorNames.flatMap((operator) => {
        if (!isOperator(operator)) return []
        const { types, takes } = operators[operator]
        return types === 'any' || types.some((type) => type === shape.type)
          ? [
              fc.record({
                fact: fc.constant(fact),
                operator: fc.constant(operator),
                value: literalOf(takes, shape),
              }),
            ]
          : []
      }),
    ),
  )
  .chain((leaf) => leaf)

const raw: fc.Arbitrary<unknown> = fc.letrec((tie) => {
  const list = fc.array(tie('node'), { minLength: 1, maxLength: 4 })
  return {
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaves,
      list.map((all) => ({ all })),
      list.map((any) => ({ any })),
      tie('node').map((not) => ({ not })),
    ),
  }
}).node

/** A condition as a rule file may hold it, over `everyType`. */
export const conditions: fc.Arbitrary<Condition> = raw.map((node) => {
  const condition = parseCondition(node, '', everyType, (at, message) => {
    throw new Error(`${at}: ${message}: ${JSON.stringify(node)}`)
  })
  if (!condition) throw new Error('there is no condition')
  return condition
})

/** What a rule of this one condition comes to when it is compiled. */
export function isHeldCompiled(condition: Condition, read: Read): boolean {
  const rules = ruleSetOf([{ name: 'rule', condition }])
  return rules.held(rules.valuesOf(read)).includes('rule')
}
