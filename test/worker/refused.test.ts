// A write of which the account refuses a part: what goes through all the same, what stays together, and how it ends.

import { createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { leaseMs } from '../../src/integrations/store/leases.ts'
import { decide } from '../../src/rules/decide.ts'
import worker from '../../src/worker/index.ts'
import { policyFor } from '../../src/worker/policy.ts'
import { json, ownerId, stages, startHubSpot, type HubSpot, type Values } from './hubspot.ts'
import {
  complaint,
  formal,
  passSeconds,
  realNow,
  row,
  rows,
  setLocalClock,
  startAfresh,
  startLoop,
} from './loop.ts'

const write = 'POST tickets/batch/update'

let hubspot: HubSpot
const loop = startLoop()

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

const sweep = () =>
  worker.scheduled(
    createScheduledController({ cron: '*/5 * * * *', scheduledTime: Date.parse(realNow) }),
    loop.bindings,
  )

/** HubSpot's answer to a batch of which a write is bad, which does not say which. */
const invalid = (property: string, code: string, message: string) =>
  json(
    {
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: `Property values were not valid: ${JSON.stringify([{ isValid: false, message, error: code, name: property }])}`,
    },
    400,
  )

/** The account refuses writes to a ticket that hold such values. */
const refuse = (isBad: (properties: Values, id: string) => boolean, answer: () => Response) =>
  hubspot.spoil(({ name, body }) =>
    name === write && body.inputs.some(({ id, properties }) => isBad(properties, id)) ? answer() : undefined,
  )

/** Whoever moves a ticket has to have filled this in. */
const requireAtMoves = (property: string) =>
  refuse(
    (properties, id) => 'hs_pipeline_stage' in properties && !hubspot.tickets.get(id)?.[property],
    () =>
      json(
        {
          status: 'error',
          category: 'VALIDATION_ERROR',
          message: 'no',
          errors: [
            {
              code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
              message: `property ${property} is required for this stage`,
              context: { propertyName: [property] },
            },
          ],
        },
        400,
      ),
  )

const ticket = (id = '101'): Values => hubspot.tickets.get(id) ?? {}
const subjects = () => [...hubspot.tasks.values()].map(({ properties }) => properties['hs_task_subject'])

describe('a move that is refused', () => {
  it('leaves time limits, status and reason on the ticket in the same look, and all that rests on the move off it', async () => {
    complaint(hubspot, '101', formal)
    requireAtMoves('house_type')
    await loop.look('101')
    expect(ticket()).toMatchObject({
      hs_pipeline_stage: stages.early,
      complaint_acknowledge_due: '2026-11-26',
      complaint_respond_due: '2026-12-07',
      complaint_next_due_at: '2026-11-26T23:59:59Z',
      complaint_sla_status: 'on_track',
    })
    for (const property of [
      'complaint_stage1_started_at',
      'complaint_stage1_investigator',
      'hubspot_owner_id',
    ])
      expect(ticket()).not.toHaveProperty(property)
    expect(ticket()['complaint_decision']).toMatch(
      /^Would move to Stage 1 because a formal complaint was asked for.* Acknowledge by Thu 26 Nov.*Needs a person: the account requires house_type to be filled in before it can move to Stage 1\.$/,
    )
    expect(await rows('failures')).toMatchObject([
      {
        key: '101/refused',
        kind: 'refused',
        message:
          'the account requires house_type to be filled in before it can move to Stage 1: HubSpot refuses the change: `house_type`: property house_type is required for this stage',
      },
    ])
    expect(await rows('tickets')).toMatchObject([{ stage: 'early', pending: null }])
    expect(await rows('clocks')).toMatchObject([{ state: 'running' }, { state: 'running' }])
    const [decision, ...others] = await rows('decisions')
    expect(others).toEqual([])
    expect(JSON.parse(String(decision?.['outcome']))).toMatchObject({
      written: true,
      changes: expect.not.arrayContaining([expect.objectContaining({ kind: 'stage' })]),
    })
  })

  it('is not tried while what it needs is empty, writes nothing else, and takes all that belongs to it along at last', async () => {
    complaint(hubspot, '101', formal)
    requireAtMoves('house_type')
    for (let times = 0; times < 3; times += 1) await loop.look('101')
    const taken = hubspot.calls.filter(
      ({ name, body }) => name === write && !('hs_pipeline_stage' in (body.inputs[0]?.properties ?? {})),
    )
    expect(taken).toHaveLength(1)
    expect(hubspot.count(write)).toBe(2)
    expect(await rows('decisions')).toHaveLength(1)
    expect(await row('tickets', 'true')).toMatchObject({ next_look_at: Date.parse('2026-11-23T11:00:00Z') })

    Object.assign(ticket(), { house_type: 'flat' })
    await loop.look('101')
    expect(ticket()).toMatchObject({
      hs_pipeline_stage: stages.stage1,
      hubspot_owner_id: ownerId('priya.repairs@bournville.example'),
      complaint_stage1_investigator: ownerId('priya.repairs@bournville.example'),
      complaint_stage1_started_at: '2026-11-23T09:00:00Z',
      complaint_acknowledge_due: '2026-11-26',
      complaint_decision: expect.stringMatching(/^Moved to Stage 1 on Mon 23 Nov/),
    })
    expect(await rows('failures')).toEqual([])
    expect([...hubspot.tasks.values()].map(({ properties }) => properties['hs_task_status'])).toEqual([
      'COMPLETED',
    ])
    hubspot.mend()
    await loop.look('101')
    expect(hubspot.count(write)).toBe(0)
  })

  it('costs no deadline: due soon and overdue show, and their tasks come', async () => {
    complaint(hubspot, '101', { ...formal, hubspot_owner_id: ownerId('grace.customer@bournville.example') })
    requireAtMoves('house_type')
    await loop.look('101')
    for (const [at, status] of [
      ['2026-11-25T00:00:00Z', 'due_soon'],
      ['2026-11-27T00:05:00Z', 'overdue'],
    ] as const) {
      await setLocalClock(at)
      await sweep()
      await loop.look(...(loop.take()[0]?.ids ?? []))
      expect(ticket()['complaint_sla_status']).toBe(status)
    }
    expect(ticket()['hs_pipeline_stage']).toBe(stages.early)
    expect(subjects()).toEqual([
      'Fill in before this complaint can move to Stage 1: house_type',
      'Due soon: acknowledge the complaint by Thu 26 Nov',
      expect.stringMatching(/^Overdue/),
    ])
    // Whoever has the ticket in fact has the tasks.
    expect([...hubspot.tasks.values()].map(({ properties }) => properties['hubspot_owner_id'])).toEqual(
      Array.from({ length: 3 }, () => ownerId('grace.customer@bournville.example')),
    )
  })

  it('and is not tried again says the same, and is recorded with what its replay needs', async () => {
    complaint(hubspot, '101', formal)
    requireAtMoves('house_type')
    await loop.look('101')
    const [before] = await rows('failures')
    const reason = ticket()['complaint_decision']
    complaint(hubspot, '102', { ...formal, house_type: 'flat' })
    await loop.look('101', '102')
    expect((await rows('failures'))[0]).toMatchObject({ message: before?.['message'], times: 2 })
    // No decision rests on what another ticket waits for.
    const other = await row('decisions', "ticket_id = '102'")
    expect(JSON.parse(String(other['input'])).properties).not.toHaveProperty('house_type')
    expect(ticket()['complaint_decision']).toBe(reason)

    hubspot.calls.length = 0
    Object.assign(ticket(), { hubspot_owner_id: ownerId('grace.customer@bournville.example') })
    await setLocalClock('2026-11-25T00:00:00Z')
    // As if it had been tried this morning.
    await env.DB.prepare("UPDATE tickets SET required = json_set(required, '$.until', ?1) WHERE id = '101'")
      .bind('2026-11-26T00:00:00Z')
      .run()
    await loop.look('101')
    expect(ticket()['complaint_sla_status']).toBe('due_soon')
    const written = hubspot.calls.filter(({ name }) => name === write)
    expect(written).toHaveLength(1)
    expect(written[0]?.body.inputs[0]?.properties).not.toHaveProperty('hs_pipeline_stage')
    const last = (await rows('decisions', "ticket_id = '101'")).at(-1)
    expect(JSON.parse(String(last?.['outcome']))).toMatchObject({
      written: true,
      withheld: { move: true, properties: [], why: expect.stringContaining('requires house_type') },
    })
    const { decided_at: at, input, outcome } = last ?? {}
    const { withheld, changes, explanation } = JSON.parse(String(outcome))
    const again = await decide(
      JSON.parse(String(input)),
      policyFor(loop.bindings),
      Temporal.Instant.from(String(at)),
      { mode: 'full', withheld },
    )
    expect(again.explanation).toBe(explanation)
    expect(again.changes.map(({ kind }) => kind)).toEqual(changes.map(({ kind }: { kind: string }) => kind))
  })

  it('is tried at once where the ticket is to move elsewhere', async () => {
    complaint(hubspot, '101', formal)
    requireAtMoves('house_type')
    await loop.look('101')
    hubspot.mend()
    await env.DB.prepare("UPDATE tickets SET required = json_set(required, '$.to', 'stage2')").run()
    await loop.look('101')
    expect(ticket()['hs_pipeline_stage']).toBe(stages.stage1)
    expect(await row('tickets', 'true')).toMatchObject({ required: null })
  })

  it('without a word as to why is tried again the day after', async () => {
    complaint(hubspot, '101', formal)
    refuse(
      (properties) => 'hs_pipeline_stage' in properties,
      () => json({ status: 'error', category: 'VALIDATION_ERROR', message: 'no' }, 400),
    )
    await loop.look('101')
    expect(ticket()).toMatchObject({
      complaint_acknowledge_due: '2026-11-26',
      hs_pipeline_stage: stages.early,
    })
    expect(ticket()['complaint_decision']).toContain('the account does not let it move to Stage 1')
    expect(await row('tickets', 'true')).toMatchObject({ next_look_at: Date.parse('2026-11-24T10:00:00Z') })
    expect(subjects()).toEqual([])
  })

  it('does not hold back the corrected start of a stage that the ticket is in already', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    Object.assign(ticket(), {
      complaint_formal_requested_at: '2026-11-20T09:00:00Z',
      complaint_stage1_responded_at: '2026-11-23T09:30:00Z',
    })
    requireAtMoves('house_type')
    await loop.look('101')
    expect(ticket()).toMatchObject({
      hs_pipeline_stage: stages.stage1,
      complaint_stage1_started_at: '2026-11-20T09:00:00Z',
      complaint_stage1_respond_result: 'met',
    })
  })

  it('of one ticket of a hundred costs the others nothing', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => String(1001 + index))
    for (const id of ids) complaint(hubspot, id, { ...formal, ...(id !== '1042' && { house_type: 'flat' }) })
    requireAtMoves('house_type')
    await loop.look(...ids)
    const inStage1 = ids.filter((id) => ticket(id)['hs_pipeline_stage'] === stages.stage1)
    expect(inStage1).toHaveLength(99)
    expect(ticket('1042')).toMatchObject({ complaint_respond_due: '2026-12-07' })
    // Some fourteen to find it, and one for the rest of it.
    expect(hubspot.count(write)).toBeLessThanOrEqual(17)
  })
})

