// What outsiders may try at any door, and what strangers may write: bodies, methods, headers, hosts, hostile text, secrets, replays.

import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import policy from '../../rules/bournville/policy.json' with { type: 'json' }
import { startAccess, type Access } from './access.ts'
import { json, startHubSpot, type HubSpot } from './hubspot.ts'
import {
  complaint,
  everything,
  failingAt,
  formal,
  keptQueue,
  localNow,
  message,
  passSeconds,
  realNow,
  rows,
  startAfresh,
  startLoop,
} from './loop.ts'

const editor = 'grace.customer@bournville.example'
const host = 'https://redress.example.org'
const webhook = `${host}/webhooks/hubspot`

let access: Access
let hubspot: HubSpot
const said: string[] = []

beforeAll(async () => {
  access = await startAccess()
})

beforeEach(async () => {
  await startAfresh()
  said.length = 0
  for (const level of ['log', 'warn', 'error', 'info', 'debug'] as const)
    vi.spyOn(console, level).mockImplementation((...words) => void said.push(words.map(wholly).join(' ')))
  hubspot = startHubSpot()
  access.listen()
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** All that a log would show of it. */
function wholly(word: unknown): string {
  if (!(word instanceof Error)) return typeof word === 'string' ? word : JSON.stringify(word)
  return [word.name, word.message, word.stack, word.cause === undefined ? '' : wholly(word.cause)].join(' ')
}

type Signed = {
  readonly method: 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** As HubSpot signs. */
async function signed(body: string, secret: string = env.HUBSPOT_CLIENT_SECRET): Promise<Signed> {
  const at = String(Date.parse(realNow))
  const bytes = (of: string) => new TextEncoder().encode(of)
  const key = await crypto.subtle.importKey('raw', bytes(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ])
  const mac = await crypto.subtle.sign('HMAC', key, bytes(`POST${webhook}${body}${at}`))
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

const event = (objectId: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  subscriptionType: 'ticket.propertyChange',
  objectId,
  propertyName: 'complaint_formal_requested',
  propertyValue: 'true',
  changeSource: 'CRM_UI',
  sourceId: 'userId:1',
  ...more,
})

describe('a body', () => {
  const deep = 200_000
  const nested = `${'['.repeat(deep)}${']'.repeat(deep)}`
  const objects = `${'{"a":'.repeat(deep / 2)}1${'}'.repeat(deep / 2)}`
  const within = (key: string, value: string) =>
    JSON.stringify([event(101, { [key]: '@' })]).replace('"@"', value)

  it.each<[string, string, number, readonly string[]]>([
    ['all brackets', nested, 202, []],
    ['brackets without an end', '['.repeat(deep), 400, []],
    ['all braces', objects, 400, []],
    ['a list of braces', `[${objects}]`, 202, []],
    ['a deep id', within('objectId', nested), 202, []],
    ['a deep value', within('propertyValue', nested), 202, ['101']],
    ['a deep source', within('sourceId', nested), 202, ['101']],
    ['a deep type', within('subscriptionType', nested), 202, []],
  ])('nested 200,000 deep does no harm: %s', async (_, body, status, ids) => {
    const loop = startLoop()
    expect((await loop.request(webhook, await signed(body))).status).toBe(status)
    expect(loop.take().flatMap((sent) => sent.ids)).toEqual(ids)
  })

  it.each(['mergedObjectIds', 'primaryObjectId', 'newObjectId'])(
    'nested 200,000 deep does no harm in a merge: %s',
    async (key) => {
      const body = within(key, nested).replace('ticket.propertyChange', 'ticket.merge')
      const loop = startLoop()
      expect((await loop.request(webhook, await signed(body))).status).toBe(202)
    },
  )

  it('with names that an object has by itself does no harm', async () => {
    const body = `[{"__proto__":{"subscriptionType":"ticket.creation","objectId":101},"constructor":{"prototype":{"objectId":7}}}]`
    const loop = startLoop()
    expect((await loop.request(webhook, await signed(body))).status).toBe(202)
    expect(loop.take()).toEqual([])
    expect(({} as Record<string, unknown>)['objectId']).toBeUndefined()
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'text/html',
    'application/json; charset=utf-16',
    '',
  ])('of a webhook is judged by its signature and not by its type: `%s`', async (type) => {
    const loop = startLoop()
    const request = await signed(JSON.stringify([event(101)]))
    const headers = { ...request.headers, 'Content-Type': type }
    expect((await loop.request(webhook, { ...request, headers })).status).toBe(202)
    const forged = { ...headers, 'X-HubSpot-Signature-v3': 'A'.repeat(43) + '=' }
    expect((await loop.request(webhook, { ...request, headers: forged })).status).toBe(401)
  })

  it.each([' ', '\n', '\t '])(
    'of a webhook is signed by nobody where the secret is blank: %j',
    async (blank) => {
      const loop = startLoop({ HUBSPOT_CLIENT_SECRET: blank })
      const response = await loop.request(webhook, await signed(JSON.stringify([event(101)]), blank))
      expect([response.status, loop.take()]).toEqual([401, []])
    },
  )

  it('of an action may have 4 KiB, whoever sends it', async () => {
    const loop = startLoop(access.settings)
    const send = async (size: number, headers = {}) =>
      loop.request(`${host}/api/failures/retry`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify({ key: 'crm' }).padEnd(size),
      })
    const signedIn = await access.as(editor)
    expect((await send(4096, signedIn)).status).toBe(404)
    expect((await send(4097, signedIn)).status).toBe(413)
    expect((await send(5_000_000, signedIn)).status).toBe(413)
    expect((await send(5_000_000)).status).toBe(401)
    expect((await rows('audit')).map(({ outcome }) => outcome)).toEqual([
      'not known',
      'refused: too large',
      'refused: too large',
    ])
  })

  it('of an action that is nested does no harm', async () => {
    const loop = startLoop(access.settings)
    for (const body of [`{"key":${'['.repeat(2000)}${']'.repeat(2000)}}`, '['.repeat(4096)]) {
      const headers = { 'Content-Type': 'application/json', ...(await access.as(editor)) }
      const response = await loop.request(`${host}/api/failures/retry`, { method: 'POST', headers, body })
      expect(response.status).toBe(404)
    }
  })
})

describe('a slow body', () => {
  /** A byte each `ms`, `count` of them. */
  const drip = (ms: number, count: number) => {
    let sent = 0
    let isLeft = false
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (sent === count) return controller.close()
        await new Promise((resolve) => setTimeout(resolve, ms))
        sent += 1
        if (!isLeft) controller.enqueue(new Uint8Array([0x20]))
      },
      cancel() {
        isLeft = true
      },
    })
    return { stream, isLeft: () => isLeft }
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: Date.parse(realNow) })
  })

  const answered = async (path: string, body: ReadableStream, seconds: number, headers = {}) => {
    const asked = startLoop(access.settings).request(host + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body,
    })
    let status = 0
    const waiting = async () => {
      status = (await asked).status
    }
    void waiting()
    for (let second = 0; second < seconds; second += 1) await vi.advanceTimersByTimeAsync(1000)
    await new Promise((resolve) => setImmediate(resolve))
    return status
  }

  it.each([
    ['drips', () => drip(500, 1000)],
    ['never comes', () => drip(1e9, 1)],
    ['stops before its end', () => drip(3000, 1e6)],
  ])('that %s is given up after ten seconds: 408', async (_, make) => {
    const { stream, isLeft } = make()
    expect(await answered('/webhooks/hubspot', stream, 10)).toBe(408)
    expect(isLeft()).toBe(true)
  })

  it('whose length is told is given up like any other', async () => {
    const headers = { 'Content-Length': '1000' }
    expect(await answered('/webhooks/hubspot', drip(500, 1000).stream, 10, headers)).toBe(408)
  })

  it('is waited for until then', async () => {
    expect(await answered('/webhooks/hubspot', drip(500, 1000).stream, 9)).toBe(0)
    expect(await answered('/webhooks/hubspot', drip(500, 17).stream, 9)).toBe(401)
  })

  it('keeps nobody’s place at the API either, signed in or not', async () => {
    const signedIn = await access.as(editor)
    expect(await answered('/api/failures/retry', drip(500, 1000).stream, 10, signedIn)).toBe(408)
    expect(await answered('/api/failures/retry', drip(500, 1000).stream, 10)).toBe(401)
    expect(await answered('/api/due', drip(500, 1000).stream, 10)).toBe(401)
  })

  it('that breaks off is no error of ours', async () => {
    const broken = new ReadableStream({
      pull(controller) {
        controller.error(new Error('connection reset'))
      },
    })
    expect(await answered('/webhooks/hubspot', broken, 1)).toBe(400)
    expect(said).toEqual([])
  })
})

