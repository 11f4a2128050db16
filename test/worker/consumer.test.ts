// The consumer: batches of the queue to reads and writes of the CRM, and rows of the record.

import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { leaseMs } from '../../src/integrations/store/leases.ts'
import { policyFor } from '../../src/worker/policy.ts'
import { json, ownerId, stages, startHubSpot, type HubSpot } from './hubspot.ts'
import {
  complaint,
  dieAt,
  everything,
  failingAt,
  formal,
  message,
  passSeconds,
  realNow,
  row,
  rows,
  setLocalClock,
  startAfresh,
  startLoop,
  weighed,
} from './loop.ts'

const read = 'POST tickets/batch/read'
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

const written = (id: string) =>
  hubspot.calls
    .filter(({ name }) => name === write)
    .flatMap(({ body }) => body.inputs.filter((input) => input.id === id).map(({ properties }) => properties))

describe('a batch', () => {
  it('reads and writes each ticket once, however often it is named, and is acknowledged', async () => {
    complaint(hubspot, '101', formal)
    complaint(hubspot, '102', formal)
    const result = await loop.deliver([message(['101', '102']), message(['102', '101']), message(['101'])])
    expect(result).toEqual({ ackAll: true, broke: undefined })
    expect(hubspot.idsOf(read)).toEqual([['101', '102']])
    expect(hubspot.idsOf(write)).toEqual([['101', '102']])
    expect(loop.take()).toEqual([])
    expect(await rows('leases')).toEqual([])
  })

  it('writes stage, owner, dates and reason in one write of one ticket', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    expect(written('101')).toEqual([
      {
        hs_pipeline_stage: stages.stage1,
        hubspot_owner_id: ownerId('priya.repairs@bournville.example'),
        complaint_stage1_investigator: ownerId('priya.repairs@bournville.example'),
        complaint_stage1_started_at: '2026-11-23T09:00:00Z',
        complaint_acknowledge_due: '2026-11-26',
        complaint_respond_due: '2026-12-07',
        complaint_next_due_at: '2026-11-26T23:59:59Z',
        complaint_sla_status: 'on_track',
        complaint_decision: expect.stringContaining('Moved to Stage 1'),
      },
    ])
  })

  it('writes nothing where nothing differs', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    hubspot.mend()
    complaint(hubspot, '102')
    await loop.look('101', '102')
    expect(hubspot.idsOf(read)).toEqual([['101', '102']])
    expect(hubspot.idsOf(write)).toEqual([['102']])
  })

  it('takes five hundred new tickets at once in at most sixty calls', async () => {
    const ids = Array.from({ length: 500 }, (_, index) => String(1001 + index))
    // A fifth of them without a date of the request: their history has to be read, too.
    for (const id of ids)
      complaint(hubspot, id, Number(id) % 5 ? formal : { complaint_formal_requested: 'true' })
    const result = await loop.deliver(
      [0, 100, 200, 300, 400].map((from) => message(ids.slice(from, from + 100))),
    )
    expect(result.ackAll).toBe(true)
    expect(hubspot.count()).toBeLessThanOrEqual(60)
    expect(hubspot.idsOf(write).flat().toSorted()).toEqual(ids)
    expect(await rows('tickets', "stage = 'stage1'")).toHaveLength(500)
  }, 30_000)

  it('reads the history of the tickets that need it, fifty at a time, and of no other', async () => {
    const ids = Array.from({ length: 120 }, (_, index) => String(1001 + index))
    const needy = ids.filter((_, index) => index % 2 === 0)
    for (const id of ids)
      if (needy.includes(id)) {
        complaint(hubspot, id, { complaint_formal_requested: 'true' })
        hubspot.history.set(`${id}/complaint_formal_requested`, [
          { value: 'true', timestamp: '2026-11-19T15:00:00Z' },
        ])
      } else complaint(hubspot, id, formal)
    // HubSpot takes no more than fifty where it is asked for histories.
    hubspot.spoil(({ name, body }) =>
      name === read && (body.propertiesWithHistory ?? []).length > 0 && body.inputs.length > 50
        ? json({ status: 'error', category: 'VALIDATION_ERROR', message: 'too many' }, 400)
        : undefined,
    )
    await loop.look(...ids)
    const reads = hubspot.calls.filter(({ name }) => name === read)
    const withHistory = reads.filter(({ body }) => (body.propertiesWithHistory ?? []).length > 0)
    expect(reads.map(({ body }) => body.inputs.length)).toEqual([100, 50, 20, 10])
    expect(withHistory.map(({ body }) => body.propertiesWithHistory)).toEqual([
      ['complaint_formal_requested'],
      ['complaint_formal_requested'],
    ])
    expect(withHistory.flatMap(({ body }) => body.inputs.map(({ id }) => id))).toEqual(needy)
    const starts = await rows('clocks', "name = 'stage1-respond'")
    expect(starts.map(({ start_at: at }) => at)).toEqual(
      ids.map((id) => (needy.includes(id) ? '2026-11-19T15:00:00Z' : '2026-11-23T09:00:00Z')),
    )
  })

  it('reads sixty histories of one batch in two calls', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => String(1001 + index))
    for (const id of ids) complaint(hubspot, id, { complaint_formal_requested: 'true' })
    await loop.look(...ids)
    expect(hubspot.idsOf(read).map((some) => some.length)).toEqual([60, 50, 10])
  })

  it('starts the clocks when a box was ticked, by its history', async () => {
    complaint(hubspot, '101', { complaint_formal_requested: 'true' })
    hubspot.history.set('101/complaint_formal_requested', [
      { value: 'true', timestamp: '2026-11-19T15:00:00Z' },
      { value: '', timestamp: '2026-11-18T09:00:00Z' },
    ])
    await loop.look('101')
    expect(hubspot.count(read)).toBe(2)
    expect(await rows('clocks')).toMatchObject([
      { name: 'stage1-acknowledge', start_at: '2026-11-19T15:00:00Z', due_on: '2026-11-24' },
      { name: 'stage1-respond', start_at: '2026-11-19T15:00:00Z', due_on: '2026-12-03' },
    ])
  })

  it.each`
    mode         | properties
    ${undefined} | ${['complaint_decision']}
    ${'observe'} | ${['complaint_decision']}
    ${'assist'}  | ${['complaint_acknowledge_due', 'complaint_decision', 'complaint_next_due_at', 'complaint_respond_due', 'complaint_sla_status']}
  `('writes $properties in mode $mode away from this machine', async ({ mode, properties }) => {
    complaint(hubspot, '101', { ...formal, hs_pipeline_stage: stages.stage1 })
    await loop.lookWith({ REDRESS_LOCAL: '', REDRESS_MODE: mode }, '101')
    expect(Object.keys(written('101')[0] ?? {}).toSorted()).toEqual(properties)
    // By the real clock, a week on: the acknowledgement is late.
    expect(await row('clocks', "name = 'stage1-acknowledge'")).toMatchObject({ state: 'overdue' })
    expect(await rows('actions')).toHaveLength(mode === 'assist' ? 1 : 0)
  })

  it('does nothing in a mode that there is not', async () => {
    complaint(hubspot, '101', formal)
    const { ackAll, broke } = await loop.lookWith({ REDRESS_MODE: 'ful' }, '101')
    expect(ackAll).toBe(false)
    expect(String(broke)).toContain('`REDRESS_MODE` is `ful`: use observe, assist, full')
    expect(hubspot.count()).toBe(0)
  })
})

