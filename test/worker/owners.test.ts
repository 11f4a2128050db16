// Who gets a ticket: by hand, by a deputy, past those who are away, have left, or are not taken by HubSpot; and who is listed for it.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Role } from '../../src/rules/policy.ts'
import { policyFor } from '../../src/worker/policy.ts'
import { json, ownerId, stages, startHubSpot, type HubSpot, type Values } from './hubspot.ts'
import { complaint, formal, passSeconds, row, rows, setLocalClock, startAfresh, startLoop } from './loop.ts'

const write = 'POST tickets/batch/update'
const priya = 'priya.repairs@bournville.example'
const leo = 'leo.repairs@bournville.example'
const helen = 'helen.property@bournville.example'
const grace = 'grace.customer@bournville.example'

let hubspot: HubSpot
let tests = 0
const loop = startLoop()
const { roles } = policyFor(loop.bindings)

beforeEach(async () => {
  await startAfresh()
  // The directory of the test before is not remembered.
  passSeconds((tests += 1) * 1000)
  hubspot = startHubSpot()
  loop.take()
  for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})

afterEach(() => {
  setRoles(roles)
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const setRoles = (changed: ReadonlyMap<string, Role>) =>
  Object.assign(policyFor(loop.bindings), { roles: changed })

/** As if the policy's file said so of the team leader. */
function setTeamLeader(changes: Partial<Role>): void {
  const role = roles.get('teamLeader')
  if (role) setRoles(new Map([...roles, ['teamLeader', { ...role, ...changes }]]))
}

const ticket = (id = '101'): Values => hubspot.tickets.get(id) ?? {}
const investigator = () => ticket()['complaint_stage1_investigator']

/** As HubSpot lists owners: without those who were deactivated. */
function deactivate(...emails: readonly string[]): void {
  hubspot.spoil(({ name }, go) => {
    if (name !== 'GET owners') return undefined
    return withoutOwners(go(), emails)
  })
  passSeconds(301)
}

async function withoutOwners(answer: Response, emails: readonly string[]): Promise<Response> {
  const { results }: { results: readonly { email: string }[] } = await answer.json()
  return json({ results: results.filter(({ email }) => !emails.includes(email)) })
}

/** Listed as an owner, and not taken as one. */
const takeSeat = (email: string) =>
  hubspot.spoil(({ name, body }) => {
    const written = name === write ? body.inputs.map(({ properties }) => properties) : [body.properties ?? {}]
    if (!/update$|tasks$/.test(name) || !written.some((one) => one['hubspot_owner_id'] === ownerId(email)))
      return undefined
    const detail = {
      isValid: false,
      message: `${ownerId(email)} is not a valid owner id`,
      error: 'INVALID_OWNER_ID',
      name: 'hubspot_owner_id',
    }
    const message = `Property values were not valid: ${JSON.stringify([detail])}`
    return json({ status: 'error', category: 'VALIDATION_ERROR', message }, 400)
  })

describe('an owner chosen by hand', () => {
  it('stays, is recorded, and becomes the investigator', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    Object.assign(ticket(), { hubspot_owner_id: ownerId(leo) })
    await loop.look('101')
    await loop.look('101')
    expect(ticket()['hubspot_owner_id']).toBe(ownerId(leo))
    expect(investigator()).toBe(ownerId(leo))
    const decisions = await rows('decisions')
    expect(decisions.map(({ input }) => JSON.parse(String(input)).owner)).toEqual(['', leo])
  })

  it('is recorded where nothing else changes', async () => {
    complaint(hubspot, '101')
    await loop.look('101')
    Object.assign(ticket(), { hubspot_owner_id: ownerId(leo) })
    hubspot.mend()
    await loop.look('101')
    await loop.look('101')
    expect(hubspot.count(write)).toBeLessThanOrEqual(1)
    expect((await rows('decisions')).map(({ input }) => JSON.parse(String(input)).owner)).toEqual(['', leo])
    expect(JSON.parse(String((await row('tickets', 'true'))['memory']))).toMatchObject({ owner: leo })
  })
})

describe('somebody who has left', () => {
  it('is not given the ticket: the deputy has it, and the role is listed until it is held again', async () => {
    setTeamLeader({ deputies: { repairs: [leo] } })
    deactivate(priya)
    complaint(hubspot, '101', formal)
    await loop.look('101')
    await loop.look('101')
    expect([ticket()['hubspot_owner_id'], investigator()]).toEqual([ownerId(leo), ownerId(leo)])
    const response = await loop.request('/api/failures')
    expect(await response.json()).toEqual({
      failures: [
        {
          key: `person/${priya}`,
          ticketId: '',
          kind: 'person',
          message: `team leader ${priya} is not in the directory of those who can be given tickets: give them an account and a seat, or name somebody else for the role`,
          firstAt: '2026-11-23T10:00:00Z',
          lastAt: '2026-11-23T10:00:00Z',
          times: 1,
        },
      ],
    })
    hubspot.mend()
    passSeconds(301)
    await loop.look('101')
    expect(await rows('failures')).toEqual([])
    // Whom Redress put there, it may replace: the role is held again.
    expect(ticket()['hubspot_owner_id']).toBe(ownerId(priya))
  })

  it('and leaves a role empty is a failure that says which role, who, and what to do', async () => {
    deactivate(priya, helen, 'ruth.director@bournville.example')
    complaint(hubspot, '101', formal)
    await loop.look('101')
    expect(ticket()).toMatchObject({
      hs_pipeline_stage: stages.stage1,
      complaint_acknowledge_due: '2026-11-26',
    })
    expect(ticket()).not.toHaveProperty('hubspot_owner_id')
    const failures = (await rows('failures')).map(({ key, message }) => [key, message])
    expect(failures).toContainEqual([
      '101/nobody/stage1-owner',
      expect.stringMatching(
        /^nobody for .*: team leader priya\.repairs@.* is not in the directory.*name somebody else/,
      ),
    ])
    expect(failures.map(([key]) => key)).toContain(`person/${helen}`)
    // Somebody comes: the stage is still to be assigned.
    hubspot.mend()
    passSeconds(301)
    await loop.look('101')
    expect(ticket()['hubspot_owner_id']).toBe(ownerId(priya))
    expect(await rows('failures')).toEqual([])
  })

  it.each(['archived in the list', 'absent from it'])(
    'and owns a ticket gives way to whoever has the role: %s',
    async (how) => {
      setTeamLeader({ deputies: { repairs: [leo] } })
      complaint(hubspot, '101', formal)
      await loop.look('101')
      expect(ticket()['hubspot_owner_id']).toBe(ownerId(priya))
      if (how === 'absent from it') deactivate(priya)
      else {
        hubspot.spoil(({ name }, go) => (name === 'GET owners' ? archived(go()) : undefined))
        passSeconds(301)
      }
      await loop.look('101')
      expect(ticket()['hubspot_owner_id']).toBe(ownerId(leo))
    },
  )

  const archived = async (answer: Response): Promise<Response> => {
    const { results }: { results: readonly { email: string }[] } = await answer.json()
    return json({ results: results.map((one) => (one.email === priya ? { ...one, archived: true } : one)) })
  }

  it('and was chosen by hand gives way, too, also where the stage asks for an owner only when there is none', async () => {
    complaint(hubspot, '101', {
      ...formal,
      hs_pipeline_stage: stages.answered,
      hubspot_owner_id: ownerId(leo),
    })
    Object.assign(ticket(), { complaint_stage1_responded_at: '2026-11-23T09:30:00Z' })
    await loop.look('101')
    expect(ticket()['hubspot_owner_id']).toBe(ownerId(leo))
    deactivate(leo)
    await loop.look('101')
    expect(ticket()['hubspot_owner_id']).toBe(ownerId(grace))
  })
})

describe('an owner whom HubSpot lists without an e-mail', () => {
  it('is somebody all the same: a queue that a person chose keeps the ticket', async () => {
    hubspot.spoil(({ name }, go) => (name === 'GET owners' ? withQueue(go()) : undefined))
    complaint(hubspot, '101', { hubspot_owner_id: '77' })
    await loop.look('101')
    expect(ticket()['hubspot_owner_id']).toBe('77')
  })

  const withQueue = async (answer: Response): Promise<Response> => {
    const { results }: { results: readonly object[] } = await answer.json()
    return json({ results: [...results, { id: '77', type: 'QUEUE', archived: false }] })
  }
})

describe('somebody without a seat', () => {
  it('is passed over in the same look for whom the policy names next; the move is made, and the person is listed', async () => {
    takeSeat(priya)
    complaint(hubspot, '101', formal)
    await loop.look('101')
    expect(ticket()).toMatchObject({
      hs_pipeline_stage: stages.stage1,
      hubspot_owner_id: ownerId(helen),
      complaint_stage1_investigator: ownerId(helen),
      complaint_acknowledge_due: '2026-11-26',
      complaint_decision: expect.stringContaining('It is with the head of service.'),
    })
    expect(await rows('failures')).toMatchObject([
      {
        key: `person/${priya}`,
        ticket_id: '',
        kind: 'person',
        message: `team leader ${priya} is not taken as owner: HubSpot refuses the change: \`hubspot_owner_id\`: ${ownerId(priya)} is not a valid owner id: give them a seat, or name somebody else for the role`,
      },
    ])
  })

  it('costs two calls for a hundred tickets, none for the next hour, and is tried again after it', async () => {
    takeSeat(priya)
    const ids = Array.from({ length: 100 }, (_, index) => String(1001 + index))
    for (const id of ids) complaint(hubspot, id, formal)
    await loop.look(...ids)
    expect(hubspot.count(write)).toBe(2)
    complaint(hubspot, '101', formal)
    await loop.look('101')
    expect(hubspot.count(write)).toBe(3)
    expect(ticket()['hubspot_owner_id']).toBe(ownerId(helen))

    passSeconds(3600)
    complaint(hubspot, '102', formal)
    await loop.look('102')
    expect(hubspot.count(write)).toBe(5)
    expect(await rows('failures')).toHaveLength(1)

    passSeconds(3600)
    hubspot.mend()
    complaint(hubspot, '103', formal)
    await loop.look('103')
    expect(ticket('103')['hubspot_owner_id']).toBe(ownerId(priya))
    expect([await rows('failures'), await rows('refused_people')]).toEqual([[], []])
  })

  it('and nobody else to take it is a failure, and the ticket moves without an owner', async () => {
    setRoles(
      new Map([...roles].map(([name, role]) => [name, { ...role, owners: { '*': priya }, deputies: {} }])),
    )
    takeSeat(priya)
    complaint(hubspot, '101', formal)
    await loop.look('101')
    expect(ticket()).toMatchObject({
      hs_pipeline_stage: stages.stage1,
      complaint_acknowledge_due: '2026-11-26',
    })
    expect(ticket()).not.toHaveProperty('hubspot_owner_id')
    expect((await rows('failures')).map(({ key }) => key)).toEqual([
      '101/nobody/stage1-owner',
      `person/${priya}`,
    ])
    hubspot.mend()
    passSeconds(3600)
    await loop.look('101')
    expect(ticket()['hubspot_owner_id']).toBe(ownerId(priya))
  })

  it('does not keep a task from being there: it is made without them, once', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    takeSeat(priya)
    await setLocalClock('2026-11-25T08:00:00Z')
    await loop.look('101')
    await loop.look('101')
    expect([...hubspot.tasks.values()]).toMatchObject([
      { properties: { hs_task_subject: 'Due soon: acknowledge the complaint by Thu 26 Nov' } },
    ])
    expect([...hubspot.tasks.values()][0]?.properties).not.toHaveProperty('hubspot_owner_id')
    expect((await rows('failures')).map(({ key }) => key)).toContain(`person/${priya}`)
    expect(await rows('actions')).toMatchObject([{ state: 'made' }])
  })
})

