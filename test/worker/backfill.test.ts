// `redress backfill` against the Worker itself: what the dry run says is what is written, and a settled account stays as it is.

import { env } from 'cloudflare:workers'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPreviewer, isChange, type Preview } from '../../bin/backfill/preview.ts'
import type { Memory } from '../../bin/backfill/remembered.ts'
import { runBackfill, startOf } from '../../bin/backfill/run.ts'
import { actionsOf } from '../../src/integrations/store/actions.ts'
import { loadTickets } from '../../src/integrations/store/tickets.ts'
import { crmFor } from '../../src/worker/crm.ts'
import { policyFor } from '../../src/worker/policy.ts'
import { searchesOf, sinceOf } from '../../src/worker/searches.ts'
import { stages, startHubSpot, type HubSpot } from './hubspot.ts'
import { complaint, formal, localNow, setLocalClock, startAfresh, startLoop } from './loop.ts'

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

const now = Temporal.Instant.from(localNow)
const policy = policyFor(env)
const writes = /^(?:POST|PATCH) (?!.*(?:\/batch\/read|\/search)$)/

const listing = () => ({
  crm: crmFor(env, policy),
  searches: searchesOf(policy, sinceOf(now)),
  sleep: () => Promise.resolve(),
  warn: () => undefined,
})

/** Sends all to the Worker's webhook, and delivers what it queued until nothing is left. */
async function backfill(): Promise<number> {
  const aim = { account: '1', worker: 'http://localhost', policy: 'bournville', digest: policy.digest }
  const { place } = await runBackfill({
    place: startOf(aim, sinceOf(now), localNow),
    listing: listing(),
    receiver: {
      url: 'http://localhost',
      secret: env.HUBSPOT_CLIENT_SECRET,
      fetch: (url, init) => loop.request(url, init),
      sleep: () => Promise.resolve(),
      now: () => Date.now(),
      warn: () => undefined,
    },
    progress: { expect: () => {}, advance: () => {}, note: () => {}, clear: () => {} },
    keep: () => undefined,
    limit: undefined,
    checkpoint: () => undefined,
  })
  for (let messages = loop.take(); messages.length > 0; messages = loop.take())
    await loop.look(...messages.flatMap(({ ids }) => ids))
  return place.sent
}

const memory: Memory = {
  tasksOfLate: 0,
  refused: new Set(),
  now: undefined,
  of: async (ids) => ({
    rows: await loadTickets(env.DB, ids),
    actions: new Map((await actionsOf(env.DB, ids)).map((row) => [row.key, row])),
  }),
}

async function previews(ids: readonly string[], at = now): Promise<readonly Preview[]> {
  const previewsOf = createPreviewer({
    crm: crmFor(env, policy),
    policy,
    mode: 'full',
    now: at,
    memory,
    sleep: () => Promise.resolve(),
  })
  const found: Preview[] = []
  for await (const preview of previewsOf(ids)) found.push(preview)
  return found
}

/** 250 complaints: new, formal, answered, at stage 2 without an acknowledgement, and some that somebody paused. */
function account(): readonly string[] {
  const ids = Array.from({ length: 250 }, (_, index) => String(1001 + index))
  const kinds = [
    {},
    formal,
    { ...formal, hs_pipeline_stage: stages.stage1, complaint_stage1_responded_at: '2026-11-23T09:30:00Z' },
    { hs_pipeline_stage: stages.stage2, complaint_review_requested_at: '2026-11-16T09:00:00Z' },
    { ...formal, complaint_automation: 'paused' },
  ]
  for (const [index, id] of ids.entries()) complaint(hubspot, id, kinds[index % kinds.length])
  return ids
}

it(
  'writes what the dry run says, no more and no less; a second one writes nothing',
  { timeout: 60_000 },
  async () => {
    const ids = account()
    const before = new Map([...hubspot.tickets].map(([id, values]) => [id, { ...values }]))
    const said = new Map((await previews(ids)).map((preview) => [preview.id, preview]))
    expect([...said.values()].filter(isChange)).toHaveLength(200)
    expect(hubspot.calls.filter(({ name }) => writes.test(name))).toEqual([])

    expect(await backfill()).toBe(250)
    const label = (id: string) => Object.entries(stages).find(([, stage]) => stage === id)?.[0]
    for (const id of ids) {
      const preview = said.get(id)
      if (preview?.kind !== 'decided') throw new Error(`${id} was not decided on`)
      const [was = {}, is = {}] = [before.get(id), hubspot.tickets.get(id)]
      const changed = Object.keys(is).filter((name) => (is[name] ?? '') !== (was[name] ?? ''))
      const slots = preview.changes.map((change) => {
        if (change.kind === 'stage') return 'hs_pipeline_stage'
        return change.kind === 'owner' ? 'hubspot_owner_id' : change.property
      })
      expect([id, changed.toSorted()]).toEqual([id, slots.toSorted()])
      const move = preview.changes.find(({ kind }) => kind === 'stage')
      if (move) expect(move.to.toLowerCase()).toContain(label(is['hs_pipeline_stage'] ?? ''))
      const tasks = [...hubspot.tasks.values()].filter(({ ticketId }) => ticketId === id)
      expect(tasks.map(({ properties }) => properties['hs_task_subject'])).toEqual(
        preview.notices.filter(({ kind }) => kind === 'task').map(({ subject }) => subject),
      )
    }

    hubspot.mend()
    expect((await previews(ids)).filter(isChange)).toEqual([])
    expect(await backfill()).toBe(250)
    expect(hubspot.count('POST tickets/batch/read')).toBeGreaterThan(3)
    expect(hubspot.calls.filter(({ name }) => writes.test(name))).toEqual([])
  },
)

it('knows of a hold what only the Worker remembers', async () => {
  complaint(hubspot, '101', formal)
  await backfill()
  expect(hubspot.tickets.get('101')).toMatchObject({ hs_pipeline_stage: stages.stage1 })
  // A person takes it back: from what HubSpot holds alone it would be moved again.
  hubspot.tickets.set('101', { ...hubspot.tickets.get('101'), hs_pipeline_stage: stages.early })
  const moves = (found: readonly Preview[]) =>
    found.flatMap((preview) =>
      preview.kind === 'decided' ? preview.changes.filter(({ kind }) => kind === 'stage') : [],
    )
  expect(moves(await previews(['101']))).toEqual([])
  await env.DB.prepare('DELETE FROM tickets').run()
  expect(moves(await previews(['101']))).toHaveLength(1)
})

it('has a breach announced that came while nobody was there', async () => {
  complaint(hubspot, '101', formal)
  await backfill()
  const late = '2026-11-27T10:00:00Z'
  await setLocalClock(late)
  const [preview] = await previews(['101'], Temporal.Instant.from(late))
  const tasks = hubspot.tasks.size
  await backfill()
  expect(preview?.kind === 'decided' && preview.notices.map(({ subject }) => subject)).toEqual(
    [...hubspot.tasks.values()].slice(tasks).map(({ properties }) => properties['hs_task_subject']),
  )
  expect(hubspot.tasks.size).toBeGreaterThan(tasks)
})