describe('the record', () => {
  it('holds the ticket, its clocks, and the decision with all that it rested on', async () => {
    complaint(hubspot, '101', { ...formal, complaint_adjustments: 'deaf: write to her sister Jo' })
    await loop.look('101')
    const ticket = await row('tickets', "id = '101'")
    expect(ticket).toMatchObject({
      policy: 'bournville',
      stage: 'stage1',
      pending: null,
      gone: null,
      // Due soon from Wed 25 Nov.
      next_look_at: Date.parse('2026-11-25T00:00:00Z'),
      seen_at: Date.parse(realNow),
    })
    expect(JSON.parse(String(ticket['memory']))).toMatchObject({
      stage: 'stage1',
      previousStage: 'early',
      owner: 'priya.repairs@bournville.example',
      written: { stage: 'stage1', complaint_sla_status: 'on_track' },
    })
    expect(JSON.parse(String(ticket['echoes']))).toMatchObject({ hs_pipeline_stage: stages.stage1 })
    expect(await rows('clocks')).toEqual([
      {
        ticket_id: '101',
        name: 'stage1-acknowledge',
        start_at: '2026-11-23T09:00:00Z',
        title: 'Acknowledge within three working days',
        state: 'running',
        due_on: '2026-11-26',
        due_at: Date.parse('2026-11-27T00:00:00Z'),
        stop_at: null,
        working_days: null,
      },
      {
        ticket_id: '101',
        name: 'stage1-respond',
        start_at: '2026-11-23T09:00:00Z',
        title: 'Respond within ten working days',
        state: 'running',
        due_on: '2026-12-07',
        due_at: Date.parse('2026-12-08T00:00:00Z'),
        stop_at: null,
        working_days: null,
      },
    ])
    const policy = policyFor(loop.bindings)
    const decision = await row('decisions', "ticket_id = '101'")
    expect(decision).toMatchObject({
      decided_at: '2026-11-23T10:00:00Z',
      policy: 'bournville',
      version: policy.version,
      digest: policy.digest,
    })
    const input: unknown = JSON.parse(String(decision['input']))
    expect(input).toMatchObject({
      id: '101',
      stage: 'Early resolution',
      properties: {
        complaint_formal_requested_at: '2026-11-23T09:00:00Z',
        complaint_adjustments: '(present)',
      },
    })
    const outcome: unknown = JSON.parse(String(decision['outcome']))
    expect(outcome).toMatchObject({
      written: true,
      stage: 'stage1',
      changes: expect.arrayContaining([{ kind: 'stage', from: 'early', to: 'stage1' }]),
      clocks: [{ name: 'stage1-acknowledge', dueOn: '2026-11-26' }, { name: 'stage1-respond' }],
      reasons: expect.arrayContaining([expect.objectContaining({ rule: 'early-formal', status: 'held' })]),
      problems: [],
    })
    expect(JSON.stringify(await everything())).not.toContain('sister')
  })

  it('is not touched by a message that comes twice', async () => {
    complaint(hubspot, '101', formal)
    complaint(hubspot, '102')
    await loop.look('101', '102')
    const before = await everything()
    passSeconds(60)
    hubspot.mend()
    await loop.deliver([message(['101', '102']), message(['102'])])
    await loop.look('101')
    expect(hubspot.count(write)).toBe(0)
    expect(await everything()).toEqual(before)
  })

  // FAULT 9: `saveIntents` binds the pending decisions of a hundred tickets as one text; D1 takes 2 MB, workerd's own does not mind.
  it('is written in texts that D1 takes, of at most 2 MB', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => String(1001 + index))
    const late = {
      ...formal,
      hs_pipeline_stage: stages.stage2,
      complaint_stage1_responded_at: '2026-11-23T09:10:00Z',
      complaint_review_requested_at: '2026-11-23T09:20:00Z',
      complaint_aspects_raised: 'delay',
    }
    for (const id of ids) complaint(hubspot, id, late)
    let largest = 0
    const DB = weighed((text) => void (largest = Math.max(largest, new TextEncoder().encode(text).length)))
    expect(await loop.lookWith({ DB }, ...ids)).toMatchObject({ ackAll: true })
    expect(largest).toBeGreaterThan(100_000)
    expect(largest).toBeLessThan(2_000_000)
  })

  it('gains one decision when only a clock has moved on', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    await setLocalClock('2026-11-25T08:00:00Z')
    await loop.look('101')
    const decisions = await rows('decisions')
    expect(decisions.map(({ decided_at: at }) => at)).toEqual([
      '2026-11-23T10:00:00Z',
      '2026-11-25T08:00:00Z',
    ])
    expect(await row('clocks', "name = 'stage1-acknowledge'")).toMatchObject({ state: 'due_soon' })
    expect(await row('tickets', "id = '101'")).toMatchObject({
      next_look_at: Date.parse('2026-11-26T00:00:00Z'),
    })
  })

  it('cancels the clocks of a ticket that is gone, and looks at it no more', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    hubspot.tickets.delete('101')
    expect((await loop.look('101', '999')).ackAll).toBe(true)
    expect(await rows('tickets')).toMatchObject([{ id: '101', gone: 'deleted', next_look_at: null }])
    expect((await rows('clocks')).map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
    expect(loop.take()).toEqual([])
  })

  it('leaves tickets of other pipelines alone, and takes one that comes back up again', async () => {
    complaint(hubspot, '101', formal)
    complaint(hubspot, '102', { ...formal, hs_pipeline: '0', hs_pipeline_stage: '1' })
    await loop.look('101', '102')
    expect(hubspot.idsOf(write)).toEqual([['101']])
    expect((await rows('tickets')).map(({ id }) => id)).toEqual(['101'])

    complaint(hubspot, '101', { ...hubspot.tickets.get('101'), hs_pipeline: '0', hs_pipeline_stage: '1' })
    await loop.look('101')
    expect(await rows('tickets')).toMatchObject([{ gone: 'elsewhere', next_look_at: null }])
    expect((await rows('clocks')).map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])

    complaint(hubspot, '101', {
      ...hubspot.tickets.get('101'),
      hs_pipeline: '900',
      hs_pipeline_stage: stages.stage1,
    })
    await loop.look('101')
    expect(await rows('tickets')).toMatchObject([{ gone: null, stage: 'stage1' }])
    expect((await rows('clocks')).map(({ state }) => state)).toEqual(['running', 'running'])
  })
})

