// What editors may do through `/api`: look again, retry. Who may, what is sent, and what the audit log says of it.

import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startAccess, type Access } from './access.ts'
import { startHubSpot, stages, type HubSpot } from './hubspot.ts'
import {
  complaint,
  failingAt,
  formal,
  keptQueue,
  passSeconds,
  realNow,
  row,
  rows,
  startAfresh,
  startLoop,
  watched,
} from './loop.ts'

const editor = 'grace.customer@bournville.example'
const viewer = 'ruth.director@bournville.example'
const stranger = 'somebody@else.example'
const host = 'https://redress.example.org'

let access: Access
let hubspot: HubSpot
let loop: ReturnType<typeof startLoop>

beforeAll(async () => {
  access = await startAccess()
})

beforeEach(async () => {
  await startAfresh()
  for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
  hubspot = startHubSpot()
  access.listen()
  loop = startLoop({ ...access.settings, REDRESS_MODE: 'full' })
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

type Sending = {
  readonly as?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly of?: ReturnType<typeof startLoop>
}

async function post(path: string, { as = editor, headers = {}, body = '{}', of = loop }: Sending = {}) {
  const response = await of.request(host + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(await access.as(as)), ...headers },
    body,
  })
  return { status: response.status, body: await response.json() }
}

const retry = (key: string, sending: Sending = {}) =>
  post('/api/failures/retry', { ...sending, body: JSON.stringify({ key }) })

const audit = async () =>
  (await rows('audit')).map(({ who, action, subject, outcome }) => [who, action, subject, outcome])

const known = async (...ids: readonly string[]) => {
  for (const id of ids) complaint(hubspot, id, formal)
  await loop.look(...ids)
  loop.take()
}

describe('look again', () => {
  it('sends the ticket, says so, and is in the audit log', async () => {
    await known('101', '102')
    expect(await post('/api/tickets/101/look')).toEqual({ status: 202, body: { tickets: 1 } })
    expect(loop.take()).toMatchObject([{ ids: ['101'], attempt: 0 }])
    expect(await rows('audit')).toEqual([
      {
        id: expect.any(Number),
        at: '2026-12-01T12:00:00.000Z',
        who: editor,
        action: 'look',
        subject: '101',
        outcome: 'sent',
      },
    ])
  })

  it('is the same look as any other: what a person changed meanwhile is found', async () => {
    await known('101')
    Object.assign(hubspot.tickets.get('101') ?? {}, { complaint_withdrawn_at: '2026-11-23T09:45:00Z' })
    await post('/api/tickets/101/look')
    await loop.deliver(loop.messages())
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.closed)
  })

  it('looks at what a merged ticket became', async () => {
    await known('101', '102')
    await loop.deliver([
      {
        hints: [],
        attempt: 0,
        life: {
          merges: [{ from: ['101'], primary: '101', into: '102' }],
          links: [],
          erasedContacts: [],
          erasedTickets: [],
        },
      },
    ])
    loop.take()
    await post('/api/tickets/101/look')
    expect(loop.take()).toMatchObject([{ ids: ['102'] }])
  })

  it('looks at a ticket that only its failure is known of', async () => {
    complaint(hubspot, '104', { hs_pipeline_stage: '999' })
    await loop.look('104')
    expect(await rows('tickets')).toEqual([])
    expect((await post('/api/tickets/104/look')).status).toBe(202)
  })

  it.each(['999', '0', '1%20OR%201=1', '__proto__', '%3Cscript%3E', 'a%0Ab'])(
    'of a ticket that is not known is not found: %s',
    async (id) => {
      await known('101')
      expect(await post(`/api/tickets/${id}/look`)).toEqual({
        status: 404,
        body: { error: 'no such ticket is known' },
      })
      expect(loop.take()).toEqual([])
      expect(await audit()).toMatchObject([[editor, 'look', expect.any(String), 'not known']])
    },
  )

  it('that the queue does not take is answered 503, and is in the audit log', async () => {
    await known('101')
    const { queue } = keptQueue()
    const full = startLoop({
      ...access.settings,
      TICKETS: { ...queue, send: () => Promise.reject(new Error('Queue is overloaded')) },
    })
    expect(await post('/api/tickets/101/look', { of: full })).toEqual({
      status: 503,
      body: { error: 'the queue did not take it; try again' },
    })
    expect(await audit()).toEqual([[editor, 'look', '101', 'not sent']])
  })
})

