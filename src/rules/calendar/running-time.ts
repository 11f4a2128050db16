// Counting open time while a clock runs. Instants and durations here are milliseconds.

import type { Calendar } from './calendar.ts'
import { type CalendarError, pausedSince } from './calendar-error.ts'
import type { Interval } from './local-days.ts'
import { type Result, err, ok } from '../result.ts'
import { addOpen, nextOpen, openBetween, subtractOpen } from './working-time.ts'

/** The earliest instant with `duration` (above 0) open and unpaused since `start`. */
export function addRunning(
  calendar: Calendar,
  pauses: readonly Interval[],
  start: number,
  duration: number,
): Result<number, CalendarError> {
  let [at, left] = [start, duration]
  for (const pause of pauses) {
    if (pause.to <= at) continue
    const available = openBetween(calendar, at, pause.from)
    if (available >= left) break
    if (pause.to === Infinity) return err(pausedSince(pause.from))
    left -= available
    at = pause.to
  }
  return covered(calendar, addOpen(calendar, at, left))
}

/** The latest instant with `duration` (above 0) open and unpaused until `end`. */
export function subtractRunning(
  calendar: Calendar,
  pauses: readonly Interval[],
  end: number,
  duration: number,
): Result<number, CalendarError> {
  let [at, left] = [end, duration]
  for (const pause of pauses.toReversed()) {
    if (pause.from >= at) continue
    const available = openBetween(calendar, pause.to, at)
    if (available >= left) break
    left -= available
    at = pause.from
  }
  return covered(calendar, subtractOpen(calendar, at, left))
}

/** `start` if it is open and unpaused then, else the first instant after it that is. */
export function nextRunning(
  calendar: Calendar,
  pauses: readonly Interval[],
  start: number,
): Result<number, CalendarError> {
  let at = nextOpen(calendar, start)
  for (const pause of pauses) {
    if (at === undefined || pause.from > at) break
    if (pause.to <= at) continue
    if (pause.to === Infinity) return err(pausedSince(pause.from))
    at = nextOpen(calendar, pause.to)
  }
  return covered(calendar, at)
}

/** Open and unpaused time in `[from, to)`. */
export function runningBetween(
  calendar: Calendar,
  pauses: readonly Interval[],
  from: number,
  to: number,
): number {
  return pauses.reduce(
    (sum, pause) => sum - openBetween(calendar, Math.max(from, pause.from), Math.min(to, pause.to)),
    openBetween(calendar, from, to),
  )
}

function covered(calendar: Calendar, at: number | undefined): Result<number, CalendarError> {
  return at === undefined ? err(calendar.uncoveredError()) : ok(at)
}
