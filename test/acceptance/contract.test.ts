/**
 * Bournville's procedure as the contract states it, watched from outside: a HubSpot of our own and the Worker.
 *
 * Days used below (2026/27). Mon 23 Nov + 3 wd = Thu 26 Nov, + 10 wd = Mon 7 Dec (24 25 26 27 | 30 1 2 3 4 | 7).
 * Request Thu 10 Dec + 3 wd = Tue 15 Dec (11 14 15); + 20 wd = Tue 12 Jan
 * (11 | 14 15 16 17 18 | 21 22 23 24 | 29 30 31 | 4 5 6 7 8 | 11 12; 25 and 28 Dec and 1 Jan are holidays).
 *
 * Where the contract leaves room, only what is certain is asserted:
 * - several reasons for Stage 1 at once with different starts (staff and formal): the start is not asserted;
 * - whether early resolution's two days show as a clock in the SLA fields: only the task is asserted;
 * - a complex update whose date is beyond the cap: due 7 Dec (invalid) or 21 Dec (capped), nothing else;
 * - an extension notice without a date on a complaint that is not complex;
 * - a future `complaint_withdrawn_at`; the start after a move to Stage 1 by hand alone;
 * - `undecided` together with a ground that holds; how often a value is "set back" before it is left alone;
 * - working days shown for something done at exactly midnight of the due instant;
 * - the second reviewer when director or Head of Business Improvement was the investigator: never that person;
 * - stage 1 results of a ticket that is first seen past Stage 1;
 * - shapes of `/api/*` answers beyond the ids, dates and words they must hold.
 */
// oxlint-disable typescript/no-unsafe-type-assertion -- bodies are read by shape
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { HubSpotDouble, NewTicket } from './hubspot-double.ts'
import type { People } from './people.ts'
import { namesRedressWrites } from './ticket-properties.ts'
import { World } from './world.ts'

const area = 'repairs'
const monday = '2026-11-23T10:00:00Z'
const mondayRead = '2026-11-23T10:00:00.000Z'
const request = '2026-12-10T10:00:00Z'
const requestRead = '2026-12-10T10:00:00.000Z'

let world: World
let crm: HubSpotDouble
let people: People

beforeAll(async () => {
  world = await World.start()
  ;({ crm, people } = world)
}, 300_000)
afterAll(() => world?.stop())
afterEach(() => world.clear())

/** A complaint for which formal treatment was asked on Monday 23 November at 10:00. */
function formal(properties: Readonly<Record<string, string>> = {}): NewTicket {
  return {
    createdAt: '2026-11-23T09:00:00Z',
    properties: {
      complaint_service_area: area,
      complaint_formal_requested: 'true',
      complaint_formal_requested_at: monday,
      ...properties,
    },
  }
}

/** One that is already in Stage 1, as far as the CRM knows. */
function inStage1(properties: Readonly<Record<string, string>> = {}): NewTicket {
  const owner = crm.ownerId(people.stage1(area))
  return {
    ...formal({
      complaint_stage1_started_at: monday,
      complaint_stage1_investigator: owner,
      hubspot_owner_id: owner,
      ...properties,
    }),
    stage: 'Stage 1',
  }
}

/** One answered in time on Friday 4 December. */
function answered(properties: Readonly<Record<string, string>> = {}): NewTicket {
  return {
    ...inStage1({
      complaint_stage1_acknowledged_at: '2026-11-25T10:00:00Z',
      complaint_stage1_responded_at: '2026-12-04T15:00:00Z',
      ...properties,
    }),
    stage: 'Stage 1 answered',
  }
}

const ground1 = { complaint_aspects_raised: 'delay;communication', complaint_aspects_addressed: 'delay' }
const ground2 = { complaint_response_justified: 'partly', complaint_wrong_rectified: 'not' }
const ground3 = {
  complaint_new_evidence_warrants_review: 'yes',
  complaint_new_evidence_at: '2026-12-09T10:00:00Z',
}
const requested = { complaint_review_requested_at: request }
const atStage2 = (more: Readonly<Record<string, string>>): NewTicket =>
  answered({ ...ground1, ...requested, ...more })

/** A ticket filed at an instant and looked at then. */
async function fileAt(instant: string, ticket: NewTicket): Promise<string> {
  await world.at(instant)
  const id = world.file(ticket)
  await world.look()
  return id
}

const director = (): string => people.must(people.director, area)
const improvement = (): string => people.must(people.improvement, area)
const head = (): string => people.must(people.headOfService, area)
const customerServices = (): string => people.must(people.customerServices, area)
const tasksFor = (id: string, email: string) => crm.tasksOf(id).filter((task) => task.owner === email)
const isDone = (status: string): boolean => /completed/i.test(status)

const isWrite = (method: string, path: string): boolean =>
  method === 'PATCH' || path.endsWith('/tickets/batch/update')

const many = (count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    world.file(
      index % 2 === 0 ? { createdAt: monday, properties: { complaint_service_area: area } } : formal(),
    ),
  )

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

describe('early resolution', () => {
  it('belongs to customer services and stays while nothing is known', async () => {
    const id = await fileAt(monday, { createdAt: monday, properties: { complaint_service_area: area } })
    expect(world.see(id)).toMatchObject({
      stage: 'Early resolution',
      owner: customerServices(),
      acknowledgeDue: '',
      respondDue: '',
      stage1StartedAt: '',
    })
    expect(world.see(id).decision).not.toBe('')
  })

  it('asks customer services for an outcome after two working days, once', async () => {
    // Received Mon 23 Nov: two working days end with Wed 25 Nov.
    const id = await fileAt(monday, {
      createdAt: monday,
      properties: { complaint_service_area: area, complaint_received_at: monday },
    })
    expect(crm.tasksOf(id)).toHaveLength(0)
    await world.at('2026-11-26T09:00:00Z')
    await world.sweep()
    await world.sweep()
    expect(crm.tasksOf(id)).toMatchObject([{ owner: customerServices() }])
  })

  it('closes a complaint that was resolved, with nothing owed', async () => {
    const id = await fileAt(monday, {
      createdAt: '2026-11-23T09:00:00Z',
      properties: { complaint_service_area: area },
    })
    await world.edit(id, { complaint_early_outcome: 'resolved' })
    await world.at('2026-12-24T09:00:00Z')
    await world.sweep()
    expect(world.see(id)).toMatchObject({
      stage: 'Closed',
      acknowledgeDue: '',
      respondDue: '',
      nextDueAt: '',
    })
    expect(crm.tasksOf(id).filter((task) => !isDone(task.status))).toEqual([])
  })

  it('prefers Stage 1 to Closed when formal treatment was asked though it was resolved', async () => {
    const id = await fileAt('2026-11-23T11:00:00Z', formal({ complaint_early_outcome: 'resolved' }))
    expect(world.see(id).stage).toBe('Stage 1')
  })

  it('prefers Closed to Stage 1 when it was withdrawn', async () => {
    const id = await fileAt(
      '2026-11-23T11:00:00Z',
      formal({ complaint_withdrawn_at: '2026-11-23T10:30:00Z' }),
    )
    expect(world.see(id).stage).toBe('Closed')
  })

  it('gives the new stage its own owner though a person had set one before', async () => {
    const id = await fileAt(monday, { createdAt: monday, properties: { complaint_service_area: area } })
    await world.edit(id, { hubspot_owner_id: crm.ownerId(director()) })
    expect(world.see(id).owner).toBe(director())
    await world.edit(id, { complaint_early_outcome: 'unresolved' })
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', owner: people.stage1(area) })
  })
})

