// `/api` and `/local`: what they show, and to whom.

import { env, exports } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { policyFor } from '../../src/worker/policy.ts'
import { ownerId, stages, startHubSpot, type HubSpot } from './hubspot.ts'
import {
  complaint,
  failingAt,
  formal,
  localNow,
  message,
  realNow,
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

const get = async (path: string) => {
  const response = await loop.request(path)
  return { status: response.status, body: await response.json() }
}

const local = async (method: string, path: string, body?: string) => {
  const response = await loop.request(`/local/${path}`, { method, ...(body !== undefined && { body }) })
  return { status: response.status, body: await response.json() }
}

describe('/api', () => {
  it.each(['/api/tickets/101', '/api/failures', '/api/due', '/api/moved', '/api/nothing'])(
    '%s is closed but from this machine, and but locally',
    async (path) => {
      complaint(hubspot, '101', formal)
      await loop.look('101')
      const closed = {
        error: 'the API is closed: set `ACCESS_TEAM_DOMAIN` and `ACCESS_AUD` to open it to those who sign in',
      }
      for (const setting of ['', '0', 'true']) {
        const response = await startLoop({ REDRESS_LOCAL: setting }).request(path)
        expect(response.status).toBe(403)
        expect(await response.json()).toEqual(closed)
      }
      for (const host of ['redress.example.org', 'localhost.example.org', '127.0.0.2', '10.0.0.1:8787']) {
        const response = await loop.request(`http://${host}${path}`)
        expect(response.status).toBe(403)
        expect(await response.json()).toEqual(closed)
      }
    },
  )

  it.each(['localhost:8787', '127.0.0.1:8787', '[::1]:8787'])('is open at %s', async (host) => {
    const response = await loop.request(`http://${host}/api/failures`)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('shows a ticket: its clocks, decisions newest first, reasons, failures and tasks', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    await setLocalClock('2026-11-25T08:00:00Z')
    await loop.look('101')
    const { status, body } = await get('/api/tickets/101')
    expect(status).toBe(200)
    const policy = policyFor(loop.bindings)
    expect(body).toEqual({
      id: '101',
      policy: 'bournville',
      stage: 'stage1',
      gone: null,
      mergedInto: null,
      nextLookAt: '2026-11-26T00:00:00.000Z',
      clocks: [
        {
          ticketId: '101',
          name: 'stage1-acknowledge',
          title: 'Acknowledge within three working days',
          startAt: '2026-11-23T09:00:00Z',
          state: 'due_soon',
          dueOn: '2026-11-26',
          dueAt: '2026-11-27T00:00:00.000Z',
          stopAt: null,
          workingDays: null,
        },
        expect.objectContaining({ name: 'stage1-respond', state: 'running', dueOn: '2026-12-07' }),
      ],
      decisions: [
        expect.objectContaining({
          id: expect.any(Number),
          decidedAt: '2026-11-25T08:00:00Z',
          policy: 'bournville',
          version: policy.version,
          digest: policy.digest,
          written: true,
          stage: 'stage1',
          actions: [expect.objectContaining({ kind: 'task', to: 'priya.repairs@bournville.example' })],
          problems: [],
          explanation: expect.stringContaining('Thu 26 Nov'),
          input: expect.objectContaining({ id: '101', stage: 'Stage 1' }),
        }),
        expect.objectContaining({
          decidedAt: '2026-11-23T10:00:00Z',
          changes: expect.arrayContaining([{ kind: 'stage', from: 'early', to: 'stage1' }]),
          input: expect.objectContaining({ stage: 'Early resolution' }),
        }),
      ],
      reasons: expect.arrayContaining([
        expect.objectContaining({ rule: 'stage1-acknowledge-due-soon', status: 'held' }),
      ]),
      failures: [],
      actions: [
        {
          key: expect.stringContaining('stage1-acknowledge-due-soon'),
          ticketId: '101',
          kind: 'task',
          state: 'made',
          remoteId: [...hubspot.tasks.keys()][0],
          subject: 'Due soon: acknowledge the complaint by Thu 26 Nov',
        },
      ],
    })
  })

  it('shows why a person moved by hand is left where they are, and what failed', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    Object.assign(hubspot.tickets.get('101') ?? {}, { hs_pipeline_stage: stages.early })
    await loop.look('101')
    const { body } = await get('/api/tickets/101')
    expect(body).toMatchObject({ stage: 'early', clocks: [{ state: 'cancelled' }, { state: 'cancelled' }] })
    expect(JSON.stringify(body)).toContain('held')
  })

  it('knows no ticket that was never looked at', async () => {
    expect(await get('/api/tickets/101')).toEqual({
      status: 404,
      body: { error: 'no ticket `101` has been looked at' },
    })
    const long = await get(`/api/tickets/${'9'.repeat(500)}`)
    expect(JSON.stringify(long.body).length).toBeLessThan(100)
  })

  it('lists what failed of every ticket, and what is due, the earliest first', async () => {
    complaint(hubspot, '101', formal)
    complaint(hubspot, '102', { ...formal, complaint_formal_requested_at: '2026-11-20T09:00:00Z' })
    complaint(hubspot, '103', { ...formal, complaint_stage1_acknowledged_at: '2026-11-23T09:30:00Z' })
    complaint(hubspot, '104', { hs_pipeline_stage: '999' })
    await loop.look('101', '102', '103', '104')
    const { body } = await get('/api/failures')
    expect(body).toEqual({
      failures: [
        {
          key: '104/stage',
          ticketId: '104',
          kind: 'decision',
          message: expect.stringContaining('no stage of `bournville`'),
          firstAt: '2026-11-23T10:00:00Z',
          lastAt: '2026-11-23T10:00:00Z',
          times: 1,
        },
      ],
    })
    const due = await env.DB.prepare('SELECT count(*) AS n FROM clocks').first<{ n: number }>()
    expect(due?.n).toBe(6)
    const list = (await get('/api/due')).body
    expect(list).toMatchObject({
      due: [
        {
          ticketId: '102',
          name: 'stage1-acknowledge',
          dueOn: '2026-11-25',
          dueAt: '2026-11-26T00:00:00.000Z',
        },
        { ticketId: '101', name: 'stage1-acknowledge', dueOn: '2026-11-26' },
        { ticketId: '102', name: 'stage1-respond', dueOn: '2026-12-04' },
        { ticketId: '101', name: 'stage1-respond', dueOn: '2026-12-07' },
        { ticketId: '103', name: 'stage1-respond', dueOn: '2026-12-07' },
      ],
    })
  })

  it('says of a break only that there was one', async () => {
    const broken = startLoop({ DB: failingAt('FROM failures') })
    const response = await broken.request('/api/failures')
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ error: 'something broke; the log says what' })
  })

  it('and any other path: not found', async () => {
    expect(await get('/nothing')).toEqual({ status: 404, body: { error: 'not found' } })
  })
})