describe('a method', () => {
  it.each`
    method       | path                       | allow
    ${'GET'}     | ${'/webhooks/hubspot'}     | ${'POST'}
    ${'PUT'}     | ${'/webhooks/hubspot'}     | ${'POST'}
    ${'POST'}    | ${'/health'}               | ${'GET, HEAD'}
    ${'DELETE'}  | ${'/api/tickets/101'}      | ${'GET, HEAD'}
    ${'POST'}    | ${'/api/due'}              | ${'GET, HEAD'}
    ${'PATCH'}   | ${'/api/failures'}         | ${'GET, HEAD'}
    ${'DELETE'}  | ${'/api/audit'}            | ${'GET, HEAD'}
    ${'GET'}     | ${'/api/tickets/101/look'} | ${'POST'}
    ${'PUT'}     | ${'/api/failures/retry'}   | ${'POST'}
    ${'OPTIONS'} | ${'/api/due'}              | ${'GET, HEAD'}
  `('$method of $path is not allowed: $allow', async ({ method, path, allow }) => {
    const loop = startLoop(access.settings)
    const response = await loop.request(host + path, { method, headers: await access.as(editor) })
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
  })

  it.each(['X-HTTP-Method-Override', 'X-Method-Override', 'X-HTTP-Method'])(
    'is not changed by %s',
    async (header) => {
      const headers = { ...(await access.as(editor)), [header]: 'POST' }
      const response = await startLoop(access.settings).request(`${host}/api/failures/retry?_method=POST`, {
        headers,
      })
      expect(response.status).toBe(405)
      expect(await rows('audit')).toEqual([])
    },
  )

  it('says nothing to who is not signed in', async () => {
    const response = await startLoop(access.settings).request(`${host}/api/due`, { method: 'DELETE' })
    expect([response.status, response.headers.get('allow')]).toEqual([401, null])
  })
})

