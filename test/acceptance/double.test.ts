/** The double by itself: a suite that leans on it must be able to trust it. */
// oxlint-disable typescript/no-explicit-any -- answers are read by shape
import { afterAll, beforeAll, expect, it } from 'vitest'
import { HubSpotDouble } from './hubspot-double.ts'
import { sign } from './webhook.ts'

let crm: HubSpotDouble

beforeAll(async () => {
  crm = await HubSpotDouble.start(['a@example.org', 'b@example.org', 'c@example.org'])
})
afterAll(() => crm.stop())

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
  const response = await fetch(`${crm.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${crm.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: JSON.parse((await response.text()) || 'null') }
}

it('reads a batch with backdated history and names what is missing', async () => {
  const id = crm.createTicket({
    createdAt: '2026-11-16T09:00:00Z',
    properties: { complaint_formal_requested: 'true', complaint_aspects_raised: 'delay;safety' },
    times: { complaint_formal_requested: '2026-11-20T16:00:00Z' },
  })
  const { status, body } = await call('POST', '/crm/v3/objects/tickets/batch/read', {
    inputs: [{ id }, { id: '5' }],
    properties: ['complaint_aspects_raised', 'createdate'],
    propertiesWithHistory: ['complaint_formal_requested'],
  })
  expect(status).toBe(207)
  expect(body.errors[0].context.ids).toEqual(['5'])
  expect(body.results).toHaveLength(1)
  expect(body.results[0].properties).toMatchObject({
    complaint_aspects_raised: 'delay;safety',
    createdate: '2026-11-16T09:00:00.000Z',
  })
  expect(body.results[0].propertiesWithHistory.complaint_formal_requested[0]).toMatchObject({
    value: 'true',
    timestamp: '2026-11-20T16:00:00.000Z',
    sourceType: 'CRM_UI',
  })
})

it('keeps typed values, refuses a whole batch for one invalid one, and answers 207 to an unknown id', async () => {
  const [id, other] = [crm.createTicket(), crm.createTicket()]
  crm.takeEvents()
  const update = (...inputs: readonly unknown[]) =>
    call('POST', '/crm/v3/objects/tickets/batch/update', { inputs })
  const bad = await update(
    { id: other, properties: { complaint_decision: 'x' } },
    { id, properties: { complaint_sla_status: 'fine' } },
  )
  expect(bad.status).toBe(400)
  expect(crm.value(other, 'complaint_decision')).toBe('')
  expect(crm.takeEvents()).toEqual([])
  const good = await update(
    {
      id,
      properties: {
        complaint_acknowledge_due: '1795651200000',
        complaint_next_due_at: '2026-11-26T23:59:59Z',
      },
    },
    { id: '7', properties: { complaint_decision: 'x' } },
  )
  expect(good.status).toBe(207)
  expect(good.body.results).toHaveLength(1)
  expect(crm.value(id, 'complaint_acknowledge_due')).toBe('2026-11-26')
  expect(crm.value(id, 'complaint_next_due_at')).toBe('2026-11-26T23:59:59.000Z')
  expect(crm.takeEvents()).toMatchObject([{ changeSource: 'INTEGRATION', sourceId: crm.appId }, {}])
  expect(
    (await call('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { complaint_next_due_at: '' } }))
      .status,
  ).toBe(200)
  expect(crm.value(id, 'complaint_next_due_at')).toBe('')
  expect(
    (
      await call('PATCH', `/crm/v3/objects/tickets/${id}`, {
        properties: { complaint_respond_due: '2026-11-26T10:00:00Z' },
      })
    ).status,
  ).toBe(400)
  expect(
    (await call('PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { hubspot_owner_id: '1' } })).status,
  ).toBe(400)
})

it('searches the open list by pages and refuses a sixth search in a second', async () => {
  crm.createTicket({ stage: 'Closed' })
  const pipelines = await call('GET', '/crm/v3/pipelines/tickets')
  const complaints = pipelines.body.results.find((one: { label: string }) => one.label === 'Complaints')
  const closed = complaints.stages.find((one: { label: string }) => one.label === 'Closed').id
  const search = (more: object) =>
    call('POST', '/crm/v3/objects/tickets/search', {
      filterGroups: [
        {
          filters: [
            { propertyName: 'hs_pipeline', operator: 'EQ', value: complaints.id },
            { propertyName: 'hs_pipeline_stage', operator: 'NOT_IN', values: [closed] },
          ],
        },
      ],
      sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
      properties: ['subject'],
      limit: 2,
      ...more,
    })
  const first = await search({})
  expect(first.body.total).toBe(3)
  expect(first.body.results).toHaveLength(2)
  expect((await search({ after: first.body.paging.next.after })).body.results).toHaveLength(1)
  await search({})
  await search({})
  await search({})
  expect((await search({})).status).toBe(429)
})

it('creates tasks and notes once asked, and lists them with their ticket', async () => {
  const id = crm.createTicket()
  const to = (type: number) => [
    { to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: type }] },
  ]
  const task = await call('POST', '/crm/v3/objects/tasks', {
    properties: {
      hs_timestamp: '2026-11-26T23:59:59Z',
      hs_task_subject: 'Look',
      hs_task_status: 'NOT_STARTED',
      hubspot_owner_id: crm.ownerId('b@example.org'),
    },
    associations: to(230),
  })
  await call('POST', '/crm/v3/objects/notes', {
    properties: { hs_timestamp: '1795651200000', hs_note_body: '<p>PO <b>Box</b></p>' },
    associations: to(228),
  })
  expect(crm.tasksOf(id)).toMatchObject([
    { owner: 'b@example.org', subject: 'Look', dueAt: '2026-11-26T23:59:59.000Z' },
  ])
  expect(crm.notesOf(id)[0]?.text).toContain('PO Box')
  expect(
    (await call('GET', `/crm/v4/objects/tickets/${id}/associations/tasks`)).body.results[0].toObjectId,
  ).toBe(Number(task.body.id))
  const batch = await call('POST', '/crm/v4/associations/tickets/notes/batch/read', { inputs: [{ id }] })
  expect(batch.body.results[0].to).toHaveLength(1)
  const single = await call('GET', `/crm/v3/objects/tickets/${id}?associations=tasks,notes`)
  expect(single.body.associations.tasks.results[0].id).toBe(task.body.id)
})

it('refuses a wrong token and answers owners by pages', async () => {
  expect((await fetch(`${crm.url}/crm/v3/owners`)).status).toBe(401)
  const page = await call('GET', '/crm/v3/owners?limit=2')
  expect(page.body.results).toHaveLength(2)
  expect(
    (await call('GET', `/crm/v3/owners?limit=2&after=${page.body.paging.next.after}`)).body.results,
  ).toHaveLength(1)
})

it('signs as the published vectors do', () => {
  const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy'
  const url = 'https://www.example.com/webhook_uri'
  const body = "{'example_field':'example_value'}"
  expect(sign(secret, url, body, '1693657560000')).toBe('K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=')
  expect(sign(secret, url, body, '1700000300000')).toBe('RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw=')
})
