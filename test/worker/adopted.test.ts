// A portal that had complaints before Redress came, with its own `adopted.json`: it is spoken to in its own names, all the way.

import { createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { adoptedPolicy } from '../../src/integrations/hubspot/adopted/adopted-policy.ts'
import { parseMapping } from '../../src/integrations/hubspot/adopted/mapping.ts'
import { bakedPolicy, bakeRulebook } from '../../src/rules/baked-rulebook.ts'
import worker from '../../src/worker/index.ts'
import { rulebook } from '../../src/worker/policy.ts'
import adopted from '../data/adopted.json' with { type: 'json' }
import { json, ownerId, startHubSpot, type Call, type HubSpot, type Values } from './hubspot.ts'
import { realNow, row, rows, setLocalClock, startAfresh, startLoop } from './loop.ts'
import { signatureOf } from './signed-webhook.ts'

// As the build step bakes a policy's folder that has such a file.
function bakeLandlord(): void {
  const bournville = bakedPolicy(rulebook, 'bournville')
  const mapping = bournville && parseMapping(adopted, bournville)
  if (!mapping?.ok) throw new Error(JSON.stringify(mapping?.error))
  const policy = adoptedPolicy({ ...bournville, digest: 'landlord' }, mapping.value)
  const { policies } = bakeRulebook({ landlord: { policy, mapping: mapping.value } })
  Object.assign(rulebook.policies, policies)
}

bakeLandlord()

const read = 'POST tickets/batch/read'
const write = 'POST tickets/batch/update'

const pipelineId = '700'
const stages = { informal: '701', first: '702', replied: '703', review: '704', done: '705', parked: '706' }
const labels = {
  informal: 'Informal',
  first: 'Formal – first',
  replied: 'Formal – first reply sent',
  review: 'Formal – review',
  done: 'Done',
  parked: 'Parked',
}
const pipelines = {
  results: [
    { id: '900', label: 'Complaints', stages: [{ id: '901', label: 'Stage 1' }] },
    {
      id: pipelineId,
      label: 'Resident feedback',
      stages: Object.entries(labels).map(([key, label]) => ({
        id: idOf(stages, key),
        label,
        archived: false,
      })),
    },
  ],
}
function idOf(of: Readonly<Record<string, string>>, key: string): string {
  return of[key] ?? ''
}

const mapped: Readonly<Record<string, string | { property: string; options?: object }>> = adopted.properties
const ourNames = Object.keys(mapped)
const theirNames = Object.values(mapped).map((one) => (typeof one === 'string' ? one : one.property))
/** Their lists of options, by property. */
const lists = new Map(
  Object.values(mapped).flatMap((one) =>
    typeof one === 'string' || !one.options
      ? []
      : [[one.property, Object.values(one.options).flat()] as const],
  ),
)

const desk = { id: '2001', email: 'desk@landlord.example', archived: false }
const priya = { id: '2002', email: 'priya@landlord.example', archived: false }
const leo = {
  id: ownerId('leo.repairs@bournville.example'),
  email: 'leo.repairs@bournville.example',
  archived: false,
}

const settings = { REDRESS_POLICY: 'landlord' }
const loop = startLoop(settings)
let hubspot: HubSpot

/** HubSpot as this account has it: names and options that it does not know are refused. */
function asTheirs(): void {
  hubspot.answer('GET pipelines/tickets', 200, pipelines)
  hubspot.answer('GET owners', 200, { results: [desk, priya, leo] })
  hubspot.spoil(({ name, body }) => {
    if (name !== write) return undefined
    const wrong = body.inputs.flatMap(({ properties }) => Object.entries(properties)).find(isUnknown)
    return wrong && json({ status: 'error', category: 'VALIDATION_ERROR', message: wrong.join('=') }, 400)
  })
}

function isUnknown([name, value]: readonly [string, string]): boolean {
  if (ourNames.includes(name)) return true
  if (name === 'hs_pipeline_stage') return !Object.values(stages).includes(value)
  const list = lists.get(name)
  return list !== undefined && value !== '' && !value.split(';').every((one) => list.includes(one))
}

beforeEach(async () => {
  await startAfresh()
  // These rules are no news, either.
  await env.DB.prepare("UPDATE swept_rules SET digest = 'landlord'").run()
  hubspot = startHubSpot()
  asTheirs()
  loop.take()
  for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** A complaint about gas, as the desk would record it. */
function feedback(id: string, values: Values = {}): void {
  hubspot.tickets.set(id, {
    hs_pipeline: pipelineId,
    hs_pipeline_stage: stages.informal,
    createdate: '2026-11-23T08:30:00Z',
    feedback_received: '2026-11-23T08:00:00Z',
    team: 'Gas',
    ...values,
  })
}

const formal = { wants_formal: 'Yes please', formal_asked_on: '2026-11-23T09:00:00Z' }

const ticket = (id = '101'): Values => hubspot.tickets.get(id) ?? {}

/** Somebody edits the ticket, HubSpot tells of it, and what that queued is done. */
async function edit(values: Values, at?: string): Promise<void> {
  if (at !== undefined) await setLocalClock(at)
  Object.assign(ticket(), values)
  const [propertyName = '', propertyValue] = Object.entries(values)[0] ?? []
  expect((await post({ propertyName, propertyValue })).status).toBe(202)
  const hints = loop.take().flatMap(({ ids }) => ids)
  expect(hints, `an event of ${propertyName} is a hint`).toEqual(['101'])
  expect((await loop.look(...hints)).ackAll).toBe(true)
}

async function post(event: Readonly<Record<string, unknown>>): Promise<Response> {
  const url = 'http://localhost/webhooks/hubspot'
  const body = JSON.stringify([
    {
      objectId: 101,
      subscriptionType: 'object.propertyChange',
      objectTypeId: '0-5',
      changeSource: 'CRM_UI',
      ...event,
    },
  ])
  const at = String(Date.parse(realNow))
  return loop.request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'X-HubSpot-Request-Timestamp': at,
      'X-HubSpot-Signature-v3': await signatureOf(`POST${url}${body}${at}`),
    },
    body,
  })
}