describe('echoes of our own writes', () => {
  const echo = (property: string, value: string) => ({
    hints: [{ id: '101', echoes: [{ property, value }] }],
    attempt: 0,
  })

  it('cost no call and no row', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    const [values = {}] = written('101')
    const before = await everything()
    hubspot.mend()
    const result = await loop.deliver(Object.entries(values).map(([name, value]) => echo(name, value)))
    expect(Object.keys(values)).toHaveLength(9)
    expect(result.ackAll).toBe(true)
    expect(hubspot.count()).toBe(0)
    expect(await everything()).toEqual(before)
    // HubSpot sends instants in milliseconds.
    await loop.deliver([echo('complaint_next_due_at', String(Date.parse('2026-11-26T23:59:59Z')))])
    expect(hubspot.count()).toBe(0)
  })

  it.each`
    why                           | property                       | value
    ${'another value'}            | ${'hs_pipeline_stage'}         | ${stages.early}
    ${'cleared'}                  | ${'complaint_acknowledge_due'} | ${''}
    ${'a property never written'} | ${'complaint_withdrawn_at'}    | ${''}
    ${'a name every object has'}  | ${'constructor'}               | ${''}
  `('are looked at where they say something else: $why', async ({ property, value }) => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    hubspot.mend()
    await loop.deliver([echo(property, value)])
    expect(hubspot.idsOf(read)).toEqual([['101']])
  })

  it('are looked at for a ticket never seen, and beside a plain hint', async () => {
    complaint(hubspot, '101', formal)
    await loop.deliver([echo('hs_pipeline_stage', stages.stage1)])
    expect(hubspot.count(read)).toBe(1)
    await loop.deliver([echo('hs_pipeline_stage', stages.stage1), message(['101'])])
    expect(hubspot.count(read)).toBe(2)
    await loop.deliver([echo('hs_pipeline_stage', stages.stage1), echo('complaint_sla_status', 'overdue')])
    expect(hubspot.count(read)).toBe(3)
  })
})

