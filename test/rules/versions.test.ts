import { describe, expect, it } from 'vitest'
import type { Clock } from '../../src/rules/clock.ts'
import type { Decision } from '../../src/rules/decision.ts'
import { isRecord } from '../../src/rules/finding.ts'
import { FactSheet } from '../../src/rules/fact-sheet.ts'
import { findTicket } from '../../src/rules/found-ticket.ts'
import { governing, inForceAt } from '../../src/rules/governing.ts'
import type { Policy } from '../../src/rules/policy.ts'
import type { Ticket } from '../../src/rules/ticket.ts'
import { at, bournville, edited, look, ticketIn, turn } from './bournville.ts'
import { history, version, type Edit } from './history.ts'

/** Stage 2 had 15 working days in 2021. */
const fifteenDays: readonly Edit[] = [['{"workingDays":20}', '{"workingDays":15}']]

const then = version('2021-04-01', fifteenDays)
const published = history(then, version('2024-04-01'))

const clockNamed = ({ clocks }: Decision, name: string): Clock | undefined =>
  clocks.find((clock) => clock.name === name)
const dueOf = (decision: Decision, name: string) => clockNamed(decision, name)?.dueOn.toString()

/** Investigated and answered in March 2024, with a review asked for since. */
const answered = (requestedAt: string, more: Ticket['properties'] = {}) =>
  ticketIn('Stage 1 answered', {
    complaint_received_at: '2024-03-01T09:00:00Z',
    complaint_stage1_started_at: '2024-03-01T09:00:00Z',
    complaint_stage1_responded_at: '2024-03-14T12:00:00Z',
    complaint_aspects_raised: 'delay',
    complaint_review_requested_at: requestedAt,
    ...more,
  })

describe('the version of a stage', () => {
  it.each`
    why                                                      | requested                 | asked                     | due
    ${'the review began under the version of 2021'}          | ${'2024-03-28T10:00:00Z'} | ${'2024-04-05T10:00:00Z'} | ${'2024-04-22'}
    ${'the review began under the version of 2024'}          | ${'2024-04-10T10:00:00Z'} | ${'2024-04-12T10:00:00Z'} | ${'2024-05-09'}
    ${'the first local day counts: 23:30 UTC is 1 April'}    | ${'2024-03-31T23:30:00Z'} | ${'2024-04-05T10:00:00Z'} | ${'2024-04-29'}
    ${'a version older than all of them: the earliest does'} | ${'2019-03-28T10:00:00Z'} | ${'2019-04-05T10:00:00Z'} | ${'2019-04-18'}
  `('is that of its start: $why', async ({ requested, asked, due }) => {
    const early = requested.startsWith('2019')
      ? {
          complaint_stage1_started_at: '2019-03-01T09:00:00Z',
          complaint_stage1_responded_at: '2019-03-14T12:00:00Z',
        }
      : {}
    const { decision } = await turn(answered(requested, early), asked, {}, published)
    expect(decision.stage).toBe('stage2')
    expect(dueOf(decision, 'stage2-respond')).toBe(due)
  })

  it('is named by the decision: of the stage it was found in, and of each', async () => {
    const decision = await look(answered('2024-04-10T10:00:00Z'), '2024-04-12T10:00:00Z', {}, published)
    expect(decision.version).toBe('of 2021-04-01')
    expect(decision.governedBy).toEqual({
      early: 'of 2021-04-01',
      stage1: 'of 2021-04-01',
      stage1Answered: 'of 2021-04-01',
      stage2: 'of 2024-04-01',
      closed: 'of 2021-04-01',
    })
  })

  it('governs a clock wherever the ticket stands', async () => {
    const moved = await turn(answered('2024-03-28T10:00:00Z'), '2024-04-05T10:00:00Z', {}, published)
    const onward = edited(moved.ticket, '2024-04-09T09:00:00Z', { stage: 'Closed' })
    const closed = await turn(onward, '2024-04-09T09:05:00Z', {}, published)
    expect(dueOf(closed.decision, 'stage2-respond')).toBe('2024-04-22')
  })

  it('is found for the stage that a ticket comes to in the same look', async () => {
    const { properties } = answered('2024-03-28T10:00:00Z', { complaint_complexity: 'complex' })
    const ticket = ticketIn('Early resolution', { ...properties, complaint_stage1_started_at: '' })
    const first = await turn(ticket, '2024-04-05T10:00:00Z', {}, published)
    expect(first.ticket.stage).toBe('Stage 2')
    expect(dueOf(first.decision, 'stage2-respond')).toBe('2024-04-22')
    expect((await turn(first.ticket, '2024-04-05T10:00:00Z', {}, published)).decision.changes).toEqual([])
  })

  it('leaves it out of a decision where the policy has only one', async () => {
    expect(await look(ticketIn('Stage 1'), '2026-11-23T10:00:00Z')).not.toHaveProperty('governedBy')
    expect(history(version('2024-04-01')).versions).toBeUndefined()
  })
})