describe('the headers', () => {
  const wanted = {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'content-type': 'application/json',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  }

  it.each`
    status | method    | path                       | as        | changed
    ${200} | ${'GET'}  | ${'/health'}               | ${''}     | ${{}}
    ${200} | ${'GET'}  | ${'/api/due'}              | ${editor} | ${{}}
    ${401} | ${'GET'}  | ${'/api/due'}              | ${''}     | ${{}}
    ${403} | ${'GET'}  | ${'/api/due'}              | ${'x@y'}  | ${{}}
    ${403} | ${'GET'}  | ${'/api/due'}              | ${editor} | ${{ ACCESS_AUD: '' }}
    ${404} | ${'GET'}  | ${'/api/tickets/1'}        | ${editor} | ${{}}
    ${404} | ${'GET'}  | ${'/'}                     | ${''}     | ${{}}
    ${404} | ${'POST'} | ${'/local/sweep'}          | ${''}     | ${{}}
    ${405} | ${'GET'}  | ${'/webhooks/hubspot'}     | ${''}     | ${{}}
    ${401} | ${'POST'} | ${'/webhooks/hubspot'}     | ${''}     | ${{}}
    ${415} | ${'POST'} | ${'/api/tickets/101/look'} | ${editor} | ${{}}
    ${500} | ${'GET'}  | ${'/api/due'}              | ${editor} | ${{ DB: failingAt('FROM clocks') }}
  `('are on the $status of $method $path, too', async ({ status, method, path, as, changed }) => {
    const loop = startLoop({ ...access.settings, ...changed })
    const response = await loop.request(host + path, {
      method,
      headers: as === '' ? {} : await access.as(as),
    })
    expect(response.status).toBe(status)
    expect(Object.fromEntries(response.headers)).toMatchObject(wanted)
    const names = [...response.headers.keys()]
    expect(names.filter((name) => /^access-control|^server$|^x-powered-by|^set-cookie/.test(name))).toEqual(
      [],
    )
  })
})

