/**
 * Stage 2 and the ways to the end.
 *
 * Left open by the contract: the second reviewer where the director or the Head of Business Improvement investigated
 * at stage 1; asserted is that it is never that person.
 */
import { describe, expect, it } from 'vitest'
import {
  world,
  crm,
  startWorld,
  keepsToItsCalls,
  area,
  monday,
  formal,
  inStage1,
  answered,
  ground1,
  ground2,
  ground3,
  requested,
  atStage2,
  fileAt,
  director,
  improvement,
  tasksFor,
  isDone,
} from './complaints.ts'

startWorld()

describe('stage 2', () => {
  const now = '2026-12-10T11:00:00Z'

  it('the director who investigated at stage 1 does not review: the other takes it, and a task says so', async () => {
    const id = await fileAt(
      now,
      answered({
        ...ground2,
        ...requested,
        complaint_stage1_investigator: crm.ownerId(director()),
        hubspot_owner_id: crm.ownerId(director()),
      }),
    )
    const seen = world.see(id)
    expect(seen).toMatchObject({ stage: 'Stage 2', owner: improvement() })
    expect(seen.secondReviewer).not.toBe(director())
    expect(crm.tasksOf(id).length).toBeGreaterThan(0)
    expect(tasksFor(id, director())).toEqual([])
  })

  it('nor does a Head of Business Improvement who investigated', async () => {
    const id = await fileAt(
      now,
      answered({
        ...ground3,
        ...requested,
        complaint_stage1_investigator: crm.ownerId(improvement()),
        hubspot_owner_id: crm.ownerId(improvement()),
      }),
    )
    const seen = world.see(id)
    expect(seen).toMatchObject({ stage: 'Stage 2', owner: director() })
    expect(seen.secondReviewer).not.toBe(improvement())
    expect(crm.tasksOf(id).length).toBeGreaterThan(0)
  })

  it('a hand-changed owner of Stage 1 counts as the investigator there', async () => {
    const id = await fileAt(monday, formal())
    await world.edit(id, { hubspot_owner_id: crm.ownerId(director()) })
    await world.at('2026-12-04T16:00:00Z')
    await world.edit(id, { complaint_stage1_responded_at: '2026-12-04T15:00:00Z' })
    await world.at(now)
    await world.edit(id, { ...requested, ...ground2 })
    expect(world.see(id)).toMatchObject({ stage: 'Stage 2', investigator: director(), owner: improvement() })
  })

  it('the person complained about never reviews', async () => {
    const id = await fileAt(
      now,
      answered({
        ...ground2,
        ...requested,
        complaint_about_staff: 'true',
        complaint_staff_subject: crm.ownerId(director()),
      }),
    )
    const seen = world.see(id)
    expect(seen.stage).toBe('Stage 2')
    expect([seen.owner, seen.secondReviewer]).not.toContain(director())
    expect(tasksFor(id, director())).toEqual([])
  })

  it('a response without approval stays, an approval without response stays', async () => {
    const responded = await fileAt(
      '2027-01-11T16:00:00Z',
      atStage2({ complaint_stage2_responded_at: '2027-01-11T15:00:00Z' }),
    )
    const approved = await fileAt(
      '2027-01-11T16:00:00Z',
      atStage2({ complaint_stage2_report_approved_at: '2027-01-11T15:00:00Z' }),
    )
    await world.sweep()
    for (const id of [responded, approved]) {
      expect(world.see(id)).toMatchObject({ stage: 'Stage 2', respondDue: '2027-01-12', respond2: '' })
      expect(crm.notesOf(id).some((note) => note.text.includes('PO Box'))).toBe(false)
    }
  })

  it("approved and responded: closed, with one note of the Ombudsman's current address", async () => {
    const id = await fileAt(now, atStage2({ complaint_stage2_acknowledged_at: '2026-12-10T10:30:00Z' }))
    expect(world.see(id).stage).toBe('Stage 2')
    await world.at('2027-01-11T16:00:00Z')
    await world.edit(id, {
      complaint_stage2_report_approved_at: '2027-01-08T10:00:00Z',
      complaint_stage2_responded_at: '2027-01-11T15:00:00Z',
    })
    await world.sweep()
    expect(world.see(id)).toMatchObject({
      stage: 'Closed',
      acknowledgeDue: '',
      respondDue: '',
      nextDueAt: '',
      respond2: 'met in 19',
    })
    const notes = crm.notesOf(id).filter((note) => note.text.includes('Ombudsman'))
    expect(notes).toHaveLength(1)
    for (const words of ['PO Box 1484', 'Preston', 'PR2 0ET']) expect(notes[0]?.text).toContain(words)
    expect(notes[0]?.text).not.toMatch(/Liverpool|L33/)
  })

  it('is done at the later of approval and response', async () => {
    // Responded Mon 11 Jan in time, approved only on Wed 13 Jan, working day 21.
    const id = await fileAt(
      '2027-01-13T16:00:00Z',
      atStage2({
        complaint_stage2_acknowledged_at: '2026-12-16T09:00:00Z',
        complaint_stage2_responded_at: '2027-01-11T15:00:00Z',
        complaint_stage2_report_approved_at: '2027-01-13T15:00:00Z',
      }),
    )
    // 11 14 15 16: acknowledged on working day 4.
    expect(world.see(id)).toMatchObject({
      stage: 'Closed',
      acknowledge2: 'met_late in 4',
      respond2: 'met_late in 21',
    })
  })

  it('is overdue when nobody acknowledges', async () => {
    const id = await fileAt(now, atStage2({}))
    await world.at('2026-12-16T09:00:00Z')
    await world.sweep(2)
    expect(world.see(id).sla).toBe('overdue')
    expect(tasksFor(id, world.see(id).owner)).toHaveLength(1)
  })
})