describe('retry', () => {
  it('of a write that HubSpot refused makes it, once that is mended', async () => {
    complaint(hubspot, '101', formal)
    hubspot.answer('POST tickets/batch/update', 400, { status: 'error', message: 'no such option' })
    hubspot.answer('PATCH tickets/:id', 400, { status: 'error', message: 'no such option' })
    await loop.look('101')
    hubspot.mend()
    const { key } = await row('failures', "kind = 'refused'")
    loop.take()
    expect(await retry(String(key))).toEqual({ status: 202, body: { tickets: 1 } })
    await loop.deliver(loop.messages())
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.stage1)
    expect(await rows('failures')).toEqual([])
    expect(await audit()).toEqual([[editor, 'retry', '101/refused', 'sent']])
  })

  it('of a decision that could not be made', async () => {
    complaint(hubspot, '104', { ...formal, hs_pipeline_stage: '999' })
    await loop.look('104')
    Object.assign(hubspot.tickets.get('104') ?? {}, { hs_pipeline_stage: stages.early })
    expect((await retry('104/stage')).status).toBe(202)
    await loop.deliver(loop.messages())
    expect(hubspot.tickets.get('104')?.['hs_pipeline_stage']).toBe(stages.stage1)
    expect(await rows('failures')).toEqual([])
  })

  it('of a task that HubSpot refused makes it', async () => {
    complaint(hubspot, '101', { ...formal, complaint_formal_requested_at: '2026-11-10T09:00:00Z' })
    hubspot.answer('POST tasks', 400, { status: 'error', message: 'no tasks today' })
    await loop.look('101')
    expect(hubspot.tasks.size).toBe(0)
    hubspot.mend()
    expect((await retry('101/notice')).status).toBe(202)
    await loop.deliver(loop.messages())
    expect(hubspot.tasks.size).toBeGreaterThan(0)
    expect(await rows('failures')).toEqual([])
  })

  it('of a dead letter starts it afresh', async () => {
    await known('101')
    await loop.deliver([{ hints: [{ id: '101' }], attempt: 7 }], {}, 'redress-tickets-dead')
    expect(await rows('failures')).toMatchObject([{ key: '101/given-up', kind: 'dead-letter' }])
    expect((await retry('101/given-up')).status).toBe(202)
    expect(loop.messages()).toMatchObject([{ hints: [{ id: '101' }], attempt: 0 }])
    await loop.deliver(loop.messages())
    expect(await rows('failures')).toEqual([])
  })

  it('of the CRM itself sends the tickets that wait for it', async () => {
    for (const id of ['101', '102']) complaint(hubspot, id, formal)
    hubspot.spoil(() => Response.json({ status: 'error', message: 'expired' }, { status: 401 }))
    await loop.look('101', '102')
    loop.take()
    expect(await rows('failures')).toMatchObject([{ key: 'crm', ticket_id: '' }])
    hubspot.mend()
    expect(await retry('crm')).toEqual({ status: 202, body: { tickets: 2 } })
    await loop.deliver(loop.messages())
    expect(await rows('failures')).toEqual([])
    expect(await rows('retries')).toEqual([])
  })

  it('of a list of tasks makes it', async () => {
    await known('101')
    await loop.bindings.DB.batch([
      loop.bindings.DB.prepare(
        "INSERT INTO failures VALUES ('digest', '', 'notice', 'refused', '2026-11-23', '2026-11-23', 1)",
      ),
      loop.bindings.DB.prepare(
        "INSERT INTO actions VALUES ('a-task', '101', 'task', 'listed', NULL, 'Overdue: answer', 0, 'digest/one', NULL)",
      ),
      loop.bindings.DB.prepare("INSERT INTO digests VALUES ('digest/one', '101', NULL, 0)"),
    ])
    expect(await retry('digest')).toEqual({ status: 202, body: { tickets: 0 } })
    expect([...hubspot.tasks.values()].at(-1)?.properties['hs_task_subject']).toBe(
      '1 more tasks than are made at once: see what they are',
    )
    expect(await rows('failures')).toEqual([])
  })

  it.each([
    '{"key":"999/refused"}',
    '{"key":""}',
    '{"key":null}',
    '{"key":["crm"]}',
    '{}',
    '[]',
    '',
    '{',
    '"crm"',
  ])('of what has not failed is not found: %s', async (body) => {
    expect(await post('/api/failures/retry', { body })).toEqual({
      status: 404,
      body: { error: 'there is no such failure' },
    })
    expect(await audit()).toMatchObject([[editor, 'retry', expect.any(String), 'not known']])
  })
})