describe('the local conveniences', () => {
  const doors = [
    ['PUT', 'clock'],
    ['DELETE', 'clock'],
    ['POST', 'sweep'],
    ['POST', 'settle'],
    ['GET', 'clock'],
    ['GET', 'sweep'],
  ] as const

  const knock = async (base: string, settings: Parameters<typeof startLoop>[0], headers = {}) => {
    const loop = startLoop(settings)
    for (const [method, name] of doors) {
      const init = { method, headers, ...(method === 'PUT' && { body: '{"now":"2030-01-01T00:00:00Z"}' }) }
      const response = await loop.request(`${base}/local/${name}`, init)
      expect([response.status, await response.json()]).toEqual([404, { error: 'not found' }])
    }
    const { results } = await env.DB.prepare('SELECT value FROM local_settings').all()
    expect(results).toEqual([{ value: localNow }])
    expect(await rows('sweeps')).toEqual([])
  }

  it.each(['', '0', 'true', 'yes', ' 1', '1 '])(
    'are not there where `REDRESS_LOCAL` is `%s`',
    async (setting) => {
      await knock('http://localhost:8787', { REDRESS_LOCAL: setting })
    },
  )

  it('are not there for editors in production', async () => {
    await knock(host, access.settings, await access.as(editor))
  })

  it.each([
    'http://redress.example.org',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://evil.example:8787',
    'http://localhost.',
    'http://0.0.0.0',
    'http://127.0.0.2',
    'http://[::]',
    'http://[::ffff:127.0.0.1]',
    'http://localhost@evil.example',
    'http://10.0.0.1:8787',
    'http://169.254.169.254',
  ])('are not there at %s', async (base) => {
    await knock(base, {})
    const response = await startLoop().request(`${base}/api/due`)
    expect(response.status).toBe(403)
  })

  it.each([
    'X-Forwarded-Host',
    'X-Forwarded-For',
    'X-Real-IP',
    'Forwarded',
    'CF-Connecting-IP',
    'X-Original-URL',
  ])('are not opened by %s', async (header) => {
    await knock(
      'http://redress.example.org',
      {},
      { [header]: header === 'Forwarded' ? 'host=localhost' : 'localhost' },
    )
  })

  it.each(['http://localhost', 'http://127.0.0.1:8787', 'http://[::1]:8787'])(
    'are there at %s',
    async (base) => {
      expect((await startLoop().request(`${base}/local/settle`, { method: 'POST' })).status).toBe(200)
    },
  )

  it('are not there for a page of another site that a developer looks at', async () => {
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: 'http://localhost:3000' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ]) {
      const response = await startLoop().request('http://localhost:8787/local/sweep', {
        method: 'POST',
        headers,
      })
      expect(response.status).toBe(403)
    }
    expect(await rows('sweeps')).toEqual([])
  })

  it.each([
    '/LOCAL/sweep',
    '//local/sweep',
    '/local//sweep',
    '/%6Cocal/sweep',
    '/api/../local/sweep',
    '/local/sweep/',
  ])('are not there by another spelling: %s', async (path) => {
    const response = await startLoop(access.settings).request(host + path, { method: 'POST' })
    expect(response.status).toBe(404)
    expect(await rows('sweeps')).toEqual([])
  })
})

