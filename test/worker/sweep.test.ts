// The crons: which tickets they send to be looked at, what that costs, and how `/health` tells that they run.

import { createExecutionContext, createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import worker from '../../src/worker/index.ts'
import { json, ownerId, pipelineId, stages, startHubSpot, type HubSpot } from './hubspot.ts'
import {
  complaint,
  dieAt,
  failingAt,
  formal,
  localNow,
  passSeconds,
  realNow,
  row,
  rows,
  setLocalClock,
  startAfresh,
  startLoop,
  watched,
} from './loop.ts'

const everyFiveMinutes = '*/5 * * * *'
const nightly = '20 2 * * *'
const search = 'POST tickets/search'

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

const run = (cron: string, changed: { readonly DB?: D1Database } = {}) =>
  worker.scheduled(createScheduledController({ cron, scheduledTime: Date.parse(realNow) }), {
    ...loop.bindings,
    ...changed,
  })

/** Tickets with ids from `first`, to be looked at `afterNow` ms after the local clock's instant, `apart` ms from one to the next. */
async function insert(
  first: number,
  count: number,
  afterNow: number | null,
  apart = 0,
): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, index) => String(first + index))
  const at = (index: number) => (afterNow === null ? null : Date.parse(localNow) + afterNow + index * apart)
  await env.DB.prepare(
    `INSERT INTO tickets (id, policy, stage, memory, next_look_at, seen_at)
     SELECT value ->> 0, 'bournville', 'stage1', '{}', value ->> 1, 0 FROM json_each(?1)`,
  )
    .bind(JSON.stringify(ids.map((id, index) => [id, at(index)])))
    .run()
  return ids
}