describe('a property that is refused', () => {
  it('holds back neither the move nor anything else, and is named', async () => {
    complaint(hubspot, '101', formal)
    refuse(
      (properties) => 'complaint_next_due_at' in properties,
      () => invalid('complaint_next_due_at', 'PROPERTY_DOESNT_EXIST', 'it does not exist'),
    )
    await loop.look('101')
    expect(ticket()).toMatchObject({
      hs_pipeline_stage: stages.stage1,
      hubspot_owner_id: ownerId('priya.repairs@bournville.example'),
      complaint_acknowledge_due: '2026-11-26',
      complaint_decision: expect.stringMatching(
        /^Moved to Stage 1 .*Needs a person: the account does not take .*\(complaint_next_due_at\)\.$/,
      ),
    })
    expect(ticket()).not.toHaveProperty('complaint_next_due_at')
    expect(await rows('failures')).toMatchObject([
      {
        key: '101/refused',
        message: expect.stringMatching(
          /\(complaint_next_due_at\): HubSpot refuses the change: `complaint_next_due_at`: it does not exist$/,
        ),
      },
    ])
    expect(await rows('tickets')).toMatchObject([{ stage: 'stage1' }])
  })

  it('and that belongs to the move keeps the move back: no stage without its start', async () => {
    complaint(hubspot, '101', formal)
    refuse(
      (properties) => 'complaint_stage1_started_at' in properties,
      () => invalid('complaint_stage1_started_at', 'INVALID_DATE', 'not a date'),
    )
    await loop.look('101')
    expect(ticket()).toMatchObject({
      hs_pipeline_stage: stages.early,
      complaint_acknowledge_due: '2026-11-26',
    })
    expect(ticket()).not.toHaveProperty('complaint_stage1_investigator')
  })

  it('after another that was refused leaves what is left', async () => {
    complaint(hubspot, '101', formal)
    requireAtMoves('house_type')
    refuse(
      (properties) => 'complaint_next_due_at' in properties,
      () => invalid('complaint_next_due_at', 'PROPERTY_DOESNT_EXIST', 'it does not exist'),
    )
    await loop.look('101')
    expect(ticket()).toMatchObject({
      hs_pipeline_stage: stages.early,
      complaint_acknowledge_due: '2026-11-26',
    })
    expect(hubspot.count(write)).toBe(3)
  })

  it('once the move has been is no reason to forget what the account requires for it', async () => {
    complaint(hubspot, '101', formal)
    requireAtMoves('house_type')
    refuse(
      (properties) => 'complaint_next_due_at' in properties && !('hs_pipeline_stage' in properties),
      () => invalid('complaint_next_due_at', 'PROPERTY_DOESNT_EXIST', 'it does not exist'),
    )
    await loop.look('101')
    expect(ticket()['complaint_decision']).toMatch(
      /the account requires house_type to be filled in before it can move to Stage 1, and the account does not take .*\(complaint_next_due_at\)\.$/,
    )
    expect(subjects()).toEqual(['Fill in before this complaint can move to Stage 1: house_type'])
    expect(await row('tickets', 'true')).toMatchObject({ next_look_at: Date.parse('2026-11-23T11:00:00Z') })
  })

  it('is left out, and another, and another, where the account names one at a time', async () => {
    const archived = ['next_due_at', 'acknowledge_due', 'respond_due', 'sla_status']
    complaint(hubspot, '101', formal)
    for (const name of archived.map((each) => `complaint_${each}`))
      refuse(
        (properties) => name in properties,
        () => invalid(name, 'PROPERTY_DOESNT_EXIST', 'it does not exist'),
      )
    await loop.look('101')
    expect(ticket()).toMatchObject({
      hs_pipeline_stage: stages.stage1,
      complaint_decision: expect.stringContaining('Acknowledge by Thu 26 Nov'),
    })
  })
})