describe('an absence', () => {
  const away = (from: string, to: string) => ({
    deputies: { repairs: [leo] },
    away: [{ email: priya, from, to }],
  })

  it('gives the ticket to the deputy while it lasts, and back after it, by the clock alone', async () => {
    setTeamLeader(away('2026-11-23', '2026-11-24'))
    complaint(hubspot, '101', formal)
    await loop.look('101')
    expect(ticket()['hubspot_owner_id']).toBe(ownerId(leo))
    expect(await rows('failures')).toEqual([])
    // Looked at again when it ends.
    expect(await row('tickets', 'true')).toMatchObject({ next_look_at: Date.parse('2026-11-25T00:00:00Z') })
    await setLocalClock('2026-11-25T00:00:00Z')
    await loop.look('101')
    expect(ticket()['hubspot_owner_id']).toBe(ownerId(priya))
  })

  it('of everybody who could act is a failure where nobody else is named', async () => {
    setRoles(
      new Map(
        [...roles].map(([name, role]) => [
          name,
          { ...role, owners: { '*': priya }, ...away('2026-11-23', '2026-11-24'), deputies: {} },
        ]),
      ),
    )
    complaint(hubspot, '101', formal)
    await loop.look('101')
    expect(ticket()).not.toHaveProperty('hubspot_owner_id')
    expect(await rows('failures')).toMatchObject([
      {
        key: '101/nobody/stage1-owner',
        message: expect.stringContaining('is away, and so is every deputy: name one who is there'),
      },
    ])
  })
})
