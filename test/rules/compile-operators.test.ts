// What each operator means: the evaluators share one table, so that it is told here once more, by example.

import { expect, it } from 'vitest'
import { parseCondition } from '../../src/rules/condition.ts'
import { typeValue } from '../../src/rules/fact.ts'
import { isMet as isMetBy } from '../../src/rules/is-met.ts'
import { operatorNames } from '../../src/rules/operator.ts'
import { everyType, isHeldCompiled } from './random-conditions.ts'

/** Whether a fact, as the CRM writes it, fulfils a condition; unknown where it is `undefined`. */
function isMet(type: string, raw: string | undefined, operator: string, value: unknown): boolean {
  const shape = everyType.get(type)
  const condition = parseCondition({ fact: type, operator, value }, '', everyType, (_, message) => {
    throw new Error(message)
  })
  const typed = shape && typeValue(shape.type, shape.options, raw ?? '')
  if (!condition || !typed?.ok) throw new Error('this can not be tested')
  const read = () => (raw === undefined ? null : typed.value)
  const met = isMetBy(condition, read)
  expect(isHeldCompiled(condition, read), 'compiled').toBe(met)
  return met
}

const rows: readonly (readonly [
  type: string,
  operator: string,
  value: unknown,
  yes: string[],
  no: string[],
])[] = [
  ['text', 'equal', 'delay', ['delay', ' delay '], ['Delay', 'a delay']],
  ['boolean', 'equal', false, ['false', 'no', ''], ['true']],
  ['number', 'equal', 5, ['5', '5.0'], ['50', '-5']],
  ['instant', 'equal', '2026-11-23T09:00:00Z', ['2026-11-23T10:00:00+01:00'], ['2026-11-23T09:00:01Z']],
  ['date', 'equal', '2026-11-23', ['2026-11-23'], ['2026-11-24']],
  ['person', 'equal', 'A@x.org', ['a@x.org', 'A@X.org'], ['b@x.org']],
  ['set', 'equal', ['red', 'blue'], ['blue;red'], ['red', 'red;blue;green', '']],
  ['option', 'notEqual', 'red', ['blue'], ['red']],
  ['option', 'in', ['red', 'blue'], ['red', 'blue'], ['green']],
  ['option', 'notIn', ['red', 'blue'], ['green'], ['red', 'blue']],
  ['number', 'lessThan', 5, ['4.9', '-10'], ['5', '10']],
  ['number', 'lessThanInclusive', 5, ['5'], ['5.1', '10']],
  ['instant', 'greaterThan', '2026-11-23', ['2026-11-23T00:00:01Z'], ['2026-11-23T00:00:00Z']],
  ['date', 'greaterThanInclusive', '2026-11-23', ['2026-11-23', '2027-01-01'], ['2026-11-22']],
  ['set', 'contains', 'red', ['red', 'blue;red'], ['blue', '']],
  ['text', 'contains', 'delay', ['A Delay.'], ['late']],
  ['set', 'doesNotContain', 'red', ['blue', ''], ['red;blue']],
  ['set', 'containsAny', ['red', 'green'], ['green;blue'], ['blue', '']],
  ['text', 'startsWith', 're:', ['Re: roof'], ['about re:']],
  ['set', 'empty', true, [''], ['red']],
  ['set', 'notEmpty', true, ['red'], ['']],
  ['set', 'present', true, ['red'], ['']],
  ['set', 'absent', true, [''], ['red']],
  ['instant', 'present', true, ['2026-11-23'], []],
]

it.each(rows)('a %s, %s %j: %j and not %j', (type, operator, value, yes, no) => {
  for (const raw of yes) expect(isMet(type, raw, operator, value), raw).toBe(true)
  for (const raw of no) expect(isMet(type, raw, operator, value), raw).toBe(false)
  expect(isMet(type, undefined, operator, value), 'unknown').toBe(operator === 'absent')
})

it('tells of every operator', () => {
  expect(new Set(rows.map(([, operator]) => operator))).toEqual(new Set(operatorNames))
})
