// Webhooks: what is sent, how it is signed, and the disorder they can be put into.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type IncomingMessage, createServer } from 'node:http'
import { afterAll, afterEach, expect, it } from 'vitest'
import { workflow } from '../../dev/hubspot/hand.ts'
import { type HubSpot, createHubSpot } from '../../dev/hubspot/hubspot.ts'
import type { HubSpotOptions } from '../../dev/hubspot/options.ts'
import { signatureV3 } from '../../dev/hubspot/webhooks/signature.ts'
import { lifeNewsOf } from '../../src/integrations/hubspot/life-events.ts'
import { complaints } from './complaints-account.ts'

const secret = 'a-client-secret'
type Received = {
  readonly request: IncomingMessage
  readonly body: string
  readonly events: Record<string, unknown>[]
}
let received: Received[] = []
let answers: number[] = []
let silences = 0

const server = createServer((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => {
    body += part.toString()
  })
  request.on('end', () => {
    received.push({ request, body, events: JSON.parse(body) })
    if (silences > 0) silences--
    else response.writeHead(answers.shift() ?? 204).end()
  })
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const port = typeof address === 'object' ? address?.port : undefined
const webhookUrl = `http://127.0.0.1:${port}/webhooks/hubspot`
afterAll(() => server.close())

let open: HubSpot | undefined
function start(options: HubSpotOptions = {}): HubSpot {
  received = []
  answers = []
  open = createHubSpot({ webhookUrl, clientSecret: secret, now: '2026-11-23T10:00:00Z', ...options })
  open.provision(complaints)
  return open
}
afterEach(() => open?.close())

const events = () => received.flatMap((each) => each.events)
const brief = () =>
  events().map((each) =>
    [each['subscriptionType'], each['propertyName']].filter((part) => part !== undefined).join(' '),
  )

it('signs as HubSpot does', () => {
  const file = new URL('../data/hubspot-signatures.json', import.meta.url)
  const { secret: key, url, vectors } = JSON.parse(readFileSync(file, 'utf8'))
  for (const { version, method, body, timestamp, signature } of vectors) {
    if (version === 'v3') expect(signatureV3(key, method, url, body, timestamp)).toBe(signature)
  }
})

it('sends a signed array of events, at the real time', async () => {
  const hubspot = start({ publicUrl: 'https://redress.example.org' })
  hubspot.createTicket({ properties: { subject: 'Boiler' } })
  await hubspot.webhooks.settled()
  const [{ request, body } = {}] = received
  const timestamp = String(request?.headers['x-hubspot-request-timestamp'])
  expect(Math.abs(Number(timestamp) - Date.now())).toBeLessThan(5_000)
  const text = `POSThttps://redress.example.org/webhooks/hubspot${body}${timestamp}`
  const expected = createHmac('sha256', secret).update(text).digest()
  const sent = Buffer.from(String(request?.headers['x-hubspot-signature-v3']), 'base64')
  expect(timingSafeEqual(sent, expected)).toBe(true)
})

it('says what happened, when by the local clock, and who did it', async () => {
  const hubspot = start()
  const { id } = hubspot.createTicket({ properties: { subject: 'Boiler' } })
  await hubspot.app.request(`/crm/v3/objects/tickets/${id}`, {
    method: 'PATCH',
    body: JSON.stringify({ properties: { complaint_channel: 'letter', subject: 'Boiler' } }),
    headers: { authorization: 'Bearer local-token' },
  })
  hubspot.archive(id)
  hubspot.restore(id)
  await hubspot.webhooks.settled()
  expect(brief()).toEqual([
    'object.creation',
    'object.propertyChange hs_pipeline',
    'object.propertyChange subject',
    'object.propertyChange hs_pipeline_stage',
    'object.propertyChange complaint_channel',
    'object.deletion',
    'object.restore',
  ])
  const common = {
    objectId: Number(id),
    objectTypeId: '0-5',
    occurredAt: Date.parse('2026-11-23T10:00:00Z'),
    attemptNumber: 0,
  }
  expect(events()[0]).toMatchObject({
    ...common,
    changeSource: 'CRM_UI',
    sourceId: 'userId:98499705',
    portalId: 247_187_887,
  })
  expect(events()[4]).toMatchObject({
    ...common,
    changeSource: 'INTEGRATION',
    sourceId: '50780459',
    appId: 50_780_459,
    propertyValue: 'letter',
  })
})

it('can send the older names and only the properties subscribed to', async () => {
  const hubspot = start({ webhooks: { prefix: 'ticket', properties: ['subject'] } })
  hubspot.createTicket({ properties: { subject: 'Boiler' } })
  await hubspot.webhooks.settled()
  expect(brief()).toEqual(['ticket.creation', 'ticket.propertyChange subject'])
  expect(events()[0]).not.toHaveProperty('objectTypeId')
})

it('tells of a merge with all ids', async () => {
  const hubspot = start()
  const [a, b] = [hubspot.createTicket(), hubspot.createTicket()]
  await hubspot.webhooks.settled()
  received = []
  const merged = hubspot.merge(a.id, b.id)
  await hubspot.webhooks.settled()
  expect(events()).toMatchObject([
    {
      subscriptionType: 'object.merge',
      primaryObjectId: Number(a.id),
      mergedObjectIds: [Number(a.id), Number(b.id)],
      newObjectId: Number(merged.id),
    },
  ])
})

it('sends at most a hundred events in one request', async () => {
  const hubspot = start({ webhooks: { properties: [] } })
  for (let i = 0; i < 250; i++) hubspot.createTicket()
  await hubspot.webhooks.settled()
  expect(received.map((each) => each.events.length).toSorted((a, b) => b - a)).toEqual([100, 100, 50])
})

it('tries again after a refusal, with the number of the attempt', async () => {
  const hubspot = start({ webhooks: { properties: [], retryMs: 1 } })
  answers = [500, 401]
  hubspot.createTicket()
  await hubspot.webhooks.settled()
  expect(events().map((each) => each['attemptNumber'])).toEqual([0, 1, 2])
  expect(hubspot.webhooks.log().map((each) => each.status)).toEqual([500, 401, 204])
})

it('gives up after ten retries', async () => {
  const hubspot = start({ webhooks: { properties: [], retryMs: 1 } })
  hubspot.webhooks.setTarget({ url: 'http://127.0.0.1:1/', clientSecret: secret })
  hubspot.createTicket()
  await hubspot.webhooks.settled()
  expect(hubspot.webhooks.log()).toHaveLength(11)
  expect(hubspot.webhooks.log()[0]).toMatchObject({ status: 0, error: expect.any(String) })
})

it('takes no answer in time for a failure, and says when it will try again', async () => {
  const hubspot = start({ webhooks: { properties: [], timeOutMs: 30, retryMs: 60 } })
  silences = 1
  hubspot.createTicket()
  await expect
    .poll(() => hubspot.webhooks.retries())
    .toMatchObject([{ batch: 1, attempt: 1, dueAt: expect.any(Number) }])
  const [retry] = hubspot.webhooks.retries()
  expect((retry?.dueAt ?? 0) - Date.now()).toBeLessThan(61)
  await hubspot.webhooks.settled()
  expect(hubspot.webhooks.retries()).toEqual([])
  expect(hubspot.webhooks.log()).toMatchObject([
    { batch: 1, attempt: 0, status: 0, error: 'timed out after 0.03 s', ms: expect.any(Number) },
    { batch: 1, attempt: 1, status: 204, ms: expect.any(Number) },
  ])
})

it('tells of contacts that are linked, unlinked and erased, and of a ticket erased for good', async () => {
  const hubspot = start({ webhooks: { properties: [] } })
  const { id } = hubspot.createTicket()
  await hubspot.webhooks.settled()
  received = []
  hubspot.linkContact(id, '901')
  hubspot.unlinkContact(id, '901')
  hubspot.eraseContact('901')
  hubspot.erase(id)
  await hubspot.webhooks.settled()
  const link = { associationType: 'TICKET_TO_CONTACT', fromObjectId: Number(id), toObjectId: 901 }
  expect(events()).toMatchObject([
    { subscriptionType: 'object.associationChange', objectTypeId: '0-5', ...link, associationRemoved: false },
    { subscriptionType: 'object.associationChange', ...link, associationRemoved: true },
    { subscriptionType: 'contact.privacyDeletion', objectId: 901 },
    { subscriptionType: 'ticket.privacyDeletion', objectId: Number(id) },
  ])
  expect(lifeNewsOf(events())).toEqual({
    merges: [],
    links: [
      { ticket: id, contact: '901' },
      { ticket: id, contact: '901' },
    ],
    erasedContacts: ['901'],
    erasedTickets: [id],
  })
  expect(() => hubspot.ticket(id)).toThrow('no ticket')
})

it('can call the type by its other name, and says when a workflow was at it', async () => {
  const hubspot = start({ webhooks: { properties: ['subject'], prefix: 'ticket', typeField: 'eventType' } })
  const { id } = hubspot.createTicket()
  hubspot.edit(id, { properties: { subject: 'Set back' } }, workflow('12'))
  await hubspot.webhooks.settled()
  expect(events()).toMatchObject([
    { eventType: 'ticket.creation' },
    { eventType: 'ticket.propertyChange', changeSource: 'AUTOMATION_PLATFORM', sourceId: 'enrollmentId:12' },
  ])
  expect(events()[0]).not.toHaveProperty('subscriptionType')
  expect(hubspot.ticket(id).history['subject']?.[0]).toMatchObject({ sourceType: 'AUTOMATION_PLATFORM' })
})

it('loses the next one when asked to, and says so in the log', async () => {
  const hubspot = start({ webhooks: { properties: [] } })
  hubspot.webhooks.loseNext(1)
  hubspot.createTicket()
  await hubspot.webhooks.settled()
  hubspot.createTicket()
  await hubspot.webhooks.settled()
  expect(hubspot.webhooks.log().map((each) => each.status)).toEqual(['lost', 204])
})

it('keeps up with thousands of events at once', async () => {
  const hubspot = start()
  const started = performance.now()
  for (let i = 0; i < 10_000; i++) hubspot.createTicket()
  await hubspot.webhooks.settled()
  expect(new Set(events().map((each) => each['objectId'])).size).toBe(10_000)
  expect(performance.now() - started).toBeLessThan(10_000)
}, 20_000)

async function disorderedIds(seed: number): Promise<number[]> {
  const hubspot = start({ webhooks: { properties: [], duplicate: 0.5, shuffle: 1, lose: 0.2, seed } })
  for (let i = 0; i < 40; i++) hubspot.createTicket()
  await hubspot.webhooks.settled()
  await hubspot.close()
  return events().map((each) => Number(each['objectId']))
}

it('duplicates, shuffles and loses the same way for the same seed', async () => {
  const first = await disorderedIds(7)
  expect(new Set(first).size).toBeLessThan(40)
  expect(first.length).toBeGreaterThan(new Set(first).size)
  expect(first).not.toEqual(first.toSorted((a, b) => a - b))
  expect(await disorderedIds(7)).toEqual(first)
  expect(await disorderedIds(8)).not.toEqual(first)
})
