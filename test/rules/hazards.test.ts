// What json-rules-engine gets wrong without a word, and how it comes out here. What is refused at load: test/bin/hazards.test.ts.

import { Engine } from 'json-rules-engine'
import { describe, expect, it } from 'vitest'
import { parseCondition, type FactShape } from '../../src/rules/condition.ts'
import { heldRules } from '../../src/rules/engine.ts'
import { typeValue, type FactValue } from '../../src/rules/fact.ts'
import { ticketIn, look } from './bournville.ts'

const event = { type: 'held' }
const shape = { type: 'number', options: [] } satisfies FactShape

async function onBareEngine(conditions: object, facts: Record<string, unknown>): Promise<boolean> {
  const engine = new Engine()
  engine.addRule(JSON.parse(JSON.stringify({ conditions, event })))
  return (await engine.run(facts)).results.length > 0
}

/** The same condition over a number as the CRM writes it. */
async function here(conditions: object, raw: string): Promise<boolean> {
  const typed = typeValue('number', [], raw)
  const condition = parseCondition(conditions, '', new Map([['a', shape]]), (_, message) => {
    throw new Error(message)
  })
  if (!condition || !typed.ok) throw new Error('the condition can not be tested')
  const facts = new Map<string, FactValue>([['a', typed.value]])
  return (await heldRules([{ name: 'rule', condition }], facts)).has('rule')
}

const leaf = (operator: string, value: unknown) => ({ all: [{ fact: 'a', operator, value }] })

describe('a number that the CRM gives as a text', () => {
  it.each`
    raw       | operator      | value   | bare     | typed    | $why
    ${'5000'} | ${'equal'}    | ${5000} | ${false} | ${true}  | ${'a text never equals a number'}
    ${'8'}    | ${'notEqual'} | ${8}    | ${true}  | ${false} | ${'a text is other than any number'}
  `('$raw $operator $value is $typed, which the bare engine takes for $bare: $$why', async (row) => {
    const { raw, operator, value, bare, typed } = row
    expect(await onBareEngine(leaf(operator, value), { a: raw })).toBe(bare)
    expect(await here(leaf(operator, value), raw)).toBe(typed)
  })
})

describe('an unknown fact', () => {
  it('is other than any value on the bare engine, and here nothing but absent', async () => {
    expect(await onBareEngine(leaf('notEqual', 5), { a: null })).toBe(true)
    expect(await here(leaf('notEqual', 5), '')).toBe(false)
    expect(await here(leaf('absent', true), '')).toBe(true)
  })

  it('is in no list and so in none of the others', async () => {
    expect(await onBareEngine(leaf('notIn', [5]), { a: null })).toBe(true)
    expect(await here({ any: ['lessThan', 'equal', 'greaterThan'].map((one) => leaf(one, 5)) }, '')).toBe(
      false,
    )
  })
})

describe('runs that overlap', () => {
  const slow = () => new Promise((resolve) => setTimeout(() => resolve(1), 5))

  it('lose rules where they share an engine', async () => {
    const engine = new Engine()
    engine.addFact('a', slow)
    for (const priority of [3, 2, 1])
      engine.addRule({ priority, event, conditions: { all: [{ fact: 'a', operator: 'equal', value: 1 }] } })
    const later = new Promise<void>((resolve) => setTimeout(resolve, 3)).then(() => engine.run())
    const counts = (await Promise.all([engine.run(), later])).map(
      ({ results, failureResults }) => results.length + failureResults.length,
    )
    expect(Math.min(...counts)).toBeLessThan(3)
  })

  it('lose none here: fifty tickets at once come out as each alone', async () => {
    const tickets = Array.from({ length: 50 }, (_, index) =>
      ticketIn(index % 2 === 0 ? 'Early resolution' : 'Stage 1', {
        complaint_complexity: index % 3 === 0 ? 'complex' : '',
      }),
    )
    const now = '2026-11-24T09:00:00Z'
    const together = await Promise.all(tickets.map((ticket) => look(ticket, now)))
    for (const [index, ticket] of tickets.entries()) expect(together[index]).toEqual(await look(ticket, now))
  })
})

describe('rules of one priority', () => {
  it('come back in no order that one may rely on, and here in that of their files', async () => {
    const deep = { all: [{ all: [{ fact: 'a', operator: 'equal', value: 1 }] }] }
    const engine = new Engine()
    engine.addRule({ conditions: deep, event: { type: 'first' } })
    engine.addRule({ conditions: { all: deep.all[0]?.all ?? [] }, event: { type: 'second' } })
    expect((await engine.run({ a: 1 })).events.map(({ type }) => type)).toEqual(['second', 'first'])

    const { reasons } = await look(ticketIn('Early resolution'), '2026-11-24T09:00:00Z')
    const moves = reasons.filter(({ kind }) => kind === 'move').map(({ rule }) => rule)
    expect(moves.slice(0, 3)).toEqual(['withdrawn', 'early-formal', 'early-about-staff'])
  })
})
