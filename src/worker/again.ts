// Tickets that have to be looked at again: each gets one retry, later each time, and none where one is on its way already.

import type { Hint } from '../integrations/hubspot/events.ts'
import { saveFailures } from '../integrations/store/failures.ts'
import type { Pause } from '../integrations/store/pause.ts'
import { claimRetries, putOff, retriesOf } from '../integrations/store/retries.ts'
import { pauseFor } from './daily-limit.ts'
import type { Env } from './env.ts'
import { backoff, longestDelay, mostAttempts, send } from './message.ts'
import type { Again } from './reconcile.ts'

/** A busy ticket is in another consumer's hands for moments only. */
const busySeconds = 3

/** How long a ticket that was given up on rests, unless there is news of it. */
const restMs = 60 * 60_000

type Failed = Again & { readonly kind: 'failed' }

/** `attempts`: how often each ticket was tried before this, by what its message says. */
export async function sendAgain(
  again: readonly Again[],
  attempts: ReadonlyMap<string, number>,
  env: Env,
): Promise<void> {
  const busy = again.filter((one) => one.kind === 'busy')
  if (busy.length > 0)
    await send(
      env,
      busy.map(({ hint }) => hint),
      0,
      busySeconds,
    )
  const failed = again.filter((one) => one.kind === 'failed')
  if (failed.length === 0) return
  const daily = failed.find(({ fault }) => fault.limit === 'daily')
  if (daily) {
    const pause = await pauseFor(env.DB, daily.fault, Date.now(), Math.random())
    return waitFor(
      pause,
      failed.map(({ hint }) => hint),
      attempts,
      env,
    )
  }
  await retry(failed, attempts, env)
}

/** Puts tickets off until the pause is over; it is no attempt of theirs. */
export async function waitFor(
  pause: Pause,
  hints: readonly Hint[],
  attempts: ReadonlyMap<string, number>,
  env: Env,
): Promise<void> {
  const dueAt = pause.until
  await putOff(
    env.DB,
    hints.map(({ id }) => ({ id, attempt: attempts.get(id) ?? 0, dueAt })),
  )
  console.warn(
    `${hints.length === 1 ? '1 ticket waits' : `${hints.length} tickets wait`} until ${new Date(dueAt).toISOString()}`,
  )
}

async function retry(
  failed: readonly Failed[],
  attempts: ReadonlyMap<string, number>,
  env: Env,
): Promise<void> {
  const now = Date.now()
  const known = await retriesOf(
    env.DB,
    failed.map(({ hint }) => hint.id),
  )
  const next = failed.map((one) => {
    const { id } = one.hint
    const before = known.get(id)
    const tried = before && before.dueAt <= now ? before.attempt : 0
    return { ...one, attempt: Math.max(attempts.get(id) ?? 0, tried) + 1 }
  })
  const given = next.filter(({ attempt }) => attempt >= mostAttempts)
  const [first] = given
  if (first) await giveUp(given, now, env)

  // Tickets that failed alike go together: with the same count, after the same delay.
  const groups = Map.groupBy(
    next.filter((one) => !given.includes(one)),
    ({ attempt, fault }) => `${attempt}|${fault.delaySeconds ?? ''}`,
  )
  for (const group of groups.values()) {
    const [one] = group
    if (!one) continue
    const { attempt, fault } = one
    const wanted = Math.max(backoff(attempt, Math.random()), Math.ceil(fault.delaySeconds ?? 0))
    const seconds = Math.min(wanted, longestDelay)
    const dueAt = now + seconds * 1000
    const ours = await claimRetries(
      env.DB,
      group.map(({ hint }) => ({ id: hint.id, attempt, dueAt })),
      now,
    )
    const hints = group.flatMap(({ hint }) => (ours.has(hint.id) ? [hint] : []))
    if (hints.length === 0) continue
    const tickets = hints.length === 1 ? '1 ticket' : `${hints.length} tickets`
    console.warn(`${tickets} again in ${seconds} s: ${fault.message}`)
    // Where the queue does not take them, the sweep sends them once they are due.
    await send(env, hints, attempt, seconds)
  }
}

async function giveUp(given: readonly Failed[], now: number, env: Env): Promise<void> {
  const at = new Date(now).toISOString()
  await saveFailures(
    env.DB,
    given.map(({ hint, fault }) => ({
      key: `${hint.id}/given-up`,
      ticketId: hint.id,
      kind: 'dead-letter',
      at,
      message: `given up after ${mostAttempts} attempts, to be tried again in an hour: ${fault.message}`,
    })),
  )
  await putOff(
    env.DB,
    given.map(({ hint }) => ({ id: hint.id, attempt: 0, dueAt: now + restMs })),
  )
}