describe('to Stage 1', () => {
  it('formal treatment asked, with its date', async () => {
    // Asked Thu 19 Nov: acknowledge 20 23 24; respond 20 | 23-27 | 30 1 2 3.
    const id = await fileAt(monday, {
      ...formal({ complaint_formal_requested_at: '2026-11-19T14:00:00Z' }),
      createdAt: '2026-11-16T09:00:00Z',
    })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      stage1StartedAt: '2026-11-19T14:00:00.000Z',
      acknowledgeDue: '2026-11-24',
      respondDue: '2026-12-03',
    })
  })

  it('formal treatment asked without a date: from when the box was ticked', async () => {
    // Not asked on Mon 16 Nov, ticked Fri 20 Nov 16:00: acknowledge 23 24 25; respond 23-27 | 30 1 2 3 4.
    await world.at(monday)
    const id = world.file({
      createdAt: '2026-11-16T09:00:00Z',
      properties: { complaint_service_area: area, complaint_formal_requested: 'false' },
    })
    crm.edit(id, { complaint_formal_requested: 'true' }, '2026-11-20T16:00:00Z')
    await world.look()
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      stage1StartedAt: '2026-11-20T16:00:00.000Z',
      acknowledgeDue: '2026-11-25',
      respondDue: '2026-12-04',
    })
  })

  it('about staff: from receipt, to the head of service', async () => {
    // Received Wed 18 Nov: acknowledge 19 20 23; respond 19 20 | 23-27 | 30 1 2.
    const id = await fileAt(monday, {
      createdAt: '2026-11-19T09:00:00Z',
      times: { complaint_about_staff: '2026-11-20T09:00:00Z' },
      properties: {
        complaint_service_area: area,
        complaint_received_at: '2026-11-18T09:00:00Z',
        complaint_about_staff: 'true',
      },
    })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      owner: head(),
      investigator: head(),
      stage1StartedAt: '2026-11-18T09:00:00.000Z',
      acknowledgeDue: '2026-11-23',
      respondDue: '2026-12-02',
    })
  })

  it('about staff with no date of receipt: from creation', async () => {
    // Created Thu 19 Nov: as in the first case.
    const id = await fileAt(monday, {
      createdAt: '2026-11-19T09:00:00Z',
      times: { complaint_about_staff: '2026-11-20T09:00:00Z' },
      properties: { complaint_service_area: area, complaint_about_staff: 'true' },
    })
    expect(world.see(id)).toMatchObject({
      stage1StartedAt: '2026-11-19T09:00:00.000Z',
      acknowledgeDue: '2026-11-24',
      respondDue: '2026-12-03',
    })
  })

  it('complex: from receipt, to the head of service', async () => {
    const id = await fileAt(monday, {
      createdAt: '2026-11-19T09:00:00Z',
      properties: {
        complaint_service_area: area,
        complaint_received_at: '2026-11-18T09:00:00Z',
        complaint_complexity: 'complex',
      },
    })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      owner: head(),
      investigator: head(),
      stage1StartedAt: '2026-11-18T09:00:00.000Z',
      acknowledgeDue: '2026-11-23',
      respondDue: '2026-12-02',
    })
  })

  it('a standard complaint is no reason', async () => {
    const id = await fileAt(monday, {
      createdAt: monday,
      properties: {
        complaint_service_area: area,
        complaint_complexity: 'standard',
        complaint_about_staff: 'false',
        complaint_formal_requested: 'false',
      },
    })
    expect(world.see(id).stage).toBe('Early resolution')
  })

  it('early resolution failed: from when that was recorded, to the team leader', async () => {
    // Unresolved on Fri 20 Nov 11:30, seen on Monday.
    const id = await fileAt(monday, {
      createdAt: '2026-11-16T09:00:00Z',
      times: { complaint_early_outcome: '2026-11-20T11:30:00Z' },
      properties: {
        complaint_service_area: area,
        complaint_early_outcome: 'unresolved',
        complaint_received_at: '2026-11-16T08:00:00Z',
      },
    })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      owner: people.stage1(area),
      investigator: people.stage1(area),
      stage1StartedAt: '2026-11-20T11:30:00.000Z',
      acknowledgeDue: '2026-11-25',
      respondDue: '2026-12-04',
    })
  })

  it('tells the CRM due dates as dates and the next due instant one second early', async () => {
    const id = await fileAt(monday, formal())
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      owner: people.stage1(area),
      investigator: people.stage1(area),
      stage1StartedAt: mondayRead,
      acknowledgeDue: '2026-11-26',
      respondDue: '2026-12-07',
      nextDueAt: '2026-11-26T23:59:59.000Z',
      sla: 'on_track',
      acknowledge1: '',
      respond1: '',
    })
  })

  it('says why in words a resident could read, and leaves them be', async () => {
    const id = await fileAt(monday, formal())
    const { decision } = world.see(id)
    for (const words of ['Stage 1', 'formal', '26 Nov', '7 Dec']) expect(decision).toContain(words)
    expect(decision).not.toMatch(/\b(today|tomorrow|yesterday|ago|days? left|overdue by)\b/i)
    const writes = crm.writesTo(id)
    await world.at('2026-11-24T09:00:00Z')
    await world.sweep()
    expect(world.see(id).decision).toBe(decision)
    expect(crm.writesTo(id)).toBe(writes)
  })

  it('falls to the wildcard where the service area is unknown', async () => {
    const id = await fileAt(monday, formal({ complaint_service_area: '' }))
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      owner: people.stage1(''),
      investigator: people.stage1(''),
    })
  })

  it('goes to the head of service where an area has no team leader', async (context) => {
    const without = ['repairs', 'tenancy', 'rents', 'estates', 'care', 'other'].find(
      (one) => people.of(people.teamLeader, one) === undefined,
    )
    if (without === undefined) context.skip('every area of this policy has a team leader')
    const lonely = without ?? ''
    const id = await fileAt(monday, formal({ complaint_service_area: lonely }))
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      owner: people.must(people.headOfService, lonely),
    })
  })

  it('takes a move forward by hand as an ordinary move', async () => {
    const id = await fileAt(monday, { createdAt: monday, properties: { complaint_service_area: area } })
    crm.moveByHand(id, 'Stage 1')
    await world.look()
    await world.sweep()
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', owner: people.stage1(area) })
  })

  it('never gives a complaint to the person it is about', async () => {
    const id = await fileAt(monday, {
      createdAt: monday,
      properties: {
        complaint_service_area: area,
        complaint_about_staff: 'true',
        complaint_staff_subject: crm.ownerId(head()),
      },
    })
    await world.at('2026-12-24T09:00:00Z')
    await world.sweep()
    const seen = world.see(id)
    expect(seen.stage).toBe('Stage 1')
    expect([seen.owner, seen.investigator]).not.toContain(head())
    expect(tasksFor(id, head())).toEqual([])
    if (seen.owner === '') expect((await world.worker.api('/api/failures')).text).toContain(id)
  })
})

