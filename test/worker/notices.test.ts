// Tasks and notes over a portal that Redress comes to late: what is announced, how many at once, and the list of the rest.

import { createScheduledController } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { leaseMs } from '../../src/integrations/store/leases.ts'
import type { TaskLimit } from '../../src/rules/policy.ts'
import worker from '../../src/worker/index.ts'
import { policyFor } from '../../src/worker/policy.ts'
import { json, ownerId, stages, startHubSpot, type HubSpot } from './hubspot.ts'
import {
  complaint,
  dieAt,
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
} from './loop.ts'

let hubspot: HubSpot
const loop = startLoop()

beforeEach(async () => {
  await startAfresh()
  hubspot = startHubSpot()
  loop.take()
  for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})

afterEach(() => {
  setPolicy({ enforceFrom: undefined, taskLimit: undefined })
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** As if the policy's files said so. */
function setPolicy(changes: {
  readonly enforceFrom?: string | undefined
  readonly taskLimit?: TaskLimit | undefined
}) {
  Object.assign(policyFor(loop.bindings), changes)
}

const sweep = () =>
  worker.scheduled(
    createScheduledController({ cron: '*/5 * * * *', scheduledTime: Date.parse(realNow) }),
    loop.bindings,
  )

const subjects = () => [...hubspot.tasks.values()].map(({ properties }) => properties['hs_task_subject'])

const acknowledged = { complaint_stage1_acknowledged_at: '2026-11-25T08:30:00Z' }

/** Complaints whose acknowledgement was due on Thu 26 November, at noon of the day after. */
async function overdue(count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, index) => String(1001 + index))
  for (const id of ids) complaint(hubspot, id, formal)
  await setLocalClock('2026-11-27T12:00:00Z')
  return ids
}

describe('what was due before the policy enforces anything', () => {
  it('is recorded as overdue, and no task tells of it', async () => {
    setPolicy({ enforceFrom: '2026-11-27' })
    const [id = ''] = await overdue(1)
    await loop.look(id)
    expect(hubspot.tasks.size).toBe(0)
    expect(await rows('actions')).toEqual([])
    expect(await row('clocks', "name = 'stage1-acknowledge'")).toMatchObject({ state: 'overdue' })
    expect(hubspot.tickets.get(id)?.['complaint_sla_status']).toBe('overdue')
    const { outcome } = await row('decisions', 'true')
    expect(JSON.parse(String(outcome))).toMatchObject({
      reasons: expect.arrayContaining([
        expect.objectContaining({
          rule: 'stage1-acknowledge-overdue',
          status: 'held',
          notAnnounced: '2026-11-26',
        }),
      ]),
    })
    // What is due from that date on is told of: the response, by Mon 7 December.
    await setLocalClock('2026-12-08T12:00:00Z')
    await loop.look(id)
    expect(subjects()).toEqual(['Overdue: the stage 1 response was due by Mon 7 Dec'])
  })

  it('is told of where it was due on that date', async () => {
    setPolicy({ enforceFrom: '2026-11-26' })
    await loop.look(...(await overdue(1)))
    expect(subjects()).toEqual(['Overdue: the stage 1 acknowledgement was due by Thu 26 Nov'])
  })

  it('is no task either where no clock says when it is due', async () => {
    setPolicy({ enforceFrom: '2026-12-01' })
    complaint(hubspot, '101')
    await setLocalClock('2026-11-27T12:00:00Z')
    await loop.look('101')
    expect(subjects()).toEqual([])
    setPolicy({ enforceFrom: undefined })
    await loop.look('101')
    expect(subjects()).toHaveLength(1)
  })

  it('has its task completed, not dropped, where that was made before', async () => {
    const [id = ''] = await overdue(1)
    await loop.look(id)
    setPolicy({ enforceFrom: '2027-01-01' })
    await loop.look(id)
    expect([...hubspot.tasks.values()]).toMatchObject([{ properties: { hs_task_status: 'NOT_STARTED' } }])
    Object.assign(hubspot.tickets.get(id) ?? {}, acknowledged)
    await loop.look(id)
    expect([...hubspot.tasks.values()]).toMatchObject([{ properties: { hs_task_status: 'COMPLETED' } }])
  })
})