describe('the end', () => {
  it.each([
    [
      'Early resolution',
      () => ({ createdAt: monday, properties: { complaint_service_area: area } }),
      '2026-11-23T15:00:00Z',
    ],
    ['Stage 1', () => inStage1(), '2026-11-24T10:00:00Z'],
    ['Stage 1 answered', () => answered(), '2026-12-07T10:00:00Z'],
    ['Stage 2', () => atStage2({}), '2026-12-10T11:00:00Z'],
  ] as const)('withdrawn from %s: closed, with nothing owed', async (stage, ticket, now) => {
    const id = await fileAt(now, ticket())
    expect(world.see(id).stage).toBe(stage)
    await world.edit(id, { complaint_withdrawn_at: now })
    await world.at('2027-02-01T10:00:00Z')
    await world.sweep()
    expect(world.see(id)).toMatchObject({
      stage: 'Closed',
      acknowledgeDue: '',
      respondDue: '',
      nextDueAt: '',
      respond2: '',
    })
    expect(crm.tasksOf(id).filter((task) => !isDone(task.status))).toEqual([])
    expect((await world.worker.api('/api/due')).text).not.toContain(id)
  })

  it.each([
    ['Stage 1', () => inStage1(), '2026-11-24T10:00:00Z'],
    ['Stage 2', () => atStage2({}), '2026-12-10T11:00:00Z'],
  ] as const)(
    'closed by hand from %s with a response owed: clocks cancelled, one task',
    async (_, ticket, now) => {
      const id = await fileAt(now, ticket())
      const before = crm.tasksOf(id).length
      crm.moveByHand(id, 'Closed')
      await world.look()
      await world.at('2027-02-01T10:00:00Z')
      await world.sweep(2)
      expect(world.see(id)).toMatchObject({
        stage: 'Closed',
        acknowledgeDue: '',
        respondDue: '',
        nextDueAt: '',
        respond2: '',
      })
      expect(crm.tasksOf(id)).toHaveLength(before + 1)
      expect((await world.worker.api('/api/due')).text).not.toContain(id)
    },
  )

  it('closed by hand twice with a response owed, at each stage: a task each time', async () => {
    const id = await fileAt('2026-11-24T10:00:00Z', inStage1())
    crm.moveByHand(id, 'Closed')
    await world.look()
    expect(crm.tasksOf(id)).toHaveLength(1)
    await world.at('2026-11-25T10:00:00Z')
    crm.moveByHand(id, 'Stage 1')
    await world.look()
    await world.at('2026-12-04T16:00:00Z')
    await world.edit(id, {
      complaint_stage1_acknowledged_at: '2026-11-24T15:00:00Z',
      complaint_stage1_responded_at: '2026-12-04T15:00:00Z',
    })
    expect(world.see(id).stage).toBe('Stage 1 answered')
    await world.at('2026-12-10T11:00:00Z')
    await world.edit(id, { ...ground1, ...requested })
    expect(world.see(id).stage).toBe('Stage 2')
    const before = crm.tasksOf(id).length
    crm.moveByHand(id, 'Closed')
    await world.look()
    await world.sweep()
    expect(world.see(id).stage).toBe('Closed')
    expect(crm.tasksOf(id)).toHaveLength(before + 1)
  })
})

keepsToItsCalls()
