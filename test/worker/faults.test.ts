// A HubSpot that is down or has had enough: how often it is asked, and how all heals once it is well.

import { createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import worker from '../../src/worker/index.ts'
import { json, stages, startHubSpot, type HubSpot } from './hubspot.ts'
import {
  complaint,
  formal,
  message,
  passSeconds,
  realNow,
  row,
  rows,
  setLocalClock,
  startAfresh,
  startLoop,
} from './loop.ts'

const everyFiveMinutes = '*/5 * * * *'
const nightly = '20 2 * * *'
const read = 'POST tickets/batch/read'
const search = 'POST tickets/search'

let hubspot: HubSpot
const loop = startLoop()

beforeEach(async () => {
  await startAfresh()
  hubspot = startHubSpot()
  loop.take()
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const run = (cron: string) =>
  worker.scheduled(createScheduledController({ cron, scheduledTime: Date.parse(realNow) }), loop.bindings)

/** A complaint with an acknowledgement that is due soon, which the sweep finds. */
async function dueSoon(id = '101'): Promise<void> {
  complaint(hubspot, id, formal)
  await loop.look(id)
  await setLocalClock('2026-11-25T08:00:00Z')
  hubspot.mend()
}

/** Sweeps, and delivers what was sent at once or is due by now, as the queue would. */
async function sweepAndDeliver(
  waiting: { readonly at: number; readonly ids: readonly string[]; readonly attempt: number }[],
) {
  await run(everyFiveMinutes)
  const take = () => {
    for (const { ids, attempt, delaySeconds = 0 } of loop.take())
      waiting.push({ ids, attempt, at: Date.now() + delaySeconds * 1000 })
  }
  take()
  for (;;) {
    const index = waiting.findIndex(({ at }) => at <= Date.now())
    const [next] = index < 0 ? [] : waiting.splice(index, 1)
    if (!next) return
    await loop.deliver([message(next.ids, next.attempt)])
    take()
  }
}

describe('a retry', () => {
  it('is one for each ticket, however many sweeps and events come while HubSpot is down', async () => {
    await dueSoon()
    hubspot.answer(read, 503)
    const lines: unknown[] = []
    vi.spyOn(console, 'warn').mockImplementation((line) => void lines.push(line))
    await loop.look('101')
    expect(loop.take()).toEqual([{ ids: ['101'], attempt: 1, delaySeconds: 3 }])
    expect(lines).toEqual([expect.stringMatching(/^1 ticket again in 3 s: HubSpot answered 503/)])
    await run(everyFiveMinutes)
    expect(loop.take()).toEqual([])
    // News of the ticket is looked at, and that it fails starts no second chain.
    await loop.look('101')
    expect(hubspot.count(read)).toBe(2)
    expect(loop.take()).toEqual([])
    expect(await rows('retries')).toEqual([
      { ticket_id: '101', attempt: 1, due_at: Date.parse(realNow) + 3000 },
    ])
    // The retry itself goes on with the chain.
    passSeconds(3)
    await loop.deliver([message(['101'], 1)])
    expect(loop.take()).toEqual([{ ids: ['101'], attempt: 2, delaySeconds: 6 }])
  })

  it('keeps calls few through two hours of sweeps over a HubSpot that is down, and then all heals', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => String(1001 + index))
    for (const id of ids) complaint(hubspot, id, formal)
    await loop.look(...ids)
    await setLocalClock('2026-11-25T08:00:00Z')
    hubspot.mend()
    hubspot.spoil(() => json({}, 503))
    const waiting: { at: number; ids: readonly string[]; attempt: number }[] = []
    for (let minutes = 0; minutes < 120; minutes += 5) {
      await sweepAndDeliver(waiting)
      passSeconds(300)
    }
    // Without the merging each of the twenty-four sweeps would have added a chain of its own.
    expect(hubspot.count()).toBeLessThanOrEqual(30)
    expect(waiting.flatMap((one) => one.ids)).toHaveLength(150)

    hubspot.mend()
    passSeconds(900)
    await sweepAndDeliver(waiting)
    expect(await rows('clocks', "state = 'due_soon'")).toHaveLength(150)
    expect(await rows('retries')).toEqual([])
    expect(waiting).toEqual([])
  }, 60_000)

  it('that the queue lost is sent by a sweep ten minutes after its time, a new ticket’s, too', async () => {
    complaint(hubspot, '101', formal)
    hubspot.answer(read, 503)
    await loop.deliver([message(['101'], 4)])
    loop.take()
    hubspot.mend()
    expect(await rows('tickets')).toEqual([])
    passSeconds(600)
    await run(everyFiveMinutes)
    expect(loop.take()).toEqual([])
    passSeconds(60)
    await run(everyFiveMinutes)
    expect(loop.take()).toEqual([{ ids: ['101'], attempt: 5, delaySeconds: undefined }])
    await run(everyFiveMinutes)
    expect(loop.take()).toEqual([])
    await loop.look('101')
    expect(await rows('retries')).toEqual([])
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.stage1)
  })

  it('that the queue does not take is not lost', async () => {
    complaint(hubspot, '101', formal)
    hubspot.answer(read, 503)
    const send = () => Promise.reject(new Error('Queue is overloaded'))
    const TICKETS = { ...loop.queue, send }
    expect(await loop.lookWith({ TICKETS }, '101')).toMatchObject({ ackAll: false })
    hubspot.mend()
    passSeconds(700)
    await run(everyFiveMinutes)
    expect(loop.take()).toMatchObject([{ ids: ['101'] }])
  })

  it('is not waited for by a sweep that a person asks for', async () => {
    await dueSoon()
    hubspot.answer(read, 503)
    await loop.look('101')
    loop.take()
    hubspot.mend()
    const swept = loop.request('/local/sweep', { method: 'POST' })
    await vi.waitFor(() => expect(loop.messages().length).toBeGreaterThanOrEqual(2))
    await loop.deliver(loop.messages())
    await env.DB.prepare('DELETE FROM local_messages').run()
    expect(await (await swept).json()).toMatchObject({ due: 1 })
  })

  it('of a ticket that was given up on comes after an hour', async () => {
    complaint(hubspot, '101', formal)
    hubspot.answer(read, 503)
    await loop.deliver([message(['101'], 19)])
    expect(loop.take()).toEqual([])
    passSeconds(3600)
    await run(everyFiveMinutes)
    expect(loop.take()).toEqual([])
    passSeconds(601)
    await run(everyFiveMinutes)
    expect(loop.take()).toMatchObject([{ ids: ['101'], attempt: 0 }])
  })
})

