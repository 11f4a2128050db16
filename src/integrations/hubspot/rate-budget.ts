// How many calls may be made now: a share of the account's limit, so that its other apps have the rest.

/** Plain data, one for the isolate: a promise made in one request hangs the next that awaits it. Times are of a clock that only goes on. */
export type RateBudget = {
  /** The account's limit, once an answer has told it; until then nothing is held back. */
  limit: { readonly calls: number; readonly intervalMs: number } | undefined
  /** When calls were sent, or are to be, oldest first. */
  sent: number[]
  searches: number[]
  /** Others are using their share and some of ours. */
  notBefore: number
}

export const createRateBudget = (): RateBudget => ({ limit: undefined, sent: [], searches: [], notBefore: 0 })

/** Of searches an account has five a second, and no answer tells how many are left. */
const searchLimit = { calls: 5, intervalMs: 1000 }

/** What is not limited yet is kept so long, for when the limit is known. */
const longestMs = 10_000

/** So long a call may wait; a longer wait is for the queue. */
export const longestWaitMs = 20_000

/** Milliseconds to wait before the call may be sent. It is counted, unless that is longer than `longestWaitMs`. */
export function reserve(budget: RateBudget, isSearch: boolean, share: number, now: number): number {
  const limit = isSearch ? searchLimit : budget.limit
  const intervalMs = limit?.intervalMs ?? longestMs
  const recent = (isSearch ? budget.searches : budget.sent).filter((at) => at > now - intervalMs)
  const before = limit && recent.at(-ownCalls(limit.calls, share))
  const free = before === undefined ? now : before + intervalMs
  const at = Math.max(now, free, isSearch ? 0 : budget.notBefore)
  if (at - now <= longestWaitMs) recent.push(at)
  if (isSearch) budget.searches = recent
  else budget.sent = recent
  return at - now
}

/** Takes in what an answer tells of the limit; a search tells nothing. */
export function heed(budget: RateBudget, headers: Headers, share: number, now: number): void {
  const calls = count(headers.get('X-HubSpot-RateLimit-Max'))
  if (!calls) return
  const intervalMs = count(headers.get('X-HubSpot-RateLimit-Interval-Milliseconds')) || longestMs
  budget.limit = { calls, intervalMs }
  const remaining = count(headers.get('X-HubSpot-RateLimit-Remaining'))
  if (remaining === undefined) return
  const missing = calls - ownCalls(calls, share) - remaining
  // So long it takes, at the account's pace, until as many are free again as the others are to have.
  if (missing > 0) budget.notBefore = now + (missing * intervalMs) / calls
}

const ownCalls = (calls: number, share: number): number => Math.max(1, Math.floor(calls * share))

function count(header: string | null): number | undefined {
  return header !== null && /^\d{1,9}$/.test(header.trim()) ? Number(header) : undefined
}