describe('tasks beyond the limit', () => {
  const limit = { anHour: 5, digestFor: 'customerServices' }

  it('are not made, but listed in one task for the role, once the sweep is over', async () => {
    setPolicy({ taskLimit: limit })
    const ids = await overdue(40)
    // In several batches: the limit is of all of them together.
    await loop.deliver([message(ids.slice(0, 3))])
    await loop.deliver([message(ids.slice(3))])
    expect(hubspot.tasks.size).toBe(5)
    expect(await rows('actions', "state = 'made'")).toHaveLength(5)
    expect(await rows('actions', "state = 'listed'")).toHaveLength(35)
    await sweep()
    expect(hubspot.tasks.size).toBe(5)

    passSeconds(300)
    await sweep()
    const digest = [...hubspot.tasks.values()].at(-1)
    expect(digest?.properties).toMatchObject({
      hs_task_subject: '35 more tasks than are made at once: see what they are',
      hubspot_owner_id: ownerId('grace.customer@bournville.example'),
    })
    const body = digest?.properties['hs_task_body'] ?? ''
    for (const id of ids.slice(5))
      expect(body).toContain(`Ticket ${id}: Overdue: the stage 1 acknowledgement`)
    expect(body).not.toContain(`Ticket ${ids[0]}:`)

    // Neither looks nor sweeps make any of them again.
    await loop.look(...ids)
    passSeconds(600)
    await sweep()
    expect(hubspot.tasks.size).toBe(6)
  })

  it('count anew after an hour', async () => {
    setPolicy({ taskLimit: { ...limit, anHour: 1 } })
    complaint(hubspot, '101', formal)
    complaint(hubspot, '102', formal)
    await setLocalClock('2026-11-27T12:00:00Z')
    await loop.look('101')
    passSeconds(3601)
    await loop.look('102')
    expect(hubspot.tasks.size).toBe(2)
  })

  it('are made where there is none', async () => {
    await loop.look(...(await overdue(40)))
    expect(hubspot.tasks.size).toBe(40)
  })

  it('that have no reason any more are in no list, and are made when it comes back', async () => {
    setPolicy({ taskLimit: { ...limit, anHour: 1 } })
    const ids = await overdue(3)
    await loop.look(...ids)
    const [listed] = await rows('actions', "state = 'listed'")
    const id = String(listed?.['ticket_id'])
    Object.assign(hubspot.tickets.get(id) ?? {}, acknowledged)
    await loop.look(id)
    passSeconds(300)
    await sweep()
    const digest = [...hubspot.tasks.values()].at(-1)?.properties
    expect(digest?.['hs_task_subject']).toContain('1 more task')
    expect(digest?.['hs_task_body']).not.toContain(`Ticket ${id}:`)

    Object.assign(hubspot.tickets.get(id) ?? {}, { complaint_stage1_acknowledged_at: '' })
    await loop.look(id)
    expect([...hubspot.tasks.values()].filter(({ ticketId }) => ticketId === id)).toMatchObject([
      { properties: { hs_task_subject: expect.stringContaining('Overdue') } },
    ])
  })

  it.each(['before', 'after'] as const)('are listed once though the sweep died %s that', async (when) => {
    setPolicy({ taskLimit: { ...limit, anHour: 1 } })
    await loop.look(...(await overdue(3)))
    passSeconds(300)
    await dieAt(hubspot, 'POST tasks', when, sweep)
    await sweep()
    expect(hubspot.tasks.size).toBe(when === 'after' ? 2 : 1)
    passSeconds(300)
    await sweep()
    await sweep()
    expect(hubspot.tasks.size).toBe(2)
    expect(await row('digests', 'true')).toMatchObject({ remote_id: [...hubspot.tasks.keys()][1] })
  })

  it('are listed at a later sweep where HubSpot does not answer now', async () => {
    setPolicy({ taskLimit: { ...limit, anHour: 1 } })
    await loop.look(...(await overdue(2)))
    passSeconds(300)
    hubspot.spoil(({ name }) => (name === 'POST tasks' ? json({}, 503) : undefined))
    await sweep()
    hubspot.mend()
    passSeconds(300)
    await sweep()
    expect(hubspot.tasks.size).toBe(2)
  })
})

