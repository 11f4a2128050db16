// Tickets, through HubSpot's own client.

import { describe, expect, it } from 'vitest'
import { monday, startAccount } from './account.ts'
import { call } from './clients.ts'

const { hubspot, url, tickets, ticketBatch } = await startAccount()
const stage1 = hubspot.stageId('Stage 1')
const pipeline = hubspot.pipeline()?.id ?? ''
const create = (subject = 'Boiler') => hubspot.createTicket({ properties: { subject } })

describe('one ticket', () => {
  it('is created, read, changed and archived', async () => {
    const properties = { subject: 'Damp', hs_pipeline: pipeline, hs_pipeline_stage: stage1 }
    const { id } = await tickets.create({ properties, associations: [] })
    const read = await tickets.getById(id, ['subject', 'complaint_channel', 'no_such_property'])
    expect(read.properties).toMatchObject({ subject: 'Damp', complaint_channel: null, createdate: monday })
    expect(read.properties).not.toHaveProperty('no_such_property')
    await tickets.update(id, { properties: { complaint_channel: 'letter' } })
    expect((await tickets.getById(id, ['complaint_channel'])).properties['complaint_channel']).toBe('letter')
    await tickets.archive(id)
    await expect(tickets.getById(id)).rejects.toMatchObject({
      code: 404,
      body: { category: 'OBJECT_NOT_FOUND' },
    })
    expect((await tickets.getById(id, undefined, undefined, undefined, true)).archived).toBe(true)
  })

  it('tells who changed what and when', async () => {
    const { id } = create()
    await tickets.update(id, { properties: { hs_pipeline_stage: stage1 } })
    const read = await tickets.getById(id, undefined, ['hs_pipeline_stage'])
    const [now, first] = read.propertiesWithHistory?.['hs_pipeline_stage'] ?? []
    expect(now).toMatchObject({ value: stage1, sourceType: 'INTEGRATION', sourceId: '50780459' })
    expect(first).toMatchObject({
      sourceType: 'CRM_UI',
      sourceId: 'userId:98499705',
      updatedByUserId: 98_499_705,
    })
    expect(first).not.toHaveProperty('order')
    const entered = `hs_v2_date_entered_${stage1}`
    expect((await tickets.getById(id, [entered])).properties[entered]).toBe(monday)
  })

  it('needs a stage of its own pipeline', async () => {
    const wrong = { hs_pipeline: '0', hs_pipeline_stage: stage1, subject: 'x' }
    await expect(tickets.create({ properties: wrong, associations: [] })).rejects.toMatchObject({
      code: 400,
      body: {
        category: 'VALIDATION_ERROR',
        message: expect.stringContaining('was not one of the allowed options'),
      },
    })
  })

  it('leads from a merged id to the record that took its place, singly but not in a batch', async () => {
    const [a, b] = [create('first'), create('second')]
    const merged = await tickets.merge({ primaryObjectId: a.id, objectIdToMerge: b.id })
    expect((await tickets.getById(b.id, ['subject'])).id).toBe(merged.id)
    const batch = await ticketBatch.read({
      inputs: [{ id: a.id }],
      properties: [],
      propertiesWithHistory: [],
    })
    expect(batch.results).toEqual([])
  })

  it('that was merged has the values and the past of the first, and of the other what the first had not', () => {
    const [a, b] = [create('first'), create('second')]
    hubspot.setNow('2026-11-24T10:00:00Z')
    hubspot.edit(a.id, { stage: 'Stage 1' })
    hubspot.edit(b.id, {
      stage: 'Stage 2',
      owner: 'tom.bright@example.org',
      properties: { content: 'theirs' },
    })
    hubspot.deactivate('tom.bright@example.org')
    hubspot.setNow('2026-11-25T10:00:00Z')
    const merged = hubspot.merge(a.id, b.id)
    hubspot.reactivate('tom.bright@example.org')
    hubspot.setNow(monday)
    expect(merged.properties).toMatchObject({
      subject: 'first',
      content: 'theirs',
      hubspot_owner_id: hubspot.ownerId('tom.bright@example.org'),
      hs_pipeline_stage: stage1,
      hs_object_id: merged.id,
      [`hs_v2_date_entered_${stage1}`]: '2026-11-24T10:00:00Z',
      hs_merged_object_ids: `${a.id};${b.id}`,
      createdate: monday,
    })
    expect(merged.properties).not.toHaveProperty(`hs_v2_date_entered_${hubspot.stageId('Stage 2')}`)
    expect(merged.history['hs_pipeline_stage']).toHaveLength(2)
    expect(merged.history['content']).toMatchObject([{ sourceType: 'MERGE_OBJECTS', sourceId: b.id }])
  })

  it('must have what its stage asks for, where the API is dated', async () => {
    const { id } = create()
    hubspot.requireAtStage('Closed', ['complaint_learning'])
    const body = { properties: { hs_pipeline_stage: hubspot.stageId('Closed') } }
    const refused = await call(url, `/crm/objects/2026-09/tickets/${id}`, body, 'PATCH')
    expect(refused).toMatchObject({
      status: 400,
      body: { errors: [{ code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY' }] },
    })
    const inputs = [{ id, ...body }]
    expect(await call(url, '/crm/objects/2026-09/tickets/batch/update', { inputs })).toMatchObject({
      status: 400,
    })
    expect(await call(url, `/crm/v3/objects/tickets/${id}`, body, 'PATCH')).toMatchObject({ status: 200 })
  })
})

const ids = (count: number) => Array.from({ length: count }, (_, index) => ({ id: String(index) }))
const update = (inputs: { id: string; properties: Record<string, string> }[]) =>
  call(url, '/crm/v3/objects/tickets/batch/update', { inputs })

describe('a batch', () => {
  it('of reads says which ids it does not have', async () => {
    const { id } = create()
    const read = await call(url, '/crm/objects/2026-09/tickets/batch/read', {
      inputs: [{ id }, { id: '5' }],
      properties: ['subject'],
    })
    expect(read).toMatchObject({
      status: 207,
      body: {
        results: [{ id }],
        errors: [{ status: 'error', category: 'OBJECT_NOT_FOUND', context: { ids: ['5'] } }],
      },
    })
  })

  it('of updates answers 207 with what it could do and no error', async () => {
    const { id } = create()
    const answer = await update([
      { id, properties: { subject: 'New' } },
      { id: '5', properties: { subject: 'New' } },
    ])
    expect(answer).toMatchObject({ status: 207, body: { results: [{ id, properties: { subject: 'New' } }] } })
    expect(answer.body).not.toHaveProperty('errors')
    expect(await update([{ id: '5', properties: {} }])).toMatchObject({ status: 207, body: { results: [] } })
  })

  it('of updates fails whole on one bad value and names only the first', async () => {
    const [a, b] = [create('a'), create('b')]
    const answer = await update([
      { id: a.id, properties: { subject: 'changed' } },
      {
        id: b.id,
        properties: { complaint_complexity: 'odd', complaint_tenure: 'x', complaint_early_outcome: 'odd' },
      },
    ])
    expect(answer.status).toBe(400)
    expect(answer.body.message).toContain('odd was not one of the allowed options: [standard, complex]')
    expect(answer.body.message).not.toContain('complaint_early_outcome')
    expect(hubspot.ticket(a.id).properties['subject']).toBe('a')
  })

  it('of creates answers 201', async () => {
    const properties = { subject: 'One', hs_pipeline: pipeline, hs_pipeline_stage: stage1 }
    const { results } = await ticketBatch.create({ inputs: [{ properties, associations: [] }] })
    expect(results).toHaveLength(1)
  })

  it('takes a hundred, or fifty with history', async () => {
    const read = (count: number, propertiesWithHistory: string[]) =>
      call(url, '/crm/v3/objects/tickets/batch/read', { inputs: ids(count), propertiesWithHistory })
    expect(await read(100, [])).toMatchObject({ status: 207 })
    expect(await read(101, [])).toMatchObject({ status: 400 })
    expect(await read(51, ['subject'])).toMatchObject({ status: 400 })
    expect(await call(url, '/crm/v3/objects/tickets/batch/read', { inputs: [{}] })).toMatchObject({
      status: 400,
    })
    expect(await update(ids(101).map(({ id }) => ({ id, properties: {} })))).toMatchObject({ status: 400 })
  })
})