describe('a hostile text', () => {
  const hostile =
    '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&amp;\u202Eevil\u2066\u200B\u0000\u0007\u001B[31m\r\nticket 999: forged\u2028{{contact.email}} ${env} %s `'
  /** What cannot be seen, or makes other words or lines of what is. */
  const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
  const own = Object.values(policy.facts).flatMap((fact) =>
    'property' in fact && fact.property.startsWith('complaint_') ? [fact.property] : [],
  )
  const texts = Object.values(policy.facts).flatMap((fact) =>
    // What people write, not what Redress does.
    'property' in fact && fact.type === 'text' && fact.property !== 'complaint_decision'
      ? [fact.property]
      : [],
  )
  const late = { ...formal, complaint_formal_requested_at: '2026-11-10T09:00:00Z' }

  /** A ticket for each property, which holds it. */
  async function lookAtAll(text: string) {
    const ids = new Map(own.map((property, index) => [String(1000 + index), property]))
    for (const [id, property] of ids) complaint(hubspot, id, { ...late, [property]: text })
    await startLoop().look(...ids.keys())
    return ids
  }

  it('is in no line of the log as more than one line that can be seen', async () => {
    await lookAtAll(hostile)
    expect(said.length).toBeGreaterThan(20)
    expect(said.filter((line) => unseen.test(line))).toEqual([])
    expect(said.filter((line) => !/^ticket 1\d\d\d: /.test(line))).toEqual([])
  })

  it('is in `complaint_decision` only as a short quotation that can be seen', async () => {
    const ids = await lookAtAll(hostile)
    let quotations = 0
    for (const [id, property] of ids) {
      if (property === 'complaint_decision') continue
      const decision = hubspot.tickets.get(id)?.['complaint_decision'] ?? ''
      expect(unseen.test(decision)).toBe(false)
      expect(decision.length).toBeLessThan(10_000)
      if (decision.includes('<script>')) quotations += 1
    }
    expect(quotations).toBeGreaterThan(10)
  })

  it('that is free text is in no log, decision, task, record or answer at all', async () => {
    complaint(hubspot, '101', {
      ...late,
      ...Object.fromEntries(texts.map((name) => [name, `FREE ${hostile}`])),
    })
    const loop = startLoop()
    await loop.look('101')
    const shown = [
      ...said,
      hubspot.tickets.get('101')?.['complaint_decision'] ?? '',
      ...[...hubspot.tasks.values(), ...hubspot.notes.values()].map((made) => JSON.stringify(made)),
      JSON.stringify(await everything()),
      await (await loop.request('/api/tickets/101')).text(),
    ]
    expect(hubspot.tasks.size).toBeGreaterThan(0)
    expect(shown.filter((text) => /FREE|script|forged/.test(text))).toEqual([])
  })

  it('that a refusal of HubSpot’s names is escaped in the task about it, which HubSpot shows as HTML', async () => {
    complaint(hubspot, '101', formal)
    const error = {
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: 'required properties were not set',
      errors: [{ message: hostile, code: 'REQUIRED_PROPERTY', context: { propertyName: [`x_${hostile}`] } }],
    }
    hubspot.answer('POST tickets/batch/update', 400, error)
    hubspot.answer('PATCH tickets/:id', 400, error)
    await startLoop().look('101')
    const bodies = [...hubspot.tasks.values()].map(({ properties }) => properties['hs_task_body'] ?? '')
    expect(bodies.filter((body) => body.includes('script'))).not.toEqual([])
    for (const body of bodies) expect(body.replace(/<\/?p>|<br>/g, '')).not.toMatch(/[<>]/)
  })

  it('is data to the API: JSON that no browser takes for a page', async () => {
    const ids = await lookAtAll(hostile)
    const loop = startLoop()
    for (const path of ['/api/failures', '/api/due', ...[...ids.keys()].map((id) => `/api/tickets/${id}`)]) {
      const response = await loop.request(path)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('application/json')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      await response.json()
    }
  })

  it('in a path is answered as data, cut short', async () => {
    const response = await startLoop().request(`/api/tickets/${encodeURIComponent(hostile)}`)
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect((await response.text()).length).toBeLessThan(200)
  })

  it.each([400, 403, 404, 429, 500])(
    'in the names that a HubSpot error %i gives is one short line that can be seen, wherever it is said',
    async (status) => {
      complaint(hubspot, '101', late)
      const name = `${hostile} ${'long '.repeat(500)}`
      const error = {
        status: 'error',
        category: name,
        policyName: name,
        message: `Property values were not valid: [${JSON.stringify({ isValid: false, message: 'no', error: 'INVALID', name })}]`,
        errors: [
          { message: 'no', code: name, in: name, name },
          { message: 'empty', code: 'REQUIRED', context: { propertyName: [name], requiredScopes: [name] } },
        ],
        context: { requiredGranularScopes: [name], propertyName: [name] },
      }
      hubspot.spoil((call) => (/update|PATCH|POST tasks/.test(call.name) ? json(error, status) : undefined))
      await startLoop({ REDRESS_MODE: 'full' }).look('101')
      hubspot.mend()
      await startLoop({ REDRESS_MODE: 'full' }).look('101')
      const shown = [
        ...said,
        ...(await rows('failures')).map(({ message: text }) => String(text)),
        hubspot.tickets.get('101')?.['complaint_decision'] ?? '',
      ]
      expect(said.length).toBeGreaterThan(0)
      expect(shown.filter((text) => unseen.test(text) || text.length > 1500)).toEqual([])
    },
  )

  it('of a HubSpot error is one short line in log and failures', async () => {
    complaint(hubspot, '101', formal)
    const error = {
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: `${hostile} ${'long '.repeat(5000)}`,
    }
    hubspot.answer('POST tickets/batch/update', 400, error)
    hubspot.answer('PATCH tickets/:id', 400, error)
    await startLoop().look('101')
    const [failure] = await rows('failures')
    expect(failure).toMatchObject({ kind: 'refused' })
    for (const text of [String(failure?.['message']), ...said]) {
      expect(unseen.test(text)).toBe(false)
      expect(text.length).toBeLessThan(1000)
    }
  })

  it('of a million characters is decided on like any other', async () => {
    complaint(hubspot, '101', {
      ...formal,
      complaint_learning: 'x'.repeat(1_000_000),
      complaint_channel: hostile.repeat(500),
    })
    await startLoop().look('101')
    expect(await rows('failures')).toEqual([])
    const [decision] = await rows('decisions')
    expect(JSON.stringify(decision).length).toBeLessThan(100_000)
  })
})

