// A queue as Cloudflare's: delays, batches, at least once, two consumers at a time, and a dead-letter queue.

import type { Random } from '../../dev/hubspot/webhooks/random.ts'
import type { Batch, Message } from './redress.ts'
import type { Timeline } from './timeline.ts'

type Waiting = {
  readonly id: string
  readonly body: Message
  visibleAt: number
  attempts: number
  queue: string
}

/** How a delivery ended: `acked` where the consumer said so, `broke` where it threw, `died` where nothing came of it. */
export type Ended = 'done' | 'broke' | 'died'

export type QueueSettings = {
  readonly timeline: Timeline
  readonly random: Random
  readonly consume: (batch: Batch, ended: (how: Ended) => void) => void
  /** Broken on purpose: see breaks.ts. */
  readonly isAckedFirst?: boolean | undefined
}

const tickets = 'redress-tickets'
const dead = 'redress-tickets-dead'
const mostInFlight = 2
const mostRetries = { [tickets]: 10, [dead]: 100 }

export function createQueue({ timeline, random, consume, isAckedFirst = false }: QueueSettings) {
  const waiting: Waiting[] = []
  let [inFlight, sent, twice, buried] = [0, 0, 0, 0]

  const put = (message: Waiting): void => {
    waiting.push(message)
    timeline.at(message.visibleAt + Math.floor(random() * 900), deliver)
  }

  function deliver(): void {
    if (inFlight >= mostInFlight) return
    const ready = waiting.filter(({ visibleAt }) => visibleAt <= timeline.now())
    const [first] = ready
    if (!first) return
    const size = 1 + Math.floor(random() * 6)
    const taken = ready.filter(({ queue }) => queue === first.queue).slice(0, size)
    for (const one of taken) waiting.splice(waiting.indexOf(one), 1)
    for (const one of taken.splice(0, taken.length)) {
      taken.push(one)
      if (twice === 0) continue
      twice -= 1
      put({ ...one, visibleAt: timeline.now() + Math.floor(random() * 20_000) })
    }
    inFlight += 1
    let isAcked = isAckedFirst
    const batch: Batch = {
      queue: first.queue,
      messages: taken.map(({ id, attempts, body }) => ({
        id,
        timestamp: new Date(timeline.now()),
        attempts: attempts + 1,
        body: structuredClone(body),
      })),
      ackAll: () => void (isAcked = true),
      retryAll: () => {},
    }
    consume(batch, (how) => {
      inFlight -= 1
      if (how === 'broke' && !isAcked) for (const one of taken) again(one, Math.floor(random() * 3000))
      if (how === 'died' && !isAckedFirst)
        for (const one of taken) again(one, 30_000 + Math.floor(random() * 270_000))
      timeline.after(0, deliver)
    })
    timeline.after(0, deliver)
  }

  function again(one: Waiting, delayMs: number): void {
    one.attempts += 1
    one.visibleAt = timeline.now() + delayMs
    if (one.attempts > (mostRetries[one.queue as keyof typeof mostRetries] ?? 10)) {
      buried += 1
      Object.assign(one, { queue: dead, attempts: 0 })
    }
    put(one)
  }

  return {
    send: (body: Message, delaySeconds = 0): void => {
      sent += 1
      // As the queue has it: what is sent is text.
      const copy = JSON.parse(JSON.stringify(body)) as Message
      put({
        id: `m${sent}`,
        body: copy,
        visibleAt: timeline.now() + delaySeconds * 1000,
        attempts: 0,
        queue: tickets,
      })
    },
    /** The next message comes twice. */
    deliverTwice: (): void => void (twice += 1),
    size: (): number => waiting.length + inFlight,
    buried: (): number => buried,
  }
}