describe('a write of which nothing is taken', () => {
  it('is not tried at each sweep for a clock that would start with it', async () => {
    const policy = policyFor(loop.bindings)
    const { rules } = policy
    const byWrite = rules.map((rule) =>
      rule.name === 'stage2-respond' ? { ...rule, start: 'stage2StartedAt' } : rule,
    )
    Object.assign(policy, { rules: byWrite })
    complaint(hubspot, '101', {
      ...formal,
      hs_pipeline_stage: stages.answered,
      complaint_stage1_started_at: '2026-11-02T10:00:00Z',
      complaint_stage1_responded_at: '2026-11-16T10:00:00Z',
      complaint_review_requested_at: '2026-11-23T09:00:00Z',
      complaint_aspects_raised: 'delay',
    })
    refuse(
      () => true,
      () => json({ status: 'error', category: 'VALIDATION_ERROR', message: 'no' }, 400),
    )
    await loop.look('101')
    Object.assign(policy, { rules })
    expect(await row('tickets', 'true')).toMatchObject({ next_look_at: Date.parse('2026-11-24T10:00:00Z') })
  })
})

describe('a consumer that dies over the rest of a refused write', () => {
  it.each(['before', 'after'] as const)(
    '%s that took effect: nothing is taken for moved, and nothing is lost',
    async (when) => {
      complaint(hubspot, '101', formal)
      requireAtMoves('house_type')
      const reached = Promise.withResolvers<undefined>()
      hubspot.spoil(({ name, body }, go) => {
        if (name !== write || 'hs_pipeline_stage' in (body.inputs[0]?.properties ?? {})) return undefined
        if (when === 'after') go()
        reached.resolve(undefined)
        return new Promise<Response>(() => {})
      })
      void loop.look('101')
      await reached.promise
      hubspot.mend()
      requireAtMoves('house_type')
      passSeconds(leaseMs / 1000)
      await loop.look('101')
      expect(ticket()).toMatchObject({
        hs_pipeline_stage: stages.early,
        complaint_acknowledge_due: '2026-11-26',
      })
      expect(await rows('tickets')).toMatchObject([{ stage: 'early', pending: null }])
      expect(await rows('decisions')).toHaveLength(1)
      Object.assign(ticket(), { house_type: 'flat' })
      await loop.look('101')
      expect(ticket()['hs_pipeline_stage']).toBe(stages.stage1)
      expect(JSON.parse(String((await row('tickets', 'true'))['memory']))).not.toHaveProperty('hold')
    },
  )
})