describe('a notice that a consumer dies over', () => {
  /** At stage 2, answered with approval: it is closed, with a note. */
  const closing = () =>
    complaint(hubspot, '101', {
      ...formal,
      hs_pipeline_stage: stages.stage2,
      complaint_stage1_responded_at: '2026-11-23T09:10:00Z',
      complaint_review_requested_at: '2026-11-23T09:20:00Z',
      complaint_aspects_raised: 'delay',
      complaint_stage2_report_approved_at: '2026-11-23T09:40:00Z',
      complaint_stage2_responded_at: '2026-11-23T09:50:00Z',
    })
  const made = { task: () => [...hubspot.tasks.values()], note: () => [...hubspot.notes.values()] }
  const prepare: Readonly<Record<string, () => Promise<void>>> = {
    'a task of a clock': async () => {
      complaint(hubspot, '101', formal)
      await setLocalClock('2026-11-27T12:00:00Z')
    },
    'a task of a date': async () => {
      complaint(hubspot, '101', { complaint_received_at: '2026-11-16T09:00:00Z' })
    },
    'a task for what the account requires': async () => {
      complaint(hubspot, '101', formal)
      requireRemedy()
    },
    'the closing note': async () => closing(),
  }
  /** A move to another stage is refused while the remedy is empty. */
  const requireRemedy = () =>
    hubspot.spoil(({ name, body }) => {
      const isMove =
        name === 'POST tickets/batch/update' && 'hs_pipeline_stage' in (body.inputs[0]?.properties ?? {})
      const code = 'MISSING_CONDITIONAL_REQUIRED_PROPERTY'
      const errors = [{ code, message: 'required', context: { propertyName: ['complaint_remedy'] } }]
      return isMove
        ? json({ status: 'error', category: 'VALIDATION_ERROR', message: 'no', errors }, 400)
        : undefined
    })
  const look = () => loop.look('101')

  it.each(
    Object.keys(prepare).flatMap((what) =>
      ['after the claim', 'after it was made', 'before the record', 'over an answer that was lost'].map(
        (point) => [what, point] as const,
      ),
    ),
  )('is there exactly once: %s, %s', async (what, point) => {
    await prepare[what]?.()
    const kind = what === 'the closing note' ? 'note' : 'task'
    const call = `POST ${kind}s`
    if (point === 'before the record') await loop.lookWith({ DB: failingAt('INSERT INTO clocks') }, '101')
    else if (point === 'over an answer that was lost') {
      hubspot.spoil(({ name }, go) => {
        if (name !== call) return undefined
        go()
        return json({ message: 'upstream timed out' }, 504)
      })
      await look()
      expect(loop.take()).toMatchObject([{ ids: ['101'] }])
      hubspot.mend()
    } else await dieAt(hubspot, call, point === 'after the claim' ? 'before' : 'after', look)
    if (what === 'a task for what the account requires') requireRemedy()
    passSeconds(leaseMs / 1000)
    await look()
    await look()
    expect(made[kind]()).toHaveLength(1)
    expect(await rows('actions', `kind = '${kind}'`)).toMatchObject([
      { state: 'made', remote_id: made[kind]()[0]?.id },
    ])
    expect(await rows('leases')).toEqual([])
  })

  it.each([
    ['after', 2],
    ['before', 1],
  ] as const)('is settled though nothing calls for it any more: %s it was made', async (when, tasks) => {
    complaint(hubspot, '101', formal)
    await setLocalClock('2026-11-25T12:00:00Z')
    await dieAt(hubspot, 'POST tasks', when, look)
    passSeconds(leaseMs / 1000)
    // Due soon when it died, overdue by now.
    await setLocalClock('2026-11-27T12:00:00Z')
    await look()
    expect(hubspot.tasks.size).toBe(tasks)
    const actions = await rows('actions')
    expect(actions.map(({ state }) => state)).toEqual(Array.from({ length: tasks }, () => 'made'))
  })
})

