import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stageKey } from '../../src/rules/found-ticket.ts'
import type { Decision } from '../../src/rules/decision.ts'
import type { FactDefinition } from '../../src/rules/policy.ts'
import type { Ticket } from '../../src/rules/ticket.ts'
import { applied, at, bournville, bournvilleFiles, look, parsed } from './bournville.ts'

const people = [...bournville.roles.values()].flatMap((role) => Object.values(role.owners))
const instants = fc
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
const filledByPeople = [...bournville.facts.values()].filter(
  (fact) =>
    fact.property !== undefined &&
    !/due|sla_status|result|working_days|decision|started|grounds/.test(fact.property),
)

const tickets: fc.Arbitrary<Ticket> = fc
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

const essence = ({ stage, owner, changes, clocks, actions, nextLookAt, problems }: Decision) =>
  JSON.stringify({ stage, owner, changes, clocks, actions, nextLookAt, problems })

const runs = { numRuns: 150 }

describe('decide', () => {
  it('says the same when it is asked twice', async () => {
    await fc.assert(
      fc.asyncProperty(tickets, instants, async (ticket, now) => {
        expect(essence(await look(ticket, now))).toBe(essence(await look(ticket, now)))
      }),
      runs,
    )
  })

  it('has nothing to change once its changes are made, and calls for the same notices', async () => {
    await fc.assert(
      fc.asyncProperty(tickets, instants, async (ticket, now) => {
        const first = await look(ticket, now)
        const second = await look(applied(ticket, first, at(now)), now)
        expect(second.changes).toEqual([])
        expect(second.actions.map(({ key }) => key)).toEqual(first.actions.map(({ key }) => key))
      }),
      runs,
    )
  })

  it('does not depend on the order of rules in their files', async () => {
    const files = bournvilleFiles()
    const reversed = Object.fromEntries(
      Object.entries(files).map(([name, content]) => [
        name,
        Array.isArray(content) ? content.toReversed() : content,
      ]),
    )
    const policy = parsed(reversed)
    if (!policy.ok) throw new Error(JSON.stringify(policy.error))
    const sorted = (decision: Decision) => ({
      changes: decision.changes
        .filter((change) => change.kind !== 'property' || change.property !== 'complaint_decision')
        .map((change) => JSON.stringify(change))
        .toSorted(),
      clocks: decision.clocks.map((clock) => JSON.stringify(clock)).toSorted(),
      actions: decision.actions.map(({ key }) => key).toSorted(),
    })
    await fc.assert(
      fc.asyncProperty(tickets, instants, async (ticket, now) => {
        expect(sorted(await look(ticket, now, {}, policy.value))).toEqual(sorted(await look(ticket, now)))
      }),
      runs,
    )
  })

  it('needs no look before the next one: nothing changes until then', async () => {
    await fc.assert(
      fc.asyncProperty(tickets, instants, async (ticket, now) => {
        const first = await look(ticket, now)
        const after = applied(ticket, first, at(now))
        const next = first.nextLookAt
        if (next) expect(next.epochMilliseconds).toBeGreaterThan(at(now).epochMilliseconds)
        const before = next ? next.subtract({ milliseconds: 1 }) : at(now).add({ hours: 24 * 400 })
        const second = await look(after, before.toString())
        expect(second.changes).toEqual([])
        expect(second.actions.map(({ key }) => key)).toEqual(first.actions.map(({ key }) => key))
      }),
      runs,
    )
  })

  it('never gives a ticket, a review or a task to the person complained about', async () => {
    await fc.assert(
      fc.asyncProperty(tickets, instants, async (ticket, now) => {
        const subject = ticket.properties['complaint_staff_subject'] ?? ''
        if (subject === '') return
        const decision = await look(ticket, now)
        for (const change of decision.changes)
          if (
            change.kind === 'owner' ||
            (change.kind === 'property' && /investigator|reviewer/.test(change.property))
          )
            expect(change.to).not.toBe(subject)
        for (const action of decision.actions) expect(action.to).not.toBe(subject)
      }),
      runs,
    )
  })

  it('survives any text in any property, and then moves and assigns nothing that it could not judge', async () => {
    const garbage = fc.dictionary(
      fc.constantFrom(...filledByPeople.map((fact) => fact.property ?? '')),
      fc.oneof(
        fc.string(),
        fc.constantFrom('__proto__', '9e99', '-1', '2026-13-45', 'null', '\u0000', '275760-09-13T00:00:00Z'),
      ),
      { maxKeys: 6 },
    )
    await fc.assert(
      fc.asyncProperty(tickets, garbage, instants, async (ticket, values, now) => {
        const decision = await look({ ...ticket, properties: { ...ticket.properties, ...values } }, now)
        const unjudged = decision.reasons.filter(({ status }) => status === 'error').map(({ kind }) => kind)
        if (unjudged.includes('move')) expect(decision.stage).toBe(stageKey(bournville, ticket.stage))
        if (unjudged.some((kind) => kind !== 'task' && kind !== 'note'))
          expect(decision.changes.filter((change) => change.kind === 'owner')).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