describe('a secret', () => {
  const token = 'pat-eu1-5ec2e7ab-0000-4000-8000-c0ffee15bad1'
  const clientSecret = 'c11e5ec2-e700-4000-8000-facade15bad2'
  const answers: string[] = []

  const settings = { HUBSPOT_ACCESS_TOKEN: token, HUBSPOT_CLIENT_SECRET: clientSecret }

  beforeEach(() => {
    answers.length = 0
  })

  async function expectKept(more: readonly string[] = []): Promise<void> {
    const loop = startLoop(settings)
    for (const path of [
      '/api/failures',
      '/api/due',
      '/api/tickets/101',
      '/api/audit',
      '/api/moved',
      '/health',
    ])
      answers.push(await (await loop.request(path)).text())
    const all = [
      ...said,
      ...answers,
      JSON.stringify(await everything()),
      JSON.stringify([...hubspot.tasks.values()]),
    ]
    for (const secret of [token, clientSecret, ...more])
      for (const form of [secret, encodeURIComponent(secret), btoa(secret), secret.slice(8, 28)])
        expect(all.filter((text) => text.includes(form))).toEqual([])
  }

  const quoting = `refused: Authorization: Bearer ${token} (token=${token})`
  const body = {
    status: 'error',
    message: quoting,
    category: 'VALIDATION_ERROR',
    errors: [
      {
        message: quoting,
        code: 'REQUIRED_FIELD',
        context: { propertyName: [quoting], requiredScopes: [quoting] },
      },
    ],
    context: { token: [token] },
  }

  it.each([400, 401, 403, 404, 405, 409, 413, 415, 422, 423, 429, 477, 500, 502, 503, 504])(
    'that HubSpot quotes in a %i is in no log, row or answer',
    async (status) => {
      complaint(hubspot, '101', { ...formal, complaint_formal_requested_at: '2026-11-10T09:00:00Z' })
      const reads = new Set(['POST tickets/batch/read', 'GET owners', 'GET pipelines/tickets'])
      for (const spoilt of ['everything', 'writes'] as const) {
        hubspot.mend()
        hubspot.spoil(({ name }) =>
          spoilt === 'writes' && reads.has(name) ? undefined : json(body, status, { 'x-request': quoting }),
        )
        const { broke } = await startLoop(settings).look('101')
        if (broke) said.push(wholly(broke))
      }
      expect(said.length + (await rows('failures')).length).toBeGreaterThan(0)
      await expectKept()
    },
  )

  it('that HubSpot quotes in an answer that is none is in no log, row or answer', async () => {
    complaint(hubspot, '101', formal)
    const strange: readonly (() => Response)[] = [
      () => new Response(`<html>${quoting}</html>`, { status: 200 }),
      () => new Response(`<html>${quoting}</html>`, { status: 502 }),
      () => new Response(`{"results": ${quoting}`, { status: 200 }),
      () => json({ results: quoting }),
      () => json({ results: [{ id: quoting, properties: quoting }] }),
      () =>
        json(
          { status: 'COMPLETE', results: [], numErrors: 1, errors: [{ ...body, category: 'SOMETHING' }] },
          207,
        ),
      () =>
        json(
          { status: 'COMPLETE', results: [], numErrors: 1, errors: [{ ...body, context: { ids: ['101'] } }] },
          207,
        ),
      () => Response.redirect(`https://evil.example/?${token}`, 302),
    ]
    for (const answer of strange)
      for (const which of [/./, /update|PATCH|POST tasks/, /batch\/read/]) {
        hubspot.mend()
        hubspot.spoil(({ name }) => (which.test(name) ? answer() : undefined))
        const { broke } = await startLoop(settings).look('101')
        if (broke) said.push(wholly(broke))
      }
    expect(said.length).toBeGreaterThan(5)
    await expectKept()
  })

  it('that an error of the network quotes is in no log, row or answer', async () => {
    complaint(hubspot, '101', formal)
    const thrown: readonly unknown[] = [
      new TypeError(`fetch failed: ${quoting}`),
      new TypeError('fetch failed', { cause: new Error(quoting) }),
      new DOMException(quoting, 'TimeoutError'),
      Object.assign(new Error(quoting), { headers: { Authorization: `Bearer ${token}` } }),
      quoting,
    ]
    for (const error of thrown)
      for (const which of [/./, /update|PATCH/]) {
        hubspot.mend()
        hubspot.spoil(({ name }) => (which.test(name) ? Promise.reject(error) : undefined))
        const { broke } = await startLoop(settings).look('101')
        if (broke) said.push(wholly(broke))
      }
    await expectKept()
  })

  it('is in nothing that is said of a database or a queue that fails', async () => {
    complaint(hubspot, '101', formal)
    for (const text of [
      'FROM tickets',
      'INTO tickets',
      'INTO clocks',
      'INTO decisions',
      'leases',
      'failures',
      'retries',
    ]) {
      const { broke } = await startLoop({ ...settings, DB: failingAt(text) }).look('101')
      if (broke) said.push(wholly(broke))
      for (const path of ['/api/failures', '/api/tickets/101', '/health'])
        answers.push(await (await startLoop({ ...settings, DB: failingAt(text) }).request(path)).text())
    }
    const full = { ...keptQueue().queue, send: () => Promise.reject(new Error('Queue is overloaded')) }
    const request = await signed(JSON.stringify([event(101)]), clientSecret)
    answers.push(await (await startLoop({ ...settings, TICKETS: full }).request(webhook, request)).text())
    await expectKept()
  })

  it.each([
    ' ',
    'pat eu1 5ec2e7ab c0ffee15bad1',
    'pat-eu1-5ec2e7ab\nc0ffee15bad1',
    'pät-5ec2e7ab-c0ffee15bad1',
  ])('that is written wrong is refused and not quoted: %j', async (wrong) => {
    complaint(hubspot, '101', formal)
    await startLoop({ HUBSPOT_ACCESS_TOKEN: wrong }).look('101')
    expect(await rows('failures')).toMatchObject([
      { key: 'crm', message: expect.stringContaining('`HUBSPOT_ACCESS_TOKEN` ') },
    ])
    const all = [...said, JSON.stringify(await everything())]
    expect(all.filter((text) => /5ec2e7ab|c0ffee15/.test(text))).toEqual([])
  })

  it('of a webhook or a login that is refused is not said again', async () => {
    const loop = startLoop({ ...access.settings, ...settings })
    const request = await signed(JSON.stringify([event(101)]), `${clientSecret}x`)
    const { 'X-HubSpot-Signature-v3': signature = '' } = request.headers
    const jwt = await access.token({ email: editor, aud: ['another'] })
    answers.push(
      await (await loop.request(webhook, request)).text(),
      await (await loop.request(`${host}/api/due`, { headers: { 'Cf-Access-Jwt-Assertion': jwt } })).text(),
      await (
        await loop.request(`${host}/api/due`, {
          headers: { Cookie: `CF_Authorization=${jwt}x; other=${token}` },
        })
      ).text(),
    )
    await expectKept([signature, ...jwt.split('.')])
  })

  it('goes to no other host than the CRM’s, and in no address', async () => {
    complaint(hubspot, '101', formal)
    const { calls } = vi.mocked(fetch).mock
    await startLoop(settings).look('101')
    expect(calls.length).toBeGreaterThan(1)
    for (const [input, init] of calls) {
      const url = input instanceof Request ? input.url : String(input)
      expect(new URL(url).origin).toBe('https://hubspot.test')
      expect(url).not.toContain(token)
      expect(String(init?.body)).not.toContain(token)
      expect(init?.redirect).toBe('manual')
    }
  })
})