describe('a task whose clock has stopped', () => {
  const completing = 'PATCH tasks/:id'
  const status = () => [...hubspot.tasks.values()].map(({ properties }) => properties['hs_task_status'])

  async function overdueThenAcknowledged(): Promise<void> {
    complaint(hubspot, '101', formal)
    await setLocalClock('2026-11-27T12:00:00Z')
    await loop.look('101')
    expect(status()).toEqual(['NOT_STARTED'])
    Object.assign(hubspot.tickets.get('101') ?? {}, acknowledged)
    hubspot.mend()
  }

  it.each`
    how                  | answer
    ${'is refused'}      | ${() => json({ status: 'error', category: 'VALIDATION_ERROR', message: 'no' }, 400)}
    ${'is not answered'} | ${() => json({}, 503)}
    ${'does not arrive'} | ${() => Promise.reject(new TypeError('fetch failed'))}
  `('is completed though the call that does it once $how', async ({ answer }: { answer: () => Response }) => {
    await overdueThenAcknowledged()
    hubspot.spoil(({ name }) => (name === completing ? answer() : undefined))
    expect((await loop.look('101')).ackAll).toBe(true)
    expect(status()).toEqual(['NOT_STARTED'])
    hubspot.mend()
    // By the retry, or within the hour by the sweep: nobody need touch the ticket.
    passSeconds(3600)
    await setLocalClock('2026-11-27T13:00:00Z')
    await sweep()
    await loop.look(...new Set(loop.take().flatMap(({ ids }) => ids)))
    expect(status()).toEqual(['COMPLETED'])
    expect(await rows('actions')).toMatchObject([{ state: 'completed' }])
    expect(await rows('failures')).toEqual([])
  })

  it.each(['before', 'after'] as const)(
    'is completed though the consumer died %s that call',
    async (when) => {
      await overdueThenAcknowledged()
      await dieAt(hubspot, completing, when, () => loop.look('101'))
      passSeconds(leaseMs / 1000)
      await loop.look('101')
      await loop.look('101')
      expect(status()).toEqual(['COMPLETED'])
      expect(hubspot.count(completing)).toBe(1)
      expect(await rows('actions')).toMatchObject([{ state: 'completed' }])
    },
  )
})

describe('a notice that HubSpot refuses', () => {
  const refusal = { status: 'error', category: 'VALIDATION_ERROR', message: 'hs_task_type is archived' }

  it('is listed, rests for an hour, and keeps no other task of the ticket from being completed', async () => {
    await overdue(0)
    complaint(hubspot, '101', formal)
    await loop.look('101')
    Object.assign(hubspot.tickets.get('101') ?? {}, acknowledged)
    await setLocalClock('2026-12-08T12:00:00Z')
    hubspot.answer('POST tasks', 400, refusal)
    await loop.look('101')
    expect([...hubspot.tasks.values()].map(({ properties }) => properties['hs_task_status'])).toEqual([
      'COMPLETED',
    ])
    expect(await rows('failures')).toMatchObject([
      { key: '101/notice', kind: 'notice', message: expect.stringContaining('hs_task_type is archived') },
    ])
    // It was not made, so there is nothing to look for.
    expect(await rows('actions', "state = 'claimed'")).toEqual([])
    passSeconds(600)
    await sweep()
    expect(loop.take()).toEqual([])

    hubspot.mend()
    await setLocalClock('2026-12-08T13:00:00Z')
    await sweep()
    expect(loop.take()).toMatchObject([{ ids: ['101'] }])
    await loop.look('101')
    expect(subjects()).toContainEqual(expect.stringMatching(/stage 1 response was due/))
    expect(hubspot.count('GET tickets/:id/associations/tasks')).toBe(0)
    expect(await rows('failures')).toEqual([])
  })
})

