// The backfill itself: page after page of tickets to the Worker, the place kept after each.

import { countFrom, isDone, pagesFrom, start, type Listing, type Position } from './pages.ts'
import type { Progress } from './progress.ts'
import { sendHints, type Receiver } from './send-hints.ts'

/** What names a backfill: another account, Worker or policy is another one. */
export type Aim = {
  readonly account: string
  readonly worker: string
  readonly policy: string
  readonly digest: string
}

export type Place = Aim & {
  /** Closed tickets that changed since this instant are sent, too. */
  readonly since: string
  /** By the real clock. */
  readonly savedAt: string
  readonly position: Position
  readonly sent: number
}

export type Backfill = {
  readonly place: Place
  readonly listing: Listing
  readonly receiver: Receiver
  readonly progress: Progress
  readonly keep: (place: Place) => void
  /** Tickets to send this time. */
  readonly limit: number | undefined
  /** Throws where somebody wants it to stop. */
  readonly checkpoint: () => void
}

export const startOf = (aim: Aim, since: string, savedAt: string): Place => ({
  ...aim,
  since,
  savedAt,
  position: start,
  sent: 0,
})

/** Why a place that was kept can not be gone on from; `undefined` where it can. */
export function whyAfresh(kept: Place, aim: Aim): string | undefined {
  if (kept.worker !== aim.worker) return `the one that stopped was for the Worker at ${kept.worker}`
  if (kept.policy !== aim.policy) return `the one that stopped was for the policy ${kept.policy}`
  return kept.digest === aim.digest ? undefined : 'the policy has changed since the one that stopped'
}

/** Sends what is left to send; answers where it is then, and whether that is the end. */
export async function runBackfill({
  place: from,
  listing,
  receiver,
  progress,
  keep,
  limit,
  checkpoint,
}: Backfill): Promise<{ readonly place: Place; readonly isDone: boolean }> {
  const left = await countFrom(listing, from.position)
  progress.expect(Math.min(left, limit ?? left), from.sent)
  let place = from
  for await (const { ids, next } of pagesFrom(listing, from.position, limit)) {
    checkpoint()
    await sendHints(ids, receiver)
    const savedAt = new Date(receiver.now()).toISOString()
    place = { ...place, position: next, sent: place.sent + ids.length, savedAt }
    keep(place)
    progress.advance(ids.length)
  }
  return { place, isDone: isDone(listing, place.position) }
}
