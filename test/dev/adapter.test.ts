// Redress's adapter against the local HubSpot, through each call of the port, by numbered and by dated paths.

import { beforeEach, describe, expect, it } from 'vitest'
import { createHubSpotCrm } from '../../src/integrations/hubspot/adapter.ts'
import { CrmRefused, CrmUnavailable } from '../../src/integrations/crm.ts'
import { monday, startAccount } from './account.ts'

describe.each([
  ['v3', /^\/(crm\/v[34]|account-info\/v3)\//],
  ['2026-09', /^\/(crm\/[a-z]+\/2026-09|account-info\/2026-09)(\/|$)/],
])('by %s', async (apiVersion, form) => {
  const { hubspot, url } = await startAccount()
  const crm = createHubSpotCrm(
    {
      accessToken: 'local-token',
      apiBase: url,
      apiVersion,
      pipeline: 'Complaints',
      stages: ['Early resolution', 'Stage 1', 'Stage 1 answered', 'Stage 2', 'Closed'],
      timeoutMs: 300,
    },
    { sleep: async () => undefined },
  )
  const tom = 'tom.bright@example.org'
  const ticket = (properties = {}) => hubspot.createTicket({ stage: 'Stage 1', owner: tom, properties })
  const wanted = { properties: ['subject', 'complaint_respond_due'], people: [], history: [] }

  beforeEach(() => {
    hubspot.faults.clear()
    hubspot.resetCalls()
  })

  it('reads tickets, with what is missing and what is of another pipeline, and the history asked for', async () => {
    const mine = ticket({ subject: 'Damp' })
    const other = hubspot.createTicket({ properties: { hs_pipeline: '0', hs_pipeline_stage: '1' } })
    const read = await crm.readTickets([mine.id, other.id, '5'], { ...wanted, history: ['stage', 'subject'] })
    expect(read).toMatchObject({
      missing: ['5'],
      foreign: [other.id],
      found: [
        {
          id: mine.id,
          stage: 'Stage 1',
          owner: tom,
          properties: { subject: 'Damp', complaint_respond_due: '' },
          history: { stage: [{ value: 'Stage 1', by: expect.any(String) }], subject: [{ value: 'Damp' }] },
        },
      ],
    })
    const [change] = read.found[0]?.history?.['stage'] ?? []
    expect(Date.parse(change?.at ?? '')).toBe(Date.parse(monday))
    expect(hubspot.calls().every(({ path }) => form.test(path))).toBe(true)
    expect(hubspot.calls({ status: 404 })).toEqual([])
  })

  it('writes in one batch, finds the ticket that is refused, and names one that is gone', async () => {
    const tickets = Array.from({ length: 6 }, () => ticket())
    const updates = tickets.map(({ id }, index) => ({
      id,
      stage: 'Stage 2',
      owner: 'neil.hart@example.org',
      properties: { complaint_complexity: index === 3 ? 'odd' : 'complex' },
      people: [],
    }))
    const outcomes = await crm.updateTickets([
      ...updates,
      { id: '5', properties: { subject: 'x' }, people: [] },
    ])
    const kinds = Object.fromEntries(outcomes.map((outcome) => [outcome.id, outcome]))
    expect(outcomes.filter(({ kind }) => kind === 'written')).toHaveLength(5)
    expect(kinds[tickets[3]?.id ?? '']).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('odd was not'),
    })
    expect(kinds['5']).toMatchObject({ kind: 'refused', message: expect.stringContaining('gone') })
    expect(hubspot.ticket(tickets[0]?.id ?? '').properties).toMatchObject({
      hs_pipeline_stage: hubspot.stageId('Stage 2'),
      hubspot_owner_id: hubspot.ownerId('neil.hart@example.org'),
    })
  })

  it('is told of an owner who left after the directory was read, and of one without a seat', async () => {
    const [left, seatless] = ['amina.yusuf@example.org', 'grace.okafor@example.org']
    await crm.people()
    hubspot.deactivate(left)
    hubspot.takeSeat(seatless)
    const owners = [left, seatless].map((owner) => ({ id: ticket().id, owner, properties: {}, people: [] }))
    const outcomes = await crm.updateTickets(owners)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['refused', 'refused'])
    hubspot.reactivate(left)
    Object.assign(hubspot.portal.owners.find(({ email }) => email === seatless) ?? {}, {
      isWithoutSeat: false,
    })
  })

  it('lists the open tickets by pages', async () => {
    const tickets = Array.from({ length: 205 }, () => hubspot.createTicket({ stage: 'Stage 1 answered' }))
    const first = await crm.listTickets({ stages: ['Stage 1 answered'], after: undefined })
    expect(first).toMatchObject({ next: tickets[199]?.id })
    const rest = await crm.listTickets({ stages: ['Stage 1 answered'], after: first.next })
    expect([...first.ids, ...rest.ids]).toEqual(tickets.map(({ id }) => id))
    const later = { stages: ['Stage 1 answered'], after: undefined, modifiedSince: '2026-11-24T00:00:00Z' }
    expect((await crm.listTickets(later)).ids).toEqual([])
  })

  it('makes tasks and notes, finds them by their reference, and completes a task', async () => {
    const { id } = ticket()
    const made = { ticketId: id, subject: 'Acknowledge', body: 'by < Friday', to: tom, at: monday }
    const task = await crm.createEngagement({ kind: 'task', ref: 'a1', ...made })
    const note = await crm.createEngagement({ kind: 'note', ref: 'a1', ...made, to: undefined })
    expect(await crm.findEngagement('task', id, 'a1')).toBe(task)
    expect(await crm.findEngagement('note', id, 'a1')).toBe(note)
    expect(await crm.findEngagement('note', id, 'a')).toBeUndefined()
    expect(await crm.findEngagement('note', '5', 'a1')).toBeUndefined()
    await crm.markTask(task, 'done')
    expect(hubspot.tasks(id)[0]?.properties).toMatchObject({
      hs_task_status: 'COMPLETED',
      hubspot_owner_id: hubspot.ownerId(tom),
    })
    await crm.markTask('5', 'done')
  })

  it('knows the people and the zone', async () => {
    expect(await crm.people()).toContain(tom)
    expect(await crm.timeZone()).toBe('Europe/London')
  })

  it.each`
    answer              | fault
    ${'tenSecondLimit'} | ${{ delaySeconds: expect.any(Number) }}
    ${'dailyLimit'}     | ${{ limit: 'daily' }}
    ${'locked'}         | ${{ delaySeconds: 2 }}
    ${'migrating'}      | ${{ delaySeconds: 60 }}
    ${'badGateway'}     | ${{}}
    ${'webServerDown'}  | ${{}}
    ${'tooLarge'}       | ${{}}
  `('takes $answer for something that passes', async ({ answer, fault }) => {
    hubspot.faults.add({ answer, path: '/crm/v3/objects' })
    const error = await crm.readTickets(['5'], wanted).catch((each: unknown) => each)
    expect(error).toBeInstanceOf(CrmUnavailable)
    expect(error).toMatchObject({ fault: { message: expect.any(String), ...fault } })
  })

  it.each(['before', 'after'] as const)(
    'takes silence %s the work for something that passes',
    async (hang) => {
      const { id } = ticket({ subject: 'old' })
      hubspot.faults.add({ hang, path: '/crm/v3/objects/tickets/batch/update' })
      const outcomes = await crm.updateTickets([{ id, properties: { subject: 'new' }, people: [] }])
      expect(outcomes).toMatchObject([
        { kind: 'failed', fault: { message: expect.stringContaining('did not answer') } },
      ])
      expect(hubspot.ticket(id).properties['subject']).toBe(hang === 'after' ? 'new' : 'old')
    },
  )

  it('takes a missing scope and a wrong token for what a person has to mend', async () => {
    hubspot.faults.add({ answer: 'missingScope', path: '/crm/v3/owners' }, { answer: 'unauthenticated' })
    const strange = createHubSpotCrm({
      accessToken: 'local-token',
      apiBase: url,
      apiVersion,
      pipeline: 'Complaints',
      stages: [],
    })
    await expect(strange.people()).rejects.toThrow(/lacks the scope/)
    await expect(strange.people()).rejects.toThrow(CrmRefused)
  })
})

it('says which property a dated version wants before a move, and a numbered one does not', async () => {
  const { hubspot, url } = await startAccount()
  hubspot.requireAtStage('Closed', ['complaint_learning'])
  const move = async (apiVersion: string) => {
    const { id } = hubspot.createTicket({ stage: 'Stage 2' })
    const settings = {
      accessToken: 'local-token',
      apiBase: url,
      apiVersion,
      pipeline: 'Complaints',
      stages: ['Closed'],
    }
    return createHubSpotCrm(settings).updateTickets([{ id, stage: 'Closed', properties: {}, people: [] }])
  }
  expect(await move('2026-09')).toMatchObject([{ kind: 'refused', requires: ['complaint_learning'] }])
  expect(await move('v3')).toMatchObject([{ kind: 'written' }])
})