describe('a HubSpot that fails', () => {
  const down: [string, () => Response, number][] = [
    [
      '429',
      () => json({ status: 'error', errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' }, 429),
      24,
    ],
    ['429 that says when', () => json({ status: 'error' }, 429, { 'retry-after': '120' }), 120],
    ['503', () => json({ status: 'error', message: 'unavailable' }, 503), 24],
    ['423', () => json({ status: 'error', message: 'locked' }, 423), 24],
    ['502 with a page', () => new Response('<html>Bad gateway</html>', { status: 502 }), 24],
    [
      'a network fault',
      () => {
        throw new TypeError('Network connection lost.')
      },
      24,
    ],
  ]

  it.each(down)(
    '%s: the tickets come again, later, and the batch is done',
    async (_, answer, delaySeconds) => {
      vi.spyOn(Math, 'random').mockReturnValue(0.5)
      complaint(hubspot, '101', formal)
      complaint(hubspot, '102', formal)
      hubspot.spoil(({ name }) => (name === read ? answer() : undefined))
      const result = await loop.deliver([message(['101', '102'], 3), message(['102'])])
      expect(result).toEqual({ ackAll: true, broke: undefined })
      expect(loop.take()).toEqual([{ ids: ['101', '102'], attempt: 4, delaySeconds }])
      expect(await rows('tickets')).toEqual([])
      expect(await rows('leases')).toEqual([])
      expect(await rows('failures')).toEqual([])
    },
  )

  it('to say anything of one ticket: the others are looked at, and it alone comes again', async () => {
    for (const id of ['101', '102', '103']) complaint(hubspot, id, formal)
    await loop.look('102')
    hubspot.spoil(({ name, body }) => {
      if (name !== read) return undefined
      const given = body.inputs.filter(({ id }) => id !== '102')
      return json({ results: given.map(({ id }) => ({ id, properties: hubspot.tickets.get(id) })) })
    })
    await loop.look('101', '102', '103')
    expect(loop.take()).toMatchObject([{ ids: ['102'], attempt: 1 }])
    expect((await rows('tickets')).map(({ id, stage, gone }) => [id, stage, gone])).toEqual(
      ['101', '102', '103'].map((id) => [id, 'stage1', null]),
    )
    expect(await rows('clocks', "state = 'cancelled'")).toEqual([])
  })

  it('at the write: nothing is taken for written, and a later look writes it', async () => {
    complaint(hubspot, '101', formal)
    hubspot.answer(write, 503)
    expect((await loop.look('101')).ackAll).toBe(true)
    expect(loop.take()).toMatchObject([{ ids: ['101'], attempt: 1 }])
    expect(await rows('clocks')).toEqual([])
    expect(await rows('decisions')).toEqual([])
    // Its row keeps it in view of the sweep.
    expect(await rows('tickets')).toMatchObject([{ memory: '{}', next_look_at: Date.parse(realNow) }])

    hubspot.mend()
    await loop.look('101')
    expect(hubspot.count(write)).toBe(1)
    expect(await rows('decisions')).toHaveLength(1)
    expect(await rows('tickets')).toMatchObject([{ stage: 'stage1', pending: null }])
  })

  it('at the write of some: only those come again', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => String(1001 + index))
    for (const id of ids) complaint(hubspot, id, formal)
    hubspot.spoil(({ name, body }) =>
      name === write && body.inputs.some(({ id }) => id === '1101') ? json({}, 503) : undefined,
    )
    await loop.look(...ids)
    expect(loop.take()).toMatchObject([{ ids: ['1101'], attempt: 1 }])
    expect(await rows('decisions')).toHaveLength(100)
  })

  it('is given up after twenty attempts, and a person sees it', async () => {
    complaint(hubspot, '101', formal)
    hubspot.answer(read, 503)
    await loop.deliver([message(['101'], 18)])
    expect(loop.take()).toMatchObject([{ attempt: 19 }])
    await loop.deliver([message(['101'], 19)])
    expect(loop.take()).toEqual([])
    expect(await rows('failures')).toMatchObject([{ ticket_id: '101', kind: 'dead-letter' }])
    // Until a look finds it well.
    hubspot.mend()
    await loop.look('101')
    expect(await rows('failures')).toEqual([])
  })

  it('with a token that is refused: all wait, and one failure says what to do', async () => {
    complaint(hubspot, '101', formal)
    complaint(hubspot, '102', formal)
    hubspot.answer(read, 401, { status: 'error', message: 'expired' })
    expect((await loop.look('101', '102')).ackAll).toBe(true)
    expect(loop.take()).toEqual([{ ids: ['101', '102'], attempt: 1, delaySeconds: 300 }])
    expect(await rows('failures')).toMatchObject([
      { key: 'crm', kind: 'crm', message: expect.stringContaining('check `HUBSPOT_ACCESS_TOKEN`') },
    ])
    hubspot.mend()
    await loop.look('101', '102')
    expect(await rows('failures')).toEqual([])
  })

  it('with a token that is refused: the failure stays until a call has gone through', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    hubspot.answer(read, 401, { status: 'error', message: 'expired' })
    await loop.look('101')
    await loop.deliver([
      {
        hints: [{ id: '101', echoes: [{ property: 'complaint_sla_status', value: 'on_track' }] }],
        attempt: 0,
      },
    ])
    expect(await rows('failures')).toMatchObject([{ key: 'crm' }])
  })

  it('what the queue itself gave up on is listed', async () => {
    const result = await loop.deliver([message(['101', '102']), message(['101'])], {}, 'redress-tickets-dead')
    expect(result.ackAll).toBe(true)
    expect(await rows('failures')).toMatchObject([
      { key: '101/given-up', kind: 'dead-letter', times: 1 },
      { key: '102/given-up' },
    ])
    expect(hubspot.count()).toBe(0)
  })
})

