/**
 * `redress decide`, line by line, against outcomes and dates worked out by hand.
 *
 * Left open by the contract, so not asserted: the shape of `memory`, and whether `stage` of a ticket that does not
 * move is its stage or empty (both are taken).
 */
// oxlint-disable typescript/no-unsafe-type-assertion -- answers are read by shape
import { beforeAll, describe, expect, it } from 'vitest'
import { millis, redress } from './command.ts'
import type { Line } from './command.ts'
import { People, readRoles } from './people.ts'

const monday = '2026-11-23T10:00:00Z'
const request = '2026-12-10T10:00:00Z'
const people = new People(readRoles())
const area = 'repairs'
const director = people.must(people.director, area)
const head = people.must(people.headOfService, area)
const customerServices = people.must(people.customerServices, area)

type Clock = Readonly<{ name?: string; state?: string; startAt?: string; dueOn?: string; dueAt?: string }>
type Action = Readonly<{ kind?: string; key?: string; to?: unknown; dueAt?: string; subject?: string }>
type Want = Readonly<{
  stage?: string
  owner?: string
  properties?: Readonly<Record<string, string>>
  without?: readonly string[]
  clock?: Clock
  check?: (answer: Line) => void
}>

const base = { createdate: '2026-11-23T09:00:00Z', complaint_service_area: area }
const formal = { ...base, complaint_formal_requested: 'true', complaint_formal_requested_at: monday }
const stage1 = { ...formal, complaint_stage1_started_at: monday }
const acknowledged = { ...stage1, complaint_stage1_acknowledged_at: '2026-11-25T10:00:00Z' }
const answered = { ...acknowledged, complaint_stage1_responded_at: '2026-12-04T15:00:00Z' }
const requested = { ...answered, complaint_review_requested_at: request }
const ground1 = { complaint_aspects_raised: 'delay;safety', complaint_aspects_addressed: 'safety' }
const ground2 = { complaint_response_justified: 'not', complaint_wrong_rectified: 'partly' }
const ground3 = { complaint_new_evidence_warrants_review: 'yes' }
const stage2 = {
  ...requested,
  ...ground1,
  complaint_stage2_started_at: request,
  complaint_review_grounds: 'unaddressed_aspects',
  complaint_stage2_acknowledged_at: '2026-12-14T10:00:00Z',
}
const told = {
  complaint_stage1_extension_notified_at: '2026-12-04T10:00:00Z',
  complaint_stage1_extension_reason: 'A surveyor must see the roof.',
}
const actionsOf = (answer: Line): readonly Action[] =>
  (answer['actions'] as readonly Action[] | undefined) ?? []
const noted = {
  check: (answer: Line) => expect(actionsOf(answer).some((action) => action.kind === 'note')).toBe(true),
}
const asked = {
  check: (answer: Line) => {
    const tasks = actionsOf(answer).filter((action) => action.kind === 'task')
    expect(tasks).toHaveLength(1)
    expect(JSON.stringify(tasks[0]?.to)).toMatch(
      new RegExp(`${customerServices}|${people.customerServices.name}`),
    )
    // Due at the end of Fri 11 Dec, or shown one second earlier.
    expect(['2026-12-12T00:00:00.000Z', '2026-12-11T23:59:59.000Z']).toContain(millis(tasks[0]?.dueAt))
  },
}
const dues2 = { complaint_acknowledge_due: '2026-12-15', complaint_respond_due: '2027-01-12' }