describe('the daily limit', () => {
  const limited = () => json({ status: 'error', errorType: 'RATE_LIMIT', policyName: 'DAILY' }, 429)

  /** The account is in New York: its day ends at 05:00 UTC. */
  const inNewYork = () =>
    env.DB.prepare("INSERT INTO crm_account VALUES (1, 'America/New_York', ?1)")
      .bind(Date.parse(realNow))
      .run()

  it('is waited for until the account’s midnight: nothing asks meanwhile, and no attempt is spent', async () => {
    await inNewYork()
    await dueSoon()
    complaint(hubspot, '102', formal)
    hubspot.spoil(limited)
    await loop.deliver([message(['101', '102'], 7)])
    expect(loop.take()).toEqual([])
    // Three minutes after midnight: 60 s, and half of the four that spread it.
    const until = Date.parse('2026-12-02T05:03:00Z')
    expect(await rows('retries')).toMatchObject([
      { ticket_id: '101', attempt: 7, due_at: until },
      { ticket_id: '102', attempt: 7, due_at: until },
    ])
    expect(await rows('failures')).toMatchObject([
      { key: 'crm', message: expect.stringContaining('until 2026-12-02T05:03:00') },
    ])

    const asked = hubspot.count()
    for (let hour = 0; hour < 17; hour += 1) {
      await run(everyFiveMinutes)
      await run(nightly)
      await loop.look('101', '103')
      passSeconds(3600)
    }
    expect(hubspot.count()).toBe(asked)
    expect(loop.take()).toEqual([])
    expect(await rows('sweeps', "name = 'due'")).toHaveLength(1)

    hubspot.mend()
    passSeconds(1200)
    await run(everyFiveMinutes)
    const sent = loop.take()
    expect(new Set(sent.flatMap(({ ids }) => ids))).toEqual(new Set(['101', '102', '103']))
    await loop.look('101', '102', '103')
    expect(hubspot.tickets.get('102')?.['hs_pipeline_stage']).toBe(stages.stage1)
    expect(await rows('retries')).toEqual([])
    expect(await rows('failures')).toEqual([])
  })

  it('is told by /health, and ends where an editor has it tried again', async () => {
    complaint(hubspot, '101', formal)
    hubspot.spoil(limited)
    await loop.look('101')
    const health = async () => (await loop.request('/health')).json()
    expect(await health()).toMatchObject({
      status: 'no call to the CRM goes through: /api/failures says why',
      pausedUntil: '2026-12-01T13:00:00.000Z',
      isFailing: true,
    })
    await loop.look('101')
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.early)

    hubspot.mend()
    await loop.request('/api/failures/retry', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"key":"crm"}',
    })
    await loop.deliver(loop.messages())
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.stage1)
    expect(await health()).toEqual({ status: 'ok', sweeps: {}, mode: 'full' })
  })

  it('that an editor ends is ended for all that wait, not only for those that are sent at once', async () => {
    await inNewYork()
    for (const id of ['101', '102']) complaint(hubspot, id, formal)
    hubspot.spoil(limited)
    const ids = Array.from({ length: 250 }, (_, index) => String(1001 + index))
    await loop.look('101', '102', ...ids)
    loop.take()

    const retried = await loop.request('/api/failures/retry', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"key":"crm"}',
    })
    expect([retried.status, await retried.json()]).toEqual([202, { tickets: 200 }])
    const now = new Set(loop.take().flatMap((sent) => sent.ids))
    expect(now.size).toBe(200)
    hubspot.mend()
    await loop.look(...now)
    passSeconds(601)
    await run(everyFiveMinutes)
    const later = loop.take().flatMap((sent) => sent.ids)
    expect(new Set([...now, ...later])).toEqual(new Set(['101', '102', ...ids]))
  })

  it('is told to who has a ticket looked at meanwhile: nothing comes of it before', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    loop.take()
    hubspot.spoil(limited)
    await loop.look('101')
    const response = await loop.request('/api/tickets/101/look', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    })
    expect(await response.json()).toEqual({ tickets: 1, waitsUntil: '2026-12-01T13:00:00.000Z' })
  })

  it('in an account of which the time zone is not known is looked at once an hour', async () => {
    complaint(hubspot, '101', formal)
    hubspot.spoil(limited)
    await loop.look('101')
    expect(await row('crm_pause', 'true')).toMatchObject({ until: Date.parse(realNow) + 3_600_000 })
  })

  it('that says how long is waited for so long', async () => {
    complaint(hubspot, '101', formal)
    hubspot.answer(read, 429, { policyName: 'DAILY' }, { 'retry-after': '120' })
    await loop.look('101')
    expect(await row('crm_pause', 'true')).toMatchObject({ until: Date.parse(realNow) + 120_000 })
  })

  it('reached at a write leaves what was written, and the rest waits', async () => {
    await inNewYork()
    const ids = Array.from({ length: 101 }, (_, index) => String(1001 + index))
    for (const id of ids) complaint(hubspot, id, formal)
    hubspot.spoil(({ name, body }) =>
      name === 'POST tickets/batch/update' && body.inputs.some(({ id }) => id === '1101')
        ? limited()
        : undefined,
    )
    await loop.look(...ids)
    expect(await rows('decisions')).toHaveLength(100)
    expect((await rows('retries')).map(({ ticket_id: id }) => id)).toEqual(['1101'])
  })

  it('lets echoes of our own writes pass without putting anything off', async () => {
    await inNewYork()
    await dueSoon()
    hubspot.spoil(limited)
    await loop.look('102')
    const echoes = [{ property: 'complaint_acknowledge_due', value: '2026-11-26' }]
    await loop.deliver([{ hints: [{ id: '101', echoes }], attempt: 0 }])
    expect((await rows('retries')).map(({ ticket_id: id }) => id)).toEqual(['102'])
  })

  it('is learnt of with the account’s time zone, once a week', async () => {
    await run(nightly)
    await run(nightly)
    expect(hubspot.count('GET /account-info/v3/details')).toBe(1)
    expect(await row('crm_account', 'true')).toMatchObject({ time_zone: 'Europe/London' })
    passSeconds(8 * 24 * 3600)
    await run(nightly)
    expect(hubspot.count('GET /account-info/v3/details')).toBe(2)
  })
})

