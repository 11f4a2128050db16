// The token, the rate limits, faults on request, and the log of calls.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createRateLimit } from '../../dev/hubspot/api/rate-limit.ts'
import { startAccount } from './account.ts'
import { call, clientsOf } from './clients.ts'

const { hubspot, url, pipelines } = await startAccount({ limits: { perTenSeconds: 5, searchPerSecond: 2 } })
const { id } = hubspot.createTicket()
const ticket = `/crm/v3/objects/tickets/${id}`
const search = () => call(url, '/crm/v3/objects/tickets/search', {})

beforeEach(() => {
  hubspot.resetLimits()
  hubspot.resetCalls()
  hubspot.faults.clear()
})
afterEach(() => {
  vi.useRealTimers()
})

it('answers 401 to a wrong token', async () => {
  const error = await clientsOf(url, 'wrong')
    .owners.getPage()
    .catch((each: unknown) => each)
  expect(error).toMatchObject({ code: 401, body: { category: 'INVALID_AUTHENTICATION' } })
})

it("counts down and answers 429 in HubSpot's words", async () => {
  const first = await call(url, ticket)
  expect(Object.fromEntries(first.headers)).toMatchObject({
    'x-hubspot-ratelimit-max': '5',
    'x-hubspot-ratelimit-remaining': '4',
    'x-hubspot-ratelimit-interval-milliseconds': '10000',
    'x-hubspot-ratelimit-daily': '1000000',
    'x-hubspot-ratelimit-daily-remaining': '999999',
  })
  expect((await call(url, '/crm/v3/objects/tickets/1')).headers.get('x-hubspot-ratelimit-remaining')).toBe(
    '3',
  )
  for (let i = 0; i < 3; i++) await call(url, ticket)
  const limited = await call(url, ticket)
  expect(limited).toMatchObject({
    status: 429,
    body: {
      status: 'error',
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
      correlationId: expect.any(String),
    },
  })
  expect(limited.headers.get('x-hubspot-ratelimit-remaining')).toBe('0')
})

it('lets calls through again when ten seconds have passed', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  for (let i = 0; i < 5; i++) await call(url, ticket)
  expect((await call(url, ticket)).status).toBe(429)
  vi.setSystemTime(Date.now() + 10_001)
  expect((await call(url, ticket)).status).toBe(200)
})

it('counts the calls of a day until midnight in the account’s zone', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-07-01T22:50:00Z') })
  const limit = createRateLimit({ perDay: 2 }, 'Europe/London')
  const admit = () => limit.admit(false)
  expect([admit().kind, admit().kind]).toEqual(['allowed', 'allowed'])
  expect(admit()).toMatchObject({
    kind: 'limited',
    policy: 'DAILY',
    headers: { 'X-HubSpot-RateLimit-Daily-Remaining': '0' },
  })
  expect(limit.admit(true).kind).toBe('allowed')
  vi.setSystemTime('2026-07-01T22:59:59Z')
  expect(admit().kind).toBe('limited')
  vi.setSystemTime('2026-07-01T23:00:00Z')
  expect(admit()).toMatchObject({ kind: 'allowed', headers: { 'X-HubSpot-RateLimit-Daily-Remaining': '1' } })
})

it('limits searches by the second, without headers and apart from the rest', async () => {
  const [first] = [await search(), await search()]
  expect(first.headers.get('x-hubspot-ratelimit-max')).toBeNull()
  expect(await search()).toMatchObject({ status: 429, body: { policyName: 'SECONDLY' } })
  expect((await call(url, ticket)).headers.get('x-hubspot-ratelimit-remaining')).toBe('4')
})

it('answers as a fault says, so many times', async () => {
  hubspot.faults.add({ path: '/crm/v3/pipelines', status: 502, body: '<html>bad gateway</html>', times: 2 })
  // The client knows no HTML: it throws an error of its own.
  await expect(pipelines.getAll('tickets')).rejects.toThrow()
  await expect(
    fetch(`${url}/crm/pipelines/2026-09/tickets`).then((answer) => answer.text()),
  ).resolves.toContain('<html>')
  hubspot.faults.add({ path: '/crm/v3/pipelines', status: 423, body: { status: 'error', message: 'locked' } })
  await expect(pipelines.getAll('tickets')).rejects.toMatchObject({ code: 423, body: { message: 'locked' } })
  expect((await pipelines.getAll('tickets')).results).toHaveLength(2)
})

it.each`
  drop        | subject
  ${'before'} | ${'old'}
  ${'after'}  | ${'new'}
`('breaks the connection $drop the effect: the ticket is $subject', async ({ drop, subject }) => {
  hubspot.edit(id, { properties: { subject: 'old' } })
  hubspot.faults.add({ method: 'PATCH', drop })
  await expect(call(url, ticket, { properties: { subject: 'new' } }, 'PATCH')).rejects.toThrow('fetch failed')
  expect(hubspot.ticket(id).properties['subject']).toBe(subject)
  hubspot.faults.add({ method: 'PATCH', drop })
  const request = {
    method: 'PATCH',
    body: '{"properties":{}}',
    headers: { authorization: 'Bearer local-token' },
  }
  await expect(hubspot.app.request(ticket, request)).rejects.toThrow('connection dropped')
})

it('can have the effect and say otherwise, or take its time', async () => {
  hubspot.faults.add({ path: ticket, status: 504, afterEffect: true }, { path: ticket, delayMs: 60 })
  const started = performance.now()
  const late = await fetch(`${url}${ticket}`, {
    method: 'PATCH',
    body: JSON.stringify({ properties: { subject: 'kept' } }),
    headers: { authorization: 'Bearer local-token' },
  })
  expect(late.status).toBe(504)
  expect(hubspot.ticket(id).properties['subject']).toBe('kept')
  expect((await call(url, ticket)).status).toBe(200)
  expect(performance.now() - started).toBeGreaterThan(55)
})

it('remembers each call', async () => {
  await call(url, `/crm/objects/2026-09/tickets/batch/read`, { inputs: [{ id }, { id: '5' }] })
  await call(url, ticket)
  expect(hubspot.calls()).toMatchObject([
    { method: 'POST', route: '/crm/v3/objects/tickets/batch/read', status: 207, count: 2 },
    { method: 'GET', path: ticket, status: 200, count: 1 },
  ])
  expect(hubspot.calls({ path: /batch/ })).toHaveLength(1)
  hubspot.resetCalls()
  expect(hubspot.calls()).toEqual([])
})
