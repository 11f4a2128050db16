// A decision of which the CRM refused a part: what is left of it, and that nothing is lost once it is taken.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decision } from '../../src/rules/decision.ts'
import type { Ticket } from '../../src/rules/ticket.ts'
import { applied, at, look, property, ticketIn, turn } from './bournville.ts'
import { instants, tickets } from './random-tickets.ts'

const withheld = { move: true, properties: [], why: 'the account does not let it move' }
const runs = { numRuns: 150 }

const clocksOf = ({ clocks }: Decision) =>
  clocks.map(({ name, state, startAt, dueAt }) => [name, state, startAt.toString(), dueAt.toString()])

/** What the ticket shows, but for the reason: that speaks of how it came there. */
const shown = ({ stage, owner, properties }: Ticket) => {
  const { complaint_decision: _, ...values } = properties
  return {
    stage,
    owner,
    values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')),
  }
}

describe('without the move', () => {
  it('a decision has the same clocks, and changes neither stage nor owner', async () => {
    await fc.assert(
      fc.asyncProperty(tickets, instants, async (ticket, now) => {
        const [whole, rest] = [await look(ticket, now), await look(ticket, now, { withheld })]
        expect(rest.changes.map(({ kind }) => kind)).not.toContain('stage')
        expect(rest.changes.map(({ kind }) => kind)).not.toContain('owner')
        expect(clocksOf(rest)).toEqual(clocksOf(whole))
      }),
      runs,
    )
  })

  it('what is written is part of what was to be written, and is written once', async () => {
    await fc.assert(
      fc.asyncProperty(tickets, instants, async (ticket, now) => {
        const [whole, rest] = [await look(ticket, now), await look(ticket, now, { withheld })]
        for (const change of rest.changes)
          if (change.kind === 'property' && change.fact !== 'decision')
            expect(whole.changes).toContainEqual(change)
        const again = await look(applied(ticket, rest, at(now)), now, { withheld })
        expect(again.changes).toEqual([])
      }),
      runs,
    )
  })

  it('and with it at the next look, the ticket comes to where it would if nothing had been written before', async () => {
    await fc.assert(
      fc.asyncProperty(tickets, instants, async (ticket, now) => {
        // A ticket that was seen before, of which nothing was taken: it is known who had it.
        const seen = { ...ticket, memory: (await look(ticket, now)).memoryUnwritten }
        const whole = await turn(seen, now)
        const inPart = await turn(ticket, now, { withheld })
        const atLast = await turn(inPart.ticket, now)
        expect(shown(atLast.ticket)).toEqual(shown(whole.ticket))
        expect(atLast.decision.memory.hold).toBe(whole.decision.memory.hold)
      }),
      runs,
    )
  })
})

describe('without one property', () => {
  const formal = {
    complaint_formal_requested: 'true',
    complaint_formal_requested_at: '2026-11-23T10:00:00Z',
  } as const

  it('the ticket moves with all else, and the reason says what is missing', async () => {
    const decision = await look(ticketIn('Early resolution', formal), '2026-11-23T10:05:00Z', {
      withheld: { move: false, properties: ['complaint_respond_due'], why: 'it does not take it' },
    })
    expect(decision.changes.map(({ kind }) => kind)).toContain('stage')
    expect(property(decision, 'complaint_respond_due')).toBeUndefined()
    expect(property(decision, 'complaint_acknowledge_due')).toBe('2026-11-26')
    expect(decision.explanation).toContain('Needs a person: it does not take it.')
  })
})

describe('an owner known by number only', () => {
  it.each`
    why                                         | directory                                       | owner
    ${'has left: somebody else has the ticket'} | ${['grace.customer@bournville.example']}        | ${'grace.customer@bournville.example'}
    ${'is a queue, which the CRM lists'}        | ${['grace.customer@bournville.example', '#77']} | ${'#77'}
    ${'may be anybody, where there is no list'} | ${undefined}                                    | ${'#77'}
  `('$why', async ({ directory, owner }: { directory: string[] | undefined; owner: string }) => {
    const world = directory ? { directory: new Set(directory) } : {}
    const decision = await look(
      ticketIn('Early resolution', {}, { owner: '#77' }),
      '2026-11-23T10:05:00Z',
      world,
    )
    expect(decision.owner.email).toBe(owner)
  })
})