describe('due dates', () => {
  it('the evening before Christmas', async () => {
    // Asked Thu 24 Dec: 25 and 28 Dec and 1 Jan are holidays. Acknowledge 29 30 31; respond 29 30 31 | 4-8 | 11 12.
    const id = await fileAt(
      '2026-12-24T11:00:00Z',
      formal({ complaint_formal_requested_at: '2026-12-24T10:00:00Z' }),
    )
    expect(world.see(id)).toMatchObject({ acknowledgeDue: '2026-12-31', respondDue: '2027-01-12' })
  })

  it('across Christmas', async () => {
    // Asked Mon 21 Dec: acknowledge 22 23 24; respond 22 23 24 | 29 30 31 | 4 5 6 7.
    const id = await fileAt(
      '2026-12-21T11:00:00Z',
      formal({ complaint_formal_requested_at: '2026-12-21T10:00:00Z' }),
    )
    expect(world.see(id)).toMatchObject({ acknowledgeDue: '2026-12-24', respondDue: '2027-01-07' })
  })

  it('across Easter 2027 and the change to summer time', async () => {
    // Asked Tue 23 March; 26 and 29 March are holidays. Acknowledge 24 25 30; respond 24 25 | 30 31 1 2 | 5 6 7 8.
    const id = await fileAt(
      '2027-03-23T11:00:00Z',
      formal({ complaint_formal_requested_at: '2027-03-23T10:00:00Z' }),
    )
    expect(world.see(id)).toMatchObject({
      acknowledgeDue: '2027-03-30',
      respondDue: '2027-04-08',
      // The end of Tue 30 March is 23:00 UTC in summer time.
      nextDueAt: '2027-03-30T22:59:59.000Z',
    })
  })

  it('a late summer evening belongs to the next local day', async () => {
    // 16 June 23:30 UTC is Wed 17 June 00:30 in Britain: acknowledge 18 19 22; respond 18 19 | 22-26 | 29 30 1.
    const id = await fileAt('2026-06-17T08:00:00Z', {
      ...formal({ complaint_formal_requested_at: '2026-06-16T23:30:00Z' }),
      createdAt: '2026-06-16T23:20:00Z',
    })
    expect(world.see(id)).toMatchObject({
      acknowledgeDue: '2026-06-22',
      respondDue: '2026-07-01',
      nextDueAt: '2026-06-22T22:59:59.000Z',
    })
  })

  it('a weekend start', async () => {
    // Sat 21 Nov: acknowledge 23 24 25; respond 23-27 | 30 1 2 3 4.
    const id = await fileAt(monday, {
      ...formal({ complaint_formal_requested_at: '2026-11-21T12:00:00Z' }),
      createdAt: '2026-11-21T11:00:00Z',
    })
    expect(world.see(id)).toMatchObject({ acknowledgeDue: '2026-11-25', respondDue: '2026-12-04' })
  })

  it('a lost webhook is healed by the sweep with the same dates', async () => {
    await world.at(monday)
    const dated = world.file(formal())
    const ticked = world.file({
      createdAt: monday,
      properties: { complaint_service_area: area, complaint_formal_requested: 'true' },
    })
    crm.takeEvents()
    await world.at('2026-11-25T02:00:00Z')
    await world.sweep()
    for (const id of [dated, ticked]) {
      expect(world.see(id)).toMatchObject({
        stage: 'Stage 1',
        stage1StartedAt: mondayRead,
        acknowledgeDue: '2026-11-26',
        respondDue: '2026-12-07',
        owner: people.stage1(area),
      })
    }
  })

  it('follows a person who corrects the start, and never overwrites it', async () => {
    const id = await fileAt(monday, formal())
    await world.edit(id, { complaint_stage1_started_at: '2026-11-20T10:00:00Z' })
    await world.sweep()
    // From Fri 20 Nov.
    expect(world.see(id)).toMatchObject({
      stage1StartedAt: '2026-11-20T10:00:00.000Z',
      acknowledgeDue: '2026-11-25',
      respondDue: '2026-12-04',
    })
  })

  it('corrects its own due date at the next look', async () => {
    const id = await fileAt(monday, formal())
    await world.edit(id, { complaint_respond_due: '2027-01-29' })
    await world.sweep()
    expect(world.see(id).respondDue).toBe('2026-12-07')
  })
})

