// Sends events in batches of up to a hundred, ten requests at a time, and again after a failure, up to ten times.

import type { Crm } from '../portal/crm.ts'
import { type Target, deliver } from './delivery.ts'
import { type Disorder, disordered } from './disorder.ts'
import { type EventSettings, type WebhookEvent, toEvent } from './event.ts'
import type { Random } from './random.ts'
import { type Sent, createWebhookLog } from './webhook-log.ts'

export type SenderSettings = EventSettings & {
  readonly target: () => Target | undefined
  readonly disorder: Disorder
  readonly random: Random
  /** How long events gather before they are sent. */
  readonly gatherMs: number
  /** Before the first retry; later ones wait a random multiple of it. */
  readonly retryMs: number
  readonly fetch: typeof fetch
}

export type Sender = {
  log: () => readonly Sent[]
  resetLog: () => void
  loseNext: (count: number) => void
  toLose: () => number
  /** Resolves when everything has been sent or given up. */
  settled: () => Promise<void>
  close: () => void
}

const batchSize = 100
const mostInFlight = 10
const mostAttempts = 11

export function createSender(crm: Crm, settings: SenderSettings): Sender {
  const log = createWebhookLog()
  const timers = new Set<NodeJS.Timeout>()
  const waiters: (() => void)[] = []
  let gathered: WebhookEvent[] = []
  let batches: WebhookEvent[][] = []
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
    const lost = gathered.filter((event) => !events.includes(event))
    if (lost.length > 0) log.add({ at: crm.clock.now(), status: 'lost', attempt: 0, events: lost })
    gathered = []
    for (let i = 0; i < events.length; i += batchSize) batches.push(events.slice(i, i + batchSize))
    pump()
  }
  const send = async (events: WebhookEvent[]): Promise<void> => {
    const attempt = events[0]?.attemptNumber ?? 0
    const at = crm.clock.now()
    const target = settings.target()
    if (!target) return
    if (loseNext > 0) {
      loseNext--
      log.add({ at, status: 'lost', attempt, events })
      return
    }
    inFlight++
    const outcome = await deliver(target, events, settings.fetch)
    inFlight--
    log.add({ at, attempt, events, ...outcome })
    const isTaken = outcome.status >= 200 && outcome.status < 300
    if (!isTaken && !isClosed && attempt + 1 < mostAttempts) {
      const again = events.map((event) => ({ ...event, attemptNumber: attempt + 1 }))
      later(settings.retryMs * (1 + settings.random() * attempt), () => {
        batches.push(again)
        pump()
      })
    }
    pump()
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
      batches = []
      finish()
    },
  }
}
