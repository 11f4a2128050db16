import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stageKey } from '../../src/rules/found-ticket.ts'
import type { Decision } from '../../src/rules/decision.ts'
import { applied, at, bournville, bournvilleFiles, look, parsed } from './bournville.ts'
import { filledByPeople, instants, tickets } from './random-tickets.ts'
import { reversed, unordered } from './rule-order.ts'

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
    const policy = parsed(reversed(bournvilleFiles()))
    if (!policy.ok) throw new Error(JSON.stringify(policy.error))
    await fc.assert(
      fc.asyncProperty(tickets, instants, async (ticket, now) => {
        expect(unordered(await look(ticket, now, {}, policy.value))).toEqual(
          unordered(await look(ticket, now)),
        )
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
