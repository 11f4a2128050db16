/** What goes over the wire: the webhook and its neighbours, a HubSpot that fails, and what Redress costs it. */
// oxlint-disable typescript/no-unsafe-type-assertion -- bodies are read by shape
import { describe, expect, it } from 'vitest'
import {
  world,
  crm,
  startWorld,
  keepsToItsCalls,
  monday,
  mondayRead,
  formal,
  many,
  fileAt,
} from './complaints.ts'

startWorld()

const isWrite = (method: string, path: string): boolean =>
  method === 'PATCH' || path.endsWith('/tickets/batch/update')

describe('the webhook and its neighbours', () => {
  const body = JSON.stringify([
    { objectId: 5, subscriptionType: 'ticket.creation', occurredAt: Date.now(), eventId: 1 },
  ])

  it('answers 401 to forged, unsigned, stale, future and timeless calls', async () => {
    expect(await world.post(body, { signature: 'Zm9yZ2VkZm9yZ2VkZm9yZ2VkZm9yZ2VkZm9yZ2VkZm8=' })).toBe(401)
    expect(await world.post(body, { secret: 'another' })).toBe(401)
    expect(await world.post(body, { signedUrl: 'https://elsewhere.example/webhooks/hubspot' })).toBe(401)
    expect(await world.post(body, { signature: null })).toBe(401)
    expect(await world.post(body, { timestamp: null })).toBe(401)
    expect(await world.post(body, { timestamp: 'soon' })).toBe(401)
    expect(await world.post(body, { timestamp: String(Date.now() - 6 * 60_000) })).toBe(401)
    expect(await world.post(body, { timestamp: String(Date.now() + 6 * 60_000) })).toBe(401)
  })

  it('judges the signature by the real clock, whatever the frozen one says', async () => {
    await world.at('2030-01-01T00:00:00Z')
    expect(await world.post('[]')).toBeLessThan(300)
    expect(await world.post('[]', { timestamp: String(Date.parse('2030-01-01T00:00:00Z')) })).toBe(401)
  })

  it('answers 400 to what is not a JSON array', async () => {
    expect(await world.post('{"objectId":5}')).toBe(400)
    expect(await world.post('nonsense')).toBe(400)
    expect(await world.post('')).toBe(400)
  })

  it('answers 413 above 1 MiB', async () => {
    expect(await world.post(JSON.stringify([{ filler: 'x'.repeat(1_048_576) }]))).toBe(413)
  })

  it('answers 2xx to events it does not know', async () => {
    const odd = [
      { subscriptionType: 'contact.privacyDeletion', objectId: 7 },
      { subscriptionType: 'ticket.moonPhase', objectId: 8 },
      { eventType: 'object.creation', objectTypeId: '0-1', objectId: 9 },
      {},
      'text',
      null,
      12,
      {
        subscriptionType: 'ticket.merge',
        primaryObjectId: 1,
        mergedObjectIds: [2],
        newObjectId: 3,
        objectId: 3,
      },
    ]
    for (const one of [odd, ...odd.map((event) => [event]), []]) {
      const status = await world.post(JSON.stringify(one))
      expect([status, status >= 200 && status < 300]).toEqual([status, true])
    }
    await world.worker.settle()
  })

  it('is healthy before and after a sweep', async () => {
    expect((await world.worker.api('/health')).status).toBe(200)
    await world.at(monday)
    await world.sweep()
    expect((await world.worker.api('/health')).status).toBe(200)
  })

  it('works on the other tickets of a webhook when one does not exist', async () => {
    await world.at(monday)
    const id = world.file(formal())
    await world.send([
      { subscriptionType: 'ticket.creation', objectId: 404_404_404, occurredAt: Date.now(), eventId: 9 },
      ...crm.takeEvents(),
    ])
    await world.worker.settle()
    expect(world.see(id).stage).toBe('Stage 1')
  })

  it('leaves other pipelines alone', async () => {
    const id = await fileAt(monday, { ...formal(), stage: 'New', pipeline: 'Support Pipeline' })
    await world.sweep()
    expect(crm.writesTo(id)).toBe(0)
  })
})