const writes = (): readonly Values[] =>
  hubspot.calls
    .filter(({ name }) => name === write)
    .flatMap(({ body }: Call) => body.inputs.map(({ properties }) => properties))

describe('a complaint in an account with its own names', () => {
  it('has a line in the log with its stages and its status', async () => {
    const lines: unknown[] = []
    vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line))
    feedback('101', formal)
    await loop.look('101')
    expect(lines).toEqual([
      expect.stringMatching(
        /^ticket 101: Informal → Formal – first, owner priya@landlord\.example, on_track\. Moved/,
      ),
    ])
  })

  it('goes from first word to closing, and nothing is read or written by a name of ours', async () => {
    feedback('101')
    await loop.look('101')
    expect(ticket()).toMatchObject({ hs_pipeline_stage: stages.informal, hubspot_owner_id: desk.id })
    expect(ticket()['why_it_stands_here']).toContain('In Informal')

    await edit(formal)
    expect(ticket()).toMatchObject({
      hs_pipeline_stage: stages.first,
      hubspot_owner_id: priya.id,
      first_investigator: priya.id,
      complaint_stage1_started_at: '2026-11-23T09:00:00Z',
      reply_by: '2026-12-07',
      traffic_light: 'Green',
    })
    expect(ticket()['why_it_stands_here']).toMatch(/^Moved to Formal – first on Mon 23 Nov because/)

    await edit({ first_reply_sent: '2026-12-01T10:00:00Z' }, '2026-12-01T10:05:00Z')
    expect(ticket()).toMatchObject({ hs_pipeline_stage: stages.replied, traffic_light: '' })

    const asked = { review_asked: '2026-12-03T09:00:00Z', themes: 'Waiting;Fees', themes_answered: 'Waiting' }
    await edit(asked, '2026-12-03T09:05:00Z')
    expect(ticket()).toMatchObject({
      hs_pipeline_stage: stages.review,
      hubspot_owner_id: leo.id,
      review_reasons: 'Left out',
      complaint_stage2_started_at: '2026-12-03T09:00:00Z',
      traffic_light: 'Green',
    })
    expect(ticket()['why_it_stands_here']).toContain('Moved to Formal – review')

    const end = {
      complaint_stage2_report_approved_at: '2026-12-10T09:00:00Z',
      complaint_stage2_responded_at: '2026-12-10T10:00:00Z',
    }
    await edit(end, '2026-12-10T10:05:00Z')
    expect(ticket()).toMatchObject({ hs_pipeline_stage: stages.done, traffic_light: '' })
    expect(hubspot.notes.size).toBe(1)

    expect(writes()).toHaveLength(5)
    expect(Object.keys(ticket()).filter((name) => ourNames.includes(name))).toEqual([])
    const names = hubspot.calls.flatMap(({ name, body }) =>
      name === read ? [...Object.values(body.properties), ...(body.propertiesWithHistory ?? [])] : [],
    )
    expect(names).toEqual(expect.arrayContaining(theirNames))
    expect(names.filter((name) => ourNames.includes(name))).toEqual([])
    expect(await rows('failures')).toEqual([])
    // What people read says nowhere what the policy calls its stages.
    const told = [...hubspot.tasks.values(), ...hubspot.notes.values()].map(({ properties }) => properties)
    expect(JSON.stringify([writes(), told])).not.toMatch(/Early resolution|Stage 1|Stage 2|(?<!to )Closed/)
  })

  it('costs nothing at the events of what Redress wrote there', async () => {
    feedback('101', formal)
    await loop.look('101')
    hubspot.calls.length = 0
    const wrote = { ...ticket() }
    for (const propertyName of ['traffic_light', 'reply_by', 'hs_pipeline_stage', 'first_investigator']) {
      const ours = { changeSource: 'INTEGRATION', sourceId: '50780459' }
      await post({ ...ours, propertyName, propertyValue: wrote[propertyName] })
      const sent = loop.messages()
      loop.take()
      await loop.deliver(sent)
    }
    expect(hubspot.count()).toBe(0)
  })

  it('reads their past by their names', async () => {
    feedback('101', { wants_formal: 'Yes please' })
    hubspot.history.set('101/wants_formal', [
      { value: 'Yes please', timestamp: '2026-11-19T15:00:00Z' },
      { value: 'No thanks', timestamp: '2026-11-18T09:00:00Z' },
    ])
    await loop.look('101')
    expect(ticket()).toMatchObject({
      hs_pipeline_stage: stages.first,
      complaint_stage1_started_at: '2026-11-19T15:00:00Z',
    })
  })

  it('is found by the night in the stages that they have', async () => {
    feedback('101')
    feedback('102', { hs_pipeline_stage: stages.review })
    feedback('103', { hs_pipeline_stage: stages.parked })
    feedback('104', { hs_pipeline: '900' })
    await worker.scheduled(
      createScheduledController({ cron: '20 2 * * *', scheduledTime: Date.parse(realNow) }),
      loop.bindings,
    )
    expect(loop.take()).toMatchObject([{ ids: ['101', '102'] }])
  })
})

