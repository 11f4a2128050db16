// Faults by a plan: when they strike, what they do, and that the same seed strikes the same calls.

import { afterEach, describe, expect, it } from 'vitest'
import { phaseOf } from '../../dev/hubspot/api/fault-schedule.ts'
import { startAccount } from './account.ts'
import { call } from './clients.ts'

const { hubspot, url } = await startAccount()
const { id } = hubspot.createTicket({ properties: { subject: 'old' } })
const ticket = `/crm/v3/objects/tickets/${id}`
const statusOf = async (path: string, body?: unknown, method?: string) =>
  await fetch(`${url}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { authorization: 'Bearer local-token' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).then(
    async (response) => (await response.text(), response.status),
    () => 0,
  )
const ask = async (method: string, body?: unknown) => {
  const answer = await fetch(`${url}/board/faults`, {
    method,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: answer.status, body: await answer.json() }
}

afterEach(() => {
  hubspot.faults.clear()
  hubspot.setNow('2026-11-23T10:00:00Z')
})

it('strike between two times of the account’s clock, and only the calls meant', async () => {
  const path = '/crm/v3/objects/tickets/batch/update'
  hubspot.faults.plan({
    faults: [{ name: 'busy', at: '10:02', forSeconds: 30, method: 'POST', path, answer: 'tenSecondLimit' }],
  })
  const update = () =>
    statusOf('/crm/objects/2026-09/tickets/batch/update', { inputs: [{ id, properties: {} }] })
  expect(await update()).toBe(200)
  hubspot.setNow('2026-11-23T10:02:00Z')
  expect([await update(), await update(), await statusOf(ticket)]).toEqual([429, 429, 200])
  expect(hubspot.faults.list()).toMatchObject([{ phase: 'on', struck: 2 }])
  hubspot.setNow('2026-11-23T10:02:30Z')
  expect(await update()).toBe(200)
  expect(hubspot.calls({ status: 429 })).toMatchObject([{ fault: 'busy' }, { fault: 'busy' }])
})

it.each`
  why                                     | at                        | forSeconds   | now                       | phase
  ${'before an instant'}                  | ${'2026-11-23T10:02:00Z'} | ${30}        | ${'2026-11-23T10:01:59Z'} | ${'to come'}
  ${'from it'}                            | ${'2026-11-23T10:02:00Z'} | ${30}        | ${'2026-11-23T10:02:00Z'} | ${'on'}
  ${'no longer than it lasts'}            | ${'2026-11-23T10:02:00Z'} | ${30}        | ${'2026-11-23T10:02:30Z'} | ${'over'}
  ${'without an end'}                     | ${'2026-11-23T10:02:00Z'} | ${undefined} | ${'2027-01-01T00:00:00Z'} | ${'on'}
  ${'by the zone’s time of day'}          | ${'10:02'}                | ${30}        | ${'2026-07-01T09:02:10Z'} | ${'on'}
  ${'and not by UTC’s'}                   | ${'10:02'}                | ${30}        | ${'2026-07-01T10:02:10Z'} | ${'to come'}
  ${'past midnight'}                      | ${'23:59:30'}             | ${60}        | ${'2026-11-24T00:00:10Z'} | ${'on'}
  ${'until midnight, without an end'}     | ${'10:02'}                | ${undefined} | ${'2026-11-23T23:59:59Z'} | ${'on'}
  ${'and from then on to come'}           | ${'10:02'}                | ${undefined} | ${'2026-11-24T00:00:00Z'} | ${'to come'}
  ${'a time of day comes again each day'} | ${'10:02'}                | ${30}        | ${'2026-11-24T10:02:10Z'} | ${'on'}
`('hold $why: $at for $forSeconds s, at $now: $phase', ({ at, forSeconds, now, phase }) => {
  const fault = { at, ...(forSeconds !== undefined && { forSeconds }) }
  expect(phaseOf(fault, { now: () => now, timeZone: 'Europe/London' })).toBe(phase)
})

it('strike one call in so many', async () => {
  hubspot.faults.plan({ faults: [{ every: 3, path: '/crm/v3/owners', answer: 'badGateway' }] })
  const statuses: number[] = []
  for (let i = 0; i < 7; i++) statuses.push(await statusOf('/crm/v3/owners'), await statusOf(ticket))
  expect(statuses.filter((_, index) => index % 2 === 0)).toEqual([200, 200, 502, 200, 200, 502, 200])
  expect(statuses.filter((_, index) => index % 2 === 1)).toEqual(Array(7).fill(200))
})

it('strike by chance, the same calls for the same seed', async () => {
  const struck = async (seed: number) => {
    hubspot.faults.plan({ seed, faults: [{ chance: 0.3, answer: 'unavailable' }] })
    const statuses: number[] = []
    for (let i = 0; i < 40; i++) statuses.push(await statusOf(ticket))
    return statuses
  }
  const first = await struck(7)
  expect(first.filter((status) => status === 503).length).toBeGreaterThan(4)
  expect(first.filter((status) => status === 503).length).toBeLessThan(25)
  expect(await struck(7)).toEqual(first)
  expect(await struck(8)).not.toEqual(first)
})

describe('a call that times out', () => {
  const patch = (signal: AbortSignal, subject: string) =>
    fetch(`${url}${ticket}`, {
      method: 'PATCH',
      signal,
      body: JSON.stringify({ properties: { subject } }),
      headers: { authorization: 'Bearer local-token' },
    })

  it.each`
    hang        | subject
    ${'before'} | ${'old'}
    ${'after'}  | ${'new'}
  `(
    '$hang the work leaves the ticket $subject, and is logged without an answer',
    async ({ hang, subject }) => {
      hubspot.edit(id, { properties: { subject: 'old' } })
      hubspot.resetCalls()
      hubspot.faults.plan({ faults: [{ method: 'PATCH', hang, times: 1 }] })
      await expect(patch(AbortSignal.timeout(80), 'new')).rejects.toThrow('timeout')
      expect(hubspot.ticket(id).properties['subject']).toBe(subject)
      await expect.poll(() => hubspot.calls()).toMatchObject([{ method: 'PATCH', status: 0 }])
      expect((await patch(AbortSignal.timeout(5_000), 'again')).status).toBe(200)
    },
  )

  it('does so in one process too, where no network is between', async () => {
    hubspot.faults.plan({ faults: [{ method: 'PATCH', hang: 'after' }] })
    const request = new Request(`http://hubspot${ticket}`, {
      method: 'PATCH',
      body: '{"properties":{"subject":"inside"}}',
      headers: { authorization: 'Bearer local-token' },
      signal: AbortSignal.timeout(50),
    })
    await expect(hubspot.app.request(request)).rejects.toThrow('connection dropped')
    expect(hubspot.ticket(id).properties['subject']).toBe('inside')
  })
})