const decideCases: readonly (readonly [string, string, string, Readonly<Record<string, string>>, Want])[] = [
  ['nothing known', 'Early resolution', monday, base, { stage: 'Early resolution', owner: customerServices }],
  [
    'formal',
    'Early resolution',
    '2026-11-23T11:00:00Z',
    formal,
    {
      stage: 'Stage 1',
      owner: people.stage1(area),
      clock: { state: 'running', dueOn: '2026-11-26', dueAt: '2026-11-27T00:00:00Z', startAt: monday },
      properties: {
        complaint_acknowledge_due: '2026-11-26',
        complaint_respond_due: '2026-12-07',
        complaint_sla_status: 'on_track',
      },
    },
  ],
  [
    'the start is written',
    'Early resolution',
    '2026-11-23T11:00:00Z',
    formal,
    {
      check: (answer) =>
        expect(millis((answer['properties'] as Record<string, unknown>)['complaint_stage1_started_at'])).toBe(
          '2026-11-23T10:00:00.000Z',
        ),
    },
  ],
  [
    'the next due instant is one second early',
    'Early resolution',
    '2026-11-23T11:00:00Z',
    formal,
    {
      check: (answer) =>
        expect(millis((answer['properties'] as Record<string, unknown>)['complaint_next_due_at'])).toBe(
          '2026-11-26T23:59:59.000Z',
        ),
    },
  ],
  [
    'the next look is after now, and no later than when it is due soon',
    'Stage 1',
    '2026-11-23T11:00:00Z',
    stage1,
    {
      check: (answer) => {
        const at = Date.parse(String(answer['nextLookAt']))
        expect(at).toBeGreaterThan(Date.parse('2026-11-23T11:00:00Z'))
        expect(at).toBeLessThanOrEqual(Date.parse('2026-11-25T00:00:00Z'))
      },
    },
  ],
  [
    'about staff, from receipt',
    'Early resolution',
    monday,
    { ...base, complaint_about_staff: 'true', complaint_received_at: '2026-11-18T09:00:00Z' },
    {
      stage: 'Stage 1',
      owner: head,
      properties: { complaint_acknowledge_due: '2026-11-23', complaint_respond_due: '2026-12-02' },
    },
  ],
  [
    'complex, from creation',
    'Early resolution',
    monday,
    { ...base, createdate: '2026-11-19T09:00:00Z', complaint_complexity: 'complex' },
    {
      stage: 'Stage 1',
      owner: head,
      properties: { complaint_acknowledge_due: '2026-11-24', complaint_respond_due: '2026-12-03' },
    },
  ],
  [
    'resolved',
    'Early resolution',
    monday,
    { ...base, complaint_early_outcome: 'resolved' },
    { stage: 'Closed' },
  ],
  [
    'resolved, and formal',
    'Early resolution',
    '2026-11-23T11:00:00Z',
    { ...formal, complaint_early_outcome: 'resolved' },
    { stage: 'Stage 1' },
  ],
  [
    'withdrawn, and formal',
    'Early resolution',
    '2026-11-23T11:00:00Z',
    { ...formal, complaint_withdrawn_at: '2026-11-23T10:30:00Z' },
    { stage: 'Closed' },
  ],
  [
    'Christmas',
    'Stage 1',
    '2026-12-24T11:00:00Z',
    { ...base, complaint_stage1_started_at: '2026-12-24T10:00:00Z' },
    { properties: { complaint_acknowledge_due: '2026-12-31', complaint_respond_due: '2027-01-12' } },
  ],
  [
    'Easter',
    'Stage 1',
    '2027-03-23T11:00:00Z',
    { ...base, complaint_stage1_started_at: '2027-03-23T10:00:00Z' },
    { properties: { complaint_acknowledge_due: '2027-03-30', complaint_respond_due: '2027-04-08' } },
  ],
  [
    'a late summer evening',
    'Stage 1',
    '2026-06-17T08:00:00Z',
    { ...base, complaint_stage1_started_at: '2026-06-16T23:30:00Z' },
    { properties: { complaint_acknowledge_due: '2026-06-22', complaint_respond_due: '2026-07-01' } },
  ],
  [
    'milliseconds serve as well',
    'Stage 1',
    '2026-11-23T11:00:00Z',
    { ...base, complaint_stage1_started_at: '1795428000000' },
    { properties: { complaint_acknowledge_due: '2026-11-26' } },
  ],
  [
    'what is right already is not written',
    'Stage 1',
    '2026-11-23T11:00:00Z',
    { ...stage1, complaint_acknowledge_due: '2026-11-26', complaint_respond_due: '2026-12-07' },
    { without: ['complaint_acknowledge_due', 'complaint_respond_due', 'complaint_stage1_started_at'] },
  ],
  [
    'due soon',
    'Stage 1',
    '2026-11-25T09:00:00Z',
    stage1,
    {
      stage: 'Stage 1',
      properties: { complaint_sla_status: 'due_soon' },
      clock: { state: 'due_soon', dueOn: '2026-11-26' },
    },
  ],
  [
    'overdue',
    'Stage 1',
    '2026-11-27T09:00:00Z',
    stage1,
    { properties: { complaint_sla_status: 'overdue' }, clock: { state: 'overdue', dueOn: '2026-11-26' } },
  ],
  [
    'acknowledged in time',
    'Stage 1',
    '2026-11-25T11:00:00Z',
    acknowledged,
    {
      properties: {
        complaint_stage1_acknowledge_result: 'met',
        complaint_stage1_acknowledge_working_days: '2',
        complaint_sla_status: 'on_track',
      },
      clock: { state: 'met', dueOn: '2026-11-26' },
    },
  ],
  [
    'acknowledged late',
    'Stage 1',
    '2026-11-27T11:00:00Z',
    { ...stage1, complaint_stage1_acknowledged_at: '2026-11-27T09:00:00Z' },
    {
      properties: {
        complaint_stage1_acknowledge_result: 'met_late',
        complaint_stage1_acknowledge_working_days: '4',
      },
    },
  ],
  [
    'acknowledged at the due instant',
    'Stage 1',
    '2026-11-27T11:00:00Z',
    { ...stage1, complaint_stage1_acknowledged_at: '2026-11-27T00:00:00Z' },
    { properties: { complaint_stage1_acknowledge_result: 'met' } },
  ],
  [
    'acknowledged before the start',
    'Stage 1',
    '2026-11-25T11:00:00Z',
    { ...stage1, complaint_stage1_acknowledged_at: '2026-11-20T09:00:00Z' },
    { without: ['complaint_stage1_acknowledge_result'] },
  ],
  [
    'answered',
    'Stage 1',
    '2026-12-04T16:00:00Z',
    { ...answered, complaint_acknowledge_due: '2026-11-26', complaint_respond_due: '2026-12-07' },
    {
      stage: 'Stage 1 answered',
      properties: {
        complaint_stage1_respond_result: 'met',
        complaint_stage1_respond_working_days: '9',
        complaint_acknowledge_due: '',
        complaint_respond_due: '',
      },
    },
  ],
  [
    'answered without acknowledging',
    'Stage 1',
    '2026-11-25T15:00:00Z',
    { ...stage1, complaint_stage1_responded_at: '2026-11-25T14:00:00Z' },
    {
      stage: 'Stage 1 answered',
      properties: {
        complaint_stage1_acknowledge_result: 'met',
        complaint_stage1_acknowledge_working_days: '2',
        complaint_stage1_respond_result: 'met',
      },
    },
  ],
  [
    'answered late',
    'Stage 1',
    '2026-12-08T16:00:00Z',
    { ...acknowledged, complaint_stage1_responded_at: '2026-12-08T15:00:00Z' },
    {
      stage: 'Stage 1 answered',
      properties: {
        complaint_stage1_respond_result: 'met_late',
        complaint_stage1_respond_working_days: '11',
      },
    },
  ],
  [
    'answered in the future',
    'Stage 1',
    '2026-11-25T11:00:00Z',
    { ...acknowledged, complaint_stage1_responded_at: '2027-12-04T15:00:00Z' },
    { stage: 'Stage 1', without: ['complaint_stage1_respond_result'] },
  ],
  [
    'a complex update with a date',
    'Stage 1',
    '2026-12-04T11:00:00Z',
    {
      ...acknowledged,
      complaint_complexity: 'complex',
      complaint_stage1_update_sent_at: '2026-12-04T10:00:00Z',
      complaint_stage1_extended_to: '2026-12-16',
    },
    { stage: 'Stage 1', properties: { complaint_respond_due: '2026-12-16' } },
  ],
  [
    'a complex update without one',
    'Stage 1',
    '2026-12-04T11:00:00Z',
    {
      ...acknowledged,
      complaint_complexity: 'complex',
      complaint_stage1_update_sent_at: '2026-12-04T10:00:00Z',
    },
    { stage: 'Stage 1', properties: { complaint_respond_due: '2026-12-21' } },
  ],
  [
    'a valid extension',
    'Stage 1',
    '2026-12-04T11:00:00Z',
    { ...acknowledged, ...told, complaint_stage1_extended_to: '2026-12-14' },
    { properties: { complaint_respond_due: '2026-12-14' } },
  ],
  [
    'beyond the cap',
    'Stage 1',
    '2026-12-04T11:00:00Z',
    { ...acknowledged, ...told, complaint_stage1_extended_to: '2026-12-22' },
    { properties: { complaint_respond_due: '2026-12-07' } },
  ],
  [
    'a late notice',
    'Stage 1',
    '2026-12-08T11:00:00Z',
    {
      ...acknowledged,
      ...told,
      complaint_stage1_extension_notified_at: '2026-12-08T10:00:00Z',
      complaint_stage1_extended_to: '2026-12-14',
    },
    { properties: { complaint_respond_due: '2026-12-07', complaint_sla_status: 'overdue' } },
  ],
  [
    'ground 1',
    'Stage 1 answered',
    '2026-12-10T11:00:00Z',
    { ...requested, ...ground1 },
    { stage: 'Stage 2', properties: { complaint_review_grounds: 'unaddressed_aspects', ...dues2 } },
  ],
  [
    'ground 2',
    'Stage 1 answered',
    '2026-12-10T11:00:00Z',
    { ...requested, ...ground2 },
    {
      stage: 'Stage 2',
      owner: director,
      properties: { complaint_review_grounds: 'not_justified', ...dues2 },
    },
  ],
  [
    'ground 3',
    'Stage 1 answered',
    '2026-12-10T11:00:00Z',
    { ...requested, ...ground3 },
    { stage: 'Stage 2', owner: director, properties: { complaint_review_grounds: 'new_evidence', ...dues2 } },
  ],
  [
    'all grounds',
    'Stage 1 answered',
    '2026-12-10T11:00:00Z',
    { ...requested, ...ground1, ...ground2, ...ground3 },
    {
      stage: 'Stage 2',
      owner: director,
      check: (answer) =>
        expect(
          String((answer['properties'] as Record<string, unknown>)['complaint_review_grounds'])
            .split(';')
            .filter(Boolean)
            .toSorted(),
        ).toEqual(['new_evidence', 'not_justified', 'unaddressed_aspects']),
    },
  ],
  [
    'no ground',
    'Stage 1 answered',
    '2026-12-10T11:00:00Z',
    requested,
    { stage: 'Stage 1 answered', properties: dues2, ...asked },
  ],
  [
    'undecided',
    'Stage 1 answered',
    '2026-12-10T11:00:00Z',
    { ...requested, complaint_new_evidence_warrants_review: 'undecided' },
    { stage: 'Stage 1 answered', properties: dues2, ...asked },
  ],
  [
    'only half of ground 2',
    'Stage 1 answered',
    '2026-12-10T11:00:00Z',
    { ...requested, complaint_wrong_rectified: 'not' },
    { stage: 'Stage 1 answered' },
  ],
  [
    'a request before the response',
    'Stage 1 answered',
    '2026-12-10T11:00:00Z',
    { ...requested, ...ground1, complaint_review_requested_at: '2026-12-03T10:00:00Z' },
    { stage: 'Stage 1 answered' },
  ],
  [
    'a request after closing',
    'Closed',
    '2026-12-10T11:00:00Z',
    { ...requested, ...ground2 },
    { stage: 'Stage 2', owner: director },
  ],
  [
    'stage 2 answered, not approved',
    'Stage 2',
    '2027-01-11T16:00:00Z',
    { ...stage2, complaint_stage2_responded_at: '2027-01-11T15:00:00Z' },
    { stage: 'Stage 2', without: ['complaint_stage2_respond_result'] },
  ],
  [
    'stage 2 approved and answered',
    'Stage 2',
    '2027-01-11T16:00:00Z',
    {
      ...stage2,
      complaint_stage2_report_approved_at: '2027-01-08T10:00:00Z',
      complaint_stage2_responded_at: '2027-01-11T15:00:00Z',
    },
    {
      stage: 'Closed',
      properties: { complaint_stage2_respond_result: 'met', complaint_stage2_respond_working_days: '19' },
      ...noted,
    },
  ],
  [
    'stage 2 approved late',
    'Stage 2',
    '2027-01-13T16:00:00Z',
    {
      ...stage2,
      complaint_stage2_report_approved_at: '2027-01-13T10:00:00Z',
      complaint_stage2_responded_at: '2027-01-11T15:00:00Z',
    },
    { stage: 'Closed', properties: { complaint_stage2_respond_result: 'met_late' } },
  ],
  [
    'withdrawn at stage 2',
    'Stage 2',
    '2026-12-14T16:00:00Z',
    { ...stage2, complaint_withdrawn_at: '2026-12-14T15:00:00Z' },
    { stage: 'Closed' },
  ],
  ...['Early resolution', 'Stage 1', 'Stage 1 answered', 'Stage 2', 'Closed'].map(
    (stage) =>
      [
        `everything at once from ${stage}`,
        stage,
        '2027-01-11T16:00:00Z',
        {
          ...requested,
          ...ground1,
          complaint_stage2_acknowledged_at: '2026-12-14T10:00:00Z',
          complaint_stage2_report_approved_at: '2027-01-08T10:00:00Z',
          complaint_stage2_responded_at: '2027-01-11T15:00:00Z',
        },
        {
          stage: 'Closed',
          // A ticket first seen in Closed may have no clocks that are known, so no results.
          ...(stage === 'Closed'
            ? {}
            : {
                properties: {
                  complaint_stage2_respond_result: 'met',
                  complaint_stage2_respond_working_days: '19',
                },
              }),
          without: ['complaint_acknowledge_due', 'complaint_respond_due', 'complaint_sla_status'],
        },
      ] as const,
  ),
  [
    'an option nobody knows: the clocks go on',
    'Stage 1',
    '2026-12-09T09:00:00Z',
    { ...acknowledged, complaint_complexity: 'very_complex' },
    {
      stage: 'Stage 1',
      properties: { complaint_sla_status: 'overdue', complaint_respond_due: '2026-12-07' },
      clock: { state: 'overdue', dueOn: '2026-12-07' },
    },
  ],
  [
    'paused',
    'Early resolution',
    '2026-11-23T11:00:00Z',
    { ...formal, complaint_automation: 'paused' },
    { stage: 'Early resolution' },
  ],
]

