// What people wrote in their own words is in no table, whatever becomes of a ticket; nor is it lost on what rests on it.

import { Temporal } from 'temporal-polyfill'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { lookAt } from '../../src/worker/look.ts'
import { decisionRow } from '../../src/worker/outcome.ts'
import { policyFor } from '../../src/worker/policy.ts'
import { json, stages, startHubSpot, type HubSpot, type Values } from './hubspot.ts'
import { complaint, dieAt, formal, passSeconds, rows, setLocalClock, startAfresh, startLoop } from './loop.ts'
import { leaseMs } from '../../src/integrations/store/leases.ts'

let hubspot: HubSpot
const loop = startLoop()
const policy = policyFor(loop.bindings)

beforeEach(async () => {
  await startAfresh()
  hubspot = startHubSpot()
  loop.take()
  for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const secret = 'Xanthippe-of-12-Elm-Road'
const freeTexts = [...policy.facts.values()].flatMap(({ type, property }) =>
  type === 'text' && property !== undefined && property !== 'complaint_decision' ? [property] : [],
)
/** Every property that holds people's own words, those that no fact reads included. */
const told: Values = Object.fromEntries(
  ['subject', 'content', 'hs_resolution', ...freeTexts].map((name) => [name, `${secret} ${name}`]),
)
const ticket = (id: string): Values => hubspot.tickets.get(id) ?? {}

/** All rows of all tables, as one text. */
async function wholeDatabase(): Promise<string> {
  const tables = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
  ).all<{ name: string }>()
  const found: unknown[] = []
  for (const { name } of tables.results)
    found.push(name, (await env.DB.prepare(`SELECT * FROM ${name}`).all()).results)
  return JSON.stringify(found)
}

describe('people’s own words', () => {
  it('are in no table after a storm', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => String(101 + index))
    for (const id of ids) complaint(hubspot, id, { ...formal, ...told })
    await loop.look(...ids)
    // Edited by hand, twice, with the history that then is read.
    for (let times = 0; times < 2; times += 1) {
      ticket('101')['complaint_decision'] = `${secret} ${times}`
      hubspot.history.set('101/complaint_decision', [
        { value: `${secret} ${times}`, timestamp: '2026-11-23T10:01:00Z', sourceType: 'CRM_UI' },
        { value: `${secret} before`, timestamp: '2026-11-23T10:00:30Z', sourceType: 'CRM_UI' },
      ])
      await loop.look('101')
    }
    // Refused in part, refused whole, and a consumer that dies with its intent stored.
    ticket('102')['complaint_decision'] = secret
    hubspot.spoil(({ name, body }) =>
      name === 'POST tickets/batch/update' && body.inputs.some(({ id }) => ['102', '103'].includes(id))
        ? json({ status: 'error', category: 'VALIDATION_ERROR', message: 'no' }, 400)
        : undefined,
    )
    ticket('103')['complaint_stage1_responded_at'] = '2026-11-23T09:30:00Z'
    await loop.look('102', '103')
    hubspot.mend()
    ticket('104')['complaint_decision'] = secret
    await dieAt(hubspot, 'POST tickets/batch/update', 'before', () => loop.look('104'))
    ticket('105')['hs_pipeline_stage'] = '999'
    ticket('106')['complaint_service_area'] = ''
    hubspot.tickets.delete('107')
    ticket('108')['hs_pipeline'] = '0'
    ticket('109')['hs_pipeline_stage'] = stages.early
    Object.assign(ticket('110'), { complaint_automation: 'paused', complaint_remedy: `${secret} again` })
    ticket('111')['complaint_withdrawn_at'] = '2026-11-23T09:40:00Z'
    await setLocalClock('2026-11-27T12:00:00Z')
    await loop.look(...ids)
    expect(await wholeDatabase()).not.toContain(secret)

    passSeconds(leaseMs / 1000)
    await loop.look(...ids)
    const all = await wholeDatabase()
    expect(all).not.toContain(secret)
    expect(all.length).toBeGreaterThan(50_000)
    expect((await rows('decisions')).length).toBeGreaterThan(15)
  })

  it('are told apart in a recorded history, and not told', async () => {
    const history = ['leak', 'damp', 'leak', '', 'noise'].map((value, index) => ({
      value: value && `${secret} ${value}`,
      at: `2026-11-2${5 - index}T09:00:00Z`,
      by: 'CRM_UI userId:7',
    }))
    const area = [{ value: 'repairs', at: '2026-11-20T09:00:00Z', by: 'CRM_UI' }]
    const found = {
      id: '7',
      stage: 'Stage 1',
      owner: '',
      properties: { complaint_cause: `${secret} leak`, complaint_service_area: 'repairs' },
      history: {
        complaint_cause: history,
        complaint_service_area: area,
        stage: [{ value: 'Stage 1', at: '2026-11-20T09:00:00Z', by: 'API' }],
        owner: [{ value: 'leo.repairs@bournville.example', at: '2026-11-20T09:00:00Z', by: 'API' }],
      },
    }
    const now = Temporal.Instant.from('2026-11-26T10:00:00Z')
    const row = decisionRow(await lookAt(found, undefined, policy, now, {}), policy, now.toString(), true)
    const input = JSON.parse(row.input)
    expect(row.input + row.outcome).not.toContain(secret)
    expect(input.properties).toMatchObject({
      complaint_cause: '(present)',
      complaint_service_area: 'repairs',
    })
    const recorded: readonly { value: string; at: string; by: string }[] = input.history.complaint_cause
    expect(recorded.map(({ value }) => value)).toEqual([
      '(present)',
      '(other 1)',
      '(present)',
      '',
      '(other 2)',
    ])
    expect(recorded.map(({ at, by }) => [at, by])).toEqual(history.map(({ at, by }) => [at, by]))
    const { stage, owner, complaint_service_area: kept } = input.history
    expect([stage, owner, kept]).toEqual([found.history.stage, found.history.owner, area])
  })

  it('in a property of another type are not in the record of what was decided on', async () => {
    complaint(hubspot, '101', { ...formal, complaint_about_staff: `${secret} perhaps` })
    await loop.look('101')
    const [decision] = await rows('decisions')
    expect(JSON.parse(String(decision?.['input'])).properties).toMatchObject({
      complaint_about_staff: '(unreadable)',
    })
  })
})

describe('a clock that can not be reckoned for now', () => {
  const clocks = async () =>
    (await rows('clocks')).map(
      ({ name, state, due_on: due }) => `${String(name)} ${String(state)} ${String(due)}`,
    )
  const running = ['stage1-acknowledge running 2026-11-26', 'stage1-respond running 2026-12-07']

  it('keeps its row as it was, and goes on once its dates can be read', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    expect(await clocks()).toEqual(running)
    ticket('101')['complaint_stage1_started_at'] = 'some day'
    await loop.look('101')
    expect(await clocks()).toEqual(running)
    expect((await rows('failures')).map(({ key }) => key)).toEqual(
      expect.arrayContaining(['101/clock/stage1-acknowledge', '101/clock/stage1-respond']),
    )
    ticket('101')['complaint_stage1_started_at'] = '2026-11-20T09:00:00Z'
    await loop.look('101')
    // The old start is no clock of the ticket's any more.
    expect(await clocks()).toEqual([
      'stage1-acknowledge running 2026-11-25',
      'stage1-acknowledge cancelled 2026-11-26',
      'stage1-respond running 2026-12-04',
      'stage1-respond cancelled 2026-12-07',
    ])
    expect(await rows('failures')).toEqual([])
  })
})