describe('what the mapping does not have', () => {
  it('of a value: is a failure that names their property and what it holds', async () => {
    feedback('101', { ...formal, team: 'Drainage' })
    await loop.look('101')
    const failures = await rows('failures')
    expect(failures).not.toEqual([])
    for (const { message } of failures) expect(message).toContain('`team` is `Drainage`')
    expect(ticket()['hs_pipeline_stage']).not.toBe(stages.done)
    // A word of the policy's that is none of theirs.
    Object.assign(ticket(), { team: 'repairs' })
    await loop.look('101')
    expect(String((await rows('failures'))[0]?.['message'])).toMatch(/`team` is `.*repairs`/)
    Object.assign(ticket(), { team: 'Gas' })
    await loop.look('101')
    expect(await rows('failures')).toEqual([])
  })

  it('of a stage: is a failure that names it, and the ticket is left alone', async () => {
    feedback('101', { hs_pipeline_stage: stages.parked })
    await loop.look('101')
    expect(await row('failures', 'true')).toMatchObject({ message: expect.stringContaining('`Parked`') })
    expect(writes()).toEqual([])
  })
})

it('a move that they require a property for is a task that names it as they do', async () => {
  feedback('101', formal)
  const missing = {
    message: 'required',
    code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
    context: { propertyName: ['themes'] },
  }
  hubspot.spoil(({ name, body }) =>
    name === write && body.inputs.some(({ properties }) => properties['hs_pipeline_stage'])
      ? json({ status: 'error', category: 'VALIDATION_ERROR', message: 'required', errors: [missing] }, 400)
      : undefined,
  )
  await loop.look('101')
  const [task] = hubspot.tasks.values()
  expect(task?.properties['hs_task_subject']).toBe(
    'Fill in before this complaint can move to Formal – first: aspects raised (themes)',
  )
})

it('a task is for whoever has the role there', async () => {
  feedback('101')
  await setLocalClock('2026-11-26T10:00:00Z')
  await loop.look('101')
  expect([...hubspot.tasks.values()]).toMatchObject([{ properties: { hubspot_owner_id: desk.id } }])
})