describe('a version that is published', () => {
  const november = {
    complaint_formal_requested: 'true',
    complaint_formal_requested_at: '2026-11-23T10:00:00Z',
  }
  const sevenDays: readonly Edit[] = [
    [
      '"start":"stage1Start","stop":["stage1RespondedAt"],"within":{"workingDays":10}',
      '"start":"stage1Start","stop":["stage1RespondedAt"],"within":{"workingDays":7}',
    ],
  ]
  const first = version('2024-04-01')
  const alone = history(first)

  it('for new stages leaves those that have begun, and says so from its day on', async () => {
    const joint = history(first, version('2026-12-01', sevenDays))
    for (const now of ['2026-11-24T10:00:00Z', '2026-12-02T10:00:00Z']) {
      const decision = await look(ticketIn('Stage 1', november), now, {}, joint)
      expect(dueOf(decision, 'stage1-respond')).toBe('2026-12-07')
    }
    const later = { ...november, complaint_formal_requested_at: '2026-12-01T00:00:00Z' }
    const decision = await look(ticketIn('Stage 1', later), '2026-12-02T10:00:00Z', {}, joint)
    expect(dueOf(decision, 'stage1-respond')).toBe('2026-12-10')
  })

  it('for open tickets too governs them from its day on, when each is looked at', async () => {
    const joint = history(first, version('2026-11-25', sevenDays, { appliesTo: 'openTickets' }))
    const one = await turn(ticketIn('Stage 1', november), '2026-11-24T10:00:00Z', {}, joint)
    expect(dueOf(one.decision, 'stage1-respond')).toBe('2026-12-07')
    expect(one.decision.nextLookAt?.toString()).toBe('2026-11-25T00:00:00Z')
    const second = await turn(one.ticket, '2026-11-25T00:00:00Z', {}, joint)
    expect(dueOf(second.decision, 'stage1-respond')).toBe('2026-12-02')
    expect(second.ticket.properties['complaint_respond_due']).toBe('2026-12-02')
    expect(second.decision.version).toBe('of 2026-11-25')
    expect(second.decision.moved.map(({ name, before }) => `${name} was due ${before}`)).toEqual([
      'stage1-respond was due 2026-12-07',
    ])
  })

  it('for open tickets stands in only for the version before it', async () => {
    const correction = version('2026-12-01', sevenDays, { appliesTo: 'openTickets' })
    const joint = history(first, version('2026-11-25'), correction)
    const decision = await look(ticketIn('Stage 1', november), '2026-12-02T10:00:00Z', {}, joint)
    expect(decision.version).toBe('of 2024-04-01')
    const later = { ...november, complaint_formal_requested_at: '2026-11-26T10:00:00Z' }
    const corrected = await look(ticketIn('Stage 1', later), '2026-12-02T10:00:00Z', {}, joint)
    expect(corrected.version).toBe('of 2026-12-01')
  })

  it('for open tickets leaves the result of a stopped clock', async () => {
    const late = { ...november, complaint_stage1_responded_at: '2026-12-04T10:00:00Z' }
    const one = await turn(ticketIn('Stage 1', late), '2026-12-04T11:00:00Z', {}, alone)
    expect(clockNamed(one.decision, 'stage1-respond')?.state).toBe('met')
    const joint = history(first, version('2026-12-07', sevenDays, { appliesTo: 'openTickets' }))
    const second = await turn(one.ticket, '2026-12-08T10:00:00Z', {}, joint)
    expect(clockNamed(second.decision, 'stage1-respond')).toMatchObject({ state: 'met' })
    expect(dueOf(second.decision, 'stage1-respond')).toBe('2026-12-07')
    expect(second.decision.changes).toEqual([])
  })

  it('ahead of its day does nothing before it but have each open ticket looked at then', async () => {
    const reworded: Edit = ['a formal investigation is under way', 'it is being looked into']
    const joint = history(
      first,
      version('2026-12-01', [...sevenDays, reworded], { appliesTo: 'openTickets' }),
    )
    const ticket = ticketIn('Stage 1', november)
    const known = await turn(ticket, '2026-11-24T10:00:00Z', {}, alone)
    const told = await turn(ticket, '2026-11-24T10:00:00Z', {}, joint)
    expect({ ...told.decision.memory, digest: 'test' }).toEqual(known.decision.memory)
    expect(told.decision.changes).toEqual(known.decision.changes)
    expect(told.decision.actions).toEqual(known.decision.actions)
    const overdue = await look(told.ticket, '2026-11-27T10:00:00Z', {}, joint)
    expect(overdue.nextLookAt?.toString()).toBe('2026-12-01T00:00:00Z')
    const closed = await look(ticketIn('Closed', november), '2026-11-27T10:00:00Z', {}, joint)
    expect(closed.nextLookAt).toBeUndefined()
  })

  it('takes roles and people from today, whatever governs the stage', async () => {
    const leader: Edit = ['priya.repairs@bournville.example', 'somebody.new@bournville.example']
    const joint = history(first, version('2026-11-25', [leader]))
    const ticket = ticketIn('Stage 1', { ...november, complaint_service_area: 'repairs' })
    expect((await look(ticket, '2026-11-24T10:00:00Z', {}, joint)).owner.email).toMatch(/^priya/)
    expect((await look(ticket, '2026-11-25T10:00:00Z', {}, joint)).owner.email).toMatch(/^somebody/)
  })

  it('changes no key of a task, and so makes none twice', async () => {
    const reworded: Edit = ['"subject":"', '"subject":"New words: ']
    const joint = history(first, version('2026-12-07', [...sevenDays, reworded]))
    const overdue = await turn(ticketIn('Stage 1', november), '2026-12-08T10:00:00Z', {}, alone)
    const again = await turn(overdue.ticket, '2026-12-08T10:00:00Z', {}, joint)
    expect(overdue.decision.actions.length).toBeGreaterThan(0)
    expect(again.decision.actions).toEqual(overdue.decision.actions)
    expect(again.decision.standing).toEqual(overdue.decision.standing)
    expect(again.decision.changes).toEqual([])
  })
})

