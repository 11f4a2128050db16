import { describe, expect, it } from 'vitest'
import { hubspot, json } from './hubspot.ts'

const full = Array.from({ length: 200 }, (_, index) => ({ id: String(1000 + index), properties: {} }))

function searching(found: readonly object[]) {
  return hubspot({ 'POST /crm/v3/objects/tickets/search': () => json({ total: 5000, results: found }) })
}

describe('listTickets', () => {
  it('searches the pipeline by stage, in order of id', async () => {
    const { crm, calls } = searching([
      { id: '12', properties: {} },
      { id: '15', properties: {} },
    ])
    const query = { stages: ['Stage 1', 'Early resolution'], after: undefined }
    expect(await crm.listTickets(query)).toEqual({ ids: ['12', '15'], next: undefined, total: 5000 })
    expect(calls.at(-1)?.body).toEqual({
      filterGroups: [
        {
          filters: [
            { propertyName: 'hs_pipeline', operator: 'EQ', value: '900' },
            { propertyName: 'hs_pipeline_stage', operator: 'IN', values: ['902', '901'] },
          ],
        },
      ],
      sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
      properties: ['hs_object_id'],
      limit: 200,
    })
  })

  it('pages on by id', async () => {
    const { crm, calls } = searching(full)
    const page = await crm.listTickets({
      stages: ['Stage 1'],
      after: '999',
      modifiedSince: '2026-11-20T00:00:00Z',
    })
    expect(page.next).toBe('1199')
    expect(calls.at(-1)?.body.filterGroups[0]?.filters.slice(2)).toEqual([
      { propertyName: 'hs_object_id', operator: 'GT', value: '999' },
      { propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: '1795132800000' },
    ])
  })

  it('refuses a stage that the pipeline does not have', async () => {
    const { crm } = searching([])
    await expect(crm.listTickets({ stages: ['Stage 9'], after: undefined })).rejects.toThrow(
      'pipeline `Complaints` has no stage `Stage 9`, only `Early resolution`, `Stage 1`, `Closed`',
    )
  })

  it('lists the stages that there are, and the open ones that are not known, where one is missing', async () => {
    const { crm, calls } = hubspot({
      'GET /crm/v3/pipelines/tickets': () =>
        json({
          results: [
            {
              id: '900',
              label: 'Complaints',
              stages: [
                { id: '901', label: 'Early resolution', metadata: { ticketState: 'OPEN' } },
                { id: '902', label: 'First stage', metadata: { ticketState: 'OPEN' } },
                { id: '903', label: 'Spam', metadata: { ticketState: 'CLOSED' } },
              ],
            },
          ],
        }),
      'POST /crm/v3/objects/tickets/search': () =>
        json({ total: 1, results: [{ id: '12', properties: {} }] }),
    })
    const stages = ['Early resolution', 'Stage 1']
    const lacks =
      'pipeline `Complaints` has no stage `Stage 1`, only `Early resolution`, `First stage`, `Spam`'
    const values = () => calls.at(-1)?.body.filterGroups[0]?.filters[1]
    expect(await crm.listTickets({ stages, after: undefined, withStrays: true })).toMatchObject({
      ids: ['12'],
      lacks,
    })
    expect(values()).toMatchObject({ values: ['901', '902'] })
    expect(await crm.listTickets({ stages, after: undefined })).toMatchObject({ lacks })
    expect(values()).toMatchObject({ values: ['901'] })
  })

  it('asks nothing for no stages', async () => {
    const { crm, calls } = searching(full)
    const none = { ids: [], next: undefined, total: 0 }
    expect(await crm.listTickets({ stages: [], after: undefined })).toEqual(none)
    expect(calls).toEqual([])
  })
})
