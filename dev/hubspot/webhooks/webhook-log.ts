// What was sent and how it was answered.

import type { WebhookEvent } from './event.ts'

export type Sent = {
  readonly at: string
  /** The receiver's HTTP status, 0 where it gave none, `lost` where it was never sent. */
  readonly status: number | 'lost'
  readonly error?: string
  readonly attempt: number
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
