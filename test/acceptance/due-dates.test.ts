/**
 * Stage 1's due dates over holidays, nights and corrections, and what stops its clocks.
 *
 * Left open by the contract, so not asserted: the working days shown for something done at exactly midnight of the due
 * instant.
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
  formal,
  inStage1,
  fileAt,
  isDone,
} from './complaints.ts'

startWorld()

describe('due dates', () => {
  it('the evening before Christmas', async () => {
    // Asked Thu 24 Dec: 25 and 28 Dec and 1 Jan are holidays. Acknowledge 29 30 31; respond 29 30 31 | 4-8 | 11 12.
    const id = await fileAt(
      '2026-12-24T11:00:00Z',
      formal({ complaint_formal_requested_at: '2026-12-24T10:00:00Z' }),
    )
    expect(world.see(id)).toMatchObject({ acknowledgeDue: '2026-12-31', respondDue: '2027-01-12' })
  })

  it('across Christmas', async () => {
    // Asked Mon 21 Dec: acknowledge 22 23 24; respond 22 23 24 | 29 30 31 | 4 5 6 7.
    const id = await fileAt(
      '2026-12-21T11:00:00Z',
      formal({ complaint_formal_requested_at: '2026-12-21T10:00:00Z' }),
    )
    expect(world.see(id)).toMatchObject({ acknowledgeDue: '2026-12-24', respondDue: '2027-01-07' })
  })

  it('across Easter 2027 and the change to summer time', async () => {
    // Asked Tue 23 March; 26 and 29 March are holidays. Acknowledge 24 25 30; respond 24 25 | 30 31 1 2 | 5 6 7 8.
    const id = await fileAt(
      '2027-03-23T11:00:00Z',
      formal({ complaint_formal_requested_at: '2027-03-23T10:00:00Z' }),
    )
    expect(world.see(id)).toMatchObject({
      acknowledgeDue: '2027-03-30',
      respondDue: '2027-04-08',
      // The end of Tue 30 March is 23:00 UTC in summer time.
      nextDueAt: '2027-03-30T22:59:59.000Z',
    })
  })

  it('a late summer evening belongs to the next local day', async () => {
    // 16 June 23:30 UTC is Wed 17 June 00:30 in Britain: acknowledge 18 19 22; respond 18 19 | 22-26 | 29 30 1.
    const id = await fileAt('2026-06-17T08:00:00Z', {
      ...formal({ complaint_formal_requested_at: '2026-06-16T23:30:00Z' }),
      createdAt: '2026-06-16T23:20:00Z',
    })
    expect(world.see(id)).toMatchObject({
      acknowledgeDue: '2026-06-22',
      respondDue: '2026-07-01',
      nextDueAt: '2026-06-22T22:59:59.000Z',
    })
  })

  it('a weekend start', async () => {
    // Sat 21 Nov: acknowledge 23 24 25; respond 23-27 | 30 1 2 3 4.
    const id = await fileAt(monday, {
      ...formal({ complaint_formal_requested_at: '2026-11-21T12:00:00Z' }),
      createdAt: '2026-11-21T11:00:00Z',
    })
    expect(world.see(id)).toMatchObject({ acknowledgeDue: '2026-11-25', respondDue: '2026-12-04' })
  })

  it('a lost webhook is healed by the sweep with the same dates', async () => {
    await world.at(monday)
    const dated = world.file(formal())
    const ticked = world.file({
      createdAt: monday,
      properties: { complaint_service_area: area, complaint_formal_requested: 'true' },
    })
    crm.takeEvents()
    await world.at('2026-11-25T02:00:00Z')
    await world.sweep()
    for (const id of [dated, ticked]) {
      expect(world.see(id)).toMatchObject({
        stage: 'Stage 1',
        stage1StartedAt: mondayRead,
        acknowledgeDue: '2026-11-26',
        respondDue: '2026-12-07',
        owner: people.stage1(area),
      })
    }
  })

  it('follows a person who corrects the start, and never overwrites it', async () => {
    const id = await fileAt(monday, formal())
    await world.edit(id, { complaint_stage1_started_at: '2026-11-20T10:00:00Z' })
    await world.sweep()
    // From Fri 20 Nov.
    expect(world.see(id)).toMatchObject({
      stage1StartedAt: '2026-11-20T10:00:00.000Z',
      acknowledgeDue: '2026-11-25',
      respondDue: '2026-12-04',
    })
  })

  it('corrects its own due date at the next look', async () => {
    const id = await fileAt(monday, formal())
    await world.edit(id, { complaint_respond_due: '2027-01-29' })
    await world.sweep()
    expect(world.see(id).respondDue).toBe('2026-12-07')
  })
})

describe('acknowledging and answering at stage 1', () => {
  it.each([
    ['in time', '2026-11-25T10:00:00Z', 'met in 2'],
    ['at the last second of the due date', '2026-11-26T23:59:59Z', 'met in 3'],
    ['late', '2026-11-27T09:00:00Z', 'met_late in 4'],
    ['one second late', '2026-11-27T00:00:01Z', 'met_late in 4'],
  ])('acknowledged %s', async (_, acknowledgedAt, result) => {
    const id = await fileAt(
      '2026-11-27T10:00:00Z',
      inStage1({ complaint_stage1_acknowledged_at: acknowledgedAt }),
    )
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      acknowledge1: result,
      acknowledgeDue: '2026-11-26',
      respondDue: '2026-12-07',
      nextDueAt: '2026-12-07T23:59:59.000Z',
      sla: 'on_track',
    })
  })

  it('done at exactly the due instant is in time', async () => {
    const id = await fileAt(
      '2026-12-08T10:00:00Z',
      inStage1({
        complaint_stage1_acknowledged_at: '2026-11-27T00:00:00Z',
        complaint_stage1_responded_at: '2026-12-08T00:00:00Z',
      }),
    )
    expect(world.see(id).acknowledge1).toMatch(/^met in /)
    expect(world.see(id).respond1).toMatch(/^met in /)
  })

  it('a response without an acknowledgement counts as one', async () => {
    const id = await fileAt(monday, formal())
    await world.at('2026-11-25T15:00:00Z')
    await world.edit(id, { complaint_stage1_responded_at: '2026-11-25T14:00:00Z' })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1 answered',
      acknowledge1: 'met in 2',
      respond1: 'met in 2',
    })
  })

  it('answered in time: the stage moves on and its dates are cleared', async () => {
    const id = await fileAt(monday, formal())
    await world.at('2026-11-24T10:00:00Z')
    await world.edit(id, { complaint_stage1_acknowledged_at: '2026-11-24T09:00:00Z' })
    await world.at('2026-12-04T16:00:00Z')
    await world.edit(id, {
      complaint_stage1_responded_at: '2026-12-04T15:00:00Z',
      complaint_stage1_outcome: 'partly_upheld',
    })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1 answered',
      acknowledge1: 'met in 1',
      respond1: 'met in 9',
      acknowledgeDue: '',
      respondDue: '',
      nextDueAt: '',
      sla: '',
    })
    await world.at('2027-01-20T10:00:00Z')
    await world.sweep()
    expect(world.see(id).stage).toBe('Stage 1 answered')
    expect(crm.tasksOf(id).filter((task) => !isDone(task.status))).toEqual([])
  })

  it('answered late', async () => {
    // Tue 8 Dec is working day 11.
    const id = await fileAt(
      '2026-12-08T11:00:00Z',
      inStage1({
        complaint_stage1_acknowledged_at: '2026-11-25T10:00:00Z',
        complaint_stage1_responded_at: '2026-12-08T09:00:00Z',
      }),
    )
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1 answered',
      acknowledge1: 'met in 2',
      respond1: 'met_late in 11',
    })
  })

  it('dates in the future stop nothing until they come', async () => {
    const id = await fileAt(
      '2026-11-25T10:00:00Z',
      inStage1({
        complaint_stage1_acknowledged_at: '2026-11-26T12:00:00Z',
        complaint_stage1_responded_at: '2027-12-04T15:00:00Z',
      }),
    )
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      acknowledge1: '',
      respond1: '',
      nextDueAt: '2026-11-26T23:59:59.000Z',
    })
    await world.at('2026-11-26T12:30:00Z')
    await world.sweep()
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      acknowledge1: 'met in 3',
      respond1: '',
      nextDueAt: '2026-12-07T23:59:59.000Z',
    })
    await world.at('2026-12-08T09:00:00Z')
    await world.sweep()
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', respond1: '', sla: 'overdue' })
  })

  it('a date before the start stops nothing', async () => {
    const id = await fileAt(
      '2026-11-25T10:00:00Z',
      inStage1({ complaint_stage1_acknowledged_at: '2026-11-20T12:00:00Z' }),
    )
    expect(world.see(id)).toMatchObject({ acknowledge1: '', nextDueAt: '2026-11-26T23:59:59.000Z' })
  })

  it('a typing error corrected corrects the result', async () => {
    // Wed 2 Dec is working day 7.
    const id = await fileAt(
      '2026-12-02T10:00:00Z',
      inStage1({ complaint_stage1_acknowledged_at: '2026-12-02T09:00:00Z' }),
    )
    expect(world.see(id).acknowledge1).toBe('met_late in 7')
    await world.edit(id, { complaint_stage1_acknowledged_at: '2026-11-25T09:00:00Z' })
    expect(world.see(id).acknowledge1).toBe('met in 2')
  })

  it('duplicates and disorder do no harm', async () => {
    const id = await fileAt(monday, {
      createdAt: '2026-11-23T09:00:00Z',
      properties: { complaint_service_area: area },
    })
    crm.edit(id, { complaint_early_outcome: 'unresolved' })
    crm.edit(id, { complaint_early_outcome: '' })
    crm.edit(id, {
      complaint_early_outcome: 'unresolved',
      complaint_formal_requested_at: monday,
      complaint_formal_requested: 'true',
    })
    const events = crm.takeEvents()
    const jumbled = [...events, ...events.toReversed(), ...events]
    await Promise.all([world.send(jumbled, 3), world.send(events.toReversed(), 1), world.send(jumbled)])
    await world.worker.settle()
    await world.look()
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      stage1StartedAt: mondayRead,
      acknowledgeDue: '2026-11-26',
      respondDue: '2026-12-07',
    })
    expect(crm.tasksOf(id)).toEqual([])
    const moves = crm.store.records
      .get(id)
      ?.history.get('hs_pipeline_stage')
      ?.filter((entry) => entry.sourceType === 'INTEGRATION')
    expect(moves).toHaveLength(1)
  })

  it('its own echoes cost no write, nor does a second sweep', async () => {
    await world.at(monday)
    world.file(formal())
    await world.send(crm.takeEvents())
    await world.worker.settle()
    const mark = crm.calls.length
    const echoes = crm.takeEvents()
    expect(echoes.length).toBeGreaterThan(0)
    await world.send(echoes)
    await world.worker.settle()
    await world.sweep()
    expect(world.ticketWritesSince(mark)).toBe(0)
  })
})

keepsToItsCalls()