describe('who may not', () => {
  const evil = 'https://evil.example'

  it.each([
    [viewer, 'who may look and not act'],
    [stranger, 'to whom the directory gives no access'],
  ])('%s may not, and that they tried is in the audit log', async (as, why) => {
    await known('101')
    const looked = await post('/api/tickets/101/look', { as })
    expect(looked).toMatchObject({ status: 403 })
    expect(JSON.stringify(looked.body)).toContain(`you are signed in as \`${as}\`, ${why}`)
    expect((await retry('crm', { as })).status).toBe(403)
    expect(loop.take()).toEqual([])
    expect(await audit()).toEqual([
      [as, 'look', '101', 'refused: not an editor'],
      [as, 'retry', 'crm', 'refused: not an editor'],
    ])
  })

  it('who is not signed in may not, and nobody is noted', async () => {
    await known('101')
    const response = await loop.request(`${host}/api/tickets/101/look`, { method: 'POST', body: '{}' })
    expect(response.status).toBe(401)
    expect([loop.take(), await rows('audit')]).toEqual([[], []])
  })

  it.each<[string, Readonly<Record<string, string>>]>([
    ['its origin', { Origin: evil }],
    ['an origin that is hidden', { Origin: 'null' }],
    ['the port', { Origin: `${host}:8443` }],
    ['the way it came', { Origin: 'http://redress.example.org' }],
    ['what the browser says of the site', { 'Sec-Fetch-Site': 'cross-site', Origin: host }],
    ['a sister domain', { 'Sec-Fetch-Site': 'same-site' }],
  ])('a page of another site may not, seen by %s', async (_, headers) => {
    await known('101')
    expect(await post('/api/tickets/101/look', { headers })).toEqual({
      status: 403,
      body: { error: 'this came from a page of another site' },
    })
    expect(loop.take()).toEqual([])
    expect(await audit()).toEqual([[editor, 'look', '101', 'refused: from another site']])
  })

  it.each(['redress.example.org:443', 'redress.example.org', 'data:,'])(
    'a page whose origin is hidden may not either where `PUBLIC_URL` is written wrong: `%s`',
    async (wrong) => {
      await known('101')
      const of = startLoop({ ...access.settings, PUBLIC_URL: wrong })
      expect((await post('/api/tickets/101/look', { headers: { Origin: 'null' }, of })).status).toBe(403)
      expect(of.take()).toEqual([])
    },
  )

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain; application/json',
    'application/jsonp',
    '',
  ])('a form may not: it sends `%s`', async (type) => {
    await known('101')
    expect(await post('/api/tickets/101/look', { headers: { 'Content-Type': type } })).toMatchObject({
      status: 415,
    })
    expect(loop.take()).toEqual([])
    expect(await audit()).toEqual([[editor, 'look', '101', 'refused: not JSON']])
  })

  it('is never told to a page of another site that it may: there is no CORS', async () => {
    const response = await loop.request(`${host}/api/tickets/101/look`, {
      method: 'OPTIONS',
      headers: {
        Origin: evil,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type',
      },
    })
    expect(response.ok).toBe(false)
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('our own page may, and a program that is no browser', async () => {
    await known('101')
    const own = { Origin: host, 'Sec-Fetch-Site': 'same-origin' }
    expect((await post('/api/tickets/101/look', { headers: own })).status).toBe(202)
    expect(
      (
        await post('/api/tickets/101/look', {
          headers: { 'Content-Type': 'application/json; charset=utf-8' },
        })
      ).status,
    ).toBe(202)
    const proxied = startLoop({ ...access.settings, PUBLIC_URL: 'https://complaints.example.org/' })
    const there = { Origin: 'https://complaints.example.org', 'Sec-Fetch-Site': 'same-origin' }
    expect((await post('/api/tickets/101/look', { headers: there, of: proxied })).status).toBe(202)
  })

  it('locally everybody may, as `local`, and a page of another site may not', async () => {
    await known('101')
    const local = startLoop()
    const look = (headers: Readonly<Record<string, string>>) =>
      local.request('http://localhost:8787/api/tickets/101/look', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
      })
    expect((await look({})).status).toBe(202)
    expect((await look({ Origin: evil })).status).toBe(403)
    expect(await audit()).toEqual([
      ['local', 'look', '101', 'sent'],
      ['local', 'look', '101', 'refused: from another site'],
    ])
  })
})

