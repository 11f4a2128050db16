// Tickets of the shipped policy with anything in them that people may have filled in, for properties that always hold.

import fc from 'fast-check'
import type { FactDefinition } from '../../src/rules/policy.ts'
import type { Ticket } from '../../src/rules/ticket.ts'
import { bournville } from './bournville.ts'

const people = [...bournville.roles.values()].flatMap((role) => Object.values(role.owners))
export const instants = fc
  .integer({ min: Date.UTC(2026, 9, 20) / 3_600_000, max: Date.UTC(2027, 1, 10) / 3_600_000 })
  .map((hours) => new Date(hours * 3_600_000).toISOString().replace('.000Z', 'Z'))

function valueOf(fact: FactDefinition): fc.Arbitrary<string> {
  switch (fact.type) {
    case 'boolean':
      return fc.constantFrom('true', 'false', '')
    case 'instant':
      return fc.oneof(instants, fc.constant(''))
    case 'date':
      return instants.map((instant) => instant.slice(0, 10))
    case 'option':
      return fc.constantFrom(...fact.options, '')
    case 'set':
      return fc.subarray([...fact.options]).map((members) => members.join(';'))
    case 'person':
      return fc.constantFrom(...people, '')
    case 'number':
      return fc.integer({ min: 0, max: 40 }).map(String)
    case 'text':
      return fc.constantFrom('', 'some text')
  }
}

/** What people fill in; what Redress writes is empty at first. */
export const filledByPeople = [...bournville.facts.values()].filter(
  (fact) =>
    fact.property !== undefined &&
    !/due|sla_status|result|working_days|decision|started|grounds/.test(fact.property),
)

export const tickets: fc.Arbitrary<Ticket> = fc
  .record({
    stage: fc.constantFrom(...bournville.stages.map(({ label }) => label)),
    owner: fc.constantFrom('', ...people),
    values: fc.tuple(...filledByPeople.map((fact) => fc.option(valueOf(fact), { freq: 2, nil: '' }))),
    setAt: instants,
  })
  .map(({ stage, owner, values, setAt }) => {
    const properties = Object.fromEntries(
      filledByPeople.map((fact, index) => [fact.property ?? '', values[index] ?? '']),
    )
    const history = Object.fromEntries(
      Object.entries({ ...properties, stage }).map(([name, value]) => [name, [{ value, at: setAt }]]),
    )
    return {
      id: '7',
      stage,
      owner,
      properties: { ...properties, createdate: '2026-10-19T09:00:00Z' },
      history,
    }
  })
