// Search: its filters, pages, limits and lag.

import { expect, it } from 'vitest'
import { createHubSpot } from '../../dev/hubspot/hubspot.ts'
import { monday, startAccount } from './account.ts'
import { call } from './clients.ts'
import { complaints } from './complaints-account.ts'

const { hubspot, url, ticketSearch } = await startAccount({ searchLagMs: 60 })
const settle = () => new Promise((resolve) => setTimeout(resolve, 80))
const many = Array.from({ length: 205 }, (_, index) =>
  hubspot.createTicket({
    stage: index % 2 === 0 ? 'Stage 1' : 'Closed',
    properties: {
      subject: `Leak ${index}`,
      ...(index < 3 && { complaint_received_at: `2026-11-0${index + 1}T10:00:00Z` }),
    },
  }),
)
await settle()

type Filter = {
  propertyName: string
  operator: string
  value?: string
  values?: string[]
  highValue?: string
}
const search = (filters: Filter[], more: object = {}) =>
  call(url, '/crm/v3/objects/tickets/search', { filterGroups: [{ filters }], limit: 200, ...more })
const on = (propertyName: string, operator: string, value?: string, highValue?: string): Filter => ({
  propertyName,
  operator,
  ...(value !== undefined && { value }),
  ...(highValue !== undefined && { highValue }),
})

it('pages through what it found, by id', async () => {
  const sorts = [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }]
  const first = await search([on('subject', 'HAS_PROPERTY')], { sorts })
  expect(first.body).toMatchObject({ total: 205, paging: { next: { after: '200' } } })
  expect(first.body.results[0].id).toBe(many[0]?.id)
  const last = first.body.results.at(-1).id
  const rest = await search([on('hs_object_id', 'GT', last)], { sorts })
  expect(rest.body).toMatchObject({ total: 5 })
  expect((await search([on('subject', 'HAS_PROPERTY')], { after: '200' })).body.results).toHaveLength(5)
})

it.each`
  filter                                                                                            | total
  ${on('hs_pipeline_stage', 'EQ', hubspot.stageId('Stage 1'))}                                      | ${103}
  ${on('hs_pipeline_stage', 'NEQ', hubspot.stageId('Stage 1'))}                                     | ${102}
  ${{ propertyName: 'hs_pipeline_stage', operator: 'IN', values: [hubspot.stageId('Closed')] }}     | ${102}
  ${{ propertyName: 'hs_pipeline_stage', operator: 'NOT_IN', values: [hubspot.stageId('Closed')] }} | ${103}
  ${on('complaint_received_at', 'HAS_PROPERTY')}                                                    | ${3}
  ${on('complaint_received_at', 'NOT_HAS_PROPERTY')}                                                | ${202}
  ${on('complaint_received_at', 'GTE', '2026-11-02T10:00:00Z')}                                     | ${2}
  ${on('complaint_received_at', 'LT', String(Date.parse('2026-11-02T10:00:00Z')))}                  | ${1}
  ${on('complaint_received_at', 'BETWEEN', '2026-11-01T00:00:00Z', '2026-11-02T23:00:00Z')}         | ${2}
  ${on('subject', 'CONTAINS_TOKEN', 'leak')}                                                        | ${205}
  ${on('subject', 'CONTAINS_TOKEN', '20*')}                                                         | ${6}
  ${on('createdate', 'EQ', monday)}                                                                 | ${205}
`('finds $total with $filter', async ({ filter, total }) => {
  expect((await search([filter])).body.total).toBe(total)
})

it('refuses what HubSpot refuses', async () => {
  const one = on('subject', 'HAS_PROPERTY')
  expect((await search([one], { limit: 201 })).status).toBe(400)
  expect((await search([one], { after: '9900' })).status).toBe(400)
  expect((await search(Array(7).fill(one))).status).toBe(400)
  const groups = (count: number, filters: Filter[]) => Array.from({ length: count }, () => ({ filters }))
  expect((await search([], { filterGroups: groups(6, [one]) })).status).toBe(400)
  expect((await search([], { filterGroups: groups(5, [one, one, one, one]) })).status).toBe(400)
})

it('refuses a property that is not there, a range without an end, and a body that is too long', async () => {
  expect(await search([on('no_such_property', 'HAS_PROPERTY')])).toMatchObject({
    status: 400,
    body: { message: 'There was a problem with the request.' },
  })
  expect((await search([on('createdate', 'BETWEEN', monday)])).status).toBe(400)
  expect((await search([on('subject', 'EQ', 'x'.repeat(3_000))])).status).toBe(400)
})

const countFresh = async () => {
  const request = { query: 'fresh', limit: 10, properties: [], filterGroups: [], sorts: [], after: '0' }
  return (await ticketSearch.doSearch(request)).total
}

it('runs behind the records, and never shows archived ones', async () => {
  const { id } = hubspot.createTicket({ properties: { subject: 'fresh' } })
  expect(await countFresh()).toBe(0)
  await settle()
  expect(await countFresh()).toBe(1)
  hubspot.archive(id)
  await settle()
  expect(await countFresh()).toBe(0)
})

it.each([0, 50])(
  'pages through 10,500 tickets in a few milliseconds a page, %s ms behind',
  async (searchLagMs) => {
    const large = createHubSpot({ limits: false, searchLagMs })
    large.provision(complaints)
    const ids = Array.from({ length: 10_500 }, () => large.createTicket({ stage: 'Stage 1' }).id)
    await new Promise((resolve) => setTimeout(resolve, searchLagMs + 20))
    const headers = { authorization: 'Bearer local-token' }
    const page = async (after: string): Promise<string[]> => {
      const filters = [
        on('hs_pipeline', 'EQ', large.pipeline()?.id ?? ''),
        { ...on('hs_pipeline_stage', 'IN'), values: [large.stageId('Stage 1')] },
        on('hs_object_id', 'GT', after),
      ]
      const sorts = [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }]
      const body = JSON.stringify({ filterGroups: [{ filters }], sorts, limit: 200, properties: [] })
      const answer = await large.app.request('/crm/v3/objects/tickets/search', {
        method: 'POST',
        headers,
        body,
      })
      return (await answer.json()).results.map(({ id }: { id: string }) => id)
    }
    const started = performance.now()
    const found: string[] = []
    for (let next = await page('0'); next.length > 0; next = await page(next.at(-1) ?? ''))
      found.push(...next)
    expect(found).toEqual(ids)
    // Some 8 ms a page where it was measured; 60 leaves room for a busy machine.
    expect((performance.now() - started) / 54).toBeLessThan(60)
  },
)
