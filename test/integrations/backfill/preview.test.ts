// The dry run: what it says would change, and that it changes nothing.

import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { createPreviewer, type Preview } from '../../../bin/backfill/preview.ts'
import { previewLines, sumLines } from '../../../bin/backfill/preview-lines.ts'
import { memoryFrom, nothingRemembered, type Ask, type Memory } from '../../../bin/backfill/remembered.ts'
import { createSum } from '../../../bin/backfill/sum.ts'
import { modeAt, modeOf } from '../../../bin/backfill/worker.ts'
import type { Mode, Policy } from '../../../src/rules/policy.ts'
import { lookAt } from '../../../src/worker/look.ts'
import { personProperties, readProperties } from '../../../src/rules/crm-properties.ts'
import { updateOf } from '../../../src/worker/outcome.ts'
import { startAccount } from './world.ts'

const now = Temporal.Instant.from('2026-11-23T10:00:00Z')

type Given = { readonly mode?: Mode; readonly policy?: Partial<Policy>; readonly memory?: Partial<Memory> }

async function previewed(
  { crm, policy, time }: ReturnType<typeof startAccount>,
  ids: readonly string[],
  { mode = 'full', policy: changed = {}, memory = {} }: Given = {},
) {
  const work = { crm, policy: { ...policy, ...changed }, mode, now, sleep: time.sleep }
  const previews: Preview[] = []
  const sum = createSum(work.policy)
  for await (const preview of createPreviewer({ ...work, memory: { ...nothingRemembered, ...memory } })(
    ids,
  )) {
    previews.push(preview)
    sum.add(preview)
  }
  const lines = previews.flatMap((preview) => previewLines(preview, work.policy, now))
  return { previews, lines, sum: sum.sum(), sumLines: sumLines(sum.sum(), work.policy) }
}

const formal = {
  subject: 'Mr Resident of 1 High Street',
  complaint_received_at: '2026-11-20T09:00:00Z',
  complaint_formal_requested: 'true',
  complaint_formal_requested_at: '2026-11-23T09:00:00Z',
  complaint_service_area: 'repairs',
}
/** Nobody has recorded yet how early resolution went, and it is late. */
const late = { complaint_received_at: '2026-11-02T09:00:00Z', complaint_service_area: 'repairs' }

describe('a complaint that was missed', async () => {
  const account = startAccount()
  const { hubspot } = account
  const { id } = hubspot.createTicket({ properties: formal })

  it('is told of from old to new, in words, with the reason and nothing personal', async () => {
    const { lines } = await previewed(account, [id])
    expect(lines).toEqual([
      `ticket ${id}, Early resolution`,
      '  stage: Early resolution → Stage 1',
      '  owner: nobody → priya.repairs@bournville.example',
      '  stage 1 investigator: empty → priya.repairs@bournville.example',
      '  acknowledge by: empty → Thu 26 Nov',
      '  respond by: empty → Mon 7 Dec',
      '  stage 1 started: empty → Mon 23 Nov, 09:00',
      '  status of the time limits: empty → on track',
      '  next due: empty → Thu 26 Nov, 23:59',
      expect.stringMatching(
        /^ {2}why: Moved to Stage 1 on Mon 23 Nov because a formal complaint was asked for/,
      ),
      expect.stringMatching(/^ {4}\S/),
      expect.stringMatching(/^ {4}\S/),
    ])
  })

  it.each`
    mode         | changes
    ${'observe'} | ${{ stages: 0, owners: 0, dueDates: 0, others: 0, reasons: 1 }}
    ${'assist'}  | ${{ stages: 0, owners: 0, dueDates: 2, others: 2, reasons: 1 }}
    ${'full'}    | ${{ stages: 1, owners: 1, dueDates: 2, others: 4, reasons: 1 }}
  `('in $mode would change $changes', async ({ mode, changes }) => {
    expect((await previewed(account, [id], { mode })).sum).toMatchObject({
      tickets: 1,
      changed: 1,
      ...changes,
    })
  })

  it('stays as it is: nothing is written, and no task made', async () => {
    hubspot.resetCalls()
    await previewed(account, [id])
    const calls = hubspot.calls().map(({ method, path }) => `${method} ${path}`)
    expect(calls).toContain('POST /crm/v3/objects/tickets/batch/read')
    expect(calls.filter((call) => !/^GET |\/batch\/read$/.test(call))).toEqual([])
  })
})

