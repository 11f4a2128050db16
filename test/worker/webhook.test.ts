// `POST /webhooks/hubspot`: what is accepted and queued, and what is refused.

import { env, exports } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { stages, startHubSpot } from './hubspot.ts'
import {
  complaint,
  formal,
  keptQueue,
  localNow,
  passSeconds,
  realNow,
  row,
  rows,
  startAfresh,
  startLoop,
} from './loop.ts'
import { signatureOf } from './signed-webhook.ts'

const url = 'http://localhost/webhooks/hubspot'
const loop = startLoop()

beforeEach(async () => {
  await startAfresh()
  loop.take()
  for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const event = (objectId: number, more: Readonly<Record<string, unknown>> = {}) => ({
  eventId: 4101286121,
  subscriptionId: 7562680,
  portalId: 247187887,
  appId: 50780459,
  occurredAt: 1787843156000,
  subscriptionType: 'ticket.propertyChange',
  attemptNumber: 1,
  objectId,
  propertyName: 'complaint_formal_requested',
  propertyValue: 'true',
  changeSource: 'CRM_UI',
  sourceId: 'userId:98499705',
  ...more,
})

type Tampering = {
  readonly at?: string | null
  readonly signedUrl?: string
  readonly signedBody?: string
  readonly secret?: string
  readonly signature?: string | null
  readonly send?: BodyInit
  readonly headers?: Readonly<Record<string, string>>
}

async function signed(body: string, tamper: Tampering = {}): Promise<RequestInit> {
  const at = tamper.at === undefined ? String(Date.parse(realNow)) : tamper.at
  const { signedUrl = url, signedBody = body } = tamper
  const made =
    tamper.signature === undefined
      ? await signatureOf(`POST${signedUrl}${signedBody}${at ?? ''}`, tamper.secret)
      : tamper.signature
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(at !== null && { 'X-HubSpot-Request-Timestamp': at }),
      ...(made !== null && { 'X-HubSpot-Signature-v3': made }),
      ...tamper.headers,
    },
    body: tamper.send ?? body,
  }
}

const post = async (events: unknown, tamper?: Tampering) =>
  loop.request('/webhooks/hubspot', await signed(JSON.stringify(events), tamper))

