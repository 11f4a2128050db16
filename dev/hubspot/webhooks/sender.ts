// Sends events in batches of up to a hundred, ten requests at a time, and again after a failure, up to ten times.

import type { Crm } from '../portal/crm.ts'
import { type Target, deliver } from './delivery.ts'
import { type Disorder, disordered } from './disorder.ts'
import { type EventSettings, type WebhookEvent, toEvent } from './event.ts'
import type { Random } from './random.ts'
import { type Retry, type Sent, createWebhookLog } from './webhook-log.ts'

export type SenderSettings = EventSettings & {
  readonly target: () => Target | undefined
  readonly disorder: Disorder
  readonly random: Random
  /** How long events gather before they are sent. */
  readonly gatherMs: number
  /** Before the first retry; later ones wait a random multiple of it. */
  readonly retryMs: number
  readonly timeOutMs: number
  readonly fetch: typeof fetch
}

export type Sender = {
  log: () => readonly Sent[]
  resetLog: () => void
  /** What waits for another try, the soonest first. */
  retries: () => readonly Retry[]
  loseNext: (count: number) => void
  toLose: () => number
  /** Resolves when everything has been sent or given up. */
  settled: () => Promise<void>
  close: () => void
}

type Batch = { readonly number: number; readonly events: readonly WebhookEvent[]; readonly attempt: number }

const batchSize = 100
const mostInFlight = 10
/** The first try, and ten more. */
export const mostAttempts = 11

export function createSender(crm: Crm, settings: SenderSettings): Sender {
  const log = createWebhookLog()
  const timers = new Set<NodeJS.Timeout>()
  const waiters: (() => void)[] = []
  let gathered: WebhookEvent[] = []
  let batches: Batch[] = []
  let made = 0
  const waiting = new Set<Retry>()
  let inFlight = 0
  let loseNext = 0
  let isClosed = false

  const later = (ms: number, action: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      action()
    }, ms)
    timers.add(timer)
  }
  const finish = (): void => {
    if (timers.size > 0 || inFlight > 0 || batches.length > 0) return
    for (const done of waiters.splice(0)) done()
  }
  const pump = (): void => {
    if (isClosed || inFlight >= mostInFlight) return
    const batch = batches.shift()
    if (!batch) {
      finish()
      return
    }
    void send(batch)
    pump()
  }
  const flush = (): void => {
    const events = disordered(gathered, settings.disorder, settings.random)
    const sent = new Set(events)
    const lost = gathered.filter((event) => !sent.has(event))
    if (lost.length > 0)
      log.add({ at: crm.clock.now(), batch: ++made, status: 'lost', attempt: 0, events: lost })
    gathered = []
    for (let i = 0; i < events.length; i += batchSize)
      batches.push({ number: ++made, events: events.slice(i, i + batchSize), attempt: 0 })
    pump()
  }
  const send = async (batch: Batch): Promise<void> => {
    const { number, events, attempt } = batch
    const at = crm.clock.now()
    const target = settings.target()
    if (!target) return
    if (loseNext > 0) {
      loseNext--
      log.add({ at, batch: number, status: 'lost', attempt, events })
      return
    }
    inFlight++
    const outcome = await deliver(target, events, settings)
    inFlight--
    log.add({ at, batch: number, attempt, events, ...outcome })
    const isTaken = outcome.status >= 200 && outcome.status < 300
    if (!isTaken && !isClosed && attempt + 1 < mostAttempts) retry(batch)
    pump()
  }
  const retry = ({ number, events, attempt }: Batch): void => {
    const again = events.map((event) => ({ ...event, attemptNumber: attempt + 1 }))
    const ms = settings.retryMs * (1 + settings.random() * attempt)
    const entry = { batch: number, attempt: attempt + 1, dueAt: Date.now() + ms, events: again }
    waiting.add(entry)
    later(ms, () => {
      waiting.delete(entry)
      batches.push({ number, events: again, attempt: attempt + 1 })
      pump()
    })
  }

  crm.changeListeners.add((change) => {
    const event = isClosed || !settings.target() ? undefined : toEvent(change, settings, settings.random)
    if (!event) return
    gathered.push(event)
    if (gathered.length === 1) later(settings.gatherMs, flush)
  })

  return {
    log: log.all,
    resetLog: log.reset,
    retries: () => [...waiting].toSorted((a, b) => a.dueAt - b.dueAt),
    loseNext: (count) => {
      loseNext = count
    },
    toLose: () => loseNext,
    settled: () =>
      new Promise((resolve) => {
        waiters.push(resolve)
        finish()
      }),
    close: () => {
      isClosed = true
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      waiting.clear()
      batches = []
      finish()
    },
  }
}
