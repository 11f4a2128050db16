import { describe, expect, it } from 'vitest'
import { createHubSpotCrm } from '../../../src/integrations/hubspot/adapter.ts'
import { CrmRefused, CrmUnavailable } from '../../../src/integrations/crm.ts'
import { html, hubspot, json, owners, results, settings, token, type Routes } from './hubspot.ts'

const dated = { settings: { apiVersion: '2026-09' } }

const limit = (policyName: string) => ({
  status: 'error',
  message: 'limit',
  errorType: 'RATE_LIMIT',
  policyName,
})

async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** What `people()` throws when HubSpot answers its one call like this. */
async function fault(reply: () => Response | Promise<Response>, changes: object = {}) {
  const { crm, calls } = hubspot({ '*': reply, 'GET /crm/v3/owners': reply }, { settings: changes })
  const error = await thrownBy(crm.people())
  expect(calls).toHaveLength(1)
  return error
}

describe('the transport', () => {
  it('carries the token and asks for JSON', async () => {
    const { crm, calls } = hubspot({})
    await crm.people()
    expect(calls[0]?.headers['Authorization']).toBe(`Bearer ${token}`)
    expect(calls[0]?.path).toBe('/crm/v3/owners?limit=500&archived=false')
  })

  it.each`
    base                        | url
    ${undefined}                | ${'https://api.hubapi.com/crm/v3/owners?limit=500&archived=false'}
    ${'http://127.0.0.1:8090/'} | ${'http://127.0.0.1:8090/crm/v3/owners?limit=500&archived=false'}
    ${'http://127.0.0.1/hs//'}  | ${'http://127.0.0.1/hs/crm/v3/owners?limit=500&archived=false'}
  `('calls $url', async ({ base, url }) => {
    const urls: string[] = []
    const fetch = async (called: string) => {
      urls.push(called)
      return json(owners)
    }
    await createHubSpotCrm({ ...settings, apiBase: base }, { fetch }).people()
    expect(urls).toEqual([url])
  })

  it('uses dated paths when told to, associations included', async () => {
    const routes: Routes = {
      'GET /crm/owners/2026-09': () => json(owners),
      'GET /crm/pipelines/2026-09/tickets': () =>
        json({ results: [{ id: '900', label: 'Complaints', stages: [] }] }),
      'POST /crm/objects/2026-09/tickets/batch/read': () =>
        results([{ id: '1', properties: { hs_pipeline: '0' } }]),
      'GET /crm/objects/2026-09/tickets/1/associations/tasks': () => json({ results: [] }),
      'PATCH /crm/objects/2026-09/tasks/5': () => json({ id: '5', properties: {} }),
    }
    const { crm, calls } = hubspot(routes, dated)
    await crm.people()
    await crm.readTickets(['1'], { properties: [], people: [], history: [] })
    await crm.findEngagement('task', '1', 'a')
    await crm.markTask('5', 'done')
    expect(calls).toHaveLength(5)
  })

  it.each`
    why                    | changes
    ${'a made-up version'} | ${{ apiVersion: 'v4' }}
    ${'an address'}        | ${{ apiBase: 'ftp://hub' }}
    ${'no token'}          | ${{ accessToken: ' ' }}
    ${'a broken token'}    | ${{ accessToken: 'very-secret\ntoken' }}
  `('refuses settings that can not work: $why', ({ changes }) => {
    expect(() => createHubSpotCrm({ ...settings, ...changes })).toThrow(CrmRefused)
    expect(() => createHubSpotCrm({ ...settings, ...changes })).not.toThrow(/very-secret/)
  })

  it.each`
    why                          | reply                                                                      | delay
    ${'the ten-second limit'}    | ${() => json(limit('TEN_SECONDLY_ROLLING'), 429)}                          | ${10}
    ${'the limit of the search'} | ${() => json(limit('SECONDLY'), 429)}                                      | ${2}
    ${'a limit without a name'}  | ${() => json({}, 429)}                                                     | ${10}
    ${'a limit in a page'}       | ${() => html(429)}                                                         | ${10}
    ${'a limit that says when'}  | ${() => json(limit('X'), 429, { 'retry-after': '7' })}                     | ${7}
    ${'locked'}                  | ${() => json({}, 423)}                                                     | ${2}
    ${'migrating'}               | ${() => json({}, 477, { 'retry-after': '3600' })}                          | ${3600}
    ${'migrating until a date'}  | ${() => json({}, 477, { 'retry-after': 'Fri, 20 Nov 2026 10:01:00 GMT' })} | ${60}
    ${'internal'}                | ${() => json({ message: 'oops' }, 500)}                                    | ${undefined}
    ${'a page at 502'}           | ${() => html(502)}                                                         | ${undefined}
    ${'503 that says when'}      | ${() => json({}, 503, { 'retry-after': '5' })}                             | ${5}
    ${'a page at 504'}           | ${() => html(504)}                                                         | ${undefined}
    ${'Cloudflare at 521'}       | ${() => html(521)}                                                         | ${undefined}
    ${'Cloudflare at 526'}       | ${() => html(526)}                                                         | ${undefined}
    ${'a page at 200'}           | ${() => html(200)}                                                         | ${undefined}
    ${'a page at 403'}           | ${() => html(403)}                                                         | ${undefined}
    ${'half of an answer'}       | ${() => new Response('{"results":[{"id":"1"')}                             | ${undefined}
    ${'another shape'}           | ${() => json({ results: 5 })}                                              | ${undefined}
    ${'no connection'}           | ${() => Promise.reject(new TypeError('fetch failed'))}                     | ${undefined}
  `('is worth trying again: $why', async ({ reply, delay }) => {
    const error = await fault(reply)
    expect(error).toBeInstanceOf(CrmUnavailable)
    expect(error instanceof CrmUnavailable && error.fault.delaySeconds).toBe(delay)
  })

  it.each`
    why                     | reply                                                       | delay
    ${'as documented'}      | ${() => json(limit('DAILY'), 429)}                          | ${undefined}
    ${'in the message'}     | ${() => json({ message: 'your daily limit is up' }, 429)}   | ${undefined}
    ${'that says how long'} | ${() => json(limit('DAILY'), 429, { 'retry-after': '60' })} | ${60}
  `('tells the daily limit from the others: $why', async ({ reply, delay }) => {
    const error = await fault(reply)
    expect(error).toMatchObject({ fault: { limit: 'daily' } })
    expect(error instanceof CrmUnavailable && error.fault.delaySeconds).toBe(delay)
  })

  it('gives up after the time-out', async () => {
    const error = await fault(() => new Promise(() => {}), { timeoutMs: 20 })
    expect(error).toBeInstanceOf(CrmUnavailable)
    expect(String(error)).toContain('did not answer within 0.02 s')
  })

  it('gives up on a body that does not end', async () => {
    const body = new ReadableStream({
      start: (stream) => stream.enqueue(new TextEncoder().encode('{"results":')),
    })
    const fetch = async (_: string, { signal }: { signal: AbortSignal }) => {
      const answer = new Response(body)
      const text = () =>
        new Promise<string>((_ok, no) => signal.addEventListener('abort', () => no(signal.reason)))
      return Object.assign(answer, { text })
    }
    const crm = createHubSpotCrm({ ...settings, timeoutMs: 20 }, { fetch })
    expect(await thrownBy(crm.people())).toBeInstanceOf(CrmUnavailable)
  })

  const scopes = [{ message: 'one of', context: { requiredGranularScopes: ['crm.objects.owners.read'] } }]
  it.each`
    why                | reply                                                                                 | says
    ${'token'}         | ${() => json({ message: 'Authentication credentials not found.' }, 401)}              | ${'credentials not found.: check `HUBSPOT_ACCESS_TOKEN`'}
    ${'scope'}         | ${() => json({ category: 'MISSING_SCOPES', message: 'scopes', errors: scopes }, 403)} | ${'lacks the scope `crm.objects.owners.read`'}
    ${'unnamed scope'} | ${() => json({}, 403)}                                                                | ${'lacks a scope'}
    ${'no body'}       | ${() => new Response(null, { status: 404 })}                                          | ${'404 to GET /crm/v3/owners: no reason given'}
    ${'odd fields'}    | ${() => json({ message: { a: 1 }, errors: 'x', context: [] }, 400)}                   | ${'no reason given'}
    ${'a redirect'}    | ${() => json({}, 302, { location: 'https://elsewhere' })}                             | ${'check `HUBSPOT_API_BASE`'}
  `('needs a person: $why', async ({ reply, says }) => {
    const error = await fault(reply)
    expect(error).toBeInstanceOf(CrmRefused)
    expect(String(error)).toContain(says)
  })

  it.each`
    reply
    ${() => json({ message: `bad token ${token}` }, 401)}
    ${() => json({ message: `limit for ${token}` }, 429)}
    ${() => Promise.reject(new TypeError(`Invalid header value Bearer ${token}`))}
    ${() => json({ message: `${'x'.repeat(190)}${token}` }, 400)}
  `('never says the token', async ({ reply }) => {
    const error = await fault(reply)
    expect(JSON.stringify([error, String(error), error instanceof Error && error.stack])).not.toContain(
      'very-secret',
    )
    expect(String(error)).not.toContain('pat-eu1')
  })
})
