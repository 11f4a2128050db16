// Taking Redress out of an account again: all that it added, and nothing that somebody else made or uses.

import { describe, expect, it } from 'vitest'
import { readPortal } from '../../../src/integrations/hubspot/provision/portal.ts'
import { planRemoval, toBeCounted } from '../../../src/integrations/hubspot/provision/removal.ts'
import { countTickets, removeAll } from '../../../src/integrations/hubspot/provision/remove.ts'
import { definition, noSleep, startAccount, told } from './account.ts'

async function installed(given: Parameters<typeof startAccount>[1] = {}, board = {}) {
  const account = await startAccount({ board }, given)
  const before = contentsOf(account.hubspot)
  await account.apply()
  const removing = { api: account.api, sleep: noSleep }
  const plan = async () => {
    const portal = await readPortal(account.api)
    return planRemoval(portal, await countTickets(toBeCounted(portal), removing))
  }
  const remove = async () => removeAll(await plan(), removing)
  return { ...account, before, plan, remove }
}

type HubSpot = Awaited<ReturnType<typeof startAccount>>['hubspot']

const contentsOf = ({ portal }: HubSpot) => ({
  properties: [...portal.properties.tickets.values()]
    .filter(({ archived }) => !archived)
    .map(({ name }) => name),
  groups: [...portal.groups.tickets.keys()],
  pipelines: portal.pipelines
    .filter(({ archived }) => !archived)
    .map(({ label, stages }) => [label, stages.length]),
})

describe('uninstall', () => {
  it('leaves the account as it was found', async () => {
    const { hubspot, before, plan, remove, apply } = await installed()
    expect((await plan()).filter(({ kind }) => kind === 'keep')).toEqual([])
    expect((await remove()).filter(({ refused }) => refused !== undefined)).toEqual([])
    expect(contentsOf(hubspot)).toEqual(before)
    expect(await plan()).toEqual([])

    expect(told((await apply()).left)).toEqual([])
    expect(hubspot.pipeline()?.stages).toHaveLength(5)
  })

  it('leaves what others made: properties, also in our group, pipelines, options lent to them', async () => {
    const area = {
      name: 'complaint_service_area',
      label: 'Area',
      type: 'enumeration',
      fieldType: 'select',
      options: ['parks'],
    }
    const { hubspot, properties, remove, plan } = await installed({ properties: [area] })
    const moved = definition.properties.find(({ type }) => type === 'number')
    // A person copied a field into the group, and took another over as their own.
    const copy = { ...properties.get('complaint_remedy'), name: 'their_copy', description: '' }
    properties.set('their_copy', copy as never)
    Object.assign(properties.get(moved?.name ?? '') ?? {}, { groupName: 'theirs' })

    const kept = (await plan()).filter(({ kind }) => kind === 'keep').map(({ of, name }) => `${of} ${name}`)
    expect(kept).toEqual(['property their_copy', 'option complaint_service_area', 'group redress_complaints'])
    await remove()
    const live = contentsOf(hubspot)
    expect(live.properties).toEqual(expect.arrayContaining(['their_copy', moved?.name, area.name]))
    expect(live.properties.filter((name) => name.startsWith('complaint_'))).toHaveLength(2)
    expect(properties.get(area.name)?.options).toHaveLength(7)
    expect(live.pipelines).toEqual([
      ['Support Pipeline', 4],
      ['Sales questions', 1],
    ])
  })

  it('keeps a pipeline in use, and removes it once it is empty', async () => {
    const { hubspot, plan, remove } = await installed()
    const ticket = hubspot.createTicket()
    expect((await plan()).filter(({ kind }) => kind === 'keep')).toMatchObject([
      { of: 'pipeline', says: '1 ticket is in it: move or delete them, then run this again' },
      { name: 'redress_added' },
      { of: 'group' },
    ])
    await remove()
    expect(hubspot.pipeline()?.stages).toHaveLength(5)
    hubspot.archive(ticket.id)
    await remove()
    expect(hubspot.pipeline()).toBeUndefined()
    expect(await plan()).toEqual([])
  })

  it('keeps a pipeline to which somebody added a stage', async () => {
    const { hubspot, api, plan } = await installed()
    const metadata = { ticketState: 'OPEN' }
    await api.stages.create('tickets', hubspot.pipeline()?.id ?? '', {
      label: 'Parked',
      displayOrder: 9,
      metadata,
    })
    expect((await plan()).find(({ of }) => of === 'pipeline')).toMatchObject({
      kind: 'keep',
      says: 'somebody added `Parked`: remove it by hand',
    })
  })

  it('takes its stages out of a pipeline of theirs, but for one with tickets', async () => {
    const pipeline = { label: 'Complaints', stages: [{ label: 'New' }, { label: 'Closed', closed: true }] }
    const { hubspot, remove } = await installed({ pipeline })
    hubspot.createTicket({ stage: 'Stage 1' })
    await remove()
    const stages = hubspot.pipeline()?.stages.filter(({ archived }) => !archived)
    expect(stages?.map(({ label }) => label).toSorted()).toEqual(['Closed', 'New', 'Stage 1'])
  })

  it('names what HubSpot will not let go, and keeps what tells of it', async () => {
    const { hubspot, properties, remove } = await installed()
    const body = { category: 'VALIDATION_ERROR', message: 'used in 1 workflow' }
    hubspot.faults.add({ method: 'DELETE', path: /complaint_remedy$/, status: 400, body })
    const outcomes = await remove()
    expect(outcomes.filter(({ refused }) => refused !== undefined)).toMatchObject([
      { step: { name: 'complaint_remedy' }, refused: 'used in 1 workflow' },
    ])
    expect(properties.get('redress_added')?.archived).toBe(false)
    await remove()
    expect(properties.get('redress_added')?.archived).toBe(true)
  })
})
