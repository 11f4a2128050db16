/**
 * What people do by hand: owners and stages that they set, a pause, complaints typed in afterwards.
 *
 * Left open by the contract, so not asserted: how often a value is "set back" before it is left alone, and stage 1
 * results of a ticket that is first seen past Stage 1.
 */
import { describe, expect, it } from 'vitest'
import {
  world,
  crm,
  startWorld,
  keepsToItsCalls,
  area,
  monday,
  mondayRead,
  formal,
  inStage1,
  answered,
  ground1,
  requested,
  fileAt,
  director,
  tasksFor,
} from './complaints.ts'

startWorld()

describe('people', () => {
  it('a hand-changed owner stays, and becomes the investigator', async () => {
    const id = await fileAt(monday, formal())
    await world.at('2026-11-24T09:00:00Z')
    await world.edit(id, { hubspot_owner_id: crm.ownerId(director()) })
    await world.sweep()
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', owner: director(), investigator: director() })
    await world.at('2026-11-25T09:00:00Z')
    await world.sweep()
    expect(tasksFor(id, director())).toHaveLength(1)
  })

  it('a stage set back by hand is held, its clock not restarted', async () => {
    const id = await fileAt(monday, formal({ complaint_stage1_acknowledged_at: '2026-11-23T12:00:00Z' }))
    await world.at('2026-12-04T16:00:00Z')
    await world.edit(id, { complaint_stage1_responded_at: '2026-12-04T15:00:00Z' })
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1 answered', respond1: 'met in 9' })
    await world.at('2026-12-08T10:00:00Z')
    crm.moveByHand(id, 'Stage 1')
    await world.look()
    await world.at('2026-12-09T10:00:00Z')
    await world.sweep()
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      stage1StartedAt: mondayRead,
      respondDue: '2026-12-07',
      respond1: 'met in 9',
    })
    expect(world.see(id).sla).toBe('met')
  })

  it('a stage set back to early resolution is held until a fact changes, and the clocks come back as they were', async () => {
    const id = await fileAt(monday, formal())
    await world.at('2026-11-24T10:00:00Z')
    crm.moveByHand(id, 'Early resolution')
    await world.look()
    await world.at('2026-11-25T10:00:00Z')
    await world.sweep()
    expect(world.see(id).stage).toBe('Early resolution')
    await world.edit(id, { complaint_early_outcome: 'unresolved' })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      stage1StartedAt: mondayRead,
      acknowledgeDue: '2026-11-26',
      respondDue: '2026-12-07',
    })
  })

  it('a ticket taken out of Closed by hand is held', async () => {
    const id = await fileAt(monday, {
      createdAt: monday,
      properties: { complaint_service_area: area, complaint_early_outcome: 'resolved' },
    })
    expect(world.see(id).stage).toBe('Closed')
    await world.at('2026-11-24T10:00:00Z')
    crm.moveByHand(id, 'Early resolution')
    await world.look()
    await world.sweep()
    expect(world.see(id).stage).toBe('Early resolution')
  })

  it('automation paused: nothing is written, but it is still watched', async () => {
    const id = await fileAt(monday, formal())
    await world.at('2026-11-24T10:00:00Z')
    await world.edit(id, { complaint_automation: 'paused' })
    const writes = crm.writesTo(id)
    await world.at('2026-12-09T09:00:00Z')
    await world.sweep()
    expect(crm.writesTo(id)).toBe(writes)
    expect([...crm.tasksOf(id), ...crm.notesOf(id)]).toEqual([])
    expect((await world.worker.api('/api/due')).text).toContain(id)
    await world.edit(id, { complaint_automation: 'on' })
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', sla: 'overdue', respondDue: '2026-12-07' })
  })

  it('paused from the first: no stage, no owner, no word', async () => {
    const id = await fileAt(monday, formal({ complaint_automation: 'paused' }))
    await world.sweep()
    expect(crm.writesTo(id)).toBe(0)
    await world.at('2026-11-24T10:00:00Z')
    await world.edit(id, { complaint_automation: 'on' })
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', acknowledgeDue: '2026-11-26' })
  })
})

