import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHubSpotCrm } from '../../../src/integrations/hubspot/adapter.ts'
import { CrmRefused, CrmUnavailable } from '../../../src/integrations/crm.ts'
import {
  createRateBudget,
  heed,
  longestWaitMs,
  reserve,
} from '../../../src/integrations/hubspot/rate-budget.ts'
import type { Outside } from '../../../src/integrations/hubspot/settings.ts'
import { json, owners, results, settings } from './hubspot.ts'

const told = (max: number, remaining?: number, intervalMs = 10_000) =>
  new Headers({
    'X-HubSpot-RateLimit-Max': String(max),
    'X-HubSpot-RateLimit-Interval-Milliseconds': String(intervalMs),
    ...(remaining !== undefined && { 'X-HubSpot-RateLimit-Remaining': String(remaining) }),
  })

describe('the budget', () => {
  it('holds nothing back until a limit is known', () => {
    const budget = createRateBudget()
    expect(Array.from({ length: 500 }, () => reserve(budget, false, 0.8, 0))).toEqual(Array(500).fill(0))
  })

  it('never sends more than its share in any interval, whatever the crowd', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 120 })
    fc.assert(
      fc.property(
        gaps,
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(0.25, 0.8, 1),
        (apart, max, share) => {
          const budget = createRateBudget()
          heed(budget, told(max), share, 0)
          const own = Math.max(1, Math.floor(max * share))
          let now = 0
          const sent: number[] = []
          for (const gap of apart) {
            now += gap
            const wait = reserve(budget, false, share, now)
            if (wait <= longestWaitMs) sent.push(now + wait)
          }
          sent.sort((a, b) => a - b)
          for (const [index, at] of sent.entries())
            expect((sent[index + own] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(10_000)
        },
      ),
    )
  })

  it('leaves the others theirs: it waits while less is left than they are to have', () => {
    const budget = createRateBudget()
    heed(budget, told(100, 20), 0.8, 0)
    expect(reserve(budget, false, 0.8, 0)).toBe(0)
    // Ten of their twenty are gone: a second until as many are free again.
    heed(budget, told(100, 10), 0.8, 0)
    expect(reserve(budget, false, 0.8, 0)).toBe(1000)
    expect(reserve(budget, false, 0.8, 1000)).toBe(0)
  })

  it('has four searches a second, of the five that an account has', () => {
    const budget = createRateBudget()
    const waits = Array.from({ length: 9 }, () => reserve(budget, true, 0.8, 0))
    expect(waits).toEqual([0, 0, 0, 0, 1000, 1000, 1000, 1000, 2000])
    expect(reserve(budget, false, 0.8, 0)).toBe(0)
  })

  it.each(['', 'many', '-1', '0', '1e3', '9999999999'])('takes `%s` for no limit', (max) => {
    const budget = createRateBudget()
    heed(
      budget,
      new Headers({ 'X-HubSpot-RateLimit-Max': max, 'X-HubSpot-RateLimit-Remaining': '0' }),
      0.8,
      0,
    )
    expect(reserve(budget, false, 0.8, 0)).toBe(0)
  })
})

describe('the transport', () => {
  /** Calls at a clock that stands still but for the waiting. */
  function clocked(headers: Record<string, string>, more: Outside = {}) {
    let now = 0
    const sentAt: number[] = []
    const fetch = async (url: string) => {
      sentAt.push(now)
      return url.includes('/search') ? json({ results: [] }) : json(owners, 200, headers)
    }
    const sleep = async (ms: number) => void (now += ms)
    return { sentAt, outside: { fetch, elapsed: () => now, sleep, ...more } }
  }

  it('keeps all the calls of an isolate within the share', async () => {
    const { sentAt, outside } = clocked(Object.fromEntries(told(10)), { budget: createRateBudget() })
    for (let call = 0; call < 20; call += 1)
      await createHubSpotCrm({ ...settings, rateShare: '0.5' }, outside).people()
    expect(sentAt).toEqual([0, 10_000, 20_000, 30_000].flatMap((at) => Array(5).fill(at)))
  })

  it('leaves a wait that is too long to the queue, and makes no call', async () => {
    const budget = createRateBudget()
    heed(budget, told(1, undefined, 60_000), 1, 0)
    const { sentAt, outside } = clocked({}, { budget })
    const people = () => createHubSpotCrm({ ...settings, rateShare: '1' }, outside).people()
    await people()
    await expect(people()).rejects.toThrow(CrmUnavailable)
    await expect(people()).rejects.toMatchObject({ fault: { delaySeconds: 60 } })
    expect(sentAt).toHaveLength(1)
  })

  it('reads on where it is told nothing', async () => {
    const { outside, sentAt } = clocked({}, { fetch: async () => results([]) })
    await createHubSpotCrm(settings, outside).people()
    expect(sentAt).toEqual([])
  })

  it.each(['0', '-0.5', '1.5', 'half', 'NaN'])('refuses `%s` for a share', (rateShare) => {
    expect(() => createHubSpotCrm({ ...settings, rateShare })).toThrow(CrmRefused)
  })
})
