// After rules or calendars were edited: every running clock is counted anew, twice, however often a sweep ends half-way.

import { createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import worker from '../../src/worker/index.ts'
import { policyFor } from '../../src/worker/policy.ts'
import { startHubSpot, stages, type HubSpot } from './hubspot.ts'
import {
  complaint,
  keptQueue,
  passSeconds,
  realNow,
  row,
  rows,
  startAfresh,
  startLoop,
  watched,
} from './loop.ts'

const search = 'POST tickets/search'

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

const sweep = (changed: object = {}) =>
  worker.scheduled(createScheduledController({ cron: '*/5 * * * *', scheduledTime: Date.parse(realNow) }), {
    ...loop.bindings,
    ...changed,
  })
const sent = () => loop.take().flatMap(({ ids }) => ids)

/** Tickets with two clocks each; those of even ids still run. */
async function clocks(first: number, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, index) => String(first + index))
  for (const name of ['acknowledge', 'respond'])
    await env.DB.prepare(
      `INSERT INTO clocks (ticket_id, name, start_at, title, state, due_on, due_at)
       SELECT value, ?2, '2026-11-01T00:00:00Z', '', iif(value % 2, 'met', 'running'), '2026-11-30', value FROM json_each(?1)`,
    )
      .bind(JSON.stringify(ids), name)
      .run()
  return ids.filter((id) => Number(id) % 2 === 0)
}

const editRules = () => env.DB.prepare("UPDATE swept_rules SET digest = 'earlier', passes = 2").run()
const { digest } = policyFor(loop.bindings)

describe('a sweep after an edit', () => {
  it('sends each ticket with a running clock once a pass, and there are two', async () => {
    const running = await clocks(10_001, 5000)
    await editRules()
    for (let pass = 0; pass < 2; pass += 1) {
      await sweep()
      expect(sent()).toEqual(running)
    }
    await sweep()
    expect(sent()).toEqual([])
  })

  it('that breaks half-way goes on where it stopped', async () => {
    const running = await clocks(10_001, 5000)
    await editRules()
    const { queue, take } = keptQueue()
    let messages = 0
    // A page is a thousand tickets, five messages.
    const full = {
      ...queue,
      send: (...args: Parameters<typeof queue.send>) => {
        if ((messages += 1) > 12) throw new Error('Queue is overloaded')
        return queue.send(...args)
      },
    }
    await expect(sweep({ TICKETS: full })).rejects.toThrow('overloaded')
    const before = take().flatMap(({ ids }) => ids)
    expect(before).toHaveLength(2400)
    expect(await row('swept_rules', 'true')).toMatchObject({ digest, passes: 0, after_id: running[1999] })

    await sweep()
    const after = sent()
    expect(after).toEqual(running.slice(2000))
    // The pass after it is whole again.
    await sweep()
    expect(sent()).toEqual(running)
    expect(await row('swept_rules', 'true')).toMatchObject({ digest, passes: 2, after_id: null })
  })

  it('leaves the rest of a long pass to the next one', async () => {
    const running = await clocks(10_001, 5000)
    await editRules()
    const { queue, take } = keptQueue()
    const slow = {
      ...queue,
      send: (...args: Parameters<typeof queue.send>) => {
        passSeconds(30)
        return queue.send(...args)
      },
    }
    await sweep({ TICKETS: slow })
    expect(take().flatMap(({ ids }) => ids)).toEqual(running.slice(0, 2000))
    await sweep()
    expect(sent()).toEqual(running.slice(2000))
  })

  it('misses no ticket whose clock changes in between, by due date or by state', async () => {
    const running = await clocks(10_001, 5000)
    await editRules()
    const { queue } = keptQueue()
    const slow = {
      ...queue,
      send: (...args: Parameters<typeof queue.send>) => {
        passSeconds(60)
        return queue.send(...args)
      },
    }
    await sweep({ TICKETS: slow })
    const place = String((await row('swept_rules', 'true'))['after_id'])
    // Not sent yet, and due before all that were.
    await env.DB.prepare("UPDATE clocks SET due_at = 1 WHERE ticket_id = '14000'").run()
    await env.DB.prepare("UPDATE clocks SET state = 'running' WHERE ticket_id = '14001'").run()
    await sweep()
    expect(sent()).toEqual([...running.filter((id) => id > place), '14001'].toSorted())
  })

  it('begins anew where the rules are edited again meanwhile', async () => {
    const running = await clocks(10_001, 5000)
    await editRules()
    await env.DB.prepare("UPDATE swept_rules SET passes = 1, after_id = '12000'").run()
    await sweep()
    expect(sent()).toEqual(running)
    expect(await row('swept_rules', 'true')).toMatchObject({ digest, passes: 1, after_id: null })
  })

  it('reads only clocks that run', async () => {
    await clocks(10_001, 2000)
    await env.DB.prepare("UPDATE clocks SET state = 'met' WHERE ticket_id > '10011'").run()
    await editRules()
    const statements: string[] = []
    await sweep({ DB: watched((sql) => void statements.push(sql)) })
    const sql = statements.find((one) => one.includes('DISTINCT ticket_id')) ?? ''
    const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind('', 1000).all<{ detail: string }>()
    expect(plan.results.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^SEARCH clocks USING (COVERING )?INDEX clocks_open_of_ticket/),
    ])
    const { meta, results } = await env.DB.prepare(sql).bind('', 1000).all()
    expect(results).toHaveLength(5)
    expect(meta.rows_read).toBeLessThan(30)
  })
})

describe('a ticket without a clock', () => {
  it('that an edit gives one is looked at by the next sweep, not the next night', async () => {
    complaint(hubspot, '101')
    complaint(hubspot, '102', {
      hs_pipeline_stage: stages.closed,
      hs_lastmodifieddate: '2026-01-01T00:00:00Z',
    })
    await loop.look('101')
    await editRules()
    hubspot.mend()
    await sweep()
    // Consumers of the rules before may still be at work.
    expect([sent(), hubspot.count(search)]).toEqual([[], 0])
    passSeconds(300)
    await sweep()
    expect(sent()).toEqual(['101'])
    expect(await rows('listing')).toEqual([])
    // And once only.
    passSeconds(300)
    await sweep()
    expect(sent()).toEqual([])
  })

  it('waits for the night where there were no rules before: nothing was edited', async () => {
    complaint(hubspot, '101')
    await env.DB.prepare('DELETE FROM swept_rules').run()
    for (let times = 0; times < 3; times += 1) {
      await sweep()
      passSeconds(300)
    }
    expect([sent(), hubspot.count(search)]).toEqual([[], 0])
  })
})
