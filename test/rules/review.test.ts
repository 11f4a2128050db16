// Cases that a strict reading of the design found wrong once: each names what must not come back.

import { describe, expect, it } from 'vitest'
import { bournville, edited, look, property, ticketIn, turn } from './bournville.ts'

const formal = { complaint_formal_requested: 'true', complaint_formal_requested_at: '2026-11-23T10:00:00Z' }
const repairs = { complaint_service_area: 'repairs' }

describe('the start of stage 1', () => {
  it('is that of the formal request, however complex the complaint and however early it was received', async () => {
    const ticket = edited(
      ticketIn('Early resolution', {
        complaint_received_at: '2026-11-09T09:00:00Z',
        complaint_complexity: 'complex',
      }),
      '2026-11-23T09:00:00Z',
      { properties: { complaint_formal_requested: 'true' } },
    )
    const first = await turn(ticket, '2026-11-23T10:00:00Z')
    expect(first.ticket.properties['complaint_stage1_started_at']).toBe('2026-11-23T09:00:00Z')
    expect((await look(first.ticket, '2026-11-23T10:00:00Z')).changes).toEqual([])
  })

  it('follows a correction that was made while automation was paused', async () => {
    const started = { ...formal, complaint_formal_requested_at: '2026-11-09T10:00:00Z' }
    const moved = await turn(ticketIn('Early resolution', started), '2026-11-10T10:00:00Z')
    const paused = edited(moved.ticket, '2026-11-11T09:00:00Z', {
      properties: { complaint_automation: 'paused', complaint_formal_requested_at: '2026-11-10T09:00:00Z' },
    })
    const still = await turn(paused, '2026-11-11T09:01:00Z')
    expect(still.decision.changes).toEqual([])
    const on = edited(still.ticket, '2026-11-12T09:00:00Z', { properties: { complaint_automation: 'on' } })
    expect((await turn(on, '2026-11-12T09:01:00Z')).ticket.properties['complaint_stage1_started_at']).toBe(
      '2026-11-10T09:00:00Z',
    )
  })
})

describe('a review request', () => {
  const answered = { ...formal, ...repairs, complaint_stage1_responded_at: '2026-12-01T10:00:00Z' }
  it('keeps its clocks and its task when the date of the response is corrected to a later one', async () => {
    const asked = ticketIn('Stage 1 answered', {
      ...answered,
      complaint_review_requested_at: '2026-12-03T10:00:00Z',
    })
    const pending = await turn(asked, '2026-12-03T11:00:00Z')
    expect(pending.decision.actions.map(({ rule }) => rule)).toEqual(['settle-ground'])
    const resent = edited(pending.ticket, '2026-12-04T10:00:00Z', {
      properties: { complaint_stage1_responded_at: '2026-12-04T09:00:00Z' },
    })
    const after = await look(resent, '2026-12-04T10:01:00Z')
    expect(after.clocks.map(({ name, state }) => `${name} ${state}`)).toContain('stage2-respond running')
    expect(after.actions.map(({ rule }) => rule)).toContain('settle-ground')
  })

  it('on the date of the response counts as after it, where only dates are known', async () => {
    const same = {
      complaint_stage1_responded_at: '2026-12-01T00:00:00Z',
      complaint_review_requested_at: '2026-12-01T00:00:00Z',
    }
    const decision = await look(
      ticketIn('Stage 1 answered', { ...answered, ...same, complaint_aspects_raised: 'delay' }),
      '2026-12-02T10:00:00Z',
    )
    expect(decision.stage).toBe('stage2')
  })

  it('dated before the response is not lost: customer services are to check the dates', async () => {
    const early = { complaint_review_requested_at: '2026-11-27T10:00:00Z' }
    const decision = await look(
      ticketIn('Stage 1 answered', { ...answered, ...early }),
      '2026-12-02T10:00:00Z',
    )
    expect(decision.actions.map(({ rule }) => rule)).toEqual(['request-before-response'])
  })
})

