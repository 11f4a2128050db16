import { describe, expect, it } from 'vitest'
import type { Mode } from '../../src/rules/policy.ts'
import { bournville, edited, look, property, ticketIn, turn } from './bournville.ts'

const formal = { complaint_formal_requested: 'true', complaint_formal_requested_at: '2026-11-23T10:00:00Z' }

describe('a hand move back', () => {
  it('holds the ticket until a fact that a move rule reads has changed, and leaves the due dates as they were', async () => {
    const moved = await turn(ticketIn('Early resolution', formal), '2026-11-23T10:05:00Z')
    expect(moved.ticket.stage).toBe('Stage 1')
    const back = await turn(
      edited(moved.ticket, '2026-11-24T09:00:00Z', { stage: 'Early resolution' }),
      '2026-11-24T09:00:00Z',
    )
    expect(back.decision.stage).toBe('early')
    expect(back.decision.explanation).toContain('moved back by hand')
    const unread = edited(back.ticket, '2026-11-24T10:00:00Z', {
      properties: { complaint_remedy: 'a visit' },
    })
    expect((await turn(unread, '2026-11-24T10:00:00Z')).ticket.stage).toBe('Early resolution')
    const read = edited(unread, '2026-11-24T11:00:00Z', {
      properties: { complaint_early_outcome: 'unresolved' },
    })
    const again = await turn(read, '2026-11-24T11:00:00Z')
    expect(again.ticket.stage).toBe('Stage 1')
    expect(again.ticket.properties['complaint_respond_due']).toBe('2026-12-07')
  })

  it('ends the clocks that have no place there, and coming back resumes them', async () => {
    const moved = await turn(ticketIn('Early resolution', formal), '2026-11-23T10:05:00Z')
    const back = await turn(
      edited(moved.ticket, '2026-11-24T09:00:00Z', { stage: 'Early resolution' }),
      '2026-11-24T09:00:00Z',
    )
    expect(back.decision.clocks.map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
    expect(property(back.decision, 'complaint_respond_due')).toBe('')
    const forth = await turn(
      edited(back.ticket, '2026-11-25T09:00:00Z', { stage: 'Stage 1' }),
      '2026-11-25T09:00:00Z',
    )
    expect(forth.decision.clocks.map(({ state, dueOn }) => `${state} ${dueOn.toString()}`)).toEqual([
      'due_soon 2026-11-26',
      'running 2026-12-07',
    ])
  })

  it('does not come from a move forward by hand, which is an ordinary move', async () => {
    const seen = await turn(ticketIn('Early resolution'), '2026-11-23T10:00:00Z')
    const dragged = edited(seen.ticket, '2026-11-24T09:30:00Z', { stage: 'Stage 1' })
    const { ticket } = await turn(dragged, '2026-11-24T10:00:00Z')
    expect(ticket.properties['complaint_stage1_started_at']).toBe('2026-11-24T09:30:00Z')
    expect(ticket.owner).toBe(bournville.roles.get('headOfService')?.owners['*'])
  })
})

describe('an owner', () => {
  const area = { complaint_service_area: 'repairs' }
  it('set by hand stays until the stage changes, and in stage 1 becomes the investigator', async () => {
    const moved = await turn(ticketIn('Early resolution', { ...formal, ...area }), '2026-11-23T10:05:00Z')
    const leader = bournville.roles.get('teamLeader')?.owners['repairs']
    expect(moved.ticket.properties['complaint_stage1_investigator']).toBe(leader)
    const chosen = edited(moved.ticket, '2026-11-24T09:00:00Z', { owner: 'leo.repairs@bournville.example' })
    const kept = await turn(chosen, '2026-11-24T09:01:00Z')
    expect(kept.ticket.owner).toBe('leo.repairs@bournville.example')
    expect(kept.ticket.properties['complaint_stage1_investigator']).toBe('leo.repairs@bournville.example')
    const later = await turn(kept.ticket, '2026-11-25T09:01:00Z')
    expect(later.ticket.owner).toBe('leo.repairs@bournville.example')
  })

  it('who has left the directory gives way to a deputy, or nobody, and that is said', async () => {
    const ticket = ticketIn('Early resolution')
    const without = new Set(['tom.customer@bournville.example'])
    expect((await look(ticket, '2026-11-23T10:00:00Z', { directory: without })).owner.email).toBe(
      'tom.customer@bournville.example',
    )
    const nobody = await look(ticket, '2026-11-23T10:00:00Z', { directory: new Set<string>() })
    expect(nobody.owner.email).toBe('')
    expect(nobody.problems.map(({ key }) => key)).toContain('nobody/early-owner')
  })
})

describe('the reasons of a decision', () => {
  it('are made once, and go along where the decision is copied or written down', async () => {
    const decision = await look(ticketIn('Early resolution', formal), '2026-11-23T10:05:00Z')
    expect(decision.reasons.find(({ rule }) => rule === 'early-formal')?.status).toBe('held')
    expect(decision.reasons).toBe(decision.reasons)
    expect({ ...decision }.reasons).toBe(decision.reasons)
    expect(JSON.parse(JSON.stringify(decision)).reasons).toHaveLength(decision.reasons.length)
  })
})

describe('a value that Redress keeps right', () => {
  it('is put right once, and left alone when it is set back twice', async () => {
    let { ticket } = await turn(ticketIn('Early resolution', formal), '2026-11-23T10:05:00Z')
    const spoil = (at: string) => edited(ticket, at, { properties: { complaint_respond_due: '2027-01-31' } })
    const first = await turn(spoil('2026-11-23T11:00:00Z'), '2026-11-23T11:00:00Z')
    expect(property(first.decision, 'complaint_respond_due')).toBe('2026-12-07')
    ticket = first.ticket
    const second = await turn(spoil('2026-11-23T12:00:00Z'), '2026-11-23T12:00:00Z')
    expect(property(second.decision, 'complaint_respond_due')).toBeUndefined()
    expect(second.decision.problems.map(({ key }) => key)).toContain(
      'set-back/complaint_respond_due/2026-12-07',
    )
  })
})

describe('the mode', () => {
  const early = ticketIn('Early resolution', formal)
  it.each`
    mode         | kinds                             | tasks
    ${'observe'} | ${['property']}                   | ${0}
    ${'assist'}  | ${['property']}                   | ${2}
    ${'full'}    | ${['stage', 'owner', 'property']} | ${2}
  `('$mode writes $kinds', async ({ mode, kinds, tasks }: { mode: Mode; kinds: string[]; tasks: number }) => {
    const decision = await look(early, '2026-12-10T10:00:00Z', { mode })
    expect([...new Set(decision.changes.map(({ kind }) => kind))]).toEqual(kinds)
    expect(decision.actions).toHaveLength(tasks)
    const written = decision.changes.flatMap((change) =>
      change.kind === 'property' ? [change.property] : [],
    )
    if (mode === 'observe') expect(written).toEqual(['complaint_decision'])
    if (mode === 'assist') expect(written).not.toContain('complaint_stage1_started_at')
    expect(decision.memory.stage).toBe(mode === 'full' ? 'stage1' : 'early')
  })

  it('short of full says what it would do, and says the same at the next look', async () => {
    const first = await turn(early, '2026-11-23T10:05:00Z', { mode: 'observe' })
    expect(first.decision.explanation).toMatch(
      /^Would move to Stage 1 because a formal complaint was asked for/,
    )
    expect((await look(first.ticket, '2026-11-23T18:00:00Z', { mode: 'observe' })).changes).toEqual([])
  })
})

describe('automation that is paused', () => {
  it('stops all writes, and the clocks go on', async () => {
    const decision = await look(
      ticketIn('Stage 1', { ...formal, complaint_automation: 'paused' }),
      '2026-12-10T10:00:00Z',
    )
    expect(decision.changes).toEqual([])
    expect(decision.actions).toEqual([])
    expect(decision.clocks.map(({ state }) => state)).toEqual(['overdue', 'overdue'])
  })
})

describe('a value that fits no type', () => {
  it('stops moves and assignments, is listed, and the clocks and breach tasks go on', async () => {
    const { ticket } = await turn(ticketIn('Early resolution', formal), '2026-11-23T10:05:00Z')
    const broken = edited(ticket, '2026-11-24T10:00:00Z', {
      properties: { complaint_complexity: 'enormous', complaint_withdrawn_at: '2026-11-24T10:00:00Z' },
    })
    const decision = await look(broken, '2026-11-30T10:00:00Z')
    expect(decision.stage).toBe('stage1')
    expect(decision.problems.map(({ message }) => message).join()).toContain(
      '`complaint_complexity` is `enormous`',
    )
    expect(decision.clocks.map(({ name }) => name)).toEqual(['stage1-acknowledge', 'stage1-respond'])
  })
})

describe('a stopped clock', () => {
  const responded = { ...formal, complaint_stage1_responded_at: '2026-12-07T15:00:00Z' }
  it('keeps its result when the rules would now say otherwise, and follows corrections of its own dates', async () => {
    const { ticket } = await turn(ticketIn('Early resolution', responded), '2026-12-07T16:00:00Z')
    expect(ticket.properties['complaint_stage1_respond_result']).toBe('met')
    const clock = ticket.memory?.clocks?.['stage1-respond']
    const stricter = {
      ...ticket,
      memory: {
        ...ticket.memory,
        clocks: {
          'stage1-respond': {
            ...clock,
            startAt: clock?.startAt ?? '',
            dueOn: clock?.dueOn ?? '',
            inputs: clock?.inputs ?? '',
            stopAt: clock?.stopAt ?? '',
            dueAt: '2026-12-02T00:00:00Z',
            state: 'met_late',
          },
        },
      },
    }
    const kept = await look(stricter, '2026-12-08T09:00:00Z')
    expect(kept.clocks.find(({ name }) => name === 'stage1-respond')?.state).toBe('met_late')
    const corrected = edited(ticket, '2026-12-09T09:00:00Z', {
      properties: { complaint_stage1_responded_at: '2026-12-08T09:00:00Z' },
    })
    expect(property(await look(corrected, '2026-12-09T09:00:00Z'), 'complaint_stage1_respond_result')).toBe(
      'met_late',
    )
    const reopened = edited(ticket, '2026-12-09T09:00:00Z', {
      properties: { complaint_stage1_responded_at: '' },
    })
    expect(property(await look(reopened, '2026-12-09T09:00:00Z'), 'complaint_stage1_respond_result')).toBe('')
  })
})

describe('a date that is recorded after the move', () => {
  it('starts stage 1 earlier, where it is earlier: a log that is late hides nothing', async () => {
    const created = ticketIn('Early resolution', {
      createdate: '2026-10-07T09:00:00Z',
      complaint_service_area: 'tenancy',
    })
    const staff = edited(created, '2026-10-07T09:01:00Z', { properties: { complaint_about_staff: 'true' } })
    const moved = await turn(staff, '2026-10-07T09:02:00Z')
    expect(moved.ticket.properties['complaint_acknowledge_due']).toBe('2026-10-12')
    const dated = edited(moved.ticket, '2026-10-07T09:03:00Z', {
      properties: { complaint_received_at: '2026-10-02T08:00:00Z' },
    })
    const { ticket } = await turn(dated, '2026-10-07T09:04:00Z')
    expect(ticket.properties['complaint_stage1_started_at']).toBe('2026-10-02T08:00:00Z')
    expect(ticket.properties['complaint_acknowledge_due']).toBe('2026-10-07')
  })

  it('never starts stage 1 later: a clock is not restarted by a second request', async () => {
    const failed = edited(ticketIn('Early resolution'), '2026-11-02T09:00:00Z', {
      properties: { complaint_early_outcome: 'unresolved' },
    })
    const moved = await turn(failed, '2026-11-02T09:01:00Z')
    const asked = edited(moved.ticket, '2026-11-20T09:00:00Z', {
      properties: {
        complaint_formal_requested: 'true',
        complaint_formal_requested_at: '2026-11-20T09:00:00Z',
      },
    })
    const { ticket } = await turn(asked, '2026-11-20T09:01:00Z')
    expect(ticket.properties['complaint_stage1_started_at']).toBe('2026-11-02T09:00:00Z')
  })

  it('is followed where a person corrects the date that the start was taken from', async () => {
    const moved = await turn(ticketIn('Early resolution', formal), '2026-11-23T10:05:00Z')
    const corrected = edited(moved.ticket, '2026-11-24T10:00:00Z', {
      properties: { complaint_formal_requested_at: '2026-11-24T08:00:00Z' },
    })
    const { ticket } = await turn(corrected, '2026-11-24T10:01:00Z')
    expect(ticket.properties['complaint_stage1_started_at']).toBe('2026-11-24T08:00:00Z')
    const byHand = edited(ticket, '2026-11-25T10:00:00Z', {
      properties: { complaint_stage1_started_at: '2026-11-20T08:00:00Z' },
    })
    expect((await turn(byHand, '2026-11-25T10:01:00Z')).ticket.properties['complaint_respond_due']).toBe(
      '2026-12-04',
    )
  })
})

describe('the person complained about', () => {
  const subject = 'helen.property@bournville.example'
  const about = {
    complaint_about_staff: 'true',
    complaint_staff_subject: subject,
    complaint_service_area: 'repairs',
  }
  it('does not get the case by hand either, however often', async () => {
    let { ticket } = await turn(ticketIn('Early resolution', about), '2026-11-23T10:00:00Z')
    for (const hour of ['11', '12', '13', '14']) {
      const at = `2026-11-23T${hour}:00:00Z`
      ticket = (await turn(edited(ticket, at, { owner: subject }), at)).ticket
      expect(ticket.owner).toBe('ruth.director@bournville.example')
    }
  })

  it('does not keep a case that is answered', async () => {
    const answered = ticketIn('Stage 1 answered', { complaint_service_area: 'repairs' }, { owner: subject })
    const named = edited(answered, '2026-11-23T10:00:00Z', { properties: about })
    expect((await turn(named, '2026-11-23T10:01:00Z')).ticket.owner).not.toBe(subject)
  })
})

describe('a second request', () => {
  it('has grounds and an owner of its own', async () => {
    const answered = {
      ...formal,
      complaint_service_area: 'repairs',
      complaint_stage1_responded_at: '2026-12-01T10:00:00Z',
      complaint_aspects_raised: 'decision',
      complaint_review_requested_at: '2026-12-02T10:00:00Z',
    }
    const first = await turn(ticketIn('Stage 1 answered', answered), '2026-12-02T10:05:00Z')
    expect(first.ticket.owner).toBe('leo.repairs@bournville.example')
    const back = await turn(
      edited(first.ticket, '2026-12-03T10:00:00Z', { stage: 'Stage 1 answered' }),
      '2026-12-03T10:00:00Z',
    )
    const again = edited(back.ticket, '2026-12-07T10:00:00Z', {
      properties: {
        complaint_aspects_addressed: 'decision',
        complaint_new_evidence_warrants_review: 'yes',
        complaint_review_requested_at: '2026-12-07T09:00:00Z',
      },
    })
    const { ticket } = await turn(again, '2026-12-07T10:01:00Z')
    expect(ticket.stage).toBe('Stage 2')
    expect(ticket.properties['complaint_review_grounds']).toBe('new_evidence')
    expect(ticket.owner).toBe('ruth.director@bournville.example')
    expect(ticket.properties['complaint_respond_due']).toBe('2027-01-07')
  })
})