describe('redress decide', () => {
  let answers: readonly Line[] = []
  beforeAll(async () => {
    const lines = decideCases.map(([, stage, now, properties], index) => ({
      ticket: { id: String(index + 1), properties, stage },
      now,
    }))
    answers = await redress(
      ['decide', '--policy', 'bournville'],
      [...lines, 'not json', { ticket: {} }, lines[1]],
    )
  })

  it.each(decideCases.map(([why, stage, , , want], index) => [why, stage, want, index] as const))(
    '%s',
    (_, stage, want, index) => {
      const answer = answers[index] ?? {}
      expect(answer['error']).toBeUndefined()
      if (want.stage !== undefined) expect(answer['stage'] ?? stage).toBe(want.stage)
      if (want.owner !== undefined) expect(answer['owner']).toMatchObject({ email: want.owner })
      const written = Object.fromEntries(
        Object.entries((answer['properties'] as Record<string, unknown>) ?? {}).map(([name, value]) => [
          name,
          String(value),
        ]),
      )
      if (want.properties) expect(written).toMatchObject(want.properties)
      for (const name of want.without ?? []) expect(written).not.toHaveProperty(name)
      if (want.clock) {
        const clocks = (answer['clocks'] as readonly Clock[]).map((clock) => ({
          ...clock,
          startAt: millis(clock.startAt),
          dueAt: millis(clock.dueAt),
        }))
        const { startAt, dueAt, ...rest } = want.clock
        expect(clocks).toContainEqual(
          expect.objectContaining({
            ...rest,
            ...(startAt === undefined ? {} : { startAt: millis(startAt) }),
            ...(dueAt === undefined ? {} : { dueAt: millis(dueAt) }),
          }),
        )
      }
      want.check?.(answer)
      expect(answer).toHaveProperty('reasons')
    },
  )

  it('answers an error on its own line, and goes on', () => {
    const count = decideCases.length
    expect(answers[count]).toHaveProperty('error')
    expect(answers[count + 1]).toHaveProperty('error')
    expect(answers[count + 2]).toMatchObject({ stage: 'Stage 1' })
  })
})
