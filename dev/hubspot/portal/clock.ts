// The account's own clock: the real time, or an instant at which it has been stopped.

import { parseInstant, printInstant } from './instant.ts'

export type Clock = {
  now: () => string
  isStopped: () => boolean
  /** Stops the clock at an instant; `null` lets it follow the real time again. */
  set: (instant: string | null) => void
}

export function createClock(): Clock {
  let stoppedAt: string | null = null
  return {
    now: () => stoppedAt ?? printInstant(Date.now()),
    isStopped: () => stoppedAt !== null,
    set: (instant) => {
      if (instant === null) {
        stoppedAt = null
        return
      }
      const ms = parseInstant(instant)
      if (Number.isNaN(ms)) throw new Error(`not an instant: \`${instant}\``)
      stoppedAt = printInstant(ms)
    },
  }
}