describe('what only an older version has', () => {
  const renamed = version('2021-04-01', [['"stage1-respond', '"stage1-answer']])
  const joint = history(renamed, version('2026-11-25'))
  const inTime = {
    complaint_stage1_started_at: '2026-11-02T10:00:00Z',
    complaint_stage1_acknowledged_at: '2026-11-03T10:00:00Z',
  }

  it('a clock by another name goes on, and its overdue task comes wherever the ticket stands', async () => {
    const ticket = ticketIn('Stage 1', inTime)
    const first = await turn(ticket, '2026-11-10T10:00:00Z', {}, joint)
    expect(dueOf(first.decision, 'stage1-answer')).toBe('2026-11-16')
    const onward = edited(first.ticket, '2026-11-26T09:00:00Z', {
      stage: 'Stage 2',
      properties: { complaint_stage2_started_at: '2026-11-26T09:00:00Z' },
    })
    const { decision } = await turn(onward, '2026-11-26T10:00:00Z', {}, joint)
    expect(decision.version).toBe('of 2026-11-25')
    expect(decision.clocks.map(({ name }) => name)).not.toContain('stage1-respond')
    expect(clockNamed(decision, 'stage1-answer')?.state).toBe('overdue')
    expect(clockNamed(decision, 'stage2-respond')?.dueOn.toString()).toBe('2026-12-24')
    expect(decision.actions.map(({ key }) => key)).toContain(
      'bournville/stage1-answer-overdue/1/2026-11-02T10:00:00Z/2026-11-16',
    )
  })

  it('a stage is still known, in its place, with its own rules', async () => {
    const files = version('2021-04-01')
    const policy = files['policy.json']
    const moves = files['stages.json']
    if (
      !isRecord(policy) ||
      !isRecord(policy['stages']) ||
      !isRecord(moves) ||
      !Array.isArray(moves['rules'])
    )
      throw new Error('the shipped policy has another shape')
    const { early, ...others } = policy['stages']
    const panel = { label: 'Panel', says: 'a panel looks at it', start: 'stage1Start' }
    const leaves = {
      name: 'panel-remedied',
      title: 'A remedy ends the panel',
      source: { section: 'Panel', paragraph: 'a' },
      conditions: {
        all: [
          { fact: 'stage', operator: 'equal', value: 'panel' },
          { fact: 'remedy', operator: 'present', value: true },
        ],
      },
      event: { type: 'move', params: { to: 'closed', because: 'the panel found a remedy' } },
    }
    const withPanel = history(
      {
        ...files,
        'policy.json': { ...policy, stages: { early, panel, ...others } },
        'stages.json': { ...moves, rules: [...moves['rules'], leaves] },
      },
      version('2026-11-25'),
    )
    expect(withPanel.stages.map(({ key }) => key)).toEqual([
      'early',
      'panel',
      'stage1',
      'stage1Answered',
      'stage2',
      'closed',
    ])
    const ticket = ticketIn('Panel', { ...inTime, complaint_stage1_responded_at: '2026-11-12T10:00:00Z' })
    expect((await look(ticket, '2026-11-26T10:00:00Z', {}, withPanel)).stage).toBe('panel')
    const remedied = edited(ticket, '2026-11-26T11:00:00Z', {
      properties: { complaint_remedy: 'a new boiler' },
    })
    const { decision } = await turn(remedied, '2026-11-26T11:00:00Z', {}, withPanel)
    expect(decision.stage).toBe('closed')
    expect(decision.explanation).toContain('the panel found a remedy')
  })

  it('what a fact meant still counts for the stages that it governs', async () => {
    const undecidedToo: Edit = [
      '{"fact":"newEvidenceWarrantsReview","operator":"equal","value":"yes"}',
      '{"fact":"newEvidenceWarrantsReview","operator":"in","value":["yes","undecided"]}',
    ]
    const changed = history(version('2021-04-01', [undecidedToo]), version('2026-11-25'))
    expect(changed.facts.get('evidenceWarrants@2021-04-01')).toBeDefined()
    expect(changed.facts.get('grounds@2021-04-01')).toBeDefined()
    expect(
      [...changed.facts.keys()].filter((name) => /^stage1Start|^aspects.*@|receivedAt@/.test(name)),
    ).toEqual(['stage1StartedAt', 'stage1StartCorrected', 'stage1Start'])
    const asked = (startedAt: string, respondedAt: string) =>
      ticketIn('Stage 1 answered', {
        complaint_stage1_started_at: startedAt,
        complaint_stage1_responded_at: respondedAt,
        complaint_new_evidence_warrants_review: 'undecided',
        complaint_review_requested_at: '2026-12-10T10:00:00Z',
      })
    const old = await turn(
      asked('2026-11-20T10:00:00Z', '2026-12-01T10:00:00Z'),
      '2026-12-10T11:00:00Z',
      {},
      changed,
    )
    expect(old.decision.stage).toBe('stage2')
    expect(old.decision.explanation).toContain('new evidence that warrants it')
    const recent = await look(
      asked('2026-11-26T10:00:00Z', '2026-12-01T10:00:00Z'),
      '2026-12-10T11:00:00Z',
      {},
      changed,
    )
    expect(recent.stage).toBe('stage1Answered')
  })

  const received = { complaint_received_at: '2026-11-20T10:00:00Z' }
  const failedToo: Edit = [
    '{"any":[{"fact":"formalRequested","operator":"equal","value":true}',
    '{"any":[{"fact":"earlyFailed","operator":"equal","value":true},{"fact":"formalRequested","operator":"equal","value":true}',
  ]

  it('a hand move back is held on, until a fact that its own rules read has changed', async () => {
    const only = history(version('2024-04-01'))
    const unresolved = ticketIn('Early resolution', { ...received, complaint_early_outcome: 'unresolved' })
    const moved = await turn(unresolved, '2026-11-23T10:00:00Z', {}, only)
    expect(moved.ticket.stage).toBe('Stage 1')
    const back = edited(moved.ticket, '2026-11-24T10:00:00Z', { stage: 'Early resolution' })
    const held = await turn(back, '2026-11-24T10:00:00Z', {}, only)
    const since = history(version('2024-04-01'), version('2026-11-25', [failedToo]))
    expect(since.facts.get('formalAsked@2024-04-01')).toBeDefined()
    const still = await look(held.ticket, '2026-11-26T10:00:00Z', {}, since)
    expect(still.stage).toBe('early')
    expect(still.explanation).toContain('moved back by hand')
    const asked = edited(held.ticket, '2026-11-26T10:00:00Z', {
      properties: { complaint_formal_requested: 'true' },
    })
    expect((await look(asked, '2026-11-26T10:00:00Z', {}, since)).stage).toBe('stage1')
  })

  it('a stopped clock keeps its result, though a fact that it was counted from has another meaning since', async () => {
    const ticket = ticketIn('Stage 1', {
      complaint_stage1_started_at: '2026-11-02T10:00:00Z',
      complaint_complexity: 'complex',
      complaint_stage1_responded_at: '2026-11-13T10:00:00Z',
    })
    const one = await turn(ticket, '2026-11-13T11:00:00Z', {}, history(version('2024-04-01')))
    const { memory } = one.decision
    const clock = memory.clocks?.['stage1-respond']
    if (!clock) throw new Error('there is no such clock')
    // As the calendar was then, it was due a week earlier.
    const counted = { ...clock, state: 'met_late', dueOn: '2026-11-09', dueAt: '2026-11-10T00:00:00Z' }
    const since = history(
      version('2024-04-01'),
      version('2026-11-25', [
        [
          '"label":"the complaint is complex","derive":{"when":{"fact":"complexity","operator":"equal","value":"complex"}}',
          '"label":"the complaint is complex","derive":{"when":{"fact":"complexity","operator":"equal","value":"standard"}}',
        ],
      ]),
    )
    expect(since.facts.get('isComplex@2024-04-01')).toBeDefined()
    const remembered = {
      ...one.ticket,
      memory: { ...memory, clocks: { ...memory.clocks, 'stage1-respond': counted } },
    }
    const again = await look(remembered, '2026-11-26T10:00:00Z', {}, since)
    expect(clockNamed(again, 'stage1-respond')).toMatchObject({ state: 'met_late' })
    expect(dueOf(again, 'stage1-respond')).toBe('2026-11-09')
  })

  it('a stage whose start nobody knows is governed by the version of today', async () => {
    const since = history(version('2024-04-01'), version('2026-11-25'))
    const { governedBy } = await look(
      ticketIn('Early resolution', received),
      '2026-11-26T10:00:00Z',
      {},
      since,
    )
    expect(governedBy).toMatchObject({ early: 'of 2024-04-01', stage1: 'of 2026-11-25' })
  })

  it('a start that can not be read is a failure that a person sees', async () => {
    const byEvidence: Edit = ['"start":"receivedOrCreatedAt"}', '"start":"newEvidenceAt"}']
    const since = history(version('2024-04-01', [byEvidence]), version('2026-11-25', [byEvidence]))
    const ticket = ticketIn('Early resolution', {
      complaint_new_evidence_at: 'last week',
      complaint_formal_requested: 'true',
    })
    const decision = await look(ticket, '2026-11-26T10:00:00Z', {}, since)
    expect(decision.problems.map(({ key }) => key)).toEqual(['fact/newEvidenceAt'])
    expect(decision.stage).toBe('early')
  })
})

it('the policy of a ticket is made once for all tickets that stand so', () => {
  const policyFor = (ticket: Ticket, now: string, policy: Policy) => {
    const base = inForceAt(policy, at(now))
    const { facts } = findTicket(ticket, policy)
    const trace = { look: () => {}, need: () => {} }
    return governing(base, new FactSheet(base, ticket, at(now), facts, trace))
  }
  const one = policyFor(answered('2024-04-10T10:00:00Z'), '2024-04-12T10:00:00Z', published)
  expect(policyFor(answered('2024-05-10T10:00:00Z'), '2024-05-12T10:00:00Z', published)).toBe(one)
  expect(policyFor(ticketIn('Stage 1'), '2026-11-24T10:00:00Z', bournville)).toBe(bournville)
})
