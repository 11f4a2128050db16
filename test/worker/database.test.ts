// A D1 that is full, read-only or fails in passing: what is answered meanwhile, and that nothing is lost or done twice.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { leaseMs } from '../../src/integrations/store/leases.ts'
import { stages, startHubSpot, type HubSpot } from './hubspot.ts'
import {
  complaint,
  formal,
  message,
  passSeconds,
  rows,
  setLocalClock,
  startAfresh,
  startLoop,
  watched,
} from './loop.ts'
import { signedWebhook } from './signed-webhook.ts'

const writes = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE)/i
const readOnly = (): D1Database =>
  watched((sql) => {
    if (writes.test(sql)) throw new Error('D1_ERROR: attempt to write a readonly database')
  })

const onTickets = ['POST tickets/batch/update', 'PATCH tickets/:id'] as const
let hubspot: HubSpot
const loop = startLoop()

beforeEach(async () => {
  await startAfresh()
  hubspot = startHubSpot()
  loop.take()
  // An acknowledgement is due on the next day: the owner has a task.
  await setLocalClock('2026-11-25T10:00:00Z')
  for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const tasksOf = (id: string) => [...hubspot.tasks.values()].filter(({ ticketId }) => ticketId === id)

describe('a D1 that takes no writes', () => {
  it('does not keep the webhook from being queued, in production', async () => {
    const production = startLoop({ DB: readOnly(), REDRESS_LOCAL: '' })
    const answer = await production.request(...(await signedWebhook([{ objectId: 101 }])))
    expect(answer.status).toBe(202)
    expect(production.hints()).toEqual([{ id: '101' }])
  })

  it('leaves the batch to the queue, and HubSpot as it was, until it takes them again', async () => {
    complaint(hubspot, '101', formal)
    for (let delivery = 0; delivery < 3; delivery += 1) {
      const { ackAll, broke } = await loop.lookWith({ DB: readOnly() }, '101')
      expect(ackAll).toBe(false)
      expect(String(broke)).toContain('readonly')
    }
    expect(hubspot.count(...onTickets)).toBe(0)
    expect(hubspot.tasks.size).toBe(0)

    expect((await loop.look('101')).ackAll).toBe(true)
    expect(hubspot.tickets.get('101')).toMatchObject({
      hs_pipeline_stage: stages.stage1,
      complaint_acknowledge_due: '2026-11-26',
    })
    expect(tasksOf('101')).toHaveLength(1)
  })

  it('keeps the dead letters in their queue, too, until they can be listed', async () => {
    const dead = 'redress-tickets-dead'
    const { ackAll } = await loop.deliver([message(['101'])], { DB: readOnly() }, dead)
    expect(ackAll).toBe(false)
    expect((await loop.deliver([message(['101'])], {}, dead)).ackAll).toBe(true)
    expect(await rows('failures')).toMatchObject([{ ticket_id: '101', kind: 'dead-letter' }])
  })
})

describe('a D1 that fails once', () => {
  it('at any statement of a look leaves the ticket, its record and its task as they would be without', async () => {
    complaint(hubspot, '100', formal)
    let statements = 0
    await loop.lookWith({ DB: watched(() => void (statements += 1)) }, '100')
    expect(statements).toBeGreaterThan(5)
    const { createdate: _, ...unharmed } = hubspot.tickets.get('100') ?? {}
    const [due] = tasksOf('100').map(({ properties }) => properties['hs_task_subject'])

    for (let at = 1; at <= statements; at += 1) {
      const id = String(100 + at)
      complaint(hubspot, id, formal)
      let count = 0
      const failing = watched(() => {
        count += 1
        if (count === at) throw new Error('D1_ERROR: storage is not available')
      })
      await loop.lookWith({ DB: failing }, id)
      // A lease that could not be given back runs out.
      passSeconds(leaseMs / 1000 + 1)
      await loop.look(id)
      for (const { ids } of loop.take()) await loop.look(...ids)
      const why = `statement ${at} of ${statements}`
      expect(hubspot.tickets.get(id), why).toMatchObject(unharmed)
      expect(
        tasksOf(id).map(({ properties }) => properties['hs_task_subject']),
        why,
      ).toEqual([due])
      expect(await rows('decisions', `ticket_id = '${id}'`), why).toHaveLength(1)
      expect(await rows('leases', `ticket_id = '${id}'`), why).toEqual([])
      expect(await rows('actions', `ticket_id = '${id}'`), why).toMatchObject([{ state: 'made' }])
    }
  }, 60_000)
})