describe('the nightly list', () => {
  const ids = Array.from({ length: 450 }, (_, index) => String(1001 + index))

  it('goes on where it stopped, at the next sweep', async () => {
    for (const id of ids) complaint(hubspot, id)
    hubspot.spoil(({ name }) => (name === search && hubspot.count(search) === 2 ? json({}, 503) : undefined))
    await expect(run(nightly)).rejects.toThrow('503')
    expect(loop.take().flatMap((one) => one.ids)).toEqual(ids.slice(0, 200))
    expect(await rows('sweeps')).toEqual([])

    hubspot.mend()
    await run(everyFiveMinutes)
    expect(loop.take().flatMap((one) => one.ids)).toEqual(ids.slice(200))
    // Two pages and the closed ones: the first page is not asked for again.
    expect(hubspot.count(search)).toBe(3)
    expect((await rows('sweeps')).map(({ name }) => name)).toEqual(['due', 'nightly'])
    expect(await rows('listing')).toEqual([])
    await run(everyFiveMinutes)
    expect(hubspot.count(search)).toBe(3)
  })

  it('goes on after its holder died, and not while one is at work', async () => {
    for (const id of ids) complaint(hubspot, id)
    const reached = Promise.withResolvers<undefined>()
    hubspot.spoil(({ name }) => {
      if (name !== search || hubspot.count(search) < 2) return undefined
      reached.resolve(undefined)
      return new Promise<Response>(() => {})
    })
    void run(nightly)
    await reached.promise
    hubspot.mend()
    loop.take()
    await run(everyFiveMinutes)
    expect(hubspot.count(search)).toBe(0)
    passSeconds(121)
    await run(everyFiveMinutes)
    expect(loop.take().flatMap((one) => one.ids)).toEqual(ids.slice(200))
  })

  it('starts again by other rules, whose stages may be others', async () => {
    for (const id of ids) complaint(hubspot, id)
    hubspot.spoil(({ name }) => (name === search && hubspot.count(search) === 2 ? json({}, 503) : undefined))
    await expect(run(nightly)).rejects.toThrow('503')
    hubspot.mend()
    loop.take()
    await env.DB.prepare("UPDATE listing SET digest = 'earlier'").run()
    await run(everyFiveMinutes)
    expect(loop.take().flatMap((one) => one.ids)).toEqual(ids)
  })

  it('says in the log how far it is', async () => {
    const many = Array.from({ length: 2300 }, (_, index) => String(10_001 + index))
    for (const id of many) complaint(hubspot, id)
    const lines: unknown[] = []
    vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line))
    await run(nightly)
    expect(lines).toEqual(['nightly list: 2000 tickets so far', 'nightly list: 2300 tickets, done'])
  })
})

