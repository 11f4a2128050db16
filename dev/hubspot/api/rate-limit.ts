// HubSpot's limits: so many calls in any ten seconds and a day, and five searches a second. They run on real time,
// and the day ends at midnight in the account's zone.

import { randomUUID } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'

export type Limits = {
  readonly perTenSeconds?: number
  readonly perDay?: number
  readonly searchPerSecond?: number
}

type Verdict =
  | { readonly kind: 'allowed'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'limited'; readonly policy: Policy; readonly headers: Readonly<Record<string, string>> }

type Policy = 'TEN_SECONDLY_ROLLING' | 'SECONDLY' | 'DAILY'

export type RateLimit = { admit: (isSearch: boolean) => Verdict; reset: () => void }

export function createRateLimit(limits: Limits | false, timeZone: string): RateLimit {
  const { perTenSeconds = 190, perDay = 1_000_000, searchPerSecond = 5 } = limits || {}
  const calls = rolling(10_000)
  const searches = rolling(1_000)
  let today = 0
  let midnight = 0
  const turnDay = (): void => {
    if (Date.now() < midnight) return
    today = 0
    midnight = nextMidnight(Date.now(), timeZone)
  }
  const headers = (): Record<string, string> => ({
    'X-HubSpot-RateLimit-Daily': String(perDay),
    'X-HubSpot-RateLimit-Daily-Remaining': String(Math.max(0, perDay - today)),
    'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
    'X-HubSpot-RateLimit-Max': String(perTenSeconds),
    'X-HubSpot-RateLimit-Remaining': String(Math.max(0, perTenSeconds - calls.count())),
  })
  return {
    admit: (isSearch) => {
      if (limits === false) return { kind: 'allowed', headers: {} }
      if (isSearch) {
        // Search has a limit of its own and tells nothing of it in its headers.
        if (searches.count() >= searchPerSecond) return { kind: 'limited', policy: 'SECONDLY', headers: {} }
        searches.add()
        return { kind: 'allowed', headers: {} }
      }
      turnDay()
      if (today >= perDay) return { kind: 'limited', policy: 'DAILY', headers: headers() }
      if (calls.count() >= perTenSeconds)
        return { kind: 'limited', policy: 'TEN_SECONDLY_ROLLING', headers: headers() }
      calls.add()
      today++
      return { kind: 'allowed', headers: headers() }
    },
    reset: () => {
      calls.clear()
      searches.clear()
      today = 0
    },
  }
}

export const limitedBody = (policy: Policy): Record<string, string> => ({
  status: 'error',
  message: `You have reached your ${policy.toLowerCase()} limit.`,
  errorType: 'RATE_LIMIT',
  correlationId: randomUUID(),
  policyName: policy,
})

const nextMidnight = (now: number, timeZone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).add({ days: 1 }).startOfDay()
    .epochMilliseconds

function rolling(spanMs: number) {
  let times: number[] = []
  return {
    add: () => times.push(Date.now()),
    clear: () => {
      times = []
    },
    count: () => {
      const since = Date.now() - spanMs
      times = times.filter((time) => time > since)
      return times.length
    },
  }
}
