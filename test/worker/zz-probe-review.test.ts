import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { env } from 'cloudflare:workers'
import { startAccess, type Access } from './access.ts'
import { startHubSpot } from './hubspot.ts'
import { realNow, complaint, formal, passSeconds, rows, startAfresh, startLoop, watched } from './loop.ts'

const editor = 'grace.customer@bournville.example'
const host = 'https://redress.example.org'
const webhook = `${host}/webhooks/hubspot`
let access: Access
let hubspot: any
const said: string[] = []
beforeAll(async () => {
  access = await startAccess()
})
beforeEach(async () => {
  await startAfresh()
  said.length = 0
  for (const level of ['warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...w) => void said.push(w.map(String).join(' ')))
  hubspot = startHubSpot()
  access.listen()
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})
const show = (...x: any[]) =>
  process.stdout.write(x.map((y) => (typeof y === 'string' ? y : JSON.stringify(y))).join(' ') + '\n')
async function signed(body: string, secret: string = env.HUBSPOT_CLIENT_SECRET, url = webhook) {
  const at = String(Date.parse(realNow))
  const bytes = (of: string) => new TextEncoder().encode(of)
  const key = await crypto.subtle.importKey('raw', bytes(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ])
  const mac = await crypto.subtle.sign('HMAC', key, bytes(`POST${url}${body}${at}`))
  return {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-HubSpot-Request-Timestamp': at,
      'X-HubSpot-Signature-v3': btoa(String.fromCharCode(...new Uint8Array(mac))),
    },
    body,
  }
}
describe('probe', () => {
  it('claims', async () => {
    const loop = startLoop(access.settings)
    const go = async (headers: any) => {
      const r = await loop.request(host + '/api/due', { headers })
      return [r.status, (await r.text()).slice(0, 90)]
    }
    for (const claims of [
      { email: editor, exp: '99999999999' },
      { email: editor, nbf: 'x' },
      { email: editor, iat: 99999999999 },
      { email: editor, type: 'org' },
      { email: editor, aud: [] },
      { email: editor, aud: '' },
      { email: editor, iss: ['https://trust.cloudflareaccess.com'] },
      { email: editor, iss: 'https://trust.cloudflareaccess.com/' },
    ])
      try {
        show(claims, await go({ 'Cf-Access-Jwt-Assertion': await access.token(claims as any) }))
      } catch (e) {
        show(claims, String(e))
      }
    const good = await access.token({ email: editor })
    const [h, p, s] = good.split('.')
    for (const t of [
      `${h}.${p}.${s}=`,
      `${h}.${p}.${s} x`,
      `${h}=.${p}.${s}`,
      `${h}.${p}.${s}.`,
      JSON.stringify({ protected: h, payload: p, signature: s }),
      good.slice(0, -1),
      good + 'A',
    ]) {
      try {
        show('malleable', t.slice(-12), await go({ 'Cf-Access-Jwt-Assertion': t }))
      } catch (e) {
        show(String(e))
      }
    }
    for (const head of [
      'null',
      '[]',
      '1',
      '"x"',
      '{"alg":["RS256"]}',
      '{"alg":{}}',
      '{"alg":null}',
      '{"alg":"RS256","crit":[]}',
      '{"alg":"RS256","crit":["kid"]}',
      '{"alg":"RS256","crit":"x"}',
      '{"alg":"rs256"}',
      '{"alg":"RS256 "}',
      '{"alg":"PS256"}',
      '{"alg":"RS384"}',
      '{"alg":"RS512"}',
      '{"alg":"RS256","alg":"none"}',
      '{"alg":"RS256","__proto__":{"kid":"first"}}',
      '{"alg":"RS256","enc":"A128GCM"}',
    ]) {
      try {
        show(
          'head',
          head,
          await go({ 'Cf-Access-Jwt-Assertion': `${btoa(head).replaceAll('=', '')}.${p}.${s}` }),
        )
      } catch (e) {
        show(String(e))
      }
    }
    // random fuzz
    let bad = 0
    for (let i = 0; i < 1500; i += 1) {
      const chars = [...good]
      for (let k = 0; k < 1 + (i % 4); k += 1)
        chars[Math.floor(Math.random() * chars.length)] = 'ABCxyz019-_.=%+/ {}"'[
          Math.floor(Math.random() * 20)
        ]!
      const t = chars.join('').trim()
      if (t === good) continue
      const [st] = await go(i % 2 ? { 'Cf-Access-Jwt-Assertion': t } : { Cookie: `CF_Authorization=${t}` })
      if (st !== 401) {
        bad += 1
        show(
          'FUZZ',
          st,
          t.length,
          good.length,
          [...good].findIndex((c, j) => c !== t[j]),
        )
      }
    }
    show('fuzz bad', bad)
    show([...new Set(said)])
  })
  it('secret', async () => {
    for (const secret of [' ', '\n', '\t ', 'undefined', 'null'])
      show(
        'secret',
        JSON.stringify(secret),
        (await startLoop({ HUBSPOT_CLIENT_SECRET: secret }).request(webhook, await signed('[]', secret)))
          .status,
      )
    show(
      'undefined',
      (
        await startLoop({ HUBSPOT_CLIENT_SECRET: undefined as any }).request(
          webhook,
          await signed('[]', 'undefined'),
        )
      ).status,
    )
  })
  it('boundary', async () => {
    // signature over url+body with the boundary moved
    const good = await signed('?x=[]', undefined as any)
    const r = await startLoop().request(webhook + '?x=', { ...good, body: '[]' })
    show('boundary', r.status)
    const two = await signed('[]1', undefined as any)
    show('two', (await startLoop().request(webhook, two)).status)
    show(
      'pct',
      (await startLoop().request(webhook + '?a=%2F', await signed('[]', undefined as any, webhook + '?a=/')))
        .status,
    )
    for (const pu of [
      'https://other.example',
      'nonsense',
      ' https://redress.example.org/ ',
      'https://redress.example.org/base/',
    ])
      show('public', pu, (await startLoop({ PUBLIC_URL: pu }).request(webhook, await signed('[]'))).status)
  })
  it('sizes', async () => {
    const ev = (id: number, value: string) => ({
      subscriptionType: 'ticket.propertyChange',
      objectId: id,
      propertyName: 'complaint_decision',
      propertyValue: value,
      changeSource: 'INTEGRATION',
      sourceId: '4242',
    })
    const body = JSON.stringify(Array.from({ length: 100 }, (_, i) => ev(1000 + i, 'x'.repeat(3000))))
    const loop = startLoop({ HUBSPOT_APP_ID: '4242' })
    const r = await loop.request(webhook, await signed(body))
    show(
      'sizes',
      r.status,
      await r.text(),
      loop.messages().map((m) => JSON.stringify(m).length),
    )
    const merge = JSON.stringify([
      {
        subscriptionType: 'ticket.merge',
        primaryObjectId: 1,
        newObjectId: 2,
        mergedObjectIds: Array.from({ length: 80000 }, (_, i) => 100000 + i),
      },
    ])
    const l2 = startLoop()
    const r2 = await l2.request(webhook, await signed(merge))
    show(
      'merge',
      r2.status,
      await r2.text(),
      l2
        .messages()
        .map((m) => JSON.stringify(m).length)
        .slice(0, 4),
    )
    const real = { ...env, HUBSPOT_APP_ID: '4242' }
    try {
      await env.TICKETS.send({ hints: [], attempt: 0, x: 'y'.repeat(200000) } as any)
      show('queue took 200k')
    } catch (e) {
      show('queue refused', String(e))
    }
  })
})