describe('acknowledging and answering at stage 1', () => {
  it.each([
    ['in time', '2026-11-25T10:00:00Z', 'met in 2'],
    ['at the last second of the due date', '2026-11-26T23:59:59Z', 'met in 3'],
    ['late', '2026-11-27T09:00:00Z', 'met_late in 4'],
    ['one second late', '2026-11-27T00:00:01Z', 'met_late in 4'],
  ])('acknowledged %s', async (_, acknowledgedAt, result) => {
    const id = await fileAt(
      '2026-11-27T10:00:00Z',
      inStage1({ complaint_stage1_acknowledged_at: acknowledgedAt }),
    )
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      acknowledge1: result,
      acknowledgeDue: '2026-11-26',
      respondDue: '2026-12-07',
      nextDueAt: '2026-12-07T23:59:59.000Z',
      sla: 'on_track',
    })
  })

  it('done at exactly the due instant is in time', async () => {
    const id = await fileAt(
      '2026-12-08T10:00:00Z',
      inStage1({
        complaint_stage1_acknowledged_at: '2026-11-27T00:00:00Z',
        complaint_stage1_responded_at: '2026-12-08T00:00:00Z',
      }),
    )
    expect(world.see(id).acknowledge1).toMatch(/^met in /)
    expect(world.see(id).respond1).toMatch(/^met in /)
  })

  it('a response without an acknowledgement counts as one', async () => {
    const id = await fileAt(monday, formal())
    await world.at('2026-11-25T15:00:00Z')
    await world.edit(id, { complaint_stage1_responded_at: '2026-11-25T14:00:00Z' })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1 answered',
      acknowledge1: 'met in 2',
      respond1: 'met in 2',
    })
  })

  it('answered in time: the stage moves on and its dates are cleared', async () => {
    const id = await fileAt(monday, formal())
    await world.at('2026-11-24T10:00:00Z')
    await world.edit(id, { complaint_stage1_acknowledged_at: '2026-11-24T09:00:00Z' })
    await world.at('2026-12-04T16:00:00Z')
    await world.edit(id, {
      complaint_stage1_responded_at: '2026-12-04T15:00:00Z',
      complaint_stage1_outcome: 'partly_upheld',
    })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1 answered',
      acknowledge1: 'met in 1',
      respond1: 'met in 9',
      acknowledgeDue: '',
      respondDue: '',
      nextDueAt: '',
      sla: '',
    })
    await world.at('2027-01-20T10:00:00Z')
    await world.sweep()
    expect(world.see(id).stage).toBe('Stage 1 answered')
    expect(crm.tasksOf(id).filter((task) => !isDone(task.status))).toEqual([])
  })

  it('answered late', async () => {
    // Tue 8 Dec is working day 11.
    const id = await fileAt(
      '2026-12-08T11:00:00Z',
      inStage1({
        complaint_stage1_acknowledged_at: '2026-11-25T10:00:00Z',
        complaint_stage1_responded_at: '2026-12-08T09:00:00Z',
      }),
    )
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1 answered',
      acknowledge1: 'met in 2',
      respond1: 'met_late in 11',
    })
  })

  it('dates in the future stop nothing until they come', async () => {
    const id = await fileAt(
      '2026-11-25T10:00:00Z',
      inStage1({
        complaint_stage1_acknowledged_at: '2026-11-26T12:00:00Z',
        complaint_stage1_responded_at: '2027-12-04T15:00:00Z',
      }),
    )
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      acknowledge1: '',
      respond1: '',
      nextDueAt: '2026-11-26T23:59:59.000Z',
    })
    await world.at('2026-11-26T12:30:00Z')
    await world.sweep()
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      acknowledge1: 'met in 3',
      respond1: '',
      nextDueAt: '2026-12-07T23:59:59.000Z',
    })
    await world.at('2026-12-08T09:00:00Z')
    await world.sweep()
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', respond1: '', sla: 'overdue' })
  })

  it('a date before the start stops nothing', async () => {
    const id = await fileAt(
      '2026-11-25T10:00:00Z',
      inStage1({ complaint_stage1_acknowledged_at: '2026-11-20T12:00:00Z' }),
    )
    expect(world.see(id)).toMatchObject({ acknowledge1: '', nextDueAt: '2026-11-26T23:59:59.000Z' })
  })

  it('a typing error corrected corrects the result', async () => {
    // Wed 2 Dec is working day 7.
    const id = await fileAt(
      '2026-12-02T10:00:00Z',
      inStage1({ complaint_stage1_acknowledged_at: '2026-12-02T09:00:00Z' }),
    )
    expect(world.see(id).acknowledge1).toBe('met_late in 7')
    await world.edit(id, { complaint_stage1_acknowledged_at: '2026-11-25T09:00:00Z' })
    expect(world.see(id).acknowledge1).toBe('met in 2')
  })

  it('duplicates and disorder do no harm', async () => {
    const id = await fileAt(monday, {
      createdAt: '2026-11-23T09:00:00Z',
      properties: { complaint_service_area: area },
    })
    crm.edit(id, { complaint_early_outcome: 'unresolved' })
    crm.edit(id, { complaint_early_outcome: '' })
    crm.edit(id, {
      complaint_early_outcome: 'unresolved',
      complaint_formal_requested_at: monday,
      complaint_formal_requested: 'true',
    })
    const events = crm.takeEvents()
    const jumbled = [...events, ...events.toReversed(), ...events]
    await Promise.all([world.send(jumbled, 3), world.send(events.toReversed(), 1), world.send(jumbled)])
    await world.worker.settle()
    await world.look()
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      stage1StartedAt: mondayRead,
      acknowledgeDue: '2026-11-26',
      respondDue: '2026-12-07',
    })
    expect(crm.tasksOf(id)).toEqual([])
    const moves = crm.store.records
      .get(id)
      ?.history.get('hs_pipeline_stage')
      ?.filter((entry) => entry.sourceType === 'INTEGRATION')
    expect(moves).toHaveLength(1)
  })

  it('its own echoes cost no write, nor does a second sweep', async () => {
    await world.at(monday)
    world.file(formal())
    await world.send(crm.takeEvents())
    await world.worker.settle()
    const mark = crm.calls.length
    const echoes = crm.takeEvents()
    expect(echoes.length).toBeGreaterThan(0)
    await world.send(echoes)
    await world.worker.settle()
    await world.sweep()
    expect(world.ticketWritesSince(mark)).toBe(0)
  })
})

describe('due soon and overdue', () => {
  it('one task when it is due soon, one more when overdue, however often one sweeps; then they complete', async () => {
    const id = await fileAt(monday, formal())
    expect(world.see(id).sla).toBe('on_track')
    expect(crm.tasksOf(id)).toEqual([])
    // Due Thu 26 Nov, warned one working day before.
    await world.at('2026-11-25T09:00:00Z')
    await world.sweep(2)
    expect(world.see(id).sla).toBe('due_soon')
    expect(crm.tasksOf(id)).toMatchObject([{ owner: people.stage1(area) }])
    await world.at('2026-11-27T09:00:00Z')
    await world.sweep(3)
    expect(world.see(id)).toMatchObject({
      sla: 'overdue',
      acknowledgeDue: '2026-11-26',
      nextDueAt: '2026-11-26T23:59:59.000Z',
    })
    expect(crm.tasksOf(id)).toHaveLength(2)
    expect(tasksFor(id, people.stage1(area))).toHaveLength(2)
    await world.edit(id, { complaint_stage1_acknowledged_at: '2026-11-27T08:30:00Z' })
    expect(world.see(id)).toMatchObject({
      sla: 'on_track',
      acknowledge1: 'met_late in 4',
      nextDueAt: '2026-12-07T23:59:59.000Z',
    })
    expect(crm.tasksOf(id).map((task) => isDone(task.status))).toEqual([true, true])
  })

  it('is not overdue at the due instant, and is one second after', async () => {
    const id = await fileAt(monday, formal())
    await world.at('2026-11-27T00:00:00Z')
    await world.sweep()
    expect(world.see(id).sla).toBe('due_soon')
    await world.at('2026-11-27T00:00:01Z')
    await world.sweep()
    expect(world.see(id).sla).toBe('overdue')
  })

  it('one overdue task for each clock', async () => {
    const id = await fileAt('2026-12-09T09:00:00Z', inStage1())
    await world.sweep(2)
    expect(world.see(id).sla).toBe('overdue')
    expect(tasksFor(id, people.stage1(area))).toHaveLength(2)
    expect(crm.tasksOf(id)).toHaveLength(2)
  })

  it('shows the worst of the open clocks', async () => {
    const id = await fileAt('2026-12-07T09:00:00Z', inStage1())
    expect(world.see(id).sla).toBe('overdue')
    await world.edit(id, { complaint_stage1_acknowledged_at: '2026-11-25T10:00:00Z' })
    expect(world.see(id)).toMatchObject({ sla: 'due_soon', acknowledge1: 'met in 2' })
  })

  it('lists what is overdue at /api/due until the ticket is deleted', async () => {
    const id = await fileAt('2026-12-09T09:00:00Z', inStage1())
    const listed = await world.worker.api('/api/due')
    expect(listed.status).toBe(200)
    expect(listed.text).toContain(id)
    crm.remove(id)
    await world.look()
    await world.sweep()
    expect((await world.worker.api('/api/due')).text).not.toContain(id)
  })

  it('shows clocks, decisions and reasons at /api/tickets/:id', async () => {
    const id = await fileAt(monday, formal())
    const { status, text, json } = await world.worker.api(`/api/tickets/${id}`)
    expect(status).toBe(200)
    expect(Object.keys(json as object).join()).toMatch(/clocks/)
    expect(text).toMatch(/reasons/)
    expect(text).toMatch(/2026-11-26|2026-11-27T00:00/)
    expect(text).toMatch(/2026-12-07|2026-12-08T00:00/)
  })
})

