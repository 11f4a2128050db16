import { describe, expect, it } from 'vitest'
import type { ReadRequest } from '../../../src/integrations/crm.ts'
import { hubspot, json, results, type Call, type Routes } from './hubspot.ts'

const plain: ReadRequest = { properties: ['subject', 'complaint_cause'], people: [], history: [] }

const inputs = (call: Call): string[] => call.body.inputs.map(({ id }) => id)

function ticket(id: string, properties: Record<string, string | null> = {}) {
  const own = { hs_object_id: id, hs_pipeline: '900', hs_pipeline_stage: '902', hubspot_owner_id: null }
  return { id, properties: { ...own, ...properties }, createdAt: '2026-11-02T09:00:00.000Z', archived: false }
}

function reading(answer: (call: Call) => Response, more: Routes = {}, options = {}) {
  return hubspot({ 'POST /crm/v3/objects/tickets/batch/read': answer, ...more }, options)
}

const notFound = (id: string) => ({
  status: 'error',
  category: 'OBJECT_NOT_FOUND',
  message: 'Could not get some TICKET objects, they may be deleted or not exist. Check that ids are valid.',
  context: { ids: [id] },
})

const change = (value: string, timestamp: string, more: object = {}) => ({ value, timestamp, ...more })

describe('readTickets', () => {
  it('gives stage by label, owner by e-mail, and every property asked for', async () => {
    const { crm, calls } = reading(() => results([ticket('1', { subject: 'Damp', hubspot_owner_id: '71' })]))
    expect(await crm.readTickets(['1'], plain)).toEqual({
      found: [
        {
          id: '1',
          stage: 'Stage 1',
          owner: 'ann@bvt.org',
          properties: { subject: 'Damp', complaint_cause: '' },
        },
      ],
      missing: [],
      foreign: [],
    })
    expect(calls[0]?.body).toEqual({
      inputs: [{ id: '1' }],
      properties: [
        'hs_pipeline',
        'hs_pipeline_stage',
        'hubspot_owner_id',
        'hs_merged_object_ids',
        'subject',
        'complaint_cause',
      ],
      propertiesWithHistory: [],
    })
  })

  it('tells which tickets one was merged from', async () => {
    const { crm } = reading(() =>
      results([ticket('9', { hs_merged_object_ids: '7;8;9;?' }), ticket('10', {})]),
    )
    const { found } = await crm.readTickets(['9', '10'], plain)
    expect(found.map(({ mergedFrom }) => mergedFrom)).toEqual([['7', '8'], undefined])
  })

  it('keeps values as HubSpot writes them', async () => {
    const values = {
      a: ' 2026-11-02T09:00:00Z ',
      b: 'delay;other',
      c: '<b>"x"\u0000</b>',
      d: '{"a":1}',
      e: null,
    }
    const { crm } = reading(() => results([ticket('1', values)]))
    const { found } = await crm.readTickets(['1'], {
      ...plain,
      properties: ['a', 'b', 'c', 'd', 'e', '__proto__'],
    })
    expect(found[0]?.properties).toEqual({ ...values, e: '', ['__proto__']: '' })
  })

  it('asks for owners only where a ticket names one', async () => {
    const { crm, count } = reading(() => results([ticket('1')]))
    const { found } = await crm.readTickets(['1'], plain)
    expect(found[0]?.owner).toBe('')
    expect(count('GET /crm/v3/owners')).toBe(0)
  })

  it('translates the properties that hold a person, and shows the id of one who left', async () => {
    const values = { complaint_staff_subject: '72', complaint_stage1_investigator: '99', subject: '71' }
    const { crm } = reading(() => results([ticket('1', { ...values, hubspot_owner_id: '98' })]))
    const people = ['complaint_staff_subject', 'complaint_stage1_investigator']
    const { found } = await crm.readTickets(['1'], {
      properties: [...people, 'subject'],
      people,
      history: [],
    })
    expect(found[0]).toMatchObject({
      owner: '#98',
      properties: {
        complaint_staff_subject: 'bob@bvt.org',
        complaint_stage1_investigator: '#99',
        subject: '71',
      },
    })
  })

  it('tells missing and foreign tickets from ours', async () => {
    const { crm } = reading(() =>
      results(
        [ticket('1'), ticket('2', { hs_pipeline: '0', hs_pipeline_stage: '1' })],
        [notFound('3'), notFound('4')],
      ),
    )
    const read = await crm.readTickets(['1', '2', '3', '4', 'x;y', '1'], plain)
    expect({ ...read, found: read.found.map(({ id }) => id) }).toEqual({
      found: ['1'],
      foreign: ['2'],
      missing: ['3', '4', 'x;y'],
    })
  })

  it('takes none for missing while HubSpot can not say', async () => {
    const busy = {
      status: 'error',
      category: 'INTERNAL_ERROR',
      message: 'try again',
      context: { ids: ['2'] },
    }
    const { crm } = reading(() => results([ticket('1')], [busy, notFound('3')]))
    const { found, missing, unread } = await crm.readTickets(['1', '2', '3', '4'], plain)
    expect([found.map(({ id }) => id), missing]).toEqual([['1'], ['3']])
    const fault = { message: 'HubSpot could not read every record: try again' }
    expect(unread).toEqual(
      new Map([
        ['2', fault],
        ['4', fault],
      ]),
    )
  })

  it('takes one for missing that HubSpot names alone, as the client reads it', async () => {
    const named = { ...notFound('42'), context: { id: ['4', '2'] } }
    const { crm } = reading(() => results([ticket('1')], [named]))
    expect(await crm.readTickets(['1', '42'], plain)).toMatchObject({ missing: ['42'] })
  })

  it('reads archived tickets and strangers as missing', async () => {
    const { crm } = reading(() =>
      results([{ ...ticket('1'), archived: true }, ticket('77')], [notFound('2')]),
    )
    expect(await crm.readTickets(['1', '2'], plain)).toEqual({ found: [], missing: ['1', '2'], foreign: [] })
  })

  it('leaves the stage open where the pipeline does not list it', async () => {
    const { crm, count } = reading(() => results([ticket('1', { hs_pipeline_stage: '999' })]))
    const { found } = await crm.readTickets(['1'], plain)
    expect(found[0]?.stage).toBeUndefined()
    expect(count('GET /crm/v3/pipelines')).toBe(1)
  })

  it('makes a call for each hundred, and each fifty with history', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => String(index + 1))
    const sizes: number[] = []
    const { crm } = reading((call) => {
      sizes.push(inputs(call).length)
      return results(inputs(call).map((id) => ticket(id)))
    })
    const read = await crm.readTickets(ids, plain)
    expect(read.found.map(({ id }) => id)).toEqual(ids)
    expect(sizes).toEqual([100, 100, 100, 100, 50])
    await crm.readTickets(ids.slice(0, 101), { ...plain, history: ['stage'] })
    expect(sizes.slice(5)).toEqual([50, 50, 1])
  })

  it('gives history newest first, with labels and e-mails', async () => {
    const propertiesWithHistory = {
      hs_pipeline_stage: [
        change('901', '2026-11-02T09:00:00Z', {
          sourceType: 'CRM_UI',
          sourceId: 'userId:5',
          updatedByUserId: 5,
        }),
        change('902', '2026-11-03T09:00:00.123Z', { sourceType: 'INTEGRATION', sourceId: '50780459' }),
        change('888', 'nonsense', {}),
        change('777', '2026-11-01T09:00:00Z', { updatedByUserId: 6 }),
      ],
      complaint_staff_subject: [change('71', '2026-11-02T09:00:00Z', { sourceType: 'FORM' })],
    }
    const { crm, calls } = reading(() => results([{ ...ticket('1'), propertiesWithHistory }]))
    const { found } = await crm.readTickets(['1'], {
      properties: ['complaint_staff_subject'],
      people: ['complaint_staff_subject'],
      history: ['stage', 'complaint_staff_subject', 'complaint_cause'],
    })
    expect(calls[0]?.body.propertiesWithHistory).toEqual([
      'hs_pipeline_stage',
      'complaint_staff_subject',
      'complaint_cause',
    ])
    expect(found[0]?.history).toEqual({
      stage: [
        { value: 'Stage 1', at: '2026-11-03T09:00:00.123Z', by: 'INTEGRATION 50780459' },
        { value: 'Early resolution', at: '2026-11-02T09:00:00.000Z', by: 'CRM_UI userId:5' },
        { value: '#777', at: '2026-11-01T09:00:00.000Z', by: 'userId:6' },
      ],
      complaint_staff_subject: [{ value: 'ann@bvt.org', at: '2026-11-02T09:00:00.000Z', by: 'FORM' }],
      complaint_cause: [],
    })
  })

  it('asks nothing for no tickets', async () => {
    const { crm, calls } = hubspot({})
    expect(await crm.readTickets([], plain)).toEqual({ found: [], missing: [], foreign: [] })
    expect(calls).toEqual([])
  })

  it.each([
    ['nothing at all', () => json({})],
    ['one of two, and no word of the other', () => results([ticket('1')])],
    ['one of two, and a word of a third', () => results([ticket('1')], [notFound('3')])],
  ])('takes none for deleted that HubSpot does not call so: %s', async (_, answer) => {
    const { crm } = reading(answer)
    const { missing, unread } = await crm.readTickets(['1', '2'], plain)
    expect([missing, unread?.get('2')?.message]).toEqual([
      [],
      expect.stringMatching(/^HubSpot left \d of 2 records out without a word$/),
    ])
  })
})