describe('/local', () => {
  it.each`
    method      | path
    ${'PUT'}    | ${'clock'}
    ${'DELETE'} | ${'clock'}
    ${'POST'}   | ${'sweep'}
    ${'POST'}   | ${'settle'}
  `('$method $path is not there but from this machine, and but locally', async ({ method, path }) => {
    const init = { method, ...(method === 'PUT' && { body: '{"now":"2030-01-01T00:00:00Z"}' }) }
    const notFound = { error: 'not found' }
    const deployed = await startLoop({ REDRESS_LOCAL: '' }).request(`/local/${path}`, init)
    expect([deployed.status, await deployed.json()]).toEqual([404, notFound])
    const outside = await loop.request(`http://redress.example.org/local/${path}`, init)
    expect([outside.status, await outside.json()]).toEqual([404, notFound])
    const { results } = await env.DB.prepare('SELECT * FROM local_settings').all()
    expect(results).toEqual([{ name: 'now', value: localNow }])
    expect(await rows('sweeps')).toEqual([])
  })

  it('freezes the clock that decisions go by, and lets it go again', async () => {
    complaint(hubspot, '101', formal)
    expect(await local('PUT', 'clock', '{"now":"2026-11-27T08:00:00.000Z"}')).toEqual({
      status: 200,
      body: { now: '2026-11-27T08:00:00Z' },
    })
    await loop.look('101')
    expect(hubspot.tickets.get('101')?.['complaint_sla_status']).toBe('overdue')
    expect(await rows('decisions')).toMatchObject([{ decided_at: '2026-11-27T08:00:00Z' }])

    expect(await local('DELETE', 'clock')).toEqual({ status: 200, body: { now: '2026-12-01T12:00:00Z' } })
    await loop.look('101')
    expect(hubspot.tasks.size).toBe(1)
    complaint(hubspot, '102')
    await loop.look('102')
    expect(await rows('decisions', "ticket_id = '102'")).toMatchObject([
      { decided_at: '2026-12-01T12:00:00Z' },
    ])
  })

  it('is not frozen by a clock left behind where it is not local', async () => {
    complaint(hubspot, '101', formal)
    await loop.lookWith({ REDRESS_LOCAL: '' }, '101')
    expect(await rows('decisions')).toMatchObject([{ decided_at: '2026-12-01T12:00:00Z' }])
  })

  it.each([
    '',
    '{',
    '[]',
    '{}',
    '{"now":""}',
    '{"now":"tomorrow"}',
    '{"now":"2026-11-27"}',
    '{"now":1795737600000}',
  ])('refuses `%s` for a clock', async (body) => {
    expect(await local('PUT', 'clock', body)).toEqual({
      status: 400,
      body: { error: 'send {"now": "<ISO instant>"}' },
    })
    const { results } = await env.DB.prepare('SELECT value FROM local_settings').all()
    expect(results).toEqual([{ value: localNow }])
  })

  it('settles once the messages on their way are done', async () => {
    complaint(hubspot, '101', formal)
    const body = { ...message(['101']), id: 'on-its-way' }
    await env.DB.prepare("INSERT INTO local_messages VALUES ('on-its-way', ?1)").bind(Date.now()).run()
    let isSettled = false
    const settled = local('POST', 'settle').then((answer) => {
      isSettled = true
      return answer
    })
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(isSettled).toBe(false)
    await loop.deliver([body])
    expect(await settled).toEqual({ status: 200, body: { pending: 0 } })
    expect(await local('POST', 'settle')).toEqual({ status: 200, body: { pending: 0 } })
  })

  it('says after a minute how many messages are still on their way', async () => {
    await env.DB.prepare("INSERT INTO local_messages VALUES ('stuck', ?1)").bind(Date.now()).run()
    const settled = local('POST', 'settle')
    await new Promise((resolve) => setTimeout(resolve, 150))
    vi.setSystemTime(Date.parse(realNow) + 60_000)
    expect(await settled).toEqual({ status: 200, body: { pending: 1 } })
  })

  it('sweeps, and answers when all of it has been looked at', async () => {
    complaint(hubspot, '101', formal)
    complaint(hubspot, '102', {
      hs_pipeline_stage: stages.closed,
      hs_lastmodifieddate: '2026-11-23T09:00:00Z',
    })
    const response = await exports.default.fetch('http://localhost/local/sweep', { method: 'POST' })
    expect(await response.json()).toEqual({ due: 0, open: 2 })
    expect(hubspot.tickets.get('101')).toMatchObject({
      hs_pipeline_stage: stages.stage1,
      hubspot_owner_id: ownerId('priya.repairs@bournville.example'),
    })
    expect((await rows('sweeps')).map(({ name }) => name)).toEqual(['due', 'nightly'])
  })

  it('can not sweep while HubSpot is not there, and says so', async () => {
    hubspot.answer('POST tickets/search', 503)
    expect(await local('POST', 'sweep')).toEqual({
      status: 503,
      body: { error: expect.stringMatching(/^HubSpot answered 503 to POST .*search/) },
    })
  })
})