describe('more time at stage 1', () => {
  const complex = {
    complaint_complexity: 'complex',
    complaint_received_at: monday,
    complaint_stage1_acknowledged_at: '2026-11-24T10:00:00Z',
  }
  const told = {
    complaint_stage1_extension_notified_at: '2026-12-04T10:00:00Z',
    complaint_stage1_extension_reason: 'A surveyor must see the roof.',
  }
  const standard = { complaint_stage1_acknowledged_at: '2026-11-24T10:00:00Z' }
  const day = '2026-12-04T11:00:00Z'

  it.each([
    [
      'an update on a complex complaint moves it to the date given',
      {
        ...complex,
        complaint_stage1_update_sent_at: '2026-12-04T10:00:00Z',
        complaint_stage1_extended_to: '2026-12-16',
      },
      '2026-12-16',
    ],
    // 8 9 10 11 | 14-18 | 21: ten more working days after 7 Dec.
    [
      'an update without a date gives all ten days',
      { ...complex, complaint_stage1_update_sent_at: '2026-12-04T10:00:00Z' },
      '2026-12-21',
    ],
    [
      'exactly ten more days are within the cap',
      { ...standard, ...told, complaint_stage1_extended_to: '2026-12-21' },
      '2026-12-21',
    ],
    [
      'an extension with reason and notice in time moves any complaint',
      { ...standard, ...told, complaint_stage1_extended_to: '2026-12-14' },
      '2026-12-14',
    ],
    [
      'an extension beyond ten days is invalid',
      { ...standard, ...told, complaint_stage1_extended_to: '2026-12-22' },
      '2026-12-07',
    ],
    [
      'an extension without a reason is invalid',
      {
        ...standard,
        complaint_stage1_extension_notified_at: '2026-12-04T10:00:00Z',
        complaint_stage1_extended_to: '2026-12-14',
      },
      '2026-12-07',
    ],
    [
      'a new date without a notice is nothing',
      { ...standard, complaint_stage1_extension_reason: 'Roof.', complaint_stage1_extended_to: '2026-12-14' },
      '2026-12-07',
    ],
    [
      'an update on a complaint that is not complex is nothing',
      {
        ...standard,
        complaint_stage1_update_sent_at: '2026-12-04T10:00:00Z',
        complaint_stage1_extended_to: '2026-12-14',
      },
      '2026-12-07',
    ],
  ])('%s', async (_, properties, due) => {
    const id = await fileAt(day, inStage1(properties))
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      respondDue: due,
      nextDueAt: `${due}T23:59:59.000Z`,
      respond1: '',
      acknowledge1: 'met in 1',
    })
  })

  it('an update with a date beyond the cap never gives more than ten days', async () => {
    const id = await fileAt(
      day,
      inStage1({
        ...complex,
        complaint_stage1_update_sent_at: '2026-12-04T10:00:00Z',
        complaint_stage1_extended_to: '2027-01-29',
      }),
    )
    expect(['2026-12-07', '2026-12-21']).toContain(world.see(id).respondDue)
  })

  it.each([
    [
      'a late notice',
      {
        ...standard,
        ...told,
        complaint_stage1_extension_notified_at: '2026-12-08T09:00:00Z',
        complaint_stage1_extended_to: '2026-12-14',
      },
    ],
    [
      'a late update',
      {
        ...complex,
        complaint_stage1_update_sent_at: '2026-12-08T09:00:00Z',
        complaint_stage1_extended_to: '2026-12-14',
      },
    ],
  ])('%s moves nothing', async (_, properties) => {
    const id = await fileAt('2026-12-08T10:00:00Z', inStage1(properties))
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', respondDue: '2026-12-07', sla: 'overdue' })
  })

  it('answered within a valid extension is met', async () => {
    // Mon 14 Dec is working day 15.
    const id = await fileAt(
      '2026-12-14T16:00:00Z',
      inStage1({
        ...standard,
        ...told,
        complaint_stage1_extended_to: '2026-12-14',
        complaint_stage1_responded_at: '2026-12-14T15:00:00Z',
      }),
    )
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1 answered', respond1: 'met in 15' })
  })
})

describe('people', () => {
  it('a hand-changed owner stays, and becomes the investigator', async () => {
    const id = await fileAt(monday, formal())
    await world.at('2026-11-24T09:00:00Z')
    await world.edit(id, { hubspot_owner_id: crm.ownerId(director()) })
    await world.sweep()
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', owner: director(), investigator: director() })
    await world.at('2026-11-25T09:00:00Z')
    await world.sweep()
    expect(tasksFor(id, director())).toHaveLength(1)
  })

  it('a stage set back by hand is held, its clock not restarted', async () => {
    const id = await fileAt(monday, formal({ complaint_stage1_acknowledged_at: '2026-11-23T12:00:00Z' }))
    await world.at('2026-12-04T16:00:00Z')
    await world.edit(id, { complaint_stage1_responded_at: '2026-12-04T15:00:00Z' })
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1 answered', respond1: 'met in 9' })
    await world.at('2026-12-08T10:00:00Z')
    crm.moveByHand(id, 'Stage 1')
    await world.look()
    await world.at('2026-12-09T10:00:00Z')
    await world.sweep()
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      stage1StartedAt: mondayRead,
      respondDue: '2026-12-07',
      respond1: 'met in 9',
    })
    expect(world.see(id).sla).toBe('met')
  })

  it('a stage set back to early resolution is held until a fact changes, and the clocks come back as they were', async () => {
    const id = await fileAt(monday, formal())
    await world.at('2026-11-24T10:00:00Z')
    crm.moveByHand(id, 'Early resolution')
    await world.look()
    await world.at('2026-11-25T10:00:00Z')
    await world.sweep()
    expect(world.see(id).stage).toBe('Early resolution')
    await world.edit(id, { complaint_early_outcome: 'unresolved' })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      stage1StartedAt: mondayRead,
      acknowledgeDue: '2026-11-26',
      respondDue: '2026-12-07',
    })
  })

  it('a ticket taken out of Closed by hand is held', async () => {
    const id = await fileAt(monday, {
      createdAt: monday,
      properties: { complaint_service_area: area, complaint_early_outcome: 'resolved' },
    })
    expect(world.see(id).stage).toBe('Closed')
    await world.at('2026-11-24T10:00:00Z')
    crm.moveByHand(id, 'Early resolution')
    await world.look()
    await world.sweep()
    expect(world.see(id).stage).toBe('Early resolution')
  })

  it('automation paused: nothing is written, but it is still watched', async () => {
    const id = await fileAt(monday, formal())
    await world.at('2026-11-24T10:00:00Z')
    await world.edit(id, { complaint_automation: 'paused' })
    const writes = crm.writesTo(id)
    await world.at('2026-12-09T09:00:00Z')
    await world.sweep()
    expect(crm.writesTo(id)).toBe(writes)
    expect([...crm.tasksOf(id), ...crm.notesOf(id)]).toEqual([])
    expect((await world.worker.api('/api/due')).text).toContain(id)
    await world.edit(id, { complaint_automation: 'on' })
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', sla: 'overdue', respondDue: '2026-12-07' })
  })

  it('paused from the first: no stage, no owner, no word', async () => {
    const id = await fileAt(monday, formal({ complaint_automation: 'paused' }))
    await world.sweep()
    expect(crm.writesTo(id)).toBe(0)
    await world.at('2026-11-24T10:00:00Z')
    await world.edit(id, { complaint_automation: 'on' })
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', acknowledgeDue: '2026-11-26' })
  })
})