describe('a plan', () => {
  it('is put, looked at and ended from outside', async () => {
    const plan = { seed: 1, faults: [{ name: 'gone', drop: 'before', path: '/crm/v3/owners', times: 2 }] }
    expect(await ask('PUT', plan)).toMatchObject({
      status: 200,
      body: {
        faults: [
          { name: 'gone', phase: 'on', struck: 0, does: expect.stringContaining('Connection dropped') },
        ],
      },
    })
    expect([await statusOf('/crm/v3/owners'), await statusOf('/crm/v3/owners')]).toEqual([0, 0])
    expect((await ask('GET')).body.faults).toMatchObject([{ phase: 'over', struck: 2 }])
    expect((await ask('DELETE')).body).toEqual({ faults: [] })
    expect(await statusOf('/crm/v3/owners')).toBe(200)
  })

  it.each`
    plan                                                             | message
    ${'{"faults":'}                                                  | ${'not JSON'}
    ${[]}                                                            | ${'a plan is'}
    ${{ faults: [{ every: 0, status: 500 }] }}                       | ${'fault 1: `every` is `0`: use a whole number'}
    ${{ faults: [{ status: 500 }, { answr: 'locked' }] }}            | ${'fault 2: unknown key `answr`'}
    ${{ faults: [{ answer: 'teapot' }] }}                            | ${'use one of `tenSecondLimit`'}
    ${{ faults: [{ at: 'noon', status: 500 }] }}                     | ${'use a time such as `10:02`'}
    ${{ faults: [{ forSeconds: 5, status: 500 }] }}                  | ${'without `at`'}
    ${{ faults: [{ status: 500, drop: 'before' }] }}                 | ${'has both `status` and `drop`'}
    ${{ faults: [{ path: '/crm' }] }}                                | ${'does nothing'}
    ${{ seed: 'x', faults: [] }}                                     | ${'`seed` is `"x"`'}
    ${{ faults: [{ status: 500, headers: { 'Retry-After': 60 } }] }} | ${'use texts by name'}
  `('is refused with a word on why: $message', async ({ plan, message }) => {
    hubspot.faults.add({ name: 'stays', status: 500, path: '/nowhere' })
    expect(await ask('PUT', plan)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining(message) },
    })
    expect(hubspot.faults.list()).toMatchObject([{ fault: { name: 'stays' } }])
  })
})

it('the answer that is put in place of the true one has its effect behind it', async () => {
  hubspot.faults.plan({
    faults: [{ method: 'PATCH', times: 1, answer: 'gatewayTimeOut', afterEffect: true }],
  })
  expect(await statusOf(ticket, { properties: { subject: 'kept' } }, 'PATCH')).toBe(504)
  expect((await call(url, `${ticket}?properties=subject`)).body.properties.subject).toBe('kept')
})
