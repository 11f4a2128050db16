/**
 * Asking for a review: the three grounds, none of them, and the whole procedure after it.
 *
 * Left open by the contract, so not asserted: `undecided` together with a ground that holds.
 */
import { describe, expect, it } from 'vitest'
import {
  world,
  crm,
  people,
  startWorld,
  keepsToItsCalls,
  area,
  monday,
  mondayRead,
  requestRead,
  answered,
  ground1,
  ground2,
  ground3,
  requested,
  fileAt,
  director,
  improvement,
  customerServices,
  tasksFor,
} from './complaints.ts'

startWorld()

describe('asking for a review', () => {
  const stage2Dues = {
    stage2StartedAt: requestRead,
    acknowledgeDue: '2026-12-15',
    respondDue: '2027-01-12',
    nextDueAt: '2026-12-15T23:59:59.000Z',
    sla: 'on_track',
  }
  const now = '2026-12-10T11:00:00Z'

  it('ground 1 alone: an aspect was not addressed', async () => {
    const id = await fileAt(now, answered({ ...ground1, ...requested }))
    const owner = people.of(people.seniorOfficer, area) ?? people.stage1(area)
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 2',
      grounds: 'unaddressed_aspects',
      owner,
      secondReviewer: '',
      ...stage2Dues,
    })
  })

  it('ground 1 when none of the aspects raised was addressed', async () => {
    const id = await fileAt(now, answered({ complaint_aspects_raised: 'safety', ...requested }))
    expect(world.see(id)).toMatchObject({ stage: 'Stage 2', grounds: 'unaddressed_aspects' })
  })

  it('ground 2 alone: not fully justified, the wrong not fully rectified', async () => {
    const id = await fileAt(now, answered({ ...ground2, ...requested }))
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 2',
      grounds: 'not_justified',
      owner: director(),
      secondReviewer: improvement(),
      ...stage2Dues,
    })
  })

  it('ground 3 alone: evidence that warrants a review', async () => {
    const id = await fileAt(now, answered({ ...ground3, ...requested }))
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 2',
      grounds: 'new_evidence',
      owner: director(),
      secondReviewer: improvement(),
      ...stage2Dues,
    })
  })

  it('all three together go to the director', async () => {
    const id = await fileAt(now, answered({ ...ground1, ...ground2, ...ground3, ...requested }))
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 2',
      grounds: 'new_evidence,not_justified,unaddressed_aspects',
      owner: director(),
      secondReviewer: improvement(),
      ...stage2Dues,
    })
  })

  it.each([
    ['nothing recorded', {}],
    [
      'all aspects addressed',
      { complaint_aspects_raised: 'delay;safety', complaint_aspects_addressed: 'safety;delay' },
    ],
    ['only one of the two views', { complaint_response_justified: 'not' }],
    ['fully justified', { complaint_response_justified: 'fully', complaint_wrong_rectified: 'not' }],
    ['fully rectified', { complaint_response_justified: 'not', complaint_wrong_rectified: 'fully' }],
    ['evidence that warrants none', { complaint_new_evidence_warrants_review: 'no' }],
    ['evidence undecided', { complaint_new_evidence_warrants_review: 'undecided' }],
  ])('no ground (%s): stays, one task for customer services, and the clocks run', async (_, properties) => {
    const id = await fileAt(now, answered({ ...properties, ...requested }))
    await world.sweep()
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1 answered',
      grounds: '',
      acknowledgeDue: '2026-12-15',
      respondDue: '2027-01-12',
      sla: 'on_track',
    })
    expect(crm.tasksOf(id)).toHaveLength(1)
    expect(crm.tasksOf(id)).toMatchObject([{ owner: customerServices() }])
    expect(crm.tasksOf(id)[0]?.dueAt.slice(0, 10)).toBe('2026-12-11')
  })

  it('a request on a Friday is settled by Monday; a ground found later keeps the request as the start', async () => {
    // Fri 11 Dec: acknowledge 14 15 16; respond 14-18 | 21-24 | 29 30 31 | 4-8 | 11 12 13.
    const id = await fileAt(
      '2026-12-11T15:00:00Z',
      answered({
        complaint_review_requested_at: '2026-12-11T14:00:00Z',
        complaint_new_evidence_warrants_review: 'undecided',
      }),
    )
    expect(crm.tasksOf(id).map((task) => task.dueAt.slice(0, 10))).toEqual(['2026-12-14'])
    await world.at('2026-12-14T10:00:00Z')
    await world.edit(id, { complaint_new_evidence_warrants_review: 'yes' })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 2',
      grounds: 'new_evidence',
      stage2StartedAt: '2026-12-11T14:00:00.000Z',
      acknowledgeDue: '2026-12-16',
      respondDue: '2027-01-13',
    })
  })

  it('asks customer services once more at a second request', async () => {
    const id = await fileAt(now, answered(requested))
    await world.at('2026-12-11T11:00:00Z')
    await world.edit(id, { complaint_review_requested_at: '2026-12-11T10:00:00Z' })
    await world.sweep()
    expect(tasksFor(id, customerServices())).toHaveLength(2)
  })

  it('a request dated before the response moves nothing, and customer services are to check the dates', async () => {
    const id = await fileAt(
      now,
      answered({ ...ground1, complaint_review_requested_at: '2026-12-03T10:00:00Z' }),
    )
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1 answered',
      grounds: '',
      acknowledgeDue: '',
      respondDue: '',
    })
    expect(crm.tasksOf(id)).toHaveLength(1)
    expect(tasksFor(id, customerServices())).toHaveLength(1)
  })

  it('grounds without a request move nothing', async () => {
    const id = await fileAt(now, answered({ ...ground1, ...ground2, ...ground3 }))
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1 answered', grounds: '', acknowledgeDue: '' })
  })

  it('a request after it was closed by hand is treated the same', async () => {
    const id = await fileAt('2026-12-07T10:00:00Z', answered(ground1))
    await world.at('2026-12-08T10:00:00Z')
    crm.moveByHand(id, 'Closed')
    await world.look()
    expect(world.see(id).stage).toBe('Closed')
    expect(crm.tasksOf(id)).toEqual([])
    await world.at(now)
    await world.edit(id, requested)
    expect(world.see(id)).toMatchObject({ stage: 'Stage 2', grounds: 'unaddressed_aspects', ...stage2Dues })
  })

  it('a request without ground after it was closed stays closed, with the task and the dates', async () => {
    const id = await fileAt('2026-12-07T10:00:00Z', answered())
    await world.at('2026-12-08T10:00:00Z')
    crm.moveByHand(id, 'Closed')
    await world.look()
    await world.at(now)
    await world.edit(id, requested)
    expect(world.see(id)).toMatchObject({
      stage: 'Closed',
      acknowledgeDue: '2026-12-15',
      respondDue: '2027-01-12',
    })
    expect(tasksFor(id, customerServices())).toHaveLength(1)
  })

  it('through the whole procedure, event by event', async () => {
    const id = await fileAt(monday, {
      createdAt: '2026-11-23T09:00:00Z',
      properties: { complaint_service_area: area, complaint_aspects_raised: 'delay;charges' },
    })
    expect(world.see(id)).toMatchObject({ stage: 'Early resolution', owner: customerServices() })
    await world.edit(id, { complaint_early_outcome: 'unresolved' })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      owner: people.stage1(area),
      stage1StartedAt: mondayRead,
    })
    await world.at('2026-12-04T15:30:00Z')
    await world.edit(id, {
      complaint_stage1_acknowledged_at: '2026-11-24T09:00:00Z',
      complaint_stage1_responded_at: '2026-12-04T15:00:00Z',
      complaint_aspects_addressed: 'delay;charges',
    })
    expect(world.see(id).stage).toBe('Stage 1 answered')
    await world.at(now)
    await world.edit(id, { ...requested, ...ground2 })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 2',
      grounds: 'not_justified',
      owner: director(),
      secondReviewer: improvement(),
      investigator: people.stage1(area),
      ...stage2Dues,
    })
    await world.at('2027-01-11T16:00:00Z')
    await world.edit(id, {
      complaint_stage2_acknowledged_at: '2026-12-14T10:00:00Z',
      complaint_stage2_report_approved_at: '2027-01-08T10:00:00Z',
      complaint_stage2_responded_at: '2027-01-11T15:00:00Z',
    })
    // Mon 14 Dec is working day 2, Mon 11 Jan working day 19.
    expect(world.see(id)).toMatchObject({
      stage: 'Closed',
      acknowledge1: 'met in 1',
      respond1: 'met in 9',
      acknowledge2: 'met in 2',
      respond2: 'met in 19',
    })
  })
})

keepsToItsCalls()
