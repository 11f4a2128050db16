/**
 * Stage 1 running out of time, and being given more.
 *
 * Left open by the contract, so only what is certain is asserted: a complex update whose date is beyond the cap is due
 * 7 Dec (invalid) or 21 Dec (capped). Not asserted: an extension notice without a date on a complaint that is not
 * complex, and the shapes of `/api/*` answers beyond the ids, dates and words they must hold.
 */
// oxlint-disable typescript/no-unsafe-type-assertion -- bodies are read by shape
import { describe, expect, it } from 'vitest'
import {
  world,
  crm,
  people,
  startWorld,
  keepsToItsCalls,
  area,
  monday,
  formal,
  inStage1,
  fileAt,
  tasksFor,
  isDone,
} from './complaints.ts'

startWorld()

describe('due soon and overdue', () => {
  it('one task when it is due soon, one more when overdue, however often one sweeps; then they complete', async () => {
    const id = await fileAt(monday, formal())
    expect(world.see(id).sla).toBe('on_track')
    expect(crm.tasksOf(id)).toEqual([])
    // Due Thu 26 Nov, warned one working day before.
    await world.at('2026-11-25T09:00:00Z')
    await world.sweep(2)
    expect(world.see(id).sla).toBe('due_soon')
    expect(crm.tasksOf(id)).toMatchObject([{ owner: people.stage1(area) }])
    await world.at('2026-11-27T09:00:00Z')
    await world.sweep(3)
    expect(world.see(id)).toMatchObject({
      sla: 'overdue',
      acknowledgeDue: '2026-11-26',
      nextDueAt: '2026-11-26T23:59:59.000Z',
    })
    expect(crm.tasksOf(id)).toHaveLength(2)
    expect(tasksFor(id, people.stage1(area))).toHaveLength(2)
    await world.edit(id, { complaint_stage1_acknowledged_at: '2026-11-27T08:30:00Z' })
    expect(world.see(id)).toMatchObject({
      sla: 'on_track',
      acknowledge1: 'met_late in 4',
      nextDueAt: '2026-12-07T23:59:59.000Z',
    })
    expect(crm.tasksOf(id).map((task) => isDone(task.status))).toEqual([true, true])
  })

  it('is not overdue at the due instant, and is one second after', async () => {
    const id = await fileAt(monday, formal())
    await world.at('2026-11-27T00:00:00Z')
    await world.sweep()
    expect(world.see(id).sla).toBe('due_soon')
    await world.at('2026-11-27T00:00:01Z')
    await world.sweep()
    expect(world.see(id).sla).toBe('overdue')
  })

  it('one overdue task for each clock', async () => {
    const id = await fileAt('2026-12-09T09:00:00Z', inStage1())
    await world.sweep(2)
    expect(world.see(id).sla).toBe('overdue')
    expect(tasksFor(id, people.stage1(area))).toHaveLength(2)
    expect(crm.tasksOf(id)).toHaveLength(2)
  })

  it('shows the worst of the open clocks', async () => {
    const id = await fileAt('2026-12-07T09:00:00Z', inStage1())
    expect(world.see(id).sla).toBe('overdue')
    await world.edit(id, { complaint_stage1_acknowledged_at: '2026-11-25T10:00:00Z' })
    expect(world.see(id)).toMatchObject({ sla: 'due_soon', acknowledge1: 'met in 2' })
  })

  it('lists what is overdue at /api/due until the ticket is deleted', async () => {
    const id = await fileAt('2026-12-09T09:00:00Z', inStage1())
    const listed = await world.worker.api('/api/due')
    expect(listed.status).toBe(200)
    expect(listed.text).toContain(id)
    crm.remove(id)
    await world.look()
    await world.sweep()
    expect((await world.worker.api('/api/due')).text).not.toContain(id)
  })

  it('shows clocks, decisions and reasons at /api/tickets/:id', async () => {
    const id = await fileAt(monday, formal())
    const { status, text, json } = await world.worker.api(`/api/tickets/${id}`)
    expect(status).toBe(200)
    expect(Object.keys(json as object).join()).toMatch(/clocks/)
    expect(text).toMatch(/reasons/)
    expect(text).toMatch(/2026-11-26|2026-11-27T00:00/)
    expect(text).toMatch(/2026-12-07|2026-12-08T00:00/)
  })
})