describe('a signed webhook', () => {
  it('is queued as one message with each ticket once, and accepted', async () => {
    const response = await post([event(101), event(102), event(101, { propertyName: 'createdate' })])
    expect(response.status).toBe(202)
    expect(await response.json()).toEqual({ tickets: 2 })
    expect(loop.messages()).toEqual([
      { hints: [{ id: '101' }, { id: '102' }], attempt: 0, id: expect.any(String) },
    ])
    expect(await rows('tickets')).toEqual([])
  })

  it.each`
    why                            | change
    ${'of another kind of object'} | ${{ subscriptionType: 'contact.creation' }}
    ${'of another object type'}    | ${{ subscriptionType: 'object.creation', objectTypeId: '0-1' }}
    ${'of a kind not known'}       | ${{ subscriptionType: 'ticket.somethingNew' }}
    ${'of an association'}         | ${{ subscriptionType: 'ticket.associationChange' }}
    ${'without a type'}            | ${{ subscriptionType: undefined }}
    ${'without an id'}             | ${{ objectId: null }}
    ${'with an id that is no id'}  | ${{ objectId: '1 OR 1' }}
  `('with an event $why is accepted, and nothing is queued', async ({ change }) => {
    expect((await post([event(101, change)])).status).toBe(202)
    expect(loop.take()).toEqual([])
    expect((await post([null, 7, 'x', [], event(101, change), event(103)])).status).toBe(202)
    expect(loop.take()).toMatchObject([{ ids: ['103'] }])
  })

  it('with no event at all is accepted', async () => {
    expect((await post([])).status).toBe(202)
    expect(loop.take()).toEqual([])
  })

  it('passes on what our own app wrote as echoes, unless there is other news of the ticket', async () => {
    const ours = { changeSource: 'INTEGRATION', sourceId: '50780459' }
    const status = { propertyName: 'complaint_sla_status', propertyValue: 'on_track' }
    await post([
      event(101, { ...ours, ...status }),
      event(101, { ...ours, propertyName: 'hs_pipeline_stage', propertyValue: '902' }),
      event(102, { ...ours, ...status }),
      event(102),
      event(103, { ...ours, ...status, sourceId: '999' }),
    ])
    expect(loop.hints()).toEqual([
      {
        id: '101',
        echoes: [
          { property: 'complaint_sla_status', value: 'on_track' },
          { property: 'hs_pipeline_stage', value: '902' },
        ],
      },
      { id: '102' },
      { id: '103' },
    ])
  })

  it('of a property on which nothing rests is no reason to look; of stage, owner and pipeline it always is', async () => {
    const about = (propertyName: string | undefined) => event(101, { propertyName })
    for (const property of ['hs_ticket_priority', 'subject', 'constructor', ''])
      expect((await post([about(property)])).status).toBe(202)
    expect(loop.take()).toEqual([])
    for (const property of [
      'hs_pipeline',
      'hs_pipeline_stage',
      'hubspot_owner_id',
      'complaint_sla_status',
      'createdate',
      undefined,
    ]) {
      await post([about('subject'), about(property)])
      expect(loop.take()).toMatchObject([{ ids: ['101'] }])
    }
    await post([event(101, { subscriptionType: 'ticket.creation', propertyName: 'subject' })])
    expect(loop.take()).toMatchObject([{ ids: ['101'] }])
  })

  it('of any property is a reason to look where the policy can not be used', async () => {
    const { queue, hints } = keptQueue()
    const broken = startLoop({ TICKETS: queue, REDRESS_POLICY: 'none-such' })
    await broken.request(
      '/webhooks/hubspot',
      await signed(JSON.stringify([event(101, { propertyName: 'subject' })])),
    )
    expect(hints()).toEqual([{ id: '101' }])
  })

  it('takes nothing for an echo where no app id is set', async () => {
    const { queue, hints } = keptQueue()
    const other = startLoop({ TICKETS: queue, HUBSPOT_APP_ID: '' })
    const body = JSON.stringify([event(101, { changeSource: 'INTEGRATION', sourceId: '' })])
    await other.request('/webhooks/hubspot', await signed(body))
    expect(hints()).toEqual([{ id: '101' }])
  })

  it('is answered 503 where the queue does not take it, so that HubSpot sends it again', async () => {
    const { queue } = keptQueue()
    const full = { ...queue, send: () => Promise.reject(new Error('Queue is overloaded')) }
    const other = startLoop({ TICKETS: full })
    const response = await other.request('/webhooks/hubspot', await signed(JSON.stringify([event(101)])))
    expect(response.status).toBe(503)
    expect(await response.text()).not.toContain('overloaded')
  })

  it('that the queue did not take leaves nothing to wait for', async () => {
    const { queue } = keptQueue()
    const full = { ...queue, send: () => Promise.reject(new Error('Queue is overloaded')) }
    const other = startLoop({ TICKETS: full })
    await other.request('/webhooks/hubspot', await signed(JSON.stringify([event(101)])))
    const { results } = await env.DB.prepare('SELECT * FROM local_messages').all()
    expect(results).toEqual([])
  })
})