describe('a replay', () => {
  it('of a webhook within its five minutes is taken, and costs HubSpot no write', async () => {
    complaint(hubspot, '101', formal)
    const loop = startLoop()
    const request = await signed(JSON.stringify([event(101)]))
    expect((await loop.request(webhook, request)).status).toBe(202)
    await loop.deliver(loop.messages())
    const state = JSON.stringify([...hubspot.tickets, ...hubspot.tasks, ...hubspot.notes])
    const decisions = await rows('decisions')
    hubspot.mend()
    passSeconds(290)
    for (let i = 0; i < 5; i += 1) expect((await loop.request(webhook, request)).status).toBe(202)
    await loop.deliver(loop.messages())
    expect(hubspot.calls.filter(({ name }) => !/batch\/read|GET /.test(name))).toEqual([])
    expect(JSON.stringify([...hubspot.tickets, ...hubspot.tasks, ...hubspot.notes])).toBe(state)
    expect(await rows('decisions')).toEqual(decisions)
    passSeconds(20)
    expect((await loop.request(webhook, request)).status).toBe(401)
  })

  it('of a look or a message costs HubSpot no write', async () => {
    complaint(hubspot, '101', formal)
    const loop = startLoop()
    await loop.look('101')
    hubspot.mend()
    await loop.deliver([message(['101']), message(['101']), message(['101'], 3)])
    expect(hubspot.calls.map(({ name }) => name).filter((name) => !/read|GET/.test(name))).toEqual([])
  })
})
