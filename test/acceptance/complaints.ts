/**
 * What the files of the contract's cases have in common: a Worker and a HubSpot of their own, and complaints to begin
 * with. They watch Bournville's procedure from outside.
 *
 * Days used (2026/27). Mon 23 Nov + 3 wd = Thu 26 Nov, + 10 wd = Mon 7 Dec (24 25 26 27 | 30 1 2 3 4 | 7).
 * Request Thu 10 Dec + 3 wd = Tue 15 Dec (11 14 15); + 20 wd = Tue 12 Jan
 * (11 | 14 15 16 17 18 | 21 22 23 24 | 29 30 31 | 4 5 6 7 8 | 11 12; 25 and 28 Dec and 1 Jan are holidays).
 */
// oxlint-disable typescript/no-unsafe-type-assertion -- bodies are read by shape
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { HubSpotDouble, NewTicket } from './hubspot-double.ts'
import type { People } from './people.ts'
import { namesRedressWrites } from './ticket-properties.ts'
import { World } from './world.ts'

export const area = 'repairs'
export const monday = '2026-11-23T10:00:00Z'
export const mondayRead = '2026-11-23T10:00:00.000Z'
const request = '2026-12-10T10:00:00Z'
export const requestRead = '2026-12-10T10:00:00.000Z'

export let world: World
export let crm: HubSpotDouble
export let people: People

/** Starts the Worker and the HubSpot of a file, for all its cases one after the other. */
export function startWorld(): void {
  beforeAll(async () => {
    world = await World.start()
    ;({ crm, people } = world)
  })
  afterAll(() => world?.stop())
  afterEach(() => world.clear())
}

/** The last case of each file: looks through every call that the others caused. */
export function keepsToItsCalls(): void {
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
}

/** A complaint for which formal treatment was asked on Monday 23 November at 10:00. */
export function formal(properties: Readonly<Record<string, string>> = {}): NewTicket {
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

/** Half of them ask for nothing formal. */
export const many = (count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    world.file(
      index % 2 === 0 ? { createdAt: monday, properties: { complaint_service_area: area } } : formal(),
    ),
  )

/** All that a person can see of a ticket, its tasks included: `ref` alone differs. */
export const whole = (id: string) => ({
  ...world.see(id),
  tasks: crm
    .tasksOf(id)
    .map(({ owner, status, subject, dueAt }) => [owner, status, subject, dueAt].join(' | '))
    .toSorted(),
})

/** One that is already in Stage 1, as far as the CRM knows. */
export function inStage1(properties: Readonly<Record<string, string>> = {}): NewTicket {
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
export function answered(properties: Readonly<Record<string, string>> = {}): NewTicket {
  return {
    ...inStage1({
      complaint_stage1_acknowledged_at: '2026-11-25T10:00:00Z',
      complaint_stage1_responded_at: '2026-12-04T15:00:00Z',
      ...properties,
    }),
    stage: 'Stage 1 answered',
  }
}

export const ground1 = {
  complaint_aspects_raised: 'delay;communication',
  complaint_aspects_addressed: 'delay',
}
export const ground2 = { complaint_response_justified: 'partly', complaint_wrong_rectified: 'not' }
export const ground3 = {
  complaint_new_evidence_warrants_review: 'yes',
  complaint_new_evidence_at: '2026-12-09T10:00:00Z',
}
export const requested = { complaint_review_requested_at: request }
export const atStage2 = (more: Readonly<Record<string, string>>): NewTicket =>
  answered({ ...ground1, ...requested, ...more })

/** A ticket filed at an instant and looked at then. */
export async function fileAt(instant: string, ticket: NewTicket): Promise<string> {
  await world.at(instant)
  const id = world.file(ticket)
  await world.look()
  return id
}

export const director = (): string => people.must(people.director, area)
export const improvement = (): string => people.must(people.improvement, area)
export const head = (): string => people.must(people.headOfService, area)
export const customerServices = (): string => people.must(people.customerServices, area)
export const tasksFor = (id: string, email: string) => crm.tasksOf(id).filter((task) => task.owner === email)
export const isDone = (status: string): boolean => /completed/i.test(status)