describe('all at once', () => {
  // A complaint whose webhooks were all lost, or that was typed in afterwards, has every fact at the first look.
  const finished = {
    ...ground1,
    ...requested,
    complaint_stage2_acknowledged_at: '2026-12-11T10:00:00Z',
    complaint_stage2_report_approved_at: '2027-01-05T10:00:00Z',
    complaint_stage2_responded_at: '2027-01-05T10:00:00Z',
  }

  it.each(['Early resolution', 'Stage 1', 'Stage 1 answered', 'Stage 2'])(
    'a finished complaint found in %s ends in Closed, and stays there',
    async (stage) => {
      const id = await fileAt('2027-01-06T11:00:00Z', { ...answered(finished), stage })
      await world.sweep(2)
      // 11 | 14-18 | 21-24 | 29 30 31 | 4 5: answered on working day 15.
      expect(world.see(id)).toMatchObject({
        stage: 'Closed',
        acknowledgeDue: '',
        respondDue: '',
        nextDueAt: '',
        sla: '',
        acknowledge2: 'met in 1',
        respond2: 'met in 15',
        stage1StartedAt: mondayRead,
        // Found past Stage 1, its clocks were never seen to hold: no result is certain.
        ...(stage === 'Early resolution' || stage === 'Stage 1'
          ? { acknowledge1: 'met in 2', respond1: 'met in 9' }
          : {}),
      })
      const moves = crm.store.records.get(id)?.history.get('hs_pipeline_stage')
      expect(moves).toHaveLength(2)
      expect(crm.notesOf(id).filter((note) => note.text.includes('PO Box 1484'))).toHaveLength(1)
      expect((await world.worker.api('/api/failures')).text).not.toContain(id)
    },
  )

  it('a finished complaint first seen in Closed is not opened again', async () => {
    const id = await fileAt('2027-01-06T11:00:00Z', { ...answered(finished), stage: 'Closed' })
    await world.sweep()
    expect(world.see(id)).toMatchObject({ stage: 'Closed', acknowledgeDue: '', respondDue: '', sla: '' })
    expect(crm.tasksOf(id)).toEqual([])
  })

  it('a complaint answered before its first look goes on to Stage 1 answered', async () => {
    const id = await fileAt('2026-12-07T11:00:00Z', {
      ...formal({
        complaint_stage1_acknowledged_at: '2026-11-25T10:00:00Z',
        complaint_stage1_responded_at: '2026-12-04T15:00:00Z',
      }),
    })
    await world.sweep()
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1 answered',
      stage1StartedAt: mondayRead,
      acknowledge1: 'met in 2',
      respond1: 'met in 9',
      respondDue: '',
    })
  })

  it('a move by hand whose webhook was lost starts when it was made, not when it was swept', async () => {
    const id = await fileAt(monday, { createdAt: monday, properties: { complaint_service_area: area } })
    crm.moveByHand(id, 'Stage 1', '2026-11-24T10:00:00Z')
    crm.takeEvents()
    await world.at('2026-11-26T02:00:00Z')
    await world.sweep()
    // From Tue 24 Nov: acknowledge 25 26 27; respond 25 26 27 | 30 1-4 | 7 8.
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      acknowledgeDue: '2026-11-27',
      respondDue: '2026-12-08',
    })
  })

  it('a value that no option of the policy knows stops moves, not clocks and breach tasks', async () => {
    const property = crm.store.properties.get('complaint_complexity')
    if (!property) throw new Error('no such property')
    crm.store.properties.set(property.name, { ...property, options: [...property.options, 'very_complex'] })
    const id = await fileAt(
      '2026-12-09T09:00:00Z',
      inStage1({
        complaint_stage1_acknowledged_at: '2026-11-25T10:00:00Z',
        complaint_complexity: 'very_complex',
      }),
    )
    await world.sweep()
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', sla: 'overdue', respondDue: '2026-12-07' })
    expect(crm.tasksOf(id).filter((task) => /overdue/i.test(task.text))).toHaveLength(1)
    expect((await world.worker.api('/api/failures')).text).toContain(id)
  })
})

keepsToItsCalls()