describe('one bad ticket', () => {
  const ids = Array.from({ length: 100 }, (_, index) => String(1001 + index))
  const refusal = { status: 'error', category: 'VALIDATION_ERROR', message: 'stage needs `remedy`' }

  it('is listed when its write is refused, while the other ninety-nine go through', async () => {
    for (const id of ids) complaint(hubspot, id, formal)
    hubspot.spoil(({ name, body }) =>
      name === write && body.inputs.some(({ id }) => id === '1042') ? json(refusal, 400) : undefined,
    )
    expect((await loop.look(...ids)).ackAll).toBe(true)
    expect(loop.take()).toEqual([])
    const response = await loop.request('/api/failures')
    expect(await response.json()).toEqual({
      failures: [
        {
          key: '1042/refused',
          ticketId: '1042',
          kind: 'refused',
          message: 'HubSpot refuses the change: stage needs `remedy`',
          firstAt: '2026-11-23T10:00:00Z',
          lastAt: '2026-11-23T10:00:00Z',
          times: 1,
        },
      ],
    })
    expect([...hubspot.tickets].filter(([, t]) => t['hs_pipeline_stage'] === stages.stage1)).toHaveLength(99)
    expect(await rows('tickets', "stage = 'stage1'")).toHaveLength(99)
    expect(await row('tickets', "id = '1042'")).toMatchObject({ stage: 'early', echoes: '{}', pending: null })
    expect(await row('decisions', "ticket_id = '1042'")).toMatchObject({
      outcome: expect.stringContaining('"written":false'),
    })

    // Mended: the next look writes it, and takes it off the list.
    hubspot.mend()
    await loop.look('1042')
    expect(hubspot.idsOf(write)).toEqual([['1042']])
    expect(await rows('failures')).toEqual([])
  })

  it('is listed when it stands in a stage that the policy does not know', async () => {
    complaint(hubspot, '101', { ...formal, hs_pipeline_stage: '999' })
    complaint(hubspot, '102', formal)
    expect((await loop.look('101', '102')).ackAll).toBe(true)
    expect(hubspot.idsOf(write)).toEqual([['102']])
    expect(await rows('failures')).toMatchObject([{ ticket_id: '101', kind: 'decision' }])
  })

  it('is listed when its values can not be read, and its other clocks go on', async () => {
    complaint(hubspot, '101', { ...formal, complaint_about_staff: 'perhaps', complaint_service_area: 'moon' })
    complaint(hubspot, '102', formal)
    expect((await loop.look('101', '102')).ackAll).toBe(true)
    expect((await rows('failures')).map(({ ticket_id: id }) => id)).toEqual(expect.arrayContaining(['101']))
    expect((await rows('failures')).every(({ ticket_id: id }) => id === '101')).toBe(true)
    expect(hubspot.tickets.get('102')?.['hs_pipeline_stage']).toBe(stages.stage1)
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.early)
  })
})

describe('a D1 that fails', () => {
  it.each`
    at             | sql
    ${'reading'}   | ${'SELECT id, memory, pending'}
    ${'leasing'}   | ${'INSERT INTO leases'}
    ${'intending'} | ${'pending = excluded.pending'}
    ${'recording'} | ${'INSERT INTO clocks'}
  `('at $at: the batch is not acknowledged, and the next delivery does it all', async ({ sql }) => {
    complaint(hubspot, '101', formal)
    const { ackAll, broke } = await loop.lookWith({ DB: failingAt(sql) }, '101')
    expect(ackAll).toBe(false)
    expect(String(broke)).toContain('D1_ERROR')
    expect(await rows('leases')).toEqual([])

    expect((await loop.look('101')).ackAll).toBe(true)
    expect(written('101')).toHaveLength(1)
    expect(await rows('tickets')).toMatchObject([{ stage: 'stage1', pending: null }])
    expect(await rows('clocks')).toHaveLength(2)
    expect(await rows('decisions')).toHaveLength(1)
  })
})

describe('leases', () => {
  it('of two consumers at once on one ticket one works, the other comes back', async () => {
    complaint(hubspot, '101', formal)
    complaint(hubspot, '102', formal)
    const second = Promise.withResolvers<undefined>()
    hubspot.spoil(({ name }, go) => (name === read ? second.promise.then(go) : undefined))
    const one = loop.look('101')
    await vi.waitFor(() => expect(hubspot.count(read)).toBe(1))
    const other = loop.deliver([message(['101', '102'], 2)])
    await vi.waitFor(() => expect(hubspot.count(read)).toBe(2))
    second.resolve(undefined)
    expect(await Promise.all([one, other])).toMatchObject([{ ackAll: true }, { ackAll: true }])
    expect(loop.take()).toMatchObject([{ ids: ['101'], delaySeconds: 3 }])
    expect(hubspot.idsOf(read)).toEqual([['101'], ['102']])
    expect(written('101')).toHaveLength(1)
    expect(await rows('leases')).toEqual([])
  })

  it('are taken over once they have run out, and not before', async () => {
    complaint(hubspot, '101', formal)
    const until = Date.parse(realNow) + leaseMs
    await env.DB.prepare("INSERT INTO leases VALUES ('101', 'dead', ?1)").bind(until).run()
    passSeconds(leaseMs / 1000 - 1)
    await loop.look('101')
    expect(hubspot.count(read)).toBe(0)
    expect(loop.take()).toMatchObject([{ ids: ['101'], delaySeconds: 3 }])

    passSeconds(1)
    await loop.look('101')
    expect(hubspot.count(read)).toBe(1)
    expect(loop.take()).toEqual([])
    expect(await rows('leases')).toEqual([])
  })

  it('are given back by a consumer that was late only where they are still its own', async () => {
    complaint(hubspot, '101')
    const waits = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    hubspot.spoil(({ name }, go) =>
      name === read ? waits[hubspot.count(read) - 1]?.promise.then(go) : undefined,
    )
    const late = loop.look('101')
    await vi.waitFor(() => expect(hubspot.count(read)).toBe(1))
    passSeconds(leaseMs / 1000)
    const next = loop.look('101')
    await vi.waitFor(() => expect(hubspot.count(read)).toBe(2))
    const held = await rows('leases')
    waits[0]?.resolve(undefined)
    await late
    expect(held).toHaveLength(1)
    expect(await rows('leases')).toEqual(held)
    waits[1]?.resolve(undefined)
    await next
    expect(await rows('leases')).toEqual([])
  })

  it('last their full time from when they are taken, however late in the batch', async () => {
    const ids = Array.from({ length: 300 }, (_, index) => String(1001 + index))
    const left: number[] = []
    hubspot.spoil(({ name }, go) => {
      if (name !== read) return undefined
      passSeconds(40)
      return rows('leases').then((held) => {
        left.push(...new Set(held.map(({ until }) => Number(until) - Date.now())))
        return go()
      })
    })
    await loop.look(...ids)
    expect(left).toEqual([leaseMs - 40_000, leaseMs - 40_000, leaseMs - 40_000])
  })
})