describe('more time at stage 1', () => {
  const complex = {
    complaint_complexity: 'complex',
    complaint_received_at: monday,
    complaint_stage1_acknowledged_at: '2026-11-24T10:00:00Z',
  }
  const told = {
    complaint_stage1_extension_notified_at: '2026-12-04T10:00:00Z',
    complaint_stage1_extension_reason: 'A surveyor must see the roof.',
  }
  const standard = { complaint_stage1_acknowledged_at: '2026-11-24T10:00:00Z' }
  const day = '2026-12-04T11:00:00Z'

  it.each([
    [
      'an update on a complex complaint moves it to the date given',
      {
        ...complex,
        complaint_stage1_update_sent_at: '2026-12-04T10:00:00Z',
        complaint_stage1_extended_to: '2026-12-16',
      },
      '2026-12-16',
    ],
    // 8 9 10 11 | 14-18 | 21: ten more working days after 7 Dec.
    [
      'an update without a date gives all ten days',
      { ...complex, complaint_stage1_update_sent_at: '2026-12-04T10:00:00Z' },
      '2026-12-21',
    ],
    [
      'exactly ten more days are within the cap',
      { ...standard, ...told, complaint_stage1_extended_to: '2026-12-21' },
      '2026-12-21',
    ],
    [
      'an extension with reason and notice in time moves any complaint',
      { ...standard, ...told, complaint_stage1_extended_to: '2026-12-14' },
      '2026-12-14',
    ],
    [
      'an extension beyond ten days is invalid',
      { ...standard, ...told, complaint_stage1_extended_to: '2026-12-22' },
      '2026-12-07',
    ],
    [
      'an extension without a reason is invalid',
      {
        ...standard,
        complaint_stage1_extension_notified_at: '2026-12-04T10:00:00Z',
        complaint_stage1_extended_to: '2026-12-14',
      },
      '2026-12-07',
    ],
    [
      'a new date without a notice is nothing',
      { ...standard, complaint_stage1_extension_reason: 'Roof.', complaint_stage1_extended_to: '2026-12-14' },
      '2026-12-07',
    ],
    [
      'an update on a complaint that is not complex is nothing',
      {
        ...standard,
        complaint_stage1_update_sent_at: '2026-12-04T10:00:00Z',
        complaint_stage1_extended_to: '2026-12-14',
      },
      '2026-12-07',
    ],
  ])('%s', async (_, properties, due) => {
    const id = await fileAt(day, inStage1(properties))
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      respondDue: due,
      nextDueAt: `${due}T23:59:59.000Z`,
      respond1: '',
      acknowledge1: 'met in 1',
    })
  })

  it('an update with a date beyond the cap never gives more than ten days', async () => {
    const id = await fileAt(
      day,
      inStage1({
        ...complex,
        complaint_stage1_update_sent_at: '2026-12-04T10:00:00Z',
        complaint_stage1_extended_to: '2027-01-29',
      }),
    )
    expect(['2026-12-07', '2026-12-21']).toContain(world.see(id).respondDue)
  })

  it.each([
    [
      'a late notice',
      {
        ...standard,
        ...told,
        complaint_stage1_extension_notified_at: '2026-12-08T09:00:00Z',
        complaint_stage1_extended_to: '2026-12-14',
      },
    ],
    [
      'a late update',
      {
        ...complex,
        complaint_stage1_update_sent_at: '2026-12-08T09:00:00Z',
        complaint_stage1_extended_to: '2026-12-14',
      },
    ],
  ])('%s moves nothing', async (_, properties) => {
    const id = await fileAt('2026-12-08T10:00:00Z', inStage1(properties))
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', respondDue: '2026-12-07', sla: 'overdue' })
  })

  it('answered within a valid extension is met', async () => {
    // Mon 14 Dec is working day 15.
    const id = await fileAt(
      '2026-12-14T16:00:00Z',
      inStage1({
        ...standard,
        ...told,
        complaint_stage1_extended_to: '2026-12-14',
        complaint_stage1_responded_at: '2026-12-14T15:00:00Z',
      }),
    )
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1 answered', respond1: 'met in 15' })
  })
})

keepsToItsCalls()