describe('asking for a review', () => {
  const stage2Dues = {
    stage2StartedAt: requestRead,
    acknowledgeDue: '2026-12-15',
    respondDue: '2027-01-12',
    nextDueAt: '2026-12-15T23:59:59.000Z',
    sla: 'on_track',
  }
  const now = '2026-12-10T11:00:00Z'

  it('ground 1 alone: an aspect was not addressed', async () => {
    const id = await fileAt(now, answered({ ...ground1, ...requested }))
    const owner = people.of(people.seniorOfficer, area) ?? people.stage1(area)
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 2',
      grounds: 'unaddressed_aspects',
      owner,
      secondReviewer: '',
      ...stage2Dues,
    })
  })

  it('ground 1 when none of the aspects raised was addressed', async () => {
    const id = await fileAt(now, answered({ complaint_aspects_raised: 'safety', ...requested }))
    expect(world.see(id)).toMatchObject({ stage: 'Stage 2', grounds: 'unaddressed_aspects' })
  })

  it('ground 2 alone: not fully justified, the wrong not fully rectified', async () => {
    const id = await fileAt(now, answered({ ...ground2, ...requested }))
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 2',
      grounds: 'not_justified',
      owner: director(),
      secondReviewer: improvement(),
      ...stage2Dues,
    })
  })

  it('ground 3 alone: evidence that warrants a review', async () => {
    const id = await fileAt(now, answered({ ...ground3, ...requested }))
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 2',
      grounds: 'new_evidence',
      owner: director(),
      secondReviewer: improvement(),
      ...stage2Dues,
    })
  })

  it('all three together go to the director', async () => {
    const id = await fileAt(now, answered({ ...ground1, ...ground2, ...ground3, ...requested }))
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 2',
      grounds: 'new_evidence,not_justified,unaddressed_aspects',
      owner: director(),
      secondReviewer: improvement(),
      ...stage2Dues,
    })
  })

  it.each([
    ['nothing recorded', {}],
    [
      'all aspects addressed',
      { complaint_aspects_raised: 'delay;safety', complaint_aspects_addressed: 'safety;delay' },
    ],
    ['only one of the two views', { complaint_response_justified: 'not' }],
    ['fully justified', { complaint_response_justified: 'fully', complaint_wrong_rectified: 'not' }],
    ['fully rectified', { complaint_response_justified: 'not', complaint_wrong_rectified: 'fully' }],
    ['evidence that warrants none', { complaint_new_evidence_warrants_review: 'no' }],
    ['evidence undecided', { complaint_new_evidence_warrants_review: 'undecided' }],
  ])('no ground (%s): stays, one task for customer services, and the clocks run', async (_, properties) => {
    const id = await fileAt(now, answered({ ...properties, ...requested }))
    await world.sweep()
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1 answered',
      grounds: '',
      acknowledgeDue: '2026-12-15',
      respondDue: '2027-01-12',
      sla: 'on_track',
    })
    expect(crm.tasksOf(id)).toHaveLength(1)
    expect(crm.tasksOf(id)).toMatchObject([{ owner: customerServices() }])
    expect(crm.tasksOf(id)[0]?.dueAt.slice(0, 10)).toBe('2026-12-11')
  })

  it('a request on a Friday is settled by Monday; a ground found later keeps the request as the start', async () => {
    // Fri 11 Dec: acknowledge 14 15 16; respond 14-18 | 21-24 | 29 30 31 | 4-8 | 11 12 13.
    const id = await fileAt(
      '2026-12-11T15:00:00Z',
      answered({
        complaint_review_requested_at: '2026-12-11T14:00:00Z',
        complaint_new_evidence_warrants_review: 'undecided',
      }),
    )
    expect(crm.tasksOf(id).map((task) => task.dueAt.slice(0, 10))).toEqual(['2026-12-14'])
    await world.at('2026-12-14T10:00:00Z')
    await world.edit(id, { complaint_new_evidence_warrants_review: 'yes' })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 2',
      grounds: 'new_evidence',
      stage2StartedAt: '2026-12-11T14:00:00.000Z',
      acknowledgeDue: '2026-12-16',
      respondDue: '2027-01-13',
    })
  })

  it('asks customer services once more at a second request', async () => {
    const id = await fileAt(now, answered(requested))
    await world.at('2026-12-11T11:00:00Z')
    await world.edit(id, { complaint_review_requested_at: '2026-12-11T10:00:00Z' })
    await world.sweep()
    expect(tasksFor(id, customerServices())).toHaveLength(2)
  })

  it('a request dated before the response is none', async () => {
    const id = await fileAt(
      now,
      answered({ ...ground1, complaint_review_requested_at: '2026-12-03T10:00:00Z' }),
    )
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1 answered',
      grounds: '',
      acknowledgeDue: '',
      respondDue: '',
    })
    expect(crm.tasksOf(id)).toEqual([])
  })

  it('grounds without a request move nothing', async () => {
    const id = await fileAt(now, answered({ ...ground1, ...ground2, ...ground3 }))
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1 answered', grounds: '', acknowledgeDue: '' })
  })

  it('a request after it was closed by hand is treated the same', async () => {
    const id = await fileAt('2026-12-07T10:00:00Z', answered(ground1))
    await world.at('2026-12-08T10:00:00Z')
    crm.moveByHand(id, 'Closed')
    await world.look()
    expect(world.see(id).stage).toBe('Closed')
    expect(crm.tasksOf(id)).toEqual([])
    await world.at(now)
    await world.edit(id, requested)
    expect(world.see(id)).toMatchObject({ stage: 'Stage 2', grounds: 'unaddressed_aspects', ...stage2Dues })
  })

  it('a request without ground after it was closed stays closed, with the task and the dates', async () => {
    const id = await fileAt('2026-12-07T10:00:00Z', answered())
    await world.at('2026-12-08T10:00:00Z')
    crm.moveByHand(id, 'Closed')
    await world.look()
    await world.at(now)
    await world.edit(id, requested)
    expect(world.see(id)).toMatchObject({
      stage: 'Closed',
      acknowledgeDue: '2026-12-15',
      respondDue: '2027-01-12',
    })
    expect(tasksFor(id, customerServices())).toHaveLength(1)
  })

  it('through the whole procedure, event by event', async () => {
    const id = await fileAt(monday, {
      createdAt: '2026-11-23T09:00:00Z',
      properties: { complaint_service_area: area, complaint_aspects_raised: 'delay;charges' },
    })
    expect(world.see(id)).toMatchObject({ stage: 'Early resolution', owner: customerServices() })
    await world.edit(id, { complaint_early_outcome: 'unresolved' })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      owner: people.stage1(area),
      stage1StartedAt: mondayRead,
    })
    await world.at('2026-12-04T15:30:00Z')
    await world.edit(id, {
      complaint_stage1_acknowledged_at: '2026-11-24T09:00:00Z',
      complaint_stage1_responded_at: '2026-12-04T15:00:00Z',
      complaint_aspects_addressed: 'delay;charges',
    })
    expect(world.see(id).stage).toBe('Stage 1 answered')
    await world.at(now)
    await world.edit(id, { ...requested, ...ground2 })
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 2',
      grounds: 'not_justified',
      owner: director(),
      secondReviewer: improvement(),
      investigator: people.stage1(area),
      ...stage2Dues,
    })
    await world.at('2027-01-11T16:00:00Z')
    await world.edit(id, {
      complaint_stage2_acknowledged_at: '2026-12-14T10:00:00Z',
      complaint_stage2_report_approved_at: '2027-01-08T10:00:00Z',
      complaint_stage2_responded_at: '2027-01-11T15:00:00Z',
    })
    // Mon 14 Dec is working day 2, Mon 11 Jan working day 19.
    expect(world.see(id)).toMatchObject({
      stage: 'Closed',
      acknowledge1: 'met in 1',
      respond1: 'met in 9',
      acknowledge2: 'met in 2',
      respond2: 'met in 19',
    })
  })
})