it('what a person records while the batch waits for its tickets is not ahead of the decision', async () => {
  complaint(hubspot, '101', formal)
  await setLocalClock('2026-11-27T10:00:00Z')
  hubspot.spoil((call, go) => {
    if (call.name !== 'POST tickets/batch/read') return undefined
    hubspot.mend()
    Object.assign(hubspot.tickets.get('101') ?? {}, {
      complaint_stage1_acknowledged_at: '2026-11-27T10:02:00Z',
    })
    return setLocalClock('2026-11-27T10:03:00Z').then(() => go())
  })
  await loop.look('101')
  expect(await row('clocks', "name = 'stage1-acknowledge'")).toMatchObject({ state: 'met_late' })
  expect(await row('decisions', 'true')).toMatchObject({ decided_at: '2026-11-27T10:03:00Z' })
  expect([...hubspot.tasks.values()].map(({ properties }) => properties['hs_task_subject'])).toEqual([])
})

describe('a consumer that dies', () => {
  const dies = (name: string, when: 'before' | 'after') => dieAt(hubspot, name, when, () => loop.look('101'))
  const nextLook = async () => {
    passSeconds(leaseMs / 1000)
    return loop.look('101')
  }

  it('after a write, and again before the next one: the first write keeps its decision', async () => {
    complaint(hubspot, '101', formal)
    await dies(write, 'after')
    Object.assign(hubspot.tickets.get('101') ?? {}, { complaint_withdrawn_at: '2026-11-23T09:30:00Z' })
    passSeconds(leaseMs / 1000)
    await dies(write, 'before')
    await nextLook()
    const outcomes = (await rows('decisions')).map(({ outcome }) => JSON.parse(String(outcome)).stage)
    expect(outcomes).toEqual(['stage1', 'closed'])
  })

  it('between intent and write: the next look writes', async () => {
    complaint(hubspot, '101', formal)
    await dies(write, 'before')
    expect(await rows('tickets')).toMatchObject([
      { memory: '{}', pending: expect.stringContaining('stage1') },
    ])
    // The sweep finds it again even if the queue does not.
    expect(await row('tickets', "id = '101'")).toMatchObject({ next_look_at: Date.parse(realNow) })
    // Its lease holds for now.
    await loop.look('101')
    expect(hubspot.count()).toBe(0)
    expect(loop.take()).toMatchObject([{ ids: ['101'], delaySeconds: 3 }])

    expect((await nextLook()).ackAll).toBe(true)
    expect(written('101')).toHaveLength(1)
    expect(await rows('decisions')).toHaveLength(1)
    expect(await rows('tickets')).toMatchObject([{ stage: 'stage1', pending: null }])
  })

  it('between write and record: the next look remembers the write as its own and repeats nothing', async () => {
    complaint(hubspot, '101', formal)
    await dies(write, 'after')
    await nextLook()
    expect(hubspot.count(write)).toBe(0)
    const ticket = await row('tickets', "id = '101'")
    expect(ticket).toMatchObject({ stage: 'stage1', pending: null })
    expect(JSON.parse(String(ticket['memory']))).toMatchObject({
      previousStage: 'early',
      ownerRole: 'teamLeader',
      lead: expect.stringContaining('Moved to Stage 1'),
      written: { stage: 'stage1', owner: 'priya.repairs@bournville.example' },
    })
    expect(await rows('clocks')).toHaveLength(2)
    expect(await rows('decisions')).toHaveLength(1)
  })

  it('between write and record: where a hand changes all that was written, it keeps its decision', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    Object.assign(hubspot.tickets.get('101') ?? {}, { hubspot_owner_id: '' })
    await dies(write, 'after')
    const given = hubspot.tickets.get('101')?.['hubspot_owner_id']
    expect(given).not.toBe('')
    Object.assign(hubspot.tickets.get('101') ?? {}, { hubspot_owner_id: '1001' })
    await nextLook()
    const outcomes = (await rows('decisions')).map(({ outcome }) => JSON.parse(String(outcome)))
    expect(outcomes.map(({ written: isWritten }) => isWritten)).toContain(null)
    expect(outcomes.find(({ written: isWritten }) => isWritten === null).changes).toMatchObject([
      { kind: 'owner', to: 'priya.repairs@bournville.example' },
    ])
  })

  it('before its write, again and again, leaves the decision that went through, and no other', async () => {
    complaint(hubspot, '101', formal)
    for (let times = 0; times < 5; times += 1) {
      await dies(write, 'before')
      passSeconds(leaseMs / 1000)
    }
    await nextLook()
    expect((await rows('decisions')).map(({ outcome }) => JSON.parse(String(outcome)).written)).toEqual([
      true,
    ])
  })

  it('between write and record: a hand that moves the ticket back meanwhile is seen and wins', async () => {
    complaint(hubspot, '101', formal)
    await dies(write, 'after')
    Object.assign(hubspot.tickets.get('101') ?? {}, { hs_pipeline_stage: stages.early })
    await nextLook()
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.early)
    expect(JSON.parse(String((await row('tickets', "id = '101'"))['memory']))).toHaveProperty('hold')
  })

  it('leaves a ticket that even an echo has looked at again', async () => {
    complaint(hubspot, '101')
    await loop.look('101')
    const owner = ownerId('grace.customer@bournville.example')
    expect(written('101')).toMatchObject([{ hubspot_owner_id: owner }])
    Object.assign(hubspot.tickets.get('101') ?? {}, formal)
    await dies(write, 'after')
    passSeconds(leaseMs / 1000)
    const echoes = [{ property: 'hubspot_owner_id', value: owner }]
    await loop.deliver([{ hints: [{ id: '101', echoes }], attempt: 0 }])
    expect(hubspot.count(read)).toBe(1)
    expect(await rows('tickets')).toMatchObject([{ stage: 'stage1', pending: null }])
  })

  it.each(['known before', 'new'])(
    'between write and record: the record has the decision that moved a ticket %s',
    async (which) => {
      if (which === 'known before') {
        complaint(hubspot, '101')
        await loop.look('101')
      } else complaint(hubspot, '101')
      Object.assign(hubspot.tickets.get('101') ?? {}, formal)
      await dies(write, 'after')
      await nextLook()
      const moved = JSON.stringify({ kind: 'stage', from: 'early', to: 'stage1' })
      const outcomes = (await rows('decisions')).map(({ outcome }) => String(outcome))
      expect(outcomes.filter((outcome) => outcome.includes(moved))).toHaveLength(1)
    },
  )

  // The second intent must not replace the first, the only memory of a write that did take effect.
  it('twice, after one write and before the next: what was not written is not taken for written', async () => {
    complaint(hubspot, '101', formal)
    await dies(write, 'after')
    passSeconds(leaseMs / 1000)
    Object.assign(hubspot.tickets.get('101') ?? {}, { complaint_stage1_responded_at: '2026-11-23T09:30:00Z' })
    await dies(write, 'before')
    await nextLook()
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.answered)
    expect(await rows('tickets')).toMatchObject([{ stage: 'stage1Answered', pending: null }])
  })
})