it('a list whose ticket is deleted before it is made is on another of its tickets, and keeps no other list from it', async () => {
  setPolicy({ taskLimit: { anHour: 1, digestFor: 'customerServices' } })
  const ids = await overdue(4)
  await loop.look(...ids)
  const first = await row('actions', "key = (SELECT min(key) FROM actions WHERE state = 'listed')")
  const anchor = String(first['ticket_id'])
  expect(ids).toContain(anchor)
  hubspot.tickets.delete(anchor)
  hubspot.spoil((call) =>
    call.name === 'POST tasks' && call.body.associations[0]?.to.id === anchor
      ? json({ category: 'VALIDATION_ERROR', message: `ticket ${anchor} does not exist` }, 400)
      : undefined,
  )
  passSeconds(301)
  await sweep()
  const list = [...hubspot.tasks.values()].find(({ properties }) =>
    properties['hs_task_subject']?.includes('more tasks'),
  )
  expect(ids).toContain(list?.ticketId)
  expect(list?.ticketId).not.toBe(anchor)
  expect(await row('digests', 'true')).toMatchObject({ ticket_id: list?.ticketId })
  expect(await rows('failures', "key = 'digest'")).toEqual([])
})

it('what was begun on a ticket that is paused is settled, and looked at no more', async () => {
  const [id = ''] = await overdue(1)
  await dieAt(hubspot, 'POST tasks', 'after', () => loop.look(id))
  Object.assign(hubspot.tickets.get(id) ?? {}, { complaint_automation: 'paused' })
  passSeconds(leaseMs / 1000)
  await loop.look(id)
  expect(await rows('actions')).toMatchObject([{ state: 'made', remote_id: [...hubspot.tasks.keys()][0] }])
  loop.take()
  passSeconds(301)
  await sweep()
  expect(loop.take()).toEqual([])

  // As it is where Redress only observes.
  const other = await overdue(2)
  await dieAt(hubspot, 'POST tasks', 'before', () => loop.look(other[1] ?? ''))
  passSeconds(leaseMs / 1000)
  await loop.lookWith({ REDRESS_MODE: 'observe' }, other[1] ?? '')
  expect(await rows('actions', "state = 'claimed'")).toEqual([])
  expect(hubspot.tasks.size).toBe(1)
})

it('a task that is made after HubSpot was given up on is made once, though the ticket is looked at meanwhile', async () => {
  const [id = ''] = await overdue(1)
  let land = (): unknown => undefined
  hubspot.spoil((call, go) => {
    if (call.name !== 'POST tasks') return undefined
    land = go
    return Promise.reject(new DOMException('too slow', 'TimeoutError'))
  })
  await loop.look(id)
  hubspot.mend()
  await loop.look(id)
  expect(hubspot.tasks.size).toBe(0)
  const [retry] = loop.take()
  expect(retry).toMatchObject({ ids: [id] })
  await land()
  passSeconds(35)
  await loop.look(id)
  expect(hubspot.tasks.size).toBe(1)
  expect(await rows('actions')).toMatchObject([{ state: 'made', remote_id: [...hubspot.tasks.keys()][0] }])
})

describe('many notices over a HubSpot that goes down', () => {
  it('are given up after three in a row, and all of them come again', async () => {
    const ids = await overdue(40)
    hubspot.spoil(({ name }) =>
      name === 'POST tasks' && hubspot.count(name) > 5 ? json({}, 503) : undefined,
    )
    expect((await loop.look(...ids)).ackAll).toBe(true)
    expect(hubspot.count('POST tasks')).toBe(8)
    expect(loop.take().flatMap((one) => one.ids)).toHaveLength(35)
    hubspot.mend()
    await loop.look(...ids)
    expect(hubspot.tasks.size).toBe(40)
  })

  it('are not held up by the one ticket that is locked', async () => {
    const ids = await overdue(10)
    hubspot.spoil(({ name, body }) =>
      name === 'POST tasks' && body.associations[0]?.to.id === '1004'
        ? json({ message: 'locked' }, 423)
        : undefined,
    )
    await loop.look(...ids)
    expect(hubspot.tasks.size).toBe(9)
    expect(loop.take()).toMatchObject([{ ids: ['1004'] }])
  })

  it('stop at once where the calls of the day are used up', async () => {
    const ids = await overdue(10)
    hubspot.answer('POST tasks', 429, { policyName: 'DAILY' })
    await loop.look(...ids)
    expect(hubspot.count('POST tasks')).toBe(1)
    expect(await rows('retries')).toHaveLength(10)
  })
})