describe('a reviewer', () => {
  const review = {
    ...formal,
    ...repairs,
    complaint_stage1_responded_at: '2026-12-01T10:00:00Z',
    complaint_review_requested_at: '2026-12-02T10:00:00Z',
    complaint_new_evidence_warrants_review: 'yes',
  }
  it.each(['maya.improvement@bournville.example', 'ruth.director@bournville.example'])(
    'who turns out to be complained about, %s, has no part in it any more',
    async (subject) => {
      const { ticket } = await turn(ticketIn('Stage 1 answered', review), '2026-12-02T10:05:00Z')
      const named = edited(ticket, '2026-12-03T10:00:00Z', {
        properties: { complaint_staff_subject: subject },
      })
      const after = (await turn(named, '2026-12-03T10:01:00Z')).ticket
      const people = [after.owner, after.properties['complaint_second_reviewer']]
      expect(people).not.toContain(subject)
      expect(after.owner).not.toBe(after.properties['complaint_second_reviewer'])
    },
  )

  it('is never the one who investigated, though a person made them owner as the response went out', async () => {
    const moved = await turn(ticketIn('Early resolution', { ...formal, ...repairs }), '2026-11-23T10:05:00Z')
    const both = edited(moved.ticket, '2026-12-01T10:00:00Z', {
      owner: 'ruth.director@bournville.example',
      properties: { complaint_stage1_responded_at: '2026-12-01T10:00:00Z' },
    })
    const responded = await turn(both, '2026-12-01T10:01:00Z')
    expect(responded.ticket.properties['complaint_stage1_investigator']).toBe(
      'ruth.director@bournville.example',
    )
    const asked = edited(responded.ticket, '2026-12-02T10:00:00Z', { properties: review })
    expect((await turn(asked, '2026-12-02T10:01:00Z')).ticket.owner).toBe(
      'maya.improvement@bournville.example',
    )
  })
})

describe('what could not be written', () => {
  it('is still owed: the owner of the new stage, and no count of values set back', async () => {
    const seen = await turn(
      ticketIn('Early resolution', repairs, { owner: 'ada.tenancy@bournville.example' }),
      '2026-11-23T10:00:00Z',
    )
    const dragged = edited(seen.ticket, '2026-11-23T11:00:00Z', { stage: 'Stage 1' })
    const refused = await look(dragged, '2026-11-23T11:01:00Z')
    const next = await turn({ ...dragged, memory: refused.memoryUnwritten }, '2026-11-23T12:00:00Z')
    expect(next.ticket.owner).toBe('priya.repairs@bournville.example')
    const moved = await turn(ticketIn('Early resolution', formal), '2026-11-23T10:05:00Z')
    const spoiled = edited(moved.ticket, '2026-11-23T11:00:00Z', {
      properties: { complaint_respond_due: '2027-01-31' },
    })
    const unwritten = await look(spoiled, '2026-11-23T11:01:00Z')
    const again = await look({ ...spoiled, memory: unwritten.memoryUnwritten }, '2026-11-23T11:02:00Z')
    expect(property(again, 'complaint_respond_due')).toBe('2026-12-07')
    expect(again.problems).toEqual([])
  })
})

describe('closed by hand', () => {
  it('with a response owed is noticed though Redress may not write starts', async () => {
    const running = await turn(ticketIn('Stage 1', formal), '2026-11-24T10:00:00Z', { mode: 'assist' })
    const closed = edited(running.ticket, '2026-11-25T10:00:00Z', { stage: 'Closed' })
    const decision = await look(closed, '2026-11-25T10:01:00Z', { mode: 'assist' })
    expect(decision.actions.map(({ rule }) => rule)).toEqual(['closed-unanswered'])
    expect(new Set(decision.clocks.map(({ state }) => state))).toEqual(new Set(['cancelled']))
  })

  it('after it went back to early resolution and was resolved there, owes nothing', async () => {
    const moved = await turn(ticketIn('Early resolution', formal), '2026-11-23T10:05:00Z')
    const back = await turn(
      edited(moved.ticket, '2026-11-24T09:00:00Z', { stage: 'Early resolution' }),
      '2026-11-24T09:00:00Z',
    )
    const resolved = edited(back.ticket, '2026-11-25T09:00:00Z', {
      properties: {
        complaint_formal_requested: '',
        complaint_formal_requested_at: '',
        complaint_early_outcome: 'resolved',
      },
    })
    const { decision, ticket } = await turn(resolved, '2026-11-25T09:01:00Z')
    expect(ticket.stage).toBe('Closed')
    expect(decision.actions).toEqual([])
  })
})