describe('a HubSpot that fails', () => {
  it('lists a refused write within a minute, and the others of the batch go on', async () => {
    await world.at(monday)
    const [bad, good] = [world.file(formal()), world.file(formal())]
    crm.intercept = ({ method, path, body }) =>
      isWrite(method, path) && (path.includes(bad) || JSON.stringify(body).includes(bad))
        ? {
            status: 400,
            body: {
              status: 'error',
              category: 'VALIDATION_ERROR',
              message: 'Some required properties were not set.',
              errors: [
                {
                  code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
                  message: 'complaint_channel is required',
                  context: { propertyName: ['complaint_channel'] },
                },
              ],
            },
          }
        : undefined
    await world.send(crm.takeEvents())
    expect(
      await world.within(60, async () => (await world.worker.api('/api/failures')).text.includes(bad)),
    ).toBe(true)
    expect(await world.within(30, () => world.see(good).stage === 'Stage 1')).toBe(true)
    expect(world.see(bad).stage).toBe('Early resolution')
    crm.intercept = () => undefined
    await world.edit(bad, { complaint_channel: 'telephone' })
    expect(await world.within(60, () => world.see(bad).stage === 'Stage 1')).toBe(true)
    expect(world.see(bad)).toMatchObject({ acknowledgeDue: '2026-11-26', respondDue: '2026-12-07' })
  }, 240_000)

  it('tries again after 429, 502 with HTML and 423', async () => {
    await world.at(monday)
    const id = world.file(formal())
    const answers = [
      {
        status: 429,
        body: {
          status: 'error',
          message: 'You have reached your ten_secondly_rolling limit.',
          errorType: 'RATE_LIMIT',
          policyName: 'TEN_SECONDLY_ROLLING',
        },
      },
      { status: 502, body: '<html>Bad gateway</html>' },
      { status: 423, body: { status: 'error', message: 'locked' } },
    ]
    crm.intercept = ({ path }) => (path.includes('/tickets/') ? answers.shift() : undefined)
    await world.send(crm.takeEvents())
    expect(await world.within(150, () => world.see(id).stage === 'Stage 1')).toBe(true)
    expect(answers).toEqual([])
    expect(world.see(id)).toMatchObject({
      stage1StartedAt: mondayRead,
      acknowledgeDue: '2026-11-26',
      respondDue: '2026-12-07',
    })
    await world.worker.settle()
  }, 240_000)

  it('makes a task once though the answer to its creation was lost', async () => {
    const id = await fileAt(monday, formal())
    let lost = 0
    crm.intercept = ({ method, path, body }) => {
      if (method !== 'POST' || !/\/tasks(\/batch\/create)?$/.test(path) || lost > 0) return undefined
      lost += 1
      const one = (body as { inputs?: readonly unknown[] }).inputs?.[0] ?? body
      const { properties } = one as { properties: Record<string, string> }
      crm.store.create('tasks', properties, 'redress', { tickets: [id] })
      return { status: 504, body: '<html>Gateway time-out</html>' }
    }
    await world.at('2026-11-25T09:00:00Z')
    await world.sweepOnce().catch(() => undefined)
    await world.within(90, async () => {
      await world.worker.settle()
      return lost > 0
    })
    await world.sweep(2)
    await world.within(5, () => false)
    expect(lost).toBe(1)
    expect(crm.tasksOf(id)).toHaveLength(1)
  }, 300_000)
})

describe('cost and manners', () => {
  it('500 created tickets cost at most 60 calls', async () => {
    await world.at(monday)
    const ids = many(500)
    const created = crm.takeEvents().filter((event) => event['subscriptionType'] === 'ticket.creation')
    expect(created).toHaveLength(500)
    const mark = crm.calls.length
    await world.send(created)
    await world.worker.settle()
    expect(
      ids
        .map((id) => world.see(id).stage)
        .toSorted()
        .slice(249, 251),
    ).toEqual(['Early resolution', 'Stage 1'])
    expect(ids.every((id) => world.see(id).owner !== '')).toBe(true)
    expect(crm.calls.length - mark).toBeLessThanOrEqual(60)
  })

  it('500 created tickets with all their events, small webhooks and echoes cost at most 60 calls before the echoes', async () => {
    await world.at(monday)
    const ids = many(500)
    const mark = crm.calls.length
    await world.send(crm.takeEvents(), 25)
    await world.worker.settle()
    expect(ids.every((id) => world.see(id).owner !== '')).toBe(true)
    expect(crm.calls.length - mark).toBeLessThanOrEqual(60)
    const before = crm.calls.length
    await world.send(crm.takeEvents())
    await world.worker.settle()
    expect(world.ticketWritesSince(before)).toBe(0)
  })

  it('a sweep heals 450 tickets whose webhooks were lost, page by page', async () => {
    await world.at(monday)
    const ids = many(450)
    crm.takeEvents()
    await world.sweepOnce()
    expect(ids.filter((id) => world.see(id).owner === '')).toEqual([])
    expect(ids.filter((id) => world.see(id).acknowledgeDue === '2026-11-26')).toHaveLength(225)
  })
})

keepsToItsCalls()
