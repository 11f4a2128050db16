// A queue message: tickets that deserve a look, and how often that was tried. One message holds the tickets of a whole webhook.

import type { Hint } from '../integrations/hubspot/events.ts'
import type { LifeNews } from '../integrations/hubspot/life-events.ts'
import { addMessages, removeMessages } from '../integrations/store/local.ts'
import { isLocal, type Env } from './env.ts'

export type Message = {
  readonly hints: readonly Hint[]
  readonly life?: LifeNews
  /** 0 the first time. Failed tickets are sent again in a message of their own, so the queue's own count does not tell. */
  readonly attempt: number
  /** Only locally: what `settle` waits for. */
  readonly id?: string
}

type Delayed = { readonly message: Message; readonly delaySeconds?: number }

/** So many hints a message: well under the queue's 128 KB even with echoes. */
const hintsAMessage = 200

/** Sends tickets to be looked at. Throws where the queue does not take them. */
export async function send(
  env: Env,
  hints: readonly Hint[],
  attempt = 0,
  delaySeconds?: number,
  life?: LifeNews,
): Promise<void> {
  if (hints.length === 0 && !life) return
  const messages: Delayed[] = []
  let from = 0
  do {
    const id = isLocal(env) ? { id: crypto.randomUUID() } : {}
    const some = hints.slice(from, from + hintsAMessage)
    const message = { hints: some, attempt, ...(from === 0 && life && { life }), ...id }
    messages.push({ message, ...(delaySeconds !== undefined && { delaySeconds }) })
    from += hintsAMessage
  } while (from < hints.length)
  if (isLocal(env))
    await addMessages(
      env.DB,
      messages.flatMap(({ message }) => message.id ?? []),
      Date.now() + (delaySeconds ?? 0) * 1000,
    )
  try {
    for (const { message, delaySeconds: delay } of messages)
      await env.TICKETS.send(message, delay === undefined ? {} : { delaySeconds: delay })
  } catch (error) {
    if (isLocal(env))
      await removeMessages(
        env.DB,
        messages.flatMap(({ message }) => message.id ?? []),
      )
    throw error
  }
}

/** The queue delays a message by no more, in seconds. */
export const longestDelay = 12 * 60 * 60

/** Seconds before attempt `attempt` is made: doubling from 2 s to 15 min, spread so that a crowd does not return at once. */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(900, 2 ** Math.min(attempt, 10) * 2)
  return Math.max(1, Math.round(ceiling * (0.5 + random / 2)))
}

/** After so many attempts (some three hours) a person is told; the nightly list looks at the ticket again. */
export const mostAttempts = 20