describe('the signature', () => {
  const at = Date.parse(realNow)
  const body = JSON.stringify([event(101)])

  it.each<[string, Tampering, string]>([
    ['another secret', { secret: 'somebody-elses' }, 'forged'],
    ['another body', { signedBody: '[]' }, 'forged'],
    ['another address', { signedUrl: 'http://localhost/webhooks/other' }, 'forged'],
    ['none', { signature: null }, 'no-signature'],
    ['one of nonsense', { signature: 'c2lnbmF0dXJl' }, 'malformed-signature'],
    ['no time', { at: null }, 'no-timestamp'],
    ['an empty time', { at: '' }, 'no-timestamp'],
    ['a time that is none', { at: '2026-12-01T12:00:00Z' }, 'malformed-timestamp'],
    ['a time over five minutes ago', { at: String(at - 300_001) }, 'stale'],
    ['a time well ahead', { at: String(at + 31_000) }, 'future'],
    ['a time of the frozen local clock', { at: String(Date.parse(localNow)) }, 'stale'],
  ])('of %s is refused', async (_, tamper, kind) => {
    const response = await loop.request('/webhooks/hubspot', await signed(body, tamper))
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ error: `the signature does not hold: ${kind}` })
    expect(loop.take()).toEqual([])
  })

  it.each([-300_000, 0, 30_000])('made %i ms from now by the real clock holds', async (ms) => {
    const response = await loop.request('/webhooks/hubspot', await signed(body, { at: String(at + ms) }))
    expect(response.status).toBe(202)
  })

  it('goes stale as time passes', async () => {
    const request = await signed(body)
    passSeconds(301)
    expect((await loop.request('/webhooks/hubspot', request)).status).toBe(401)
  })

  it('is refused where no secret is set: an empty one would be anybody’s', async () => {
    const open = startLoop({ HUBSPOT_CLIENT_SECRET: '' })
    const request = await signed(body, { signature: 'A'.repeat(43) + '=' })
    expect((await open.request('/webhooks/hubspot', request)).status).toBe(401)
  })

  it('is that of the public address, where the Worker stands behind a proxy', async () => {
    const proxied = startLoop({ PUBLIC_URL: 'https://redress.example.org/' })
    const signedUrl = 'https://redress.example.org/webhooks/hubspot?portal=a%20b'
    const ask = async (to: string) =>
      proxied.request('/webhooks/hubspot?portal=a%20b', await signed(body, { signedUrl: to }))
    expect((await ask(signedUrl)).status).toBe(202)
    expect((await ask(`${url}?portal=a%20b`)).status).toBe(401)
  })

  it('covers bytes that are no text', async () => {
    const bytes = new Uint8Array([0x5b, 0x5d, 0x20, 0xff])
    const wrong = await signed('[] \uFFFD', { send: bytes })
    expect((await loop.request('/webhooks/hubspot', wrong)).status).toBe(401)
  })
})

describe('the body', () => {
  it.each(['{"subscriptionType":"ticket.creation"}', '"x"', 'null', '', '[', 'a=b'])(
    'has to be an array: `%s` is refused',
    async (body) => {
      const response = await loop.request('/webhooks/hubspot', await signed(body))
      expect(response.status).toBe(400)
      expect(await response.json()).toEqual({ error: 'the body is not a JSON array of events' })
    },
  )

  const mebibyte = 1024 * 1024
  const padded = (size: number) => {
    const events = JSON.stringify([event(101)])
    return events + ' '.repeat(size - events.length)
  }
  const streamed = (body: string) => {
    const bytes = new TextEncoder().encode(body)
    let at = 0
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= bytes.length) controller.close()
        else controller.enqueue(bytes.slice(at, (at += 64_000)))
      },
    })
  }

  it('may be of 1 MiB', async () => {
    const body = padded(mebibyte)
    expect((await loop.request('/webhooks/hubspot', await signed(body))).status).toBe(202)
    const request = await signed(body, { send: streamed(body) })
    expect((await loop.request('/webhooks/hubspot', request)).status).toBe(202)
  })

  it.each(['by its length', 'as it streams in'])('may not be larger, seen %s', async (how) => {
    const body = padded(mebibyte + 1)
    const request = await signed(
      body,
      how === 'by its length'
        ? { headers: { 'content-length': String(body.length) } }
        : { send: streamed(body) },
    )
    expect((await loop.request('/webhooks/hubspot', request)).status).toBe(413)
    expect(loop.take()).toEqual([])
  })

  it('that never ends is cut off', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(mebibyte))
      },
    })
    const request = await signed('[]', { send: endless })
    expect((await loop.request('/webhooks/hubspot', request)).status).toBe(413)
    expect(pulled).toBeLessThan(25)
  })

  it('is taken at no other method', async () => {
    expect((await loop.request('/webhooks/hubspot')).status).toBe(405)
  })
})

it('from webhook through the queue to HubSpot and the record', async () => {
  const hubspot = startHubSpot()
  complaint(hubspot, '101', formal)
  const response = await exports.default.fetch(url, await signed(JSON.stringify([event(101), event(102)])))
  expect(response.status).toBe(202)
  const settled = await exports.default.fetch('http://localhost/local/settle', { method: 'POST' })
  expect(await settled.json()).toEqual({ pending: 0 })
  expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.stage1)
  expect(await row('tickets', "id = '101'")).toMatchObject({ stage: 'stage1' })
})