describe('what is looked at', async () => {
  const account = startAccount()
  const { hubspot, crm, policy } = account
  hubspot.provision({
    pipeline: { label: policy.pipeline, stages: [{ label: 'Parked' }] },
    group: 'complaints',
    properties: [],
    owners: [],
  })
  const make = (properties: Readonly<Record<string, string>>, stage = 'Early resolution') =>
    hubspot.createTicket({ stage, properties }).id

  it('is silent about a ticket that is right, and counts it', async () => {
    const id = make(formal)
    const { decision, update } = await lookOf(id)
    await crm.updateTickets([update])
    const rows = new Map([
      [id, { id, memory: JSON.stringify(decision.memory), pending: null, echoes: '{}', gone: null }],
    ])
    const of = () => Promise.resolve({ rows, actions: new Map() })
    const { lines, sum, sumLines: said } = await previewed(account, [id], { memory: { of } })
    expect(lines).toEqual([])
    expect(sum).toMatchObject({ tickets: 1, changed: 0, right: 1 })
    expect(said).toEqual(['1 ticket looked at: none would change, 1 already right.'])
  })

  it('counts what is paused, gone, and can not be decided on, with why', async () => {
    const paused = make({ ...formal, complaint_automation: 'paused' })
    const gone = make(formal)
    hubspot.archive(gone)
    const strays = [make(formal, 'Parked'), make(formal, 'Parked')]
    const { previews, lines, sum, sumLines: said } = await previewed(account, [paused, gone, ...strays])
    expect(previews.map(({ kind }) => kind)).toEqual(['decided', 'gone', 'undecided', 'undecided'])
    expect(lines[1]).toContain('`Parked`')
    expect(sum).toMatchObject({ tickets: 4, changed: 0, right: 1, paused: 1, gone: 1 })
    expect(said.at(-2)).toBe('2 can not be decided on:')
    expect(said.at(-1)).toContain(`  ${strays.join(', ')}: `)
  })

  it('has tasks as the Worker would: not what exists, not beyond the limit, not from before', async () => {
    const ids = [make(late), make(late), make(late)]
    const tasksIn = async (given: Given) => {
      const { tasks, tasksListed, tasksDone, notAnnounced } = (await previewed(account, ids, given)).sum
      return { tasks, tasksListed, tasksDone, notAnnounced }
    }
    const { previews } = await previewed(account, ids)
    const [first] = previews
    const notices = first?.kind === 'decided' ? first.notices.length : 0
    expect(notices).toBeGreaterThan(0)
    const all = notices * 3
    expect(await tasksIn({})).toEqual({ tasks: all, tasksListed: 0, tasksDone: 0, notAnnounced: 0 })
    expect(await tasksIn({ mode: 'observe' })).toMatchObject({ tasks: 0 })

    const taskLimit = { anHour: all + 1, digestFor: 'customerServices' }
    expect(await tasksIn({ policy: { taskLimit }, memory: { tasksOfLate: 2 } })).toMatchObject({
      tasks: all - 1,
      tasksListed: 1,
    })
    expect(await tasksIn({ policy: { enforceFrom: '2027-01-01' } })).toEqual({
      tasks: 0,
      tasksListed: 0,
      tasksDone: 0,
      notAnnounced: all,
    })
  })

  it('has no task that exists, and ends one whose reason is gone', async () => {
    const id = make(late)
    const { previews } = await previewed(account, [id])
    const [first] = previews
    const subject = first?.kind === 'decided' ? first.notices[0]?.subject : undefined
    const key = `bournville/early-resolution-outcome/${id}`
    const looked = (await lookOf(id)).decision.actions[0]?.key ?? ''
    const made = { ticketId: id, kind: 'task', state: 'made', remoteId: '7', subject: subject ?? '' } as const
    const actions = new Map([
      [looked, { ...made, key: looked }],
      [`${key}/old`, { ...made, key: `${key}/old`, subject: 'An old one' }],
    ])
    const of = () => Promise.resolve({ rows: new Map(), actions })
    const { lines, sum } = await previewed(account, [id], { memory: { of } })
    expect(sum).toMatchObject({ tasks: 0, tasksDone: 1 })
    expect(lines).toContain('  task done: An old one')
  })

  it('announces no move for which the account still requires a property', async () => {
    const id = make(formal)
    const required = JSON.stringify({
      from: 'early',
      to: 'stage1',
      properties: ['complaint_remedy'],
      leftOut: [],
      until: '2027-01-01T00:00:00Z',
    })
    const row = { id, memory: '{}', pending: null, echoes: '{}', gone: null, required }
    const of = () => Promise.resolve({ rows: new Map([[id, row]]), actions: new Map() })
    const { previews, lines } = await previewed(account, [id], { memory: { of } })
    const kinds = previews.flatMap((one) =>
      one.kind === 'decided' ? one.changes.map(({ kind }) => kind) : [],
    )
    expect(kinds).toContain('property')
    expect(kinds).not.toContain('stage')
    expect(lines.join('\n')).toContain('requires remedy (complaint_remedy) to be filled in')
  })

  it('gives nobody work whom HubSpot would not take of late', async () => {
    const id = make(formal)
    const refused = new Set(['priya.repairs@bournville.example'])
    const { previews } = await previewed(account, [id], { memory: { refused } })
    const owner = previews.flatMap((preview) =>
      preview.kind === 'decided' ? preview.changes.filter(({ kind }) => kind === 'owner') : [],
    )
    expect(owner).toHaveLength(1)
    expect(owner[0]?.to).not.toBe('priya.repairs@bournville.example')
  })

  /** As the Worker decides, seeing it for the first time, and what it would write. */
  async function lookOf(id: string) {
    const request = { properties: readProperties(policy), people: personProperties(policy), history: [] }
    const [ticket] = (await crm.readTickets([id], request)).found
    if (!ticket) throw new Error('there is no ticket')
    const look = await lookAt(ticket, undefined, policy, now, { mode: 'full' })
    return { decision: look.decision, update: updateOf(look, policy) }
  }
})

