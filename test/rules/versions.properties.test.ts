import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decision } from '../../src/rules/decision.ts'
import { applied, at, look } from './bournville.ts'
import { history, version, type Edit } from './history.ts'
import { instants, tickets } from './random-tickets.ts'
import { reversed, unordered } from './rule-order.ts'

const runs = { numRuns: 150 }

/** Another procedure in many ways: other times, other grounds, other meanings of facts and names of clocks. */
const edits: readonly Edit[] = [
  ['{"workingDays":20}', '{"workingDays":15}'],
  ['{"workingDays":3}', '{"workingDays":5}'],
  [
    '{"fact":"newEvidenceWarrantsReview","operator":"equal","value":"yes"}',
    '{"fact":"newEvidenceWarrantsReview","operator":"in","value":["yes","undecided"]}',
  ],
  [
    '{"fact":"responseJustified","operator":"in","value":["partly","not"]}',
    '{"fact":"responseJustified","operator":"equal","value":"not"}',
  ],
  ['"stage1-respond', '"stage1-answer'],
]

/** All of a decision that a person or the CRM could see, which version it was aside. */
const essence = (decision: Decision) =>
  JSON.stringify(decision, (key, value: unknown) => (own.has(key) ? undefined : value))
const own = new Set(['nextLookAt', 'nextLookUnwritten', 'version', 'governedBy', 'digest'])

describe('versions', () => {
  it.each(['newStages', 'openTickets'])(
    'that say the same decide as one, published for %s',
    async (appliesTo) => {
      const one = history(version('2024-04-01'))
      const joint = history(version('2024-04-01'), version('2026-12-01', [], { appliesTo }))
      await fc.assert(
        fc.asyncProperty(tickets, instants, async (ticket, now) => {
          expect(essence(await look(ticket, now, {}, joint))).toBe(essence(await look(ticket, now, {}, one)))
        }),
        runs,
      )
    },
  )

  const joint = history(version('2024-04-01'), version('2026-12-01', edits))

  it('have nothing to change once their changes are made, and call for the same notices', async () => {
    await fc.assert(
      fc.asyncProperty(tickets, instants, async (ticket, now) => {
        const first = await look(ticket, now, {}, joint)
        const second = await look(applied(ticket, first, at(now), joint), now, {}, joint)
        expect(second.changes).toEqual([])
        expect(second.actions.map(({ key }) => key)).toEqual(first.actions.map(({ key }) => key))
      }),
      runs,
    )
  })

  it('published for new stages leave every clock that began before', async () => {
    const before = history(version('2024-04-01'))
    await fc.assert(
      fc.asyncProperty(tickets, instants, async (ticket, now) => {
        const dues = ({ clocks }: Decision) =>
          clocks
            .filter(({ startAt }) => startAt.toString() < '2026-12-01')
            .map(({ name, dueAt, state }) => `${name} ${state} ${dueAt.toString()}`)
        // Once there, a clock stays by the version that it began under, whatever becomes of its ticket.
        const { memory } = await look(ticket, now, {}, before)
        const seen = { ...ticket, memory: { ...memory, stage: memory.stage ?? '' } }
        const [then, since] = [await look(seen, now, {}, before), await look(seen, now, {}, joint)]
        expect(dues(since)).toEqual(expect.arrayContaining([...dues(then)]))
      }),
      runs,
    )
  })

  it('need no look before the next one: nothing changes until then', async () => {
    await fc.assert(
      fc.asyncProperty(tickets, instants, async (ticket, now) => {
        const first = await look(ticket, now, {}, joint)
        const after = applied(ticket, first, at(now), joint)
        const isClosed = after.stage === 'Closed'
        const next = first.nextLookAt ?? (isClosed ? at('2026-12-01T00:00:00Z') : undefined)
        const before = next ? next.subtract({ milliseconds: 1 }) : at(now).add({ hours: 24 * 400 })
        if (before.epochMilliseconds < at(now).epochMilliseconds) return
        const second = await look(after, before.toString(), {}, joint)
        expect(second.changes).toEqual([])
        expect(second.actions.map(({ key }) => key)).toEqual(first.actions.map(({ key }) => key))
      }),
      runs,
    )
  })

  it('do not depend on the order of rules in their files', async () => {
    const turned = history(reversed(version('2024-04-01')), reversed(version('2026-12-01', edits)))
    await fc.assert(
      fc.asyncProperty(tickets, instants, async (ticket, now) => {
        expect(unordered(await look(ticket, now, {}, turned))).toEqual(
          unordered(await look(ticket, now, {}, joint)),
        )
      }),
      runs,
    )
  })
})
