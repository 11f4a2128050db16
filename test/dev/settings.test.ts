// Pipelines, owners, properties, tasks and notes, associations and the account, through HubSpot's own client.

import {
  AssociationSpecAssociationCategoryEnum,
  FilterOperatorEnum,
} from '@hubspot/api-client/lib/codegen/crm/objects/index.js'
import { expect, it } from 'vitest'
import { startAccount } from './account.ts'
import { call } from './clients.ts'
import { complaints } from './complaints-account.ts'

const account = await startAccount()
const { hubspot, url } = account

it('has the support pipeline and the complaints pipeline, with closed stages marked', async () => {
  const { results } = await account.pipelines.getAll('tickets')
  expect(results.map((pipeline) => pipeline.label)).toEqual(['Support Pipeline', 'Complaints'])
  const states = results[1]?.stages.map((stage) => stage.metadata?.['ticketState'])
  expect(states).toEqual(['OPEN', 'OPEN', 'OPEN', 'OPEN', 'CLOSED'])
  expect((await call(url, '/crm/pipelines/2026-09/tickets')).body.results).toHaveLength(2)
})

it('provisions once', async () => {
  hubspot.provision(complaints)
  expect((await account.pipelines.getAll('tickets')).results).toHaveLength(2)
  expect((await account.owners.getPage()).results).toHaveLength(4)
})

it('pages through owners, whose ids are not user ids', async () => {
  const first = await account.owners.getPage(undefined, undefined, 3)
  expect(first.results).toHaveLength(3)
  const rest = await account.owners.getPage(undefined, first.paging?.next?.after, 3)
  expect(rest.results.map((owner) => owner.email)).toEqual(['neil.hart@example.org'])
  expect(Number(rest.results[0]?.id)).not.toBe(rest.results[0]?.userId)
  const archived = await account.owners.getPage(undefined, undefined, 100, true)
  expect(archived.results).toEqual([])
  expect((await call(url, '/crm/owners/2026-09?email=NEIL.hart@example.org')).body.results).toHaveLength(1)
})

it('keeps property definitions: 409 on a second, back from the archive, options replaced by a change', async () => {
  const { properties, propertyGroups } = account
  const group = await propertyGroups.create('tickets', { name: 'redress', label: 'Redress', displayOrder: 1 })
  expect((await propertyGroups.getAll('tickets')).results.map(({ name }) => name)).toContain(group.name)
  const options = ['a', 'b'].map((value, displayOrder) => ({
    value,
    label: value,
    displayOrder,
    hidden: false,
  }))
  const definition = {
    name: 'redress_kind',
    label: 'Kind',
    type: 'enumeration',
    fieldType: 'select',
    groupName: 'redress',
    options,
  }
  const create = () => call(url, '/crm/v3/properties/tickets', definition)
  expect(await create()).toMatchObject({ status: 201, body: { name: 'redress_kind', archived: false } })
  expect(await create()).toMatchObject({ status: 409 })
  await properties.archive('tickets', 'redress_kind')
  await expect(properties.getByName('tickets', 'redress_kind')).resolves.toMatchObject({ archived: true })
  expect(await create()).toMatchObject({ status: 201 })
  await properties.update('tickets', 'redress_kind', { options: options.slice(1) })
  expect((await properties.getByName('tickets', 'redress_kind')).options.map(({ value }) => value)).toEqual([
    'b',
  ])
  const names = (await properties.getAll('tickets')).results.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['redress_kind', `hs_v2_date_entered_${hubspot.stageId('Stage 2')}`]),
  )
  const more = { ...definition, name: 'redress_more' }
  const batch = await call(url, '/crm/properties/2026-09/tickets/batch/create', {
    inputs: [more, definition],
  })
  expect(batch).toMatchObject({ status: 207, body: { results: [{ name: 'redress_more' }], numErrors: 1 } })
  const read = await call(url, '/crm/v3/properties/tickets/batch/read', {
    inputs: [{ name: 'redress_more' }],
  })
  expect(read.body.results).toHaveLength(1)
  expect(await call(url, '/crm/v3/properties/tickets', { ...definition, name: 'Bad Name' })).toMatchObject({
    status: 400,
  })
})

