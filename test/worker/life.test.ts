// The life of a ticket beside its procedure: deleted, restored, merged, moved to another pipeline, erased.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hintsOf, parseEvents } from '../../src/integrations/hubspot/events.ts'
import { lifeNewsOf } from '../../src/integrations/hubspot/life-events.ts'
import type { Message } from '../../src/worker/message.ts'
import { json, pipelineId, stages, startHubSpot, type HubSpot } from './hubspot.ts'
import {
  complaint,
  dieAt,
  everything,
  formal,
  passSeconds,
  row,
  rows,
  setLocalClock,
  startAfresh,
  startLoop,
} from './loop.ts'

let hubspot: HubSpot
const loop = startLoop()

beforeEach(async () => {
  await startAfresh()
  hubspot = startHubSpot()
  loop.take()
  for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** A webhook as the queue would have it. */
function told(...events: readonly object[]): Message {
  const parsed = parseEvents(events)
  const life = lifeNewsOf(events)
  return { hints: parsed.ok ? hintsOf(parsed.value, '1') : [], attempt: 0, ...(life && { life }) }
}

/** Stage 1, with a task: the acknowledgement is due soon. */
async function dueSoon(id = '101', more: Readonly<Record<string, string>> = {}): Promise<void> {
  complaint(hubspot, id, { ...formal, ...more })
  await loop.look(id)
  await setLocalClock('2026-11-25T08:00:00Z')
  await loop.look(id)
  hubspot.mend()
}

const statuses = () =>
  [...hubspot.tasks.values()].map(({ ticketId, properties }) => [ticketId, properties['hs_task_status']])
const states = async (id: string) => (await rows('clocks', `ticket_id = '${id}'`)).map(({ state }) => state)

describe('a ticket that is deleted', () => {
  it('has its clocks cancelled and its task completed, and when restored goes on with both', async () => {
    await dueSoon()
    const values = hubspot.tickets.get('101') ?? {}
    hubspot.tickets.delete('101')
    await loop.deliver([told({ subscriptionType: 'ticket.deletion', objectId: 101 })])
    expect(await states('101')).toEqual(['cancelled', 'cancelled'])
    expect(statuses()).toEqual([['101', 'COMPLETED']])

    hubspot.tickets.set('101', values)
    await loop.deliver([told({ subscriptionType: 'object.restore', objectTypeId: '0-5', objectId: 101 })])
    expect(await states('101')).toEqual(['due_soon', 'running'])
    // Opened again, not made again.
    expect(statuses()).toEqual([['101', 'NOT_STARTED']])
    expect(await row('tickets', 'true')).toMatchObject({ gone: null, stage: 'stage1' })
  })

  it('is not taken for done with while its task can not be completed', async () => {
    await dueSoon()
    hubspot.tickets.delete('101')
    hubspot.answer('PATCH tasks/:id', 503)
    await loop.look('101')
    expect(loop.take()).toMatchObject([{ ids: ['101'], attempt: 1 }])
    expect(await row('tickets', 'true')).toMatchObject({ gone: null })
    hubspot.mend()
    await loop.look('101')
    expect(statuses()).toEqual([['101', 'COMPLETED']])
    expect(await row('tickets', 'true')).toMatchObject({ gone: 'deleted' })
    // From then on it costs a look and nothing else.
    hubspot.mend()
    await loop.look('101')
    expect(hubspot.count()).toBe(1)
  })

  it('with a task that was made but not noted has that completed, too', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    await setLocalClock('2026-11-25T08:00:00Z')
    await dieAt(hubspot, 'POST tasks', 'after', () => loop.look('101'))
    hubspot.tickets.delete('101')
    passSeconds(301)
    await loop.look('101')
    expect(statuses()).toEqual([['101', 'COMPLETED']])
    expect(await rows('actions')).toMatchObject([{ state: 'completed' }])
  })

  it('that is archived is as one deleted', async () => {
    await dueSoon()
    hubspot.spoil(({ name, body }) =>
      name === 'POST tickets/batch/read'
        ? json({ results: body.inputs.map(({ id }) => ({ id, archived: true, properties: {} })) })
        : undefined,
    )
    await loop.look('101')
    expect(await states('101')).toEqual(['cancelled', 'cancelled'])
  })
})

it('a ticket that goes to another pipeline leaves its task completed, and takes it up when it comes back', async () => {
  await dueSoon()
  const ticket = hubspot.tickets.get('101') ?? {}
  Object.assign(ticket, { hs_pipeline: '0', hs_pipeline_stage: '1' })
  await loop.look('101')
  expect(await row('tickets', 'true')).toMatchObject({ gone: 'elsewhere' })
  expect(statuses()).toEqual([['101', 'COMPLETED']])
  Object.assign(ticket, { hs_pipeline: pipelineId, hs_pipeline_stage: stages.stage1 })
  await loop.look('101')
  expect(statuses()).toEqual([['101', 'NOT_STARTED']])
  expect(await states('101')).toEqual(['due_soon', 'running'])
})

it('a ticket that never was a complaint costs a place in a read, and no row', async () => {
  complaint(hubspot, '101', { ...formal, hs_pipeline: '0', hs_pipeline_stage: '1' })
  const before = await everything()
  await loop.deliver([
    told(
      { subscriptionType: 'ticket.creation', objectId: 101 },
      { subscriptionType: 'ticket.propertyChange', objectId: 101, propertyName: 'hs_pipeline_stage' },
    ),
  ])
  expect(hubspot.idsOf('POST tickets/batch/read')).toEqual([['101']])
  expect(hubspot.count('POST tickets/batch/update', 'POST tasks')).toBe(0)
  expect(await everything()).toEqual(before)
})

describe('tickets that are merged', () => {
  const merge = (into: number | undefined, mergedObjectIds: readonly number[] = [101, 102]) => ({
    subscriptionType: 'ticket.merge',
    objectId: 101,
    primaryObjectId: 101,
    mergedObjectIds,
    newObjectId: into,
  })

  /** As HubSpot does it: a new record takes the places of both. */
  const mergeInto = (id: string) => {
    hubspot.tickets.set(id, { ...hubspot.tickets.get('101') })
    hubspot.tickets.delete('101')
    hubspot.tickets.delete('102')
  }

  it('carry on as the new record: the same clocks, the same task, and the other’s task is completed', async () => {
    await dueSoon('101')
    await setLocalClock('2026-11-23T10:00:00Z')
    await dueSoon('102')
    mergeInto('103')
    await loop.deliver([told(merge(103))])
    expect(await states('101')).toEqual(['cancelled', 'cancelled'])
    expect(await states('102')).toEqual(['cancelled', 'cancelled'])
    expect(await states('103')).toEqual(['due_soon', 'running'])
    expect(statuses()).toEqual([
      ['101', 'NOT_STARTED'],
      ['102', 'COMPLETED'],
    ])
    const [task] = await rows('actions', "ticket_id = '103'")
    expect(task).toMatchObject({ state: 'made', key: expect.stringContaining('/103/') })

    // And the survivor completes it.
    Object.assign(hubspot.tickets.get('103') ?? {}, {
      complaint_stage1_acknowledged_at: '2026-11-25T08:30:00Z',
    })
    await setLocalClock('2026-11-25T09:00:00Z')
    await loop.look('103')
    expect(statuses()[0]).toEqual(['101', 'COMPLETED'])
    const response = await loop.request('/api/tickets/101')
    expect(await response.json()).toMatchObject({ gone: 'deleted', mergedInto: '103' })
  })

  it('remember a hand: what a person moved back stays', async () => {
    await dueSoon()
    Object.assign(hubspot.tickets.get('101') ?? {}, { hs_pipeline_stage: stages.early })
    await loop.look('101')
    mergeInto('103')
    await loop.deliver([told(merge(103))])
    expect(hubspot.tickets.get('103')?.['hs_pipeline_stage']).toBe(stages.early)
  })

  it('into one of them go on as that one', async () => {
    await dueSoon('101')
    complaint(hubspot, '102', formal)
    await loop.look('102')
    hubspot.tickets.delete('102')
    const before = await rows('actions', "ticket_id = '101'")
    await loop.deliver([told(merge(undefined, [102]))])
    expect(await rows('actions', "ticket_id = '101'")).toEqual(before)
    expect(await states('101')).toEqual(['due_soon', 'running'])
    expect(await rows('merged_tickets')).toMatchObject([{ id: '102', into_id: '101' }])
  })

  it('go on even if the old ones were found missing before the event came, and if it comes twice', async () => {
    await dueSoon('101')
    mergeInto('103')
    await loop.look('101')
    await loop.deliver([told(merge(103))])
    await loop.deliver([told(merge(103))])
    expect(statuses()).toEqual([['101', 'NOT_STARTED']])
    expect(await states('103')).toEqual(['due_soon', 'running'])
  })

  it('carry on though no notice of it ever came, and the old ones were missing already', async () => {
    await dueSoon('101')
    await setLocalClock('2026-11-23T10:00:00Z')
    await dueSoon('102')
    mergeInto('103')
    Object.assign(hubspot.tickets.get('103') ?? {}, { hs_merged_object_ids: '101;102' })
    await loop.look('101')
    expect(statuses()[0]).toEqual(['101', 'COMPLETED'])
    await loop.look('103')
    expect(statuses()[0]).toEqual(['101', 'NOT_STARTED'])
    // The other's task is completed by the next sweep.
    expect(await rows('tickets', `next_look_at <= ${Date.parse('2026-11-25T08:00:00Z')}`)).toMatchObject([
      { id: '102' },
    ])
    await loop.look('102')
    expect(statuses()).toEqual([
      ['101', 'NOT_STARTED'],
      ['102', 'COMPLETED'],
    ])
    expect(await states('103')).toEqual(['due_soon', 'running'])
    expect(await rows('merged_tickets')).toMatchObject([
      { id: '101', into_id: '103' },
      { id: '102', into_id: '103' },
    ])
    // A notice that comes late changes nothing.
    await loop.deliver([told(merge(103))])
    expect(statuses()).toEqual([
      ['101', 'NOT_STARTED'],
      ['102', 'COMPLETED'],
    ])
  })

  it('without a notice carry on as the one whose values they have', async () => {
    await dueSoon('101')
    await setLocalClock('2026-11-23T10:00:00Z')
    await dueSoon('102', { complaint_service_area: 'rents' })
    // Both stand in the same stage, and nothing says which of them was the primary one.
    hubspot.tickets.set('103', { ...hubspot.tickets.get('102'), hs_merged_object_ids: '101;102' })
    for (const id of ['101', '102']) hubspot.tickets.delete(id)
    await loop.look('103')
    await loop.look('101')
    expect(statuses()).toEqual([
      ['101', 'COMPLETED'],
      ['102', 'NOT_STARTED'],
    ])
    expect(await states('103')).toEqual(['due_soon', 'running'])
  })

  it('have one open task where the new record was looked at before the event came', async () => {
    await dueSoon('101')
    mergeInto('103')
    await loop.look('103')
    await loop.deliver([told(merge(103))])
    expect(statuses()).toEqual([
      ['101', 'COMPLETED'],
      ['103', 'NOT_STARTED'],
    ])
  })
})

describe('a contact that is erased', () => {
  const linked = (ticket: number, contact: number) => ({
    subscriptionType: 'ticket.associationChange',
    associationType: 'TICKET_TO_CONTACT',
    fromObjectId: ticket,
    toObjectId: contact,
  })
  const erased = (contact: number) => ({ subscriptionType: 'contact.privacyDeletion', objectId: contact })

  it('leaves the skeleton of what was decided on their tickets, and nothing of them', async () => {
    complaint(hubspot, '101', { ...formal, complaint_aspects_raised: 'staff_conduct;safety' })
    complaint(hubspot, '102', { ...formal, complaint_aspects_raised: 'staff_conduct;safety' })
    await loop.deliver([told(linked(101, 7), linked(102, 8))])
    await loop.look('101', '102')
    await setLocalClock('2026-11-25T08:00:00Z')
    await loop.look('101', '102')
    const others = await rows('decisions', "ticket_id = '102'")
    expect(JSON.stringify(others)).toContain('staff_conduct')
    hubspot.tickets.delete('101')
    await loop.look('101')

    await loop.deliver([told(erased(7))])
    const own = [
      await rows('tickets', "id = '101'"),
      await rows('decisions', "ticket_id = '101'"),
      await rows('actions', "ticket_id = '101'"),
    ]
    const text = JSON.stringify(own)
    for (const personal of [
      'staff_conduct',
      'priya',
      'formal complaint was asked',
      'Due soon',
      '"2026-11-23T08:00',
    ])
      expect(text).not.toContain(personal)
    const [first] = own[1] ?? []
    expect(first).toMatchObject({ ticket_id: '101', decided_at: '2026-11-23T10:00:00Z', version: '2026.1' })
    expect(JSON.parse(String(first?.['outcome']))).toMatchObject({
      written: true,
      stage: 'stage1',
      changes: expect.arrayContaining([{ kind: 'stage', from: 'early', to: 'stage1' }]),
      clocks: [{ name: 'stage1-acknowledge', dueOn: '2026-11-26' }, { name: 'stage1-respond' }],
      reasons: expect.arrayContaining([{ rule: 'early-formal', status: 'held' }]),
      explanation: '',
      erasedAt: expect.any(String),
    })
    expect(await rows('clocks', "ticket_id = '101'")).toHaveLength(2)
    expect(await rows('decisions', "ticket_id = '102'")).toEqual(others)
    expect(await rows('ticket_contacts')).toMatchObject([{ contact_id: '8' }])
    const response = await loop.request('/api/tickets/101')
    expect(response.status).toBe(200)
  })

  it('changes nothing about a complaint that is still there: its clocks and hold go on', async () => {
    complaint(hubspot, '101', formal)
    await loop.deliver([told(linked(101, 7))])
    await loop.look('101')
    await loop.deliver([told(erased(7))])
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.stage1)
    expect(await states('101')).toEqual(['running', 'running'])
    expect(JSON.stringify(await rows('decisions'))).not.toContain('complaint_service_area":"repairs')
    expect(JSON.parse(String((await row('tickets', 'true'))['memory']))).toMatchObject({ stage: 'stage1' })
  })

  it('is not forgotten where the queue gave up on the news of it', async () => {
    complaint(hubspot, '101', { ...formal, complaint_aspects_raised: 'staff_conduct;safety' })
    await loop.deliver([told(linked(101, 7))])
    await loop.look('101')
    expect(JSON.stringify(await rows('decisions'))).toContain('staff_conduct')
    expect(await loop.deliver([told(erased(7))], {}, 'redress-tickets-dead')).toMatchObject({ ackAll: true })
    expect(JSON.stringify(await rows('decisions'))).not.toContain('staff_conduct')
    expect(await rows('ticket_contacts')).toEqual([])
  })

  it('whose tickets are not known costs nothing', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    const before = await everything()
    hubspot.mend()
    expect(await loop.deliver([told(erased(9))])).toMatchObject({ ackAll: true })
    expect(await everything()).toEqual(before)
    expect(hubspot.count()).toBe(0)
  })

  it('takes a write under way with it: the decision that it leaves behind is a skeleton, too', async () => {
    complaint(hubspot, '101', { ...formal, complaint_aspects_raised: 'staff_conduct' })
    await loop.deliver([told(linked(101, 7))])
    await dieAt(hubspot, 'POST tickets/batch/update', 'after', () => loop.look('101'))
    hubspot.tickets.set('101', { ...hubspot.tickets.get('101'), complaint_aspects_raised: '' })
    passSeconds(100)
    await loop.deliver([told(erased(7))])
    expect(await rows('decisions')).toHaveLength(1)
    expect(JSON.stringify(await everything())).not.toContain('staff_conduct')
  })
})
