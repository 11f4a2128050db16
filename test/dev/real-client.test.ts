// HubSpot's own client, with its own HTTP, through each call that Redress makes: what it reads of answers and of errors.

import {
  AssociationSpecAssociationCategoryEnum,
  FilterOperatorEnum,
  PublicObjectSearchRequest,
} from '@hubspot/api-client/lib/codegen/crm/objects/index.js'
import { PropertyCreateTypeEnum } from '@hubspot/api-client/lib/codegen/crm/properties/index.js'
import { beforeEach, describe, expect, it } from 'vitest'
import { monday, startAccount } from './account.ts'
import { call, clientsOf } from './clients.ts'

const account = await startAccount()
const { hubspot, url, objects, objectBatch, objectSearch, associations } = account
const stage1 = hubspot.stageId('Stage 1')
const { HubspotDefined } = AssociationSpecAssociationCategoryEnum
const at = new Date(monday)
const ticket = (subject = 'Damp') => hubspot.createTicket({ properties: { subject } })
const inputs = (...ids: readonly string[]) => ids.map((id) => ({ id }))
const read = (ids: readonly string[], properties: string[] = [], propertiesWithHistory: string[] = []) =>
  objectBatch.read('tickets', { inputs: inputs(...ids), properties, propertiesWithHistory })
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  )

beforeEach(() => hubspot.faults.clear())