describe('all at once', () => {
  // A complaint whose webhooks were all lost, or that was typed in afterwards, has every fact at the first look.
  const finished = {
    ...ground1,
    ...requested,
    complaint_stage2_acknowledged_at: '2026-12-11T10:00:00Z',
    complaint_stage2_report_approved_at: '2027-01-05T10:00:00Z',
    complaint_stage2_responded_at: '2027-01-05T10:00:00Z',
  }

  it.each(['Early resolution', 'Stage 1', 'Stage 1 answered', 'Stage 2'])(
    'a finished complaint found in %s ends in Closed, and stays there',
    async (stage) => {
      const id = await fileAt('2027-01-06T11:00:00Z', { ...answered(finished), stage })
      await world.sweep(2)
      // 11 | 14-18 | 21-24 | 29 30 31 | 4 5: answered on working day 15.
      expect(world.see(id)).toMatchObject({
        stage: 'Closed',
        acknowledgeDue: '',
        respondDue: '',
        nextDueAt: '',
        sla: '',
        acknowledge2: 'met in 1',
        respond2: 'met in 15',
        stage1StartedAt: mondayRead,
        // Found past Stage 1, its clocks were never seen to hold: no result is certain.
        ...(stage === 'Early resolution' || stage === 'Stage 1'
          ? { acknowledge1: 'met in 2', respond1: 'met in 9' }
          : {}),
      })
      const moves = crm.store.records.get(id)?.history.get('hs_pipeline_stage')
      expect(moves).toHaveLength(2)
      expect(crm.notesOf(id).filter((note) => note.text.includes('PO Box 1484'))).toHaveLength(1)
      expect((await world.worker.api('/api/failures')).text).not.toContain(id)
    },
  )

  it('a finished complaint first seen in Closed is not opened again', async () => {
    const id = await fileAt('2027-01-06T11:00:00Z', { ...answered(finished), stage: 'Closed' })
    await world.sweep()
    expect(world.see(id)).toMatchObject({ stage: 'Closed', acknowledgeDue: '', respondDue: '', sla: '' })
    expect(crm.tasksOf(id)).toEqual([])
  })

  it('a complaint answered before its first look goes on to Stage 1 answered', async () => {
    const id = await fileAt('2026-12-07T11:00:00Z', {
      ...formal({
        complaint_stage1_acknowledged_at: '2026-11-25T10:00:00Z',
        complaint_stage1_responded_at: '2026-12-04T15:00:00Z',
      }),
    })
    await world.sweep()
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1 answered',
      stage1StartedAt: mondayRead,
      acknowledge1: 'met in 2',
      respond1: 'met in 9',
      respondDue: '',
    })
  })

  it('a move by hand whose webhook was lost starts when it was made, not when it was swept', async () => {
    const id = await fileAt(monday, { createdAt: monday, properties: { complaint_service_area: area } })
    crm.moveByHand(id, 'Stage 1', '2026-11-24T10:00:00Z')
    crm.takeEvents()
    await world.at('2026-11-26T02:00:00Z')
    await world.sweep()
    // From Tue 24 Nov: acknowledge 25 26 27; respond 25 26 27 | 30 1-4 | 7 8.
    expect(world.see(id)).toMatchObject({
      stage: 'Stage 1',
      acknowledgeDue: '2026-11-27',
      respondDue: '2026-12-08',
    })
  })

  it('a value that no option of the policy knows stops moves, not clocks and breach tasks', async () => {
    const property = crm.store.properties.get('complaint_complexity')
    if (!property) throw new Error('no such property')
    crm.store.properties.set(property.name, { ...property, options: [...property.options, 'very_complex'] })
    const id = await fileAt(
      '2026-12-09T09:00:00Z',
      inStage1({
        complaint_stage1_acknowledged_at: '2026-11-25T10:00:00Z',
        complaint_complexity: 'very_complex',
      }),
    )
    await world.sweep()
    expect(world.see(id)).toMatchObject({ stage: 'Stage 1', sla: 'overdue', respondDue: '2026-12-07' })
    expect(crm.tasksOf(id).filter((task) => /overdue/i.test(task.text))).toHaveLength(1)
    expect((await world.worker.api('/api/failures')).text).toContain(id)
  })
})