it('attaches tasks and notes to a ticket and finds them again', async () => {
  const { id } = hubspot.createTicket()
  const { objects, objectBatch, objectSearch, associations, associationBatch, tickets } = account
  const associationCategory = AssociationSpecAssociationCategoryEnum.HubspotDefined
  const to = (associationTypeId: number) => [
    { to: { id }, types: [{ associationCategory, associationTypeId }] },
  ]
  const task = await objects.create('tasks', {
    properties: {
      hs_timestamp: '2026-11-26T23:59:59Z',
      hs_task_subject: 'Acknowledge',
      hs_task_status: 'NOT_STARTED',
    },
    associations: to(230),
  })
  const note = await objects.create('notes', {
    properties: { hs_timestamp: '2026-11-23T10:00:00Z', hs_note_body: 'ref 1' },
    associations: to(228),
  })
  expect((await associations.getPage('tickets', id, 'tasks')).results).toMatchObject([
    { toObjectId: Number(task.id), associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 229 }] },
  ])
  const dated = await call(url, `/crm/objects/2026-09/tickets/${id}/associations/notes`)
  expect(dated.body.results).toMatchObject([{ toObjectId: note.id }])
  const other = hubspot.createTicket()
  const both = await associationBatch.getPage('tickets', 'tasks', { inputs: [{ id }, { id: other.id }] })
  expect(both).toMatchObject({
    results: [{ to: [{ toObjectId: Number(task.id) }] }],
    errors: [{ context: { fromObjectId: [other.id] } }],
  })
  const read = await tickets.getById(id, undefined, undefined, ['tasks', 'notes'])
  expect(read.associations?.['tasks']?.results).toEqual([{ id: task.id, type: 'ticket_to_task' }])
  await objects.update('tasks', task.id, { properties: { hs_task_status: 'COMPLETED' } })
  const wanted = ['hs_task_status', 'hs_task_completion_date']
  const batch = await objectBatch.read('tasks', {
    inputs: [{ id: task.id }],
    properties: wanted,
    propertiesWithHistory: [],
  })
  expect(batch.results[0]?.properties).toMatchObject({ hs_task_status: 'COMPLETED' })
  const filters = [{ propertyName: 'hs_task_status', operator: FilterOperatorEnum.Eq, value: 'COMPLETED' }]
  const found = await objectSearch.doSearch('tasks', {
    filterGroups: [{ filters }],
    limit: 10,
    properties: [],
    sorts: [],
    after: '0',
  })
  expect(found.total).toBe(1)
  await objects.archive('notes', note.id)
  expect((await associations.getPage('tickets', id, 'notes')).results).toEqual([])
})

it('refuses an association with what is not there, and creates nothing', async () => {
  const before = hubspot.portal.objects.tasks.size
  const body = { properties: {}, associations: [{ to: { id: '5' }, types: [{ associationTypeId: 230 }] }] }
  expect(await call(url, '/crm/v3/objects/tasks', body)).toMatchObject({ status: 400 })
  expect(hubspot.portal.objects.tasks.size).toBe(before)
})

it('keeps a stage in use, and a pipeline only where asked to look', async () => {
  const { pipelines } = account
  const stages = [{ label: 'New', displayOrder: 0, metadata: { ticketState: 'OPEN' } }]
  const made = await pipelines.create('tickets', { label: 'Sales', displayOrder: 2, stages })
  const stageId = made.stages[0]?.id ?? ''
  const { id } = hubspot.createTicket({ properties: { hs_pipeline: made.id, hs_pipeline_stage: stageId } })
  expect(
    await call(url, `/crm/v3/pipelines/tickets/${made.id}/stages/${stageId}`, undefined, 'DELETE'),
  ).toMatchObject({
    status: 400,
    body: { subCategory: 'PipelineError.STAGE_ID_IN_USE', message: expect.stringContaining(id) },
  })
  await expect(pipelines.archive('tickets', made.id, true)).rejects.toMatchObject({
    code: 400,
    body: { subCategory: 'PipelineError.PIPELINE_ID_IN_USE' },
  })
  await pipelines.archive('tickets', made.id)
  expect((await pipelines.getAll('tickets')).results.map(({ label }) => label)).not.toContain('Sales')
})

it('tells about the account', async () => {
  expect((await call(url, '/account-info/v3/details')).body).toMatchObject({ portalId: 247_187_887 })
  expect((await call(url, '/account-info/2026-09/details')).status).toBe(200)
})