describe('a batch of tickets', () => {
  it('is read: instants become dates, values stay text or null', async () => {
    const { id } = ticket()
    const answer = await read([id], ['subject', 'complaint_channel', 'createdate'])
    expect(answer).toMatchObject({ status: 'COMPLETE', startedAt: at, completedAt: at })
    expect(answer).not.toHaveProperty('errors')
    expect(answer.results).toMatchObject([
      {
        id,
        createdAt: at,
        updatedAt: at,
        archived: false,
        properties: { subject: 'Damp', complaint_channel: null, createdate: monday, hs_object_id: id },
      },
    ])
  })

  it('is read with the history of a property: who, when and by what', async () => {
    const { id } = ticket()
    await objects.update('tickets', id, { properties: { hs_pipeline_stage: stage1 } })
    const { results } = await read([id], [], ['hs_pipeline_stage'])
    expect(results[0]?.propertiesWithHistory?.['hs_pipeline_stage']).toEqual([
      expect.objectContaining({
        value: stage1,
        timestamp: at,
        sourceType: 'INTEGRATION',
        sourceId: '50780459',
      }),
      expect.objectContaining({ timestamp: at, sourceType: 'CRM_UI', updatedByUserId: 98_499_705 }),
    ])
  })

  it('tells of ids that are not there: 207, with errors that the client can read', async () => {
    const { id } = ticket()
    expect(await read([id, '5', '6'])).toMatchObject({
      results: [{ id }],
      numErrors: 1,
      errors: [{ status: 'error', category: 'OBJECT_NOT_FOUND', context: { ids: ['5', '6'] } }],
    })
  })

  it('is updated, and answers with what it could do', async () => {
    const { id } = ticket()
    const update = (...ids: readonly string[]) =>
      objectBatch.update('tickets', {
        inputs: ids.map((each) => ({ id: each, properties: { complaint_respond_due: '2026-12-07' } })),
      })
    expect((await update(id)).results).toMatchObject([
      { id, properties: { complaint_respond_due: '2026-12-07' } },
    ])
    expect((await update(id, '5')).results.map((each) => each.id)).toEqual([id])
    expect((await update('5')).results).toEqual([])
  })

  it('is refused whole for one bad value: the body says which, as a sentence and as a list', async () => {
    const { id } = ticket()
    const bad = { inputs: [{ id, properties: { complaint_complexity: 'odd' } }] }
    expect(await errorOf(objectBatch.update('tickets', bad))).toMatchObject({
      code: 400,
      body: {
        status: 'error',
        category: 'VALIDATION_ERROR',
        correlationId: expect.any(String),
        message: expect.stringMatching(
          /^Property values were not valid: \[\{"isValid":false,"message":"odd was not/,
        ),
        errors: [{ code: 'INVALID_OPTION', context: { propertyName: ['complaint_complexity'] } }],
      },
    })
  })
})

describe('one ticket', () => {
  it('is read and changed', async () => {
    const { id } = ticket()
    expect(await objects.getById('tickets', id, ['subject'])).toMatchObject({ id, createdAt: at })
    expect(await objects.update('tickets', id, { properties: { subject: 'Mould' } })).toMatchObject({
      id,
      properties: { subject: 'Mould' },
      updatedAt: at,
    })
  })

  it('is not found: 404', async () => {
    const gone = { code: 404, body: { category: 'OBJECT_NOT_FOUND', context: { id: ['5'] } } }
    expect(await errorOf(objects.getById('tickets', '5'))).toMatchObject(gone)
    expect(await errorOf(objects.update('tickets', '5', { properties: {} }))).toMatchObject(gone)
  })
})

it('a search pages by its own cursor, and says 400 past ten thousand', async () => {
  const request = Object.assign(new PublicObjectSearchRequest(), {
    filterGroups: [
      { filters: [{ propertyName: 'hs_object_id', operator: FilterOperatorEnum.Gt, value: '0' }] },
    ],
    sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
    properties: ['hs_object_id'],
    limit: 2,
  })
  const first = await objectSearch.doSearch('tickets', request)
  expect(first).toMatchObject({ total: hubspot.tickets().length, paging: { next: { after: '2' } } })
  expect(first.results[0]).toMatchObject({ id: hubspot.tickets()[0]?.id, createdAt: at })
  request.after = '9999'
  expect(await errorOf(objectSearch.doSearch('tickets', request))).toMatchObject({
    code: 400,
    body: { category: 'VALIDATION_ERROR' },
  })
})

it('pipelines and owners come with dates, numbers and states', async () => {
  const { results } = await account.pipelines.getAll('tickets')
  expect(results[1]).toMatchObject({ label: 'Complaints', archived: false, displayOrder: 1 })
  expect(results[1]?.stages[1]).toMatchObject({
    id: stage1,
    label: 'Stage 1',
    displayOrder: 1,
    metadata: { ticketState: 'OPEN' },
    createdAt: at,
    updatedAt: at,
  })
  const owners = await account.owners.getPage(undefined, undefined, 2)
  expect(owners.results[0]).toMatchObject({
    email: expect.any(String),
    createdAt: at,
    archived: false,
    type: 'PERSON',
  })
  expect(owners.results[0]?.userId).toEqual(expect.any(Number))
  expect(owners.paging?.next).toMatchObject({ after: '2' })
})

it('properties and groups are made, read, changed and archived, and refused in so many words', async () => {
  const { properties, propertyGroups } = account
  await propertyGroups.create('tickets', { name: 'redress', label: 'Redress', displayOrder: -1 })
  const again = propertyGroups.create('tickets', { name: 'redress', label: 'Redress' })
  expect(await errorOf(again)).toMatchObject({ code: 409, body: { category: 'OBJECT_ALREADY_EXISTS' } })
  const definition = {
    name: 'redress_kind',
    label: 'Kind',
    type: PropertyCreateTypeEnum.Enumeration,
    fieldType: 'select' as never,
    groupName: 'redress',
    options: [
      { value: 'a', label: 'A', displayOrder: 1, hidden: false, description: 'the first' },
      { value: 'b', label: 'B', displayOrder: 0, hidden: true },
    ],
  }
  const made = await properties.create('tickets', definition)
  expect(made).toMatchObject({
    createdAt: at,
    hubspotDefined: false,
    modificationMetadata: { readOnlyValue: false },
  })
  expect(made.options).toMatchObject(definition.options)
  expect(await errorOf(properties.create('tickets', definition))).toMatchObject({ code: 409 })
  const twice = {
    ...definition,
    name: 'redress_twice',
    options: [definition.options[0], definition.options[0]] as never,
  }
  expect(await errorOf(properties.create('tickets', twice))).toMatchObject({ code: 400 })
  expect(
    await errorOf(properties.create('tickets', { ...definition, name: 'other', groupName: 'none' })),
  ).toMatchObject({
    code: 400,
    body: { message: expect.stringContaining("group 'none' does not exist") },
  })
  const change = {
    options: [{ value: 'a', label: 'A', displayOrder: 0, hidden: false }],
    description: 'theirs',
  }
  expect(await properties.update('tickets', 'redress_kind', change)).toMatchObject({ description: 'theirs' })
  await properties.archive('tickets', 'redress_kind')
  const archived = await properties.getAll('tickets', true)
  expect(archived.results.map(({ name }) => name)).toEqual(['redress_kind'])
  const { id } = ticket()
  const write = objects.update('tickets', id, { properties: { redress_kind: 'a' } })
  expect(await errorOf(write)).toMatchObject({ body: { errors: [{ code: 'PROPERTY_DOESNT_EXIST' }] } })
})

describe('tasks and notes', () => {
  const on = (id: string, associationTypeId: number) => [
    { to: { id }, types: [{ associationCategory: HubspotDefined, associationTypeId }] },
  ]
  const task = (associated: ReturnType<typeof on>, more: Record<string, string> = {}) =>
    objects.create('tasks', {
      properties: { hs_timestamp: '2026-11-26T23:59:59Z', hs_task_subject: 'Acknowledge', ...more },
      associations: associated,
    })

  it('are made on a ticket, listed with it, read together and completed', async () => {
    const { id } = ticket()
    const made = await task(on(id, 230), { hubspot_owner_id: hubspot.ownerId('tom.bright@example.org') })
    expect(made).toMatchObject({ createdAt: at, archived: false })
    const note = await objects.create('notes', {
      properties: { hs_timestamp: '1795428000000', hs_note_body: '<p>ref 1</p>' },
      associations: on(id, 228),
    })
    const listed = await associations.getPage('tickets', id, 'tasks', undefined, 500)
    expect(listed.results).toMatchObject([
      { toObjectId: Number(made.id), associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 229 }] },
    ])
    const notes = await objectBatch.read('notes', {
      inputs: inputs(note.id),
      properties: ['hs_note_body', 'hs_timestamp'],
      propertiesWithHistory: [],
    })
    expect(notes.results[0]?.properties).toMatchObject({ hs_note_body: '<p>ref 1</p>', hs_timestamp: monday })
    await objects.update('tasks', made.id, { properties: { hs_task_status: 'COMPLETED' } })
    expect((await objects.getById('tasks', made.id, ['hs_task_completion_date'])).properties).toMatchObject({
      hs_task_completion_date: monday,
    })
    expect(await errorOf(associations.getPage('tickets', '5', 'tasks'))).toMatchObject({ code: 404 })
  })

  it('on a ticket that was merged away go to the one that took its place', async () => {
    const [a, b] = [ticket('a'), ticket('b')]
    const merged = hubspot.merge(a.id, b.id)
    await task(on(b.id, 230))
    expect(hubspot.tasks(merged.id)).toHaveLength(1)
  })

  it.each`
    why                                 | refuse
    ${'an association of another kind'} | ${(id: string) => task(on(id, 228))}
    ${'a ticket that is deleted'}       | ${(id: string) => (hubspot.archive(id), task(on(id, 230)))}
    ${'no due time'}                    | ${(id: string) => task(on(id, 230), { hs_timestamp: '' })}
    ${'an option that is none'}         | ${(id: string) => task(on(id, 230), { hs_task_priority: 'URGENT' })}
  `('are refused for $why, and not made', async ({ refuse }) => {
    const before = hubspot.portal.objects.tasks.size
    expect(await errorOf(refuse(ticket().id))).toMatchObject({
      code: 400,
      body: { category: 'VALIDATION_ERROR' },
    })
    expect(hubspot.portal.objects.tasks.size).toBe(before)
  })
})