describe('stage 2', () => {
  const now = '2026-12-10T11:00:00Z'

  it('the director who investigated at stage 1 does not review: the other takes it, and a task says so', async () => {
    const id = await fileAt(
      now,
      answered({
        ...ground2,
        ...requested,
        complaint_stage1_investigator: crm.ownerId(director()),
        hubspot_owner_id: crm.ownerId(director()),
      }),
    )
    const seen = world.see(id)
    expect(seen).toMatchObject({ stage: 'Stage 2', owner: improvement() })
    expect(seen.secondReviewer).not.toBe(director())
    expect(crm.tasksOf(id).length).toBeGreaterThan(0)
    expect(tasksFor(id, director())).toEqual([])
  })

  it('nor does a Head of Business Improvement who investigated', async () => {
    const id = await fileAt(
      now,
      answered({
        ...ground3,
        ...requested,
        complaint_stage1_investigator: crm.ownerId(improvement()),
        hubspot_owner_id: crm.ownerId(improvement()),
      }),
    )
    const seen = world.see(id)
    expect(seen).toMatchObject({ stage: 'Stage 2', owner: director() })
    expect(seen.secondReviewer).not.toBe(improvement())
    expect(crm.tasksOf(id).length).toBeGreaterThan(0)
  })

  it('a hand-changed owner of Stage 1 counts as the investigator there', async () => {
    const id = await fileAt(monday, formal())
    await world.edit(id, { hubspot_owner_id: crm.ownerId(director()) })
    await world.at('2026-12-04T16:00:00Z')
    await world.edit(id, { complaint_stage1_responded_at: '2026-12-04T15:00:00Z' })
    await world.at(now)
    await world.edit(id, { ...requested, ...ground2 })
    expect(world.see(id)).toMatchObject({ stage: 'Stage 2', investigator: director(), owner: improvement() })
  })

  it('the person complained about never reviews', async () => {
    const id = await fileAt(
      now,
      answered({
        ...ground2,
        ...requested,
        complaint_about_staff: 'true',
        complaint_staff_subject: crm.ownerId(director()),
      }),
    )
    const seen = world.see(id)
    expect(seen.stage).toBe('Stage 2')
    expect([seen.owner, seen.secondReviewer]).not.toContain(director())
    expect(tasksFor(id, director())).toEqual([])
  })

  it('a response without approval stays, an approval without response stays', async () => {
    const responded = await fileAt(
      '2027-01-11T16:00:00Z',
      atStage2({ complaint_stage2_responded_at: '2027-01-11T15:00:00Z' }),
    )
    const approved = await fileAt(
      '2027-01-11T16:00:00Z',
      atStage2({ complaint_stage2_report_approved_at: '2027-01-11T15:00:00Z' }),
    )
    await world.sweep()
    for (const id of [responded, approved]) {
      expect(world.see(id)).toMatchObject({ stage: 'Stage 2', respondDue: '2027-01-12', respond2: '' })
      expect(crm.notesOf(id).some((note) => note.text.includes('PO Box'))).toBe(false)
    }
  })

  it("approved and responded: closed, with one note of the Ombudsman's current address", async () => {
    const id = await fileAt(now, atStage2({ complaint_stage2_acknowledged_at: '2026-12-10T10:30:00Z' }))
    expect(world.see(id).stage).toBe('Stage 2')
    await world.at('2027-01-11T16:00:00Z')
    await world.edit(id, {
      complaint_stage2_report_approved_at: '2027-01-08T10:00:00Z',
      complaint_stage2_responded_at: '2027-01-11T15:00:00Z',
    })
    await world.sweep()
    expect(world.see(id)).toMatchObject({
      stage: 'Closed',
      acknowledgeDue: '',
      respondDue: '',
      nextDueAt: '',
      respond2: 'met in 19',
    })
    const notes = crm.notesOf(id).filter((note) => note.text.includes('Ombudsman'))
    expect(notes).toHaveLength(1)
    for (const words of ['PO Box 1484', 'Preston', 'PR2 0ET']) expect(notes[0]?.text).toContain(words)
    expect(notes[0]?.text).not.toMatch(/Liverpool|L33/)
  })

  it('is done at the later of approval and response', async () => {
    // Responded Mon 11 Jan in time, approved only on Wed 13 Jan, working day 21.
    const id = await fileAt(
      '2027-01-13T16:00:00Z',
      atStage2({
        complaint_stage2_acknowledged_at: '2026-12-16T09:00:00Z',
        complaint_stage2_responded_at: '2027-01-11T15:00:00Z',
        complaint_stage2_report_approved_at: '2027-01-13T15:00:00Z',
      }),
    )
    // 11 14 15 16: acknowledged on working day 4.
    expect(world.see(id)).toMatchObject({
      stage: 'Closed',
      acknowledge2: 'met_late in 4',
      respond2: 'met_late in 21',
    })
  })

  it('is overdue when nobody acknowledges', async () => {
    const id = await fileAt(now, atStage2({}))
    await world.at('2026-12-16T09:00:00Z')
    await world.sweep(2)
    expect(world.see(id).sla).toBe('overdue')
    expect(tasksFor(id, world.see(id).owner)).toHaveLength(1)
  })
})

describe('the end', () => {
  it.each([
    [
      'Early resolution',
      () => ({ createdAt: monday, properties: { complaint_service_area: area } }),
      '2026-11-23T15:00:00Z',
    ],
    ['Stage 1', () => inStage1(), '2026-11-24T10:00:00Z'],
    ['Stage 1 answered', () => answered(), '2026-12-07T10:00:00Z'],
    ['Stage 2', () => atStage2({}), '2026-12-10T11:00:00Z'],
  ] as const)('withdrawn from %s: closed, with nothing owed', async (stage, ticket, now) => {
    const id = await fileAt(now, ticket())
    expect(world.see(id).stage).toBe(stage)
    await world.edit(id, { complaint_withdrawn_at: now })
    await world.at('2027-02-01T10:00:00Z')
    await world.sweep()
    expect(world.see(id)).toMatchObject({
      stage: 'Closed',
      acknowledgeDue: '',
      respondDue: '',
      nextDueAt: '',
      respond2: '',
    })
    expect(crm.tasksOf(id).filter((task) => !isDone(task.status))).toEqual([])
    expect((await world.worker.api('/api/due')).text).not.toContain(id)
  })

  it.each([
    ['Stage 1', () => inStage1(), '2026-11-24T10:00:00Z'],
    ['Stage 2', () => atStage2({}), '2026-12-10T11:00:00Z'],
  ] as const)(
    'closed by hand from %s with a response owed: clocks cancelled, one task',
    async (_, ticket, now) => {
      const id = await fileAt(now, ticket())
      const before = crm.tasksOf(id).length
      crm.moveByHand(id, 'Closed')
      await world.look()
      await world.at('2027-02-01T10:00:00Z')
      await world.sweep(2)
      expect(world.see(id)).toMatchObject({
        stage: 'Closed',
        acknowledgeDue: '',
        respondDue: '',
        nextDueAt: '',
        respond2: '',
      })
      expect(crm.tasksOf(id)).toHaveLength(before + 1)
      expect((await world.worker.api('/api/due')).text).not.toContain(id)
    },
  )

  it('closed by hand twice with a response owed, at each stage: a task each time', async () => {
    const id = await fileAt('2026-11-24T10:00:00Z', inStage1())
    crm.moveByHand(id, 'Closed')
    await world.look()
    expect(crm.tasksOf(id)).toHaveLength(1)
    await world.at('2026-11-25T10:00:00Z')
    crm.moveByHand(id, 'Stage 1')
    await world.look()
    await world.at('2026-12-04T16:00:00Z')
    await world.edit(id, {
      complaint_stage1_acknowledged_at: '2026-11-24T15:00:00Z',
      complaint_stage1_responded_at: '2026-12-04T15:00:00Z',
    })
    expect(world.see(id).stage).toBe('Stage 1 answered')
    await world.at('2026-12-10T11:00:00Z')
    await world.edit(id, { ...ground1, ...requested })
    expect(world.see(id).stage).toBe('Stage 2')
    const before = crm.tasksOf(id).length
    crm.moveByHand(id, 'Closed')
    await world.look()
    await world.sweep()
    expect(world.see(id).stage).toBe('Closed')
    expect(crm.tasksOf(id)).toHaveLength(before + 1)
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
    await world.worker.sweep().catch(() => undefined)
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
    await world.worker.sweep()
    expect(ids.filter((id) => world.see(id).owner === '')).toEqual([])
    expect(ids.filter((id) => world.see(id).acknowledgeDue === '2026-11-26')).toHaveLength(225)
  })

  it('wrote only its own properties, and made only the calls it may make', () => {
    const inputs = crm.calls
      .filter(
        ({ method, path }) =>
          /\/objects\/tickets\//.test(path) && (method === 'PATCH' || path.endsWith('/batch/update')),
      )
      .flatMap(({ body }) => (body as { inputs?: readonly object[] }).inputs ?? [body as object])
    const names = new Set(
      inputs.flatMap((input) => Object.keys((input as { properties: object }).properties)),
    )
    expect([...names].filter((name) => !namesRedressWrites.has(name))).toEqual([])
    const odd = crm.calls.filter(
      ({ method, status }) =>
        method === 'DELETE' || method === 'PUT' || status === 404 || status === 405 || status === 401,
    )
    expect(
      odd
        .map(({ method, path, status }) => `${method} ${path.replace(/\d{6,}/g, '<id>')} ${status}`)
        .filter((call) => !call.includes('/objects/tickets/<id>')),
    ).toEqual([])
  })
})