describe('a move that the account refuses for want of a property', () => {
  const write = 'POST tickets/batch/update'
  const tasks = () => [...hubspot.tasks.values()].map(({ properties }) => properties)

  /** Whoever moves a ticket has to have filled in these. */
  const requireProperties = (...names: readonly string[]) =>
    hubspot.spoil(({ name, body }) => {
      if (name !== write) return undefined
      const missing = body.inputs.flatMap(({ id, properties }) =>
        properties['hs_pipeline_stage'] === undefined
          ? []
          : names.filter((one) => !hubspot.tickets.get(id)?.[one]),
      )
      if (missing.length === 0) return undefined
      const errors = [...new Set(missing)].map((property) => ({
        code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
        message: `property ${property} is required for this stage`,
        context: { propertyName: [property] },
      }))
      return json({ status: 'error', category: 'VALIDATION_ERROR', message: 'no', errors }, 400)
    })

  it('is one task on the ticket that says which, however often it is tried, and is done once it went through', async () => {
    complaint(hubspot, '101', formal)
    requireProperties('complaint_channel', 'house_type')
    for (let times = 0; times < 3; times += 1) await loop.look('101')
    expect([...hubspot.tasks.values()]).toMatchObject([
      {
        ticketId: '101',
        properties: {
          hs_task_subject:
            'Fill in before this complaint can move to Stage 1: how it was received (complaint_channel), house_type',
          hs_task_status: 'NOT_STARTED',
          // The next working day, Tue 24 Nov.
          hs_timestamp: '2026-11-24T23:59:59Z',
        },
      },
    ])
    expect(await rows('failures')).toMatchObject([{ key: '101/refused', kind: 'refused', times: 3 }])
    expect(await rows('decisions')).toHaveLength(1)

    // Nobody may tell that it was filled in: the sweep tries again within the hour.
    expect(await row('tickets', 'true')).toMatchObject({ next_look_at: Date.parse('2026-11-23T11:00:00Z') })
    Object.assign(hubspot.tickets.get('101') ?? {}, { complaint_channel: 'letter', house_type: 'flat' })
    await setLocalClock('2026-11-23T11:00:00Z')
    await run(everyFiveMinutes)
    await loop.look(...(loop.take()[0]?.ids ?? []))
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.stage1)
    expect(tasks()).toMatchObject([{ hs_task_status: 'COMPLETED' }])
    expect(await rows('failures')).toEqual([])
    expect(await rows('decisions')).toHaveLength(2)
  })

  it('is another task where another property is missing next, and the first is done', async () => {
    complaint(hubspot, '101', formal)
    requireProperties('complaint_channel')
    await loop.look('101')
    hubspot.mend()
    requireProperties('complaint_cause')
    Object.assign(hubspot.tickets.get('101') ?? {}, { complaint_channel: 'letter' })
    await loop.look('101')
    expect(tasks()).toMatchObject([
      { hs_task_status: 'COMPLETED' },
      { hs_task_status: 'NOT_STARTED', hs_task_subject: expect.stringContaining('cause (complaint_cause)') },
    ])
  })

  it('is not tried again while that is empty: thirty such tickets cost a call or two an hour', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => String(1001 + index))
    for (const id of ids) complaint(hubspot, id, formal)
    requireProperties('house_type')
    await loop.look(...ids)
    const decisions = await rows('decisions')
    for (let hour = 11; hour < 13; hour += 1) {
      hubspot.calls.length = 0
      await setLocalClock(`2026-11-23T${hour}:00:00Z`)
      await loop.look(...ids)
      expect(hubspot.count(write)).toBe(0)
      expect(hubspot.count()).toBeLessThanOrEqual(2)
      expect(hubspot.calls.find(({ name }) => name === 'POST tickets/batch/read')?.body.properties).toContain(
        'house_type',
      )
    }
    expect(await rows('decisions')).toEqual(decisions)
    expect(hubspot.tasks.size).toBe(30)

    // One has it, and moves; the account may have changed its mind about the others: once a day they are tried.
    Object.assign(hubspot.tickets.get('1001') ?? {}, { house_type: 'flat' })
    await loop.look(...ids)
    expect(hubspot.tickets.get('1001')?.['hs_pipeline_stage']).toBe(stages.stage1)
    expect(hubspot.tickets.get('1002')?.['hs_pipeline_stage']).toBe(stages.early)
    hubspot.mend()
    await setLocalClock('2026-11-24T10:00:00Z')
    await loop.look(...ids)
    expect(hubspot.tickets.get('1002')?.['hs_pipeline_stage']).toBe(stages.stage1)
  })

  it('is tried at once where an editor asks for it', async () => {
    complaint(hubspot, '101', formal)
    requireProperties('house_type')
    await loop.look('101')
    hubspot.mend()
    await loop.look('101')
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.early)
    await loop.request('/api/tickets/101/look', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    })
    await loop.deliver(loop.messages())
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.stage1)
  })

  it('is no task where the refusal names no property, nor where Redress only observes', async () => {
    complaint(hubspot, '101', formal)
    hubspot.answer(write, 400, { status: 'error', category: 'VALIDATION_ERROR', message: 'no' })
    await loop.look('101')
    hubspot.mend()
    complaint(hubspot, '102', formal)
    hubspot.answer(write, 400, {
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: 'no',
      errors: [
        { code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY', message: 'x', context: { propertyName: ['x'] } },
      ],
    })
    await loop.lookWith({ REDRESS_MODE: 'observe' }, '102')
    expect(tasks()).toEqual([])
    expect((await rows('failures')).map(({ key }) => key)).toEqual(['101/refused', '102/refused'])
  })
})