describe('a value that can not be read', () => {
  it('grants no extension, and is listed', async () => {
    const complex = {
      ...formal,
      complaint_complexity: 'complex',
      complaint_stage1_update_sent_at: '2026-11-30T10:00:00Z',
      complaint_stage1_extended_to: 'soon',
    }
    const decision = await look(ticketIn('Stage 1', complex), '2026-12-01T10:00:00Z')
    expect(decision.clocks.find(({ name }) => name === 'stage1-respond')?.dueOn.toString()).toBe('2026-12-07')
    expect(decision.problems.map(({ key }) => key)).toContain('fact/stage1ExtendedTo')
  })

  it('counts as a pause where a pause would stand', async () => {
    expect(
      (
        await look(
          ticketIn('Early resolution', { ...formal, complaint_automation: 'Paused' }),
          '2026-11-23T11:00:00Z',
        )
      ).changes,
    ).toEqual([])
  })

  it('stops the move, and the breach task still goes to somebody', async () => {
    const lost = ticketIn('Stage 1', { ...formal, complaint_service_area: 'bogus' })
    const decision = await look(lost, '2026-12-10T10:00:00Z')
    expect(decision.changes.filter(({ kind }) => kind !== 'property')).toEqual([])
    expect(decision.actions.find(({ rule }) => rule === 'stage1-respond-overdue')?.to).toBe(
      'grace.customer@bournville.example',
    )
  })
})

describe('a hold', () => {
  const reopened = async () => {
    const seen = await turn(
      ticketIn('Early resolution', { complaint_early_outcome: 'resolved' }),
      '2026-11-23T10:00:00Z',
    )
    return turn(
      edited(seen.ticket, '2026-11-24T10:00:00Z', { stage: 'Early resolution' }),
      '2026-11-24T10:00:00Z',
    )
  }
  it('does not end because of a fact that no move rests on', async () => {
    const { ticket } = await reopened()
    const dated = edited(ticket, '2026-11-24T11:00:00Z', {
      properties: { complaint_received_at: '2026-11-20T10:00:00Z' },
    })
    expect((await turn(dated, '2026-11-24T11:01:00Z')).ticket.stage).toBe('Early resolution')
  })

  it('ends when a date comes that a move rests on', async () => {
    const { ticket } = await reopened()
    const leaving = edited(ticket, '2026-11-24T11:00:00Z', {
      properties: { complaint_withdrawn_at: '2026-11-26T10:00:00Z' },
    })
    const waiting = await turn(leaving, '2026-11-24T11:01:00Z')
    expect(waiting.ticket.stage).toBe('Early resolution')
    expect((await turn(waiting.ticket, '2026-11-26T10:00:00Z')).ticket.stage).toBe('Closed')
  })
})

it('an owner is assigned at each change of stage, however often a person chose another', async () => {
  let { ticket } = await turn(ticketIn('Early resolution', { ...formal, ...repairs }), '2026-11-23T10:05:00Z')
  for (const day of ['24', '25', '26']) {
    ticket = (
      await turn(
        edited(ticket, `2026-11-${day}T09:00:00Z`, { owner: 'ada.tenancy@bournville.example' }),
        `2026-11-${day}T09:01:00Z`,
      )
    ).ticket
    ticket = (
      await turn(
        edited(ticket, `2026-11-${day}T10:00:00Z`, { stage: 'Early resolution' }),
        `2026-11-${day}T10:01:00Z`,
      )
    ).ticket
    ticket = (
      await turn(edited(ticket, `2026-11-${day}T11:00:00Z`, { stage: 'Stage 1' }), `2026-11-${day}T11:01:00Z`)
    ).ticket
    expect(ticket.owner).toBe(bournville.roles.get('teamLeader')?.owners['repairs'])
  }
})
