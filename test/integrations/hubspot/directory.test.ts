import { describe, expect, it } from 'vitest'
import { createDirectoryCache } from '../../../src/integrations/hubspot/directory.ts'
import { hubspot, json, owners, pipelines, results, type Routes } from './hubspot.ts'

const start = Date.parse('2026-11-20T10:00:00Z')
const owned = (ownerId: string, stageId = '902') =>
  results([
    { id: '1', properties: { hs_pipeline: '900', hs_pipeline_stage: stageId, hubspot_owner_id: ownerId } },
  ])

function at(clock: { now: number }, routes: Routes) {
  return hubspot(routes, { now: () => clock.now, cache: createDirectoryCache() })
}

describe('the directory', () => {
  it('lists active people by e-mail in lower case, over all pages', async () => {
    const archived = { id: '74', email: 'gone@bvt.org', archived: true }
    const { crm, calls } = hubspot({
      'GET /crm/v3/owners': ({ path }) =>
        path.includes('after=MQ')
          ? json({ results: [{ id: '75', email: 'cat@bvt.org' }, archived] })
          : json({ ...owners, paging: { next: { after: 'MQ', link: 'x' } } }),
    })
    expect([...(await crm.people())]).toEqual(['ann@bvt.org', 'bob@bvt.org', '#73', 'cat@bvt.org'])
    expect(calls.map(({ path }) => path)).toEqual([
      '/crm/v3/owners?limit=500&archived=false',
      '/crm/v3/owners?after=MQ&limit=500&archived=false',
    ])
  })

  it('is remembered for five minutes', async () => {
    const clock = { now: start }
    const { crm, count } = at(clock, {})
    await crm.people()
    clock.now = start + 299_000
    await crm.people()
    expect(count('GET /crm/v3/owners')).toBe(1)
    clock.now = start + 300_000
    await crm.people()
    expect(count('GET /crm/v3/owners')).toBe(2)
  })

  it('is shared by the clients of an isolate', async () => {
    const cache = createDirectoryCache()
    await hubspot({}, { cache }).crm.people()
    const second = hubspot({}, { cache })
    await second.crm.people()
    expect(second.calls).toEqual([])
  })

  it('is read again, once, for somebody it does not know, unless it was read just now', async () => {
    const clock = { now: start }
    const all = { results: [...owners.results] }
    const routes: Routes = {
      'POST /crm/v3/objects/tickets/batch/read': () => owned('80'),
      'GET /crm/v3/owners': () => json(all),
    }
    const { crm, count } = at(clock, routes)
    const owner = async () =>
      (await crm.readTickets(['1'], { properties: [], people: [], history: [] })).found[0]?.owner
    expect(await owner()).toBe('#80')
    all.results.push({
      id: '80',
      email: 'new@bvt.org',
      firstName: 'New',
      userId: 9,
      archived: false,
      type: 'PERSON',
    })
    clock.now = start + 29_000
    expect(await owner()).toBe('#80')
    expect(count('GET /crm/v3/owners')).toBe(1)
    clock.now = start + 31_000
    expect(await owner()).toBe('new@bvt.org')
    expect(count('GET /crm/v3/owners')).toBe(2)
  })

  it('is read again for a stage that was added or renamed', async () => {
    const clock = { now: start }
    const stages = [...(pipelines.results[1]?.stages ?? [])]
    const routes: Routes = {
      'POST /crm/v3/objects/tickets/batch/read': () => owned('', '906'),
      'GET /crm/v3/pipelines/tickets': () => json({ results: [{ id: '900', label: 'Complaints', stages }] }),
    }
    const { crm } = at(clock, routes)
    const stage = async () =>
      (await crm.readTickets(['1'], { properties: [], people: [], history: [] })).found[0]?.stage
    expect(await stage()).toBeUndefined()
    stages.push({ id: '906', label: 'Stage 2', displayOrder: 4, archived: false })
    clock.now = start + 31_000
    expect(await stage()).toBe('Stage 2')
  })

  it('says which pipelines there are when ours is not', async () => {
    const { crm } = hubspot({}, { settings: { pipeline: 'Complaint' } })
    const listing = crm.listTickets({ stages: ['Stage 1'], after: undefined })
    await expect(listing).rejects.toThrow('no ticket pipeline `Complaint`, only `Support`, `Complaints`')
  })

  it('does not follow a list of owners that never ends', async () => {
    const { crm } = hubspot({
      'GET /crm/v3/owners': () => json({ results: [], paging: { next: { after: '1' } } }),
    })
    await expect(crm.people()).rejects.toThrow('does not end')
  })
})