describe('every five minutes', () => {
  it('sends the tickets that are due, and no others', async () => {
    await insert(101, 1, -3_600_000)
    await insert(102, 1, 0)
    await insert(103, 1, 1)
    await insert(104, 1, null)
    await run(everyFiveMinutes)
    expect(loop.take()).toEqual([{ ids: ['101', '102'], attempt: 0, delaySeconds: undefined }])
    expect(hubspot.count()).toBe(0)
  })

  it('sends nothing where nothing is due', async () => {
    await insert(101, 10, 1)
    await run(everyFiveMinutes)
    expect(loop.take()).toEqual([])
    expect(await rows('sweeps')).toEqual([{ name: 'due', ran_at: Date.parse(realNow) }])
  })

  it.each`
    how                          | apart
    ${'all of the same instant'} | ${0}
    ${'one after the other'}     | ${-1000}
  `('sends each of thousands once, two hundred to a message: $how', async ({ apart }) => {
    const ids = await insert(10_001, 2250, -3_600_000, apart)
    await run(everyFiveMinutes)
    const sent = loop.take()
    expect(sent.flatMap((one) => one.ids).toSorted()).toEqual(ids)
    expect(Math.max(...sent.map((one) => one.ids.length))).toBe(200)
    expect(sent).toHaveLength(12)
  })

  it('reads only what is due, from the index', async () => {
    await insert(100_001, 20_000, 60_000, 1000)
    await insert(101, 3, -60_000)
    const statements: string[] = []
    await run(everyFiveMinutes, { DB: watched((sql) => void statements.push(sql)) })
    const sql = statements.find((one) => one.includes('FROM tickets')) ?? ''
    const bound = env.DB.prepare(sql).bind(Date.parse(localNow), 0, '', 1000)
    const { meta, results } = await bound.all()
    expect(results).toHaveLength(3)
    expect(meta.rows_read).toBeLessThan(20)

    const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(Date.parse(localNow), 0, '', 1000)
      .all<{ detail: string }>()
    expect(plan.results.map(({ detail }) => detail)[0]).toMatch(
      /^SEARCH tickets USING (COVERING )?INDEX tickets_to_look_at/,
    )
  })

  // Most next looks are at a midnight: a page must not sort all of one instant anew.
  it('reads each ticket that is due but once, where thousands are of the same instant', async () => {
    await insert(10_001, 5000, -60_000)
    const statements: string[] = []
    await run(everyFiveMinutes, { DB: watched((sql) => void statements.push(sql)) })
    let readRows = 0
    let after = { at: 0, id: '' }
    for (const sql of statements.filter((one) => one.includes('FROM tickets'))) {
      const page = env.DB.prepare(sql).bind(Date.parse(localNow), after.at, after.id, 1000)
      const { meta, results } = await page.all<{ at: number; id: string }>()
      readRows += meta.rows_read
      after = results.at(-1) ?? after
    }
    // Once in the index and once in the table, and the last page is empty.
    expect(readRows).toBeLessThan(2 * 5000 + 100)
  })

  it('sends every ticket with a running clock after the rules or a calendar were edited, and once more for late consumers', async () => {
    complaint(hubspot, '101', formal)
    complaint(hubspot, '102', {})
    await loop.look('101', '102')
    const sent = async () => {
      await run(everyFiveMinutes)
      return loop.take().flatMap(({ ids }) => ids)
    }
    expect(await sent()).toEqual([])

    // As an earlier edition of the rules would have left it: one working day less to respond.
    await env.DB.batch([
      env.DB.prepare("UPDATE swept_rules SET digest = 'earlier'"),
      env.DB.prepare(
        `UPDATE tickets SET memory = json_set(memory, '$.digest', 'earlier', '$.clocks.stage1-respond.dueOn', '2026-12-04')
         WHERE id = '101'`,
      ),
    ])
    expect(await sent()).toEqual(['101'])
    await loop.look('101')
    expect(await rows('moved_clocks')).toMatchObject([
      { ticket_id: '101', name: 'stage1-respond', due_before: '2026-12-04', due_on: '2026-12-07' },
    ])
    const response = await loop.request('/api/moved')
    expect(await response.json()).toMatchObject({
      moved: [{ ticketId: '101', name: 'stage1-respond', dueBefore: '2026-12-04', dueOn: '2026-12-07' }],
    })
    expect([await sent(), await sent()]).toEqual([['101'], []])
  })

  it('makes clocks that moved on by themselves show', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    await setLocalClock('2026-11-24T23:59:00Z')
    await run(everyFiveMinutes)
    expect(loop.take()).toEqual([])

    await setLocalClock('2026-11-25T00:00:00Z')
    await run(everyFiveMinutes)
    await loop.look(...(loop.take()[0]?.ids ?? []))
    expect(hubspot.tickets.get('101')?.['complaint_sla_status']).toBe('due_soon')
    expect([...hubspot.tasks.values()]).toMatchObject([
      { properties: { hubspot_owner_id: ownerId('priya.repairs@bournville.example') } },
    ])
    // Looked at, it is due no more.
    await run(everyFiveMinutes)
    expect(loop.take()).toEqual([])
  })

  it('sends tickets with a task that nobody is at work on any more', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    await setLocalClock('2026-11-25T08:00:00Z')
    await dieAt(hubspot, 'POST tasks', 'before', () => loop.look('101'))
    await env.DB.prepare('UPDATE tickets SET next_look_at = NULL').run()
    passSeconds(300)
    await run(everyFiveMinutes)
    expect(loop.take()).toEqual([])
    passSeconds(1)
    await run(everyFiveMinutes)
    expect(loop.take()).toMatchObject([{ ids: ['101'] }])
    await loop.look('101')
    await run(everyFiveMinutes)
    expect(loop.take()).toEqual([])
  })

  it('sends a ticket that is gone no more, whatever was left unfinished', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    await setLocalClock('2026-11-25T08:00:00Z')
    await dieAt(hubspot, 'POST tasks', 'before', () => loop.look('101'))
    hubspot.tickets.delete('101')
    passSeconds(301)
    await loop.look('101')
    expect(await row('tickets', "id = '101'")).toMatchObject({ gone: 'deleted' })
    await run(everyFiveMinutes)
    expect(loop.take()).toEqual([])
  })
})