describe('a ticket at which HubSpot breaks', () => {
  it.each(['POST tickets/batch/read', 'POST tickets/batch/update'] as const)(
    'in %s keeps no other from it, and is tried again alone',
    async (name) => {
      const ids = Array.from({ length: 10 }, (_, index) => String(101 + index))
      for (const id of ids) complaint(hubspot, id, formal)
      hubspot.spoil((call) =>
        call.name === name && call.body.inputs.some(({ id }) => id === '105')
          ? json({ status: 'error', message: 'internal error' }, 500)
          : undefined,
      )
      await loop.look(...ids)
      const moved = [...hubspot.tickets].filter(([, values]) => values['hs_pipeline_stage'] === stages.stage1)
      expect(moved.map(([id]) => id)).toEqual(ids.filter((id) => id !== '105'))
      expect(loop.take()).toMatchObject([{ ids: ['105'], attempt: 1 }])
      expect(hubspot.count(name)).toBeLessThan(12)
    },
  )

  it('is not looked for where HubSpot breaks at all of them', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => String(101 + index))
    for (const id of ids) complaint(hubspot, id, formal)
    hubspot.answer(read, 500, { status: 'error', message: 'internal error' })
    await loop.look(...ids)
    expect(hubspot.count(read)).toBe(3)
    expect(loop.take().flatMap((one) => one.ids)).toHaveLength(100)
  })
})