describe('what the Worker remembers', () => {
  const present = Date.parse('2026-11-23T10:00:00Z')
  /** A database of one ticket; keeps what it was asked. */
  const database =
    (asked: string[]): Ask =>
    (statements) => {
      asked.push(...statements)
      return Promise.resolve(
        statements.map((sql) => {
          if (sql.includes('count(*)')) return [{ n: 3 }]
          if (sql.includes('refused_people')) return [{ email: 'a@example.org' }]
          if (sql.includes('local_settings')) return [{ value: '2026-11-24T10:00:00Z' }]
          if (sql.includes('FROM tickets'))
            return [{ id: '12', memory: '{"stage":"stage1"}', pending: null, echoes: '{}', gone: null }]
          return [
            { key: 'k', ticket_id: '12', kind: 'note', state: 'claimed', remote_id: null, subject: 's' },
          ]
        }),
      )
    }

  it('is read, and only read', async () => {
    const asked: string[] = []
    const memory = await memoryFrom(database(asked), 'local', present)
    if (!memory.ok) throw new Error(memory.error)
    expect(memory.value).toMatchObject({ tasksOfLate: 3, now: '2026-11-24T10:00:00Z' })
    expect([...memory.value.refused]).toEqual(['a@example.org'])
    const { rows, actions } = await memory.value.of(['12', "1'; DROP TABLE tickets; --"])
    expect(rows.get('12')).toMatchObject({ memory: '{"stage":"stage1"}', pending: null })
    expect(actions.get('k')).toMatchObject({ kind: 'note', state: 'claimed', remoteId: null })
    expect(asked.every((sql) => /^SELECT [^;]*$/.test(sql))).toBe(true)
    expect(asked.join(' ')).not.toContain('DROP')
  })

  it('has a frozen clock only beside a local Worker', async () => {
    const asked: string[] = []
    const memory = await memoryFrom(database(asked), 'remote', present)
    expect(memory).toMatchObject({ ok: true, value: { now: undefined } })
    expect(asked.join(' ')).not.toContain('local_settings')
  })

  it('says why where it can not be read', async () => {
    const memory = await memoryFrom(() => Promise.reject(new Error('not logged in')), 'remote', present)
    expect(memory).toEqual({ ok: false, error: 'not logged in' })
  })
})

it.each`
  why                        | asked        | atWorker     | settings                      | isLocal  | mode
  ${'what is asked for'}     | ${'observe'} | ${'full'}    | ${{ REDRESS_MODE: 'assist' }} | ${true}  | ${'observe'}
  ${'what the Worker is in'} | ${undefined} | ${'full'}    | ${{ REDRESS_MODE: 'assist' }} | ${false} | ${'full'}
  ${'what is set'}           | ${undefined} | ${undefined} | ${{ REDRESS_MODE: 'assist' }} | ${true}  | ${'assist'}
  ${'all of it locally'}     | ${undefined} | ${undefined} | ${{}}                         | ${true}  | ${'full'}
  ${'else only the reason'}  | ${undefined} | ${undefined} | ${{}}                         | ${false} | ${'observe'}
`('the mode is $why: $mode', ({ asked, atWorker, settings, isLocal, mode }) => {
  expect(modeOf(asked, settings, isLocal, atWorker)).toBe(mode)
})

it.each`
  answer                                            | mode
  ${() => Response.json({ mode: 'assist' })}        | ${'assist'}
  ${() => Response.json({ mode: 'everything' })}    | ${undefined}
  ${() => new Response('<h1>Sign in</h1>')}         | ${undefined}
  ${() => Promise.reject(new TypeError('refused'))} | ${undefined}
`('a Worker that answers $answer is in $mode', async ({ answer, mode }) => {
  expect(await modeAt('https://redress.test', async () => answer())).toBe(mode)
})

it('takes no mode for another', () => {
  expect(() => modeOf(undefined, { REDRESS_MODE: 'ful' }, false)).toThrow('`REDRESS_MODE` is `ful`')
})
