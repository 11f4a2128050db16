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
        // The reason says what is missing, and a due date stays that would go with the move.
        const own = new Set(['decision', 'acknowledgeDue', 'respondDue', 'slaStatus'])
        for (const change of rest.changes)
          if (change.kind === 'property' && !own.has(change.fact))
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

describe('a move that is not made', () => {
  const properties = {
    complaint_received_at: '2026-11-23T09:00:00Z',
    complaint_formal_requested: 'true',
    complaint_formal_requested_at: '2026-11-23T09:00:00Z',
    complaint_stage1_started_at: '2026-11-23T09:00:00Z',
    complaint_stage1_responded_at: '2026-11-24T15:00:00Z',
    complaint_stage1_outcome: 'upheld',
    complaint_response_justified: 'fully',
    complaint_wrong_rectified: 'fully',
    complaint_service_area: 'repairs',
    complaint_aspects_raised: 'delay',
    complaint_aspects_addressed: 'delay',
  } as const
  it.each`
    because                 | world
    ${'the CRM refuses it'} | ${{ withheld }}
    ${'only assist is on'}  | ${{ mode: 'assist' }}
  `('takes no due date off the ticket: $because', async ({ world }: { world: object }) => {
    const opened = await turn(
      ticketIn('Stage 1', { ...properties, complaint_stage1_responded_at: '' }),
      '2026-11-23T10:00:00Z',
    )
    const shownAt = (ticket: Ticket) => [
      ticket.properties['complaint_acknowledge_due'],
      ticket.properties['complaint_respond_due'],
    ]
    expect(shownAt(opened.ticket)).toEqual(['2026-11-26', '2026-12-07'])
    const answered = { ...opened.ticket, properties: { ...opened.ticket.properties, ...properties } }
    const whole = await turn(answered, '2026-11-24T16:00:00Z')
    expect([whole.ticket.stage, ...shownAt(whole.ticket)]).toEqual(['Stage 1 answered', '', ''])

    const stays = await turn(answered, '2026-11-24T16:00:00Z', world)
    expect([stays.ticket.stage, ...shownAt(stays.ticket)]).toEqual(['Stage 1', '2026-11-26', '2026-12-07'])
    expect(stays.ticket.properties['complaint_sla_status']).toBe('met')
    const closed = await turn(stays.ticket, '2026-11-24T17:00:00Z')
    expect([closed.ticket.stage, ...shownAt(closed.ticket)]).toEqual(['Stage 1 answered', '', ''])
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