describe('tasks and notes', () => {
  /** Stage 1, to be acknowledged by Thu 26 Nov: due soon on Wed 25. */
  async function dueSoon(): Promise<void> {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    await setLocalClock('2026-11-25T08:00:00Z')
    hubspot.mend()
  }

  const acknowledged = { complaint_stage1_acknowledged_at: '2026-11-25T08:30:00Z' }
  const onlyTask = () => {
    const [task, ...others] = hubspot.tasks.values()
    if (!task || others.length > 0) throw new Error(`${others.length + 1} tasks`)
    return task
  }

  it('are made once, however often the ticket is looked at', async () => {
    await dueSoon()
    await loop.deliver([message(['101']), message(['101'])])
    const before = await everything()
    await loop.look('101')
    await loop.look('101')
    expect(onlyTask()).toMatchObject({
      ticketId: '101',
      properties: {
        hs_task_subject: 'Due soon: acknowledge the complaint by Thu 26 Nov',
        hs_timestamp: '2026-11-26T23:59:59Z',
        hs_task_status: 'NOT_STARTED',
        hubspot_owner_id: ownerId('priya.repairs@bournville.example'),
      },
    })
    const [action] = await rows('actions')
    expect(action).toMatchObject({ ticket_id: '101', kind: 'task', state: 'made', remote_id: onlyTask().id })
    expect(onlyTask().properties['hs_task_body']).toContain(`ref ${String(action?.['key'])}`)
    expect(hubspot.count('GET tickets/:id/associations/tasks')).toBe(0)
    expect(await everything()).toEqual(before)
  })

  it('are completed when the clock stops, once', async () => {
    await dueSoon()
    await loop.look('101')
    Object.assign(hubspot.tickets.get('101') ?? {}, acknowledged)
    await setLocalClock('2026-11-25T09:00:00Z')
    await loop.look('101')
    await loop.look('101')
    expect(onlyTask().properties['hs_task_status']).toBe('COMPLETED')
    expect(hubspot.count('PATCH tasks/:id')).toBe(1)
    expect(await rows('actions')).toMatchObject([{ state: 'completed' }])
    expect(await row('clocks', "name = 'stage1-acknowledge'")).toMatchObject({
      state: 'met',
      stop_at: '2026-11-25T08:30:00Z',
      working_days: 2,
    })
  })

  it('are opened again, not made again, when the clock goes on after all', async () => {
    await dueSoon()
    await loop.look('101')
    Object.assign(hubspot.tickets.get('101') ?? {}, acknowledged)
    await setLocalClock('2026-11-25T09:00:00Z')
    await loop.look('101')
    Object.assign(hubspot.tickets.get('101') ?? {}, { complaint_stage1_acknowledged_at: '' })
    await loop.look('101')
    await loop.look('101')
    expect(onlyTask().properties['hs_task_status']).toBe('NOT_STARTED')
    expect(hubspot.count('PATCH tasks/:id')).toBe(2)
    expect(await rows('actions')).toMatchObject([{ state: 'made' }])
  })

  it('that a person deleted count as completed', async () => {
    await dueSoon()
    await loop.look('101')
    hubspot.tasks.clear()
    Object.assign(hubspot.tickets.get('101') ?? {}, acknowledged)
    await setLocalClock('2026-11-25T09:00:00Z')
    expect((await loop.look('101')).ackAll).toBe(true)
    expect(await rows('actions')).toMatchObject([{ state: 'completed' }])
  })

  it('claimed by a consumer that died before they were made are made', async () => {
    await dueSoon()
    await dieAt(hubspot, 'POST tasks', 'before', () => loop.look('101'))
    expect(await rows('actions')).toMatchObject([{ state: 'claimed', remote_id: null }])
    passSeconds(leaseMs / 1000)
    await loop.look('101')
    expect(hubspot.count('GET tickets/:id/associations/tasks')).toBe(1)
    expect(await rows('actions')).toMatchObject([{ state: 'made', remote_id: onlyTask().id }])
  })

  it('made by a consumer that died before it noted so are found on the ticket, not made again', async () => {
    await dueSoon()
    hubspot.tasks.set('4001', {
      id: '4001',
      ticketId: '101',
      properties: { hs_task_body: 'ring <b>back</b>' },
    })
    await dieAt(hubspot, 'POST tasks', 'after', () => loop.look('101'))
    expect(await rows('actions')).toMatchObject([{ state: 'claimed' }])
    passSeconds(leaseMs / 1000)
    await loop.look('101')
    expect(hubspot.count('POST tasks')).toBe(0)
    expect(hubspot.tasks.size).toBe(2)
    expect(await rows('actions')).toMatchObject([{ state: 'made', remote_id: [...hubspot.tasks.keys()][1] }])
  })

  it('that fail for now are tried again, and the rest of the look is recorded', async () => {
    await dueSoon()
    hubspot.answer('POST tasks', 503)
    expect((await loop.look('101')).ackAll).toBe(true)
    expect(loop.take()).toMatchObject([{ ids: ['101'], attempt: 1 }])
    expect(await row('clocks', "name = 'stage1-acknowledge'")).toMatchObject({ state: 'due_soon' })
    hubspot.mend()
    await loop.look('101')
    expect(onlyTask().properties['hs_task_subject']).toContain('Due soon')
    expect(await rows('actions')).toMatchObject([{ state: 'made' }])
  })

  it('that HubSpot refuses are listed, and made once it does not', async () => {
    await dueSoon()
    hubspot.answer('POST tasks', 403, { status: 'error', message: 'no scope' })
    expect((await loop.look('101')).ackAll).toBe(true)
    expect(await rows('failures')).toMatchObject([{ key: '101/notice', kind: 'notice', ticket_id: '101' }])
    hubspot.mend()
    await loop.look('101')
    expect(hubspot.tasks.size).toBe(1)
    expect(await rows('failures')).toEqual([])
  })

  it('are not made where automation is paused, while the clocks go on', async () => {
    await dueSoon()
    Object.assign(hubspot.tickets.get('101') ?? {}, { complaint_automation: 'paused' })
    await loop.look('101')
    expect(hubspot.count(write)).toBe(0)
    expect(hubspot.tasks.size).toBe(0)
    expect(await row('clocks', "name = 'stage1-acknowledge'")).toMatchObject({ state: 'due_soon' })
  })

  /** At stage 2, answered with approval: to be closed, with a note. */
  const answeredAtStage2 = (): void =>
    complaint(hubspot, '101', {
      ...formal,
      hs_pipeline_stage: stages.stage2,
      complaint_stage1_responded_at: '2026-11-23T09:10:00Z',
      complaint_review_requested_at: '2026-11-23T09:20:00Z',
      complaint_aspects_raised: 'delay',
      complaint_stage2_report_approved_at: '2026-11-23T09:40:00Z',
      complaint_stage2_responded_at: '2026-11-23T09:50:00Z',
    })

  it('a closing note is left once, with the address of the Ombudsman', async () => {
    answeredAtStage2()
    await loop.look('101')
    await loop.look('101')
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.closed)
    expect([...hubspot.notes.values()].map(({ properties }) => properties['hs_note_body'])).toEqual([
      expect.stringContaining('Housing Ombudsman Service'),
    ])
  })

  it('a closing note is not left where HubSpot refused the closing', async () => {
    answeredAtStage2()
    hubspot.answer(write, 400, { status: 'error', category: 'VALIDATION_ERROR', message: 'needs `remedy`' })
    await loop.look('101')
    expect(await rows('failures')).toMatchObject([{ kind: 'refused' }])
    expect(hubspot.notes.size).toBe(0)
  })

  it('a closing note is not left where the mode does not let Redress close', async () => {
    answeredAtStage2()
    await loop.lookWith({ REDRESS_MODE: 'assist' }, '101')
    expect(hubspot.tickets.get('101')?.['hs_pipeline_stage']).toBe(stages.stage2)
    expect(hubspot.notes.size).toBe(0)
  })

  it('claimed, made, and called for no longer are completed too', async () => {
    await dueSoon()
    await dieAt(hubspot, 'POST tasks', 'after', () => loop.look('101'))
    Object.assign(hubspot.tickets.get('101') ?? {}, acknowledged)
    passSeconds(leaseMs / 1000)
    await setLocalClock('2026-11-25T09:00:00Z')
    await loop.look('101')
    expect(onlyTask().properties['hs_task_status']).toBe('COMPLETED')
    expect(await rows('actions', "state = 'claimed'")).toEqual([])
  })
})