describe('the audit log', () => {
  it('has the row before anything is sent: without it nothing is', async () => {
    await known('101')
    const broken = startLoop({ ...access.settings, DB: failingAt('INTO audit') })
    expect((await post('/api/tickets/101/look', { of: broken })).status).toBe(500)
    expect(broken.take()).toEqual([])

    const order: string[] = []
    const { queue } = keptQueue()
    const kept = startLoop({
      ...access.settings,
      DB: watched((sql) => {
        if (/audit/.test(sql)) order.push(sql.trim().slice(0, 6))
      }),
      TICKETS: {
        ...queue,
        send: async (...args) => {
          order.push('send')
          return queue.send(...args)
        },
      },
    })
    await post('/api/tickets/101/look', { of: kept })
    expect(order).toEqual(['INSERT', 'send', 'UPDATE'])
  })

  it('says `begun` of what nobody knows the outcome of', async () => {
    await known('101')
    const broken = startLoop({ ...access.settings, DB: failingAt('UPDATE audit') })
    await post('/api/tickets/101/look', { of: broken })
    expect(broken.take()).toMatchObject([{ ids: ['101'] }])
    expect(await audit()).toEqual([[editor, 'look', '101', 'begun']])
  })

  it('does not say `not sent` of what was sent, when only its own row failed for a moment', async () => {
    await known('101')
    let failed = false
    const shaky = startLoop({
      ...access.settings,
      DB: watched((sql) => {
        if (failed || !/UPDATE audit/.test(sql)) return
        failed = true
        throw new Error('D1_ERROR: storage is not available')
      }),
    })
    const { body } = await post('/api/tickets/101/look', { of: shaky })
    expect(shaky.take()).toMatchObject([{ ids: ['101'] }])
    expect(JSON.stringify(body)).not.toContain('did not take it')
    expect(await audit()).toEqual([[editor, 'look', '101', 'begun']])
  })

  it('is read newest first, page by page, by editors', async () => {
    await known('101', '102')
    for (const id of ['101', '102', '999', '101', '102']) {
      passSeconds(1)
      await post(`/api/tickets/${id}/look`)
    }
    const page = async (query: string, as = editor) => {
      const response = await loop.request(`${host}/api/audit${query}`, { headers: await access.as(as) })
      return {
        status: response.status,
        body: await response.json<{ audit: { id: number; subject: string }[]; next: number | null }>(),
      }
    }
    const first = (await page('?limit=2')).body
    expect(first.audit).toMatchObject([
      { at: '2026-12-01T12:00:05.000Z', who: editor, action: 'look', subject: '102', outcome: 'sent' },
      { subject: '101' },
    ])
    const second = (await page(`?limit=2&before=${first.next}`)).body
    expect(second.audit.map(({ subject }) => subject)).toEqual(['999', '102'])
    const third = (await page(`?limit=2&before=${second.next}`)).body
    expect(third).toMatchObject({ audit: [{ subject: '101' }], next: null })
    expect((await page('')).body.audit).toHaveLength(5)
    expect((await page('', viewer)).status).toBe(403)
    for (const query of ['?limit=0', '?limit=201', '?limit=x', '?before=-1', "?before=1'--", '?before='])
      expect((await page(query)).status).toBe(400)
  })

  it('keeps one short line of what somebody sends as a subject', async () => {
    await retry(`x\r\n2026-12-01 ${viewer} look 101 sent\u202E\u0000${'y'.repeat(3000)}`)
    const { subject } = await row('audit', 'true')
    expect(String(subject)).toMatch(/^x 2026-12-01 \S+ look 101 sent y+$/)
    expect(String(subject).length).toBe(200)
  })

  it('goes by the real clock', async () => {
    await known('101')
    await post('/api/tickets/101/look')
    expect(Date.parse(String((await row('audit', 'true'))['at']))).toBe(Date.parse(realNow))
  })
})
