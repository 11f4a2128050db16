// What was sent and how it was answered, and what is to be sent again.

import type { WebhookEvent } from './event.ts'

export type Sent = {
  readonly at: string
  /** Counts the batches; the tries of one batch share a number. */
  readonly batch: number
  /** The receiver's HTTP status, 0 where it gave none, `lost` where it was never sent. */
  readonly status: number | 'lost'
  readonly error?: string
  /** How long the answer took. */
  readonly ms?: number
  readonly attempt: number
  readonly events: readonly WebhookEvent[]
}

/** A batch that waits for its next try; `dueAt` is in real milliseconds. */
export type Retry = {
  readonly batch: number
  readonly attempt: number
  readonly dueAt: number
  readonly events: readonly WebhookEvent[]
}

const kept = 10_000

export function createWebhookLog() {
  let sent: Sent[] = []
  return {
    add: (entry: Sent): void => {
      sent.push(entry)
      if (sent.length > kept) sent = sent.slice(-kept / 2)
    },
    all: (): readonly Sent[] => sent,
    reset: (): void => {
      sent = []
    },
  }
}
