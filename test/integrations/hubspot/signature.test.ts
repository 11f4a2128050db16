import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifySignature, type SignedRequest } from '../../../src/integrations/hubspot/signature.ts'
import recorded from '../../data/hubspot-signatures.json' with { type: 'json' }

const now = Date.parse('2026-11-20T10:00:00Z')
const secret = 'client-secret'

function signed(changes: Partial<SignedRequest> = {}, signedUrl?: string): SignedRequest {
  const request = {
    method: 'POST',
    url: 'https://redress.example/webhooks/hubspot',
    body: '[{"objectId":1}]',
    timestamp: String(now),
    secret,
    now,
    ...changes,
  }
  const text = request.method + (signedUrl ?? request.url) + request.body + request.timestamp
  return { signature: createHmac('sha256', secret).update(text).digest('base64'), ...request }
}

async function faultOf(request: SignedRequest): Promise<string | undefined> {
  const result = await verifySignature(request)
  return result.ok ? undefined : result.error.kind
}

describe('verifySignature', () => {
  it.each(recorded.vectors)("accepts HubSpot's own vector of $timestamp", async (vector) => {
    const { url, secret: theirs } = recorded
    const request = { ...vector, url, secret: theirs, now: Number(vector.timestamp) + 1000 }
    expect(await faultOf(request)).toBeUndefined()
    expect(await faultOf({ ...request, body: `${request.body} ` })).toBe('forged')
    expect(await faultOf({ ...request, now })).toBe('stale')
  })

  it.each`
    why                                   | changes                                  | fault
    ${'exactly five minutes old'}         | ${{ now: now + 300_000 }}                | ${undefined}
    ${'a moment over five minutes'}       | ${{ now: now + 300_001 }}                | ${'stale'}
    ${'half a minute ahead'}              | ${{ now: now - 30_000 }}                 | ${undefined}
    ${'further ahead than clocks differ'} | ${{ now: now - 30_001 }}                 | ${'future'}
    ${'no timestamp'}                     | ${{ timestamp: null }}                   | ${'no-timestamp'}
    ${'an empty timestamp'}               | ${{ timestamp: '' }}                     | ${'no-timestamp'}
    ${'a date for a timestamp'}           | ${{ timestamp: '2026-11-20T10:00:00Z' }} | ${'malformed-timestamp'}
    ${'a number in another notation'}     | ${{ timestamp: `${now}.0` }}             | ${'malformed-timestamp'}
    ${'not a number'}                     | ${{ timestamp: 'NaN' }}                  | ${'malformed-timestamp'}
    ${'no signature'}                     | ${{ signature: null }}                   | ${'no-signature'}
    ${'an empty signature'}               | ${{ signature: '' }}                     | ${'no-signature'}
    ${'not base64'}                       | ${{ signature: '%%%' }}                  | ${'malformed-signature'}
    ${'half a signature'}                 | ${{ signature: 'K36dawei4A==' }}         | ${'malformed-signature'}
    ${'of other bytes'}                   | ${{ signature: `${'A'.repeat(43)}=` }}   | ${'forged'}
    ${'no secret to check against'}       | ${{ secret: '' }}                        | ${'no-secret'}
  `('$why: $fault', async ({ changes, fault }) => {
    expect(await faultOf(signed(changes))).toBe(fault)
  })

  it.each(['method', 'url', 'body', 'timestamp', 'secret'] as const)('covers the %s', async (part) => {
    const changed = {
      method: 'PUT',
      url: 'https://other.example/',
      body: '[]',
      timestamp: `${now + 1}`,
      secret: 'x',
    }
    expect(await faultOf({ ...signed(), [part]: changed[part] })).toBe('forged')
  })

  it('says how old a stale request is', async () => {
    const result = await verifySignature(signed({ now: now + 400_000 }))
    expect(result).toEqual({ ok: false, error: { kind: 'stale', ageSeconds: 400, limitSeconds: 300 } })
  })

  it('decodes what HubSpot decodes before it signs, once, and nothing else', async () => {
    const url = 'https://r.example/a%3Ab%2Fc%3Fd%40e%21f%24g%27h%28i%29j%2Ak%2Cl%3Bm?q=%26%20%253A%C3%A9%3d'
    const theirs = "https://r.example/a:b/c?d@e!f$g'h(i)j*k,l;m?q=%26%20%253A%C3%A9%3d"
    expect(await faultOf(signed({ url }, theirs))).toBeUndefined()
  })

  it('checks the bytes of the body, UTF-8 or not', async () => {
    const bytes = new Uint8Array([0x5b, 0xff, 0x5d])
    const { url, timestamp } = signed()
    const hmac = createHmac('sha256', secret)
      .update(`POST${url}`)
      .update(bytes)
      .update(timestamp ?? '')
    expect(await faultOf(signed({ body: bytes, signature: hmac.digest('base64') }))).toBeUndefined()
    expect(await faultOf(signed({ body: '[é]' }))).toBeUndefined()
  })
})