describe('nightly', () => {
  it('sends every open complaint, page by page, and no ticket of another pipeline', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => String(1001 + index))
    for (const [index, id] of ids.entries())
      complaint(hubspot, id, {
        hs_pipeline_stage: [stages.early, stages.stage1, stages.answered, stages.stage2][index % 4] ?? '',
      })
    complaint(hubspot, '2001', { hs_pipeline: '0', hs_pipeline_stage: '1' })
    complaint(hubspot, '2002', { hs_pipeline: pipelineId, hs_pipeline_stage: '999' })
    await run(nightly)
    expect(loop.take().flatMap((one) => one.ids)).toEqual(ids)
    // Three pages of open tickets, and one of the closed.
    expect(hubspot.count(search)).toBe(4)
    expect(await rows('sweeps')).toEqual([{ name: 'nightly', ran_at: Date.parse(realNow) }])
  })

  it('sends the closed ones that changed in the last three days', async () => {
    const closed = { hs_pipeline_stage: stages.closed }
    complaint(hubspot, '101', { ...closed, hs_lastmodifieddate: '2026-11-20T10:00:00Z' })
    complaint(hubspot, '102', { ...closed, hs_lastmodifieddate: '2026-11-20T09:59:59Z' })
    complaint(hubspot, '103', { hs_lastmodifieddate: '2026-01-01T00:00:00Z' })
    await run(nightly)
    expect(loop.take()).toMatchObject([{ ids: ['103'] }, { ids: ['101'] }])
  })

  it('heals a lost webhook with the same due date', async () => {
    complaint(hubspot, '101', formal)
    await setLocalClock('2026-11-24T02:20:00Z')
    await run(nightly)
    await loop.look(...(loop.take()[0]?.ids ?? []))
    expect(hubspot.tickets.get('101')).toMatchObject({
      hs_pipeline_stage: stages.stage1,
      complaint_acknowledge_due: '2026-11-26',
    })
  })

  it('lists every other stage where one was renamed, and says which is missing until it is there again', async () => {
    complaint(hubspot, '101', { hs_pipeline_stage: stages.early })
    complaint(hubspot, '102', { hs_pipeline_stage: stages.stage1 })
    hubspot.spoil(({ name }, go) =>
      name === 'GET pipelines/tickets'
        ? go()
            .text()
            .then((body) => json(JSON.parse(body.replace('"Stage 1"', '"First stage"'))))
        : undefined,
    )
    passSeconds(11 * 60)
    await run(nightly)
    expect(loop.take()).toMatchObject([{ ids: ['101', '102'] }])
    expect(await rows('failures')).toMatchObject([
      { key: 'stages', kind: 'crm', message: expect.stringContaining('has no stage `Stage 1`, only') },
    ])
    await loop.look('101', '102')
    expect((await rows('failures')).map(({ key }) => key)).toEqual(['102/stage', 'stages'])

    hubspot.mend()
    passSeconds(11 * 60)
    await run(nightly)
    await loop.look('102')
    expect(await rows('failures')).toEqual([])
  })

  it('is listed as a failure where HubSpot refuses it: nobody reads the log of a cron', async () => {
    hubspot.answer(search, 403, { status: 'error', category: 'MISSING_SCOPES', message: 'no' })
    await expect(run(nightly)).rejects.toThrow()
    expect(await rows('failures')).toMatchObject([{ key: 'crm', kind: 'crm', ticket_id: '' }])
    expect(await rows('sweeps')).toEqual([])
  })

  it('is not taken for done when HubSpot can not list the open tickets', async () => {
    hubspot.answer(search, 503)
    await expect(run(nightly)).rejects.toThrow('503')
    expect(await rows('sweeps')).toEqual([])
  })

  it('goes on when only the closed ones can not be listed', async () => {
    complaint(hubspot, '101')
    hubspot.spoil((call) => (call.name === search && hubspot.count(search) === 2 ? json({}, 503) : undefined))
    await run(nightly)
    expect(loop.take()).toMatchObject([{ ids: ['101'] }])
    expect(await rows('sweeps')).toMatchObject([{ name: 'nightly' }])
  })
})

describe('/health', () => {
  const health = async () => {
    const response = await loop.request('/health')
    return { status: response.status, body: await response.json() }
  }

  it('is well where no sweep ever ran, and while the last one is fresh', async () => {
    expect(await health()).toEqual({ status: 200, body: { status: 'ok', sweeps: {}, mode: 'full' } })
    await run(everyFiveMinutes)
    passSeconds(15 * 60)
    expect(await health()).toEqual({
      status: 200,
      body: { status: 'ok', sweeps: { due: '2026-12-01T12:00:00.000Z' }, mode: 'full' },
    })
  })

  it('is ill fifteen minutes after the last sweep, until the next; a nightly one does not count', async () => {
    await run(everyFiveMinutes)
    passSeconds(15 * 60 + 1)
    await run(nightly)
    expect(await health()).toMatchObject({
      status: 503,
      body: { status: 'the last sweep is over 15 minutes old' },
    })
    await run(everyFiveMinutes)
    expect(await health()).toMatchObject({ status: 200 })
  })

  it('tells of a mode that is none, with which no ticket is looked at', async () => {
    const bindings = { ...loop.bindings, REDRESS_MODE: 'everything' }
    const response = await worker.fetch(
      new Request('http://localhost/health'),
      bindings,
      createExecutionContext(),
    )
    const body = await response.json()
    expect(body).toMatchObject({
      status: 'no ticket is looked at: `REDRESS_MODE` is `everything`: use observe, assist, full',
    })
    expect(body).not.toHaveProperty('mode')
  })

  it('goes ill when the sweeps break', async () => {
    await run(everyFiveMinutes)
    passSeconds(15 * 60 + 1)
    await expect(run(everyFiveMinutes, { DB: failingAt('FROM tickets') })).rejects.toThrow('D1_ERROR')
    expect(await health()).toMatchObject({ status: 503 })
  })

  it('is open to any host', async () => {
    expect((await loop.request('https://redress.example.org/health')).status).toBe(200)
  })
})