describe('an error answer', () => {
  it.each`
    answer               | code   | body
    ${'tenSecondLimit'}  | ${429} | ${{ errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' }}
    ${'secondLimit'}     | ${429} | ${{ policyName: 'SECONDLY' }}
    ${'dailyLimit'}      | ${429} | ${{ policyName: 'DAILY', message: 'You have reached your daily limit.' }}
    ${'unauthenticated'} | ${401} | ${{ category: 'INVALID_AUTHENTICATION' }}
    ${'missingScope'}    | ${403} | ${{ category: 'MISSING_SCOPES' }}
    ${'locked'}          | ${423} | ${{ status: 'error' }}
    ${'migrating'}       | ${477} | ${{ status: 'error' }}
    ${'internal'}        | ${500} | ${{ status: 'error' }}
    ${'unavailable'}     | ${503} | ${{ status: 'error' }}
  `('$answer: $code with a body that the client reads', async ({ answer, code, body }) => {
    hubspot.faults.add({ answer })
    expect(await errorOf(read(['1']))).toMatchObject({ code, body })
  })

  it.each([
    'tooLarge',
    'addressTooLong',
    'badGateway',
    'gatewayTimeOut',
    'webServerDown',
    'originTimeOut',
  ] as const)('%s is a page, at which the client itself fails', async (answer) => {
    hubspot.faults.add({ answer, times: 2 })
    expect(await errorOf(read(['1']))).toBeInstanceOf(Error)
    const response = await fetch(`${url}/crm/v3/owners`)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toContain('<h1>')
  })

  it('tells when to come back, while the account is moved', async () => {
    hubspot.faults.add({ answer: 'migrating' })
    expect(await errorOf(read(['1']))).toMatchObject({ headers: { 'retry-after': '60' } })
  })

  it('to a wrong token is 401, and to an unknown path a page', async () => {
    const stranger = clientsOf(url, 'wrong').objects.getById('tickets', '5')
    expect(await errorOf(stranger)).toMatchObject({ code: 401, body: { category: 'INVALID_AUTHENTICATION' } })
    const unknown = await fetch(`${url}/crm/v3/nothing`, { headers: { authorization: 'Bearer local-token' } })
    expect(unknown.status).toBe(404)
    expect(await unknown.text()).toContain('Not Found')
  })
})

it('account information, for which the client has no module', async () => {
  const { body } = await call(url, '/account-info/v3/details')
  expect(body).toMatchObject({ portalId: 247_187_887, timeZone: 'Europe/London', utcOffset: '+00:00' })
})
