// The same counting done the slow and obvious way, one day or one minute at a time, to test the fast one against.

import { Temporal } from 'temporal-polyfill'
import type { Calendar } from '../../../src/rules/calendar/calendar.ts'
import type { Pause } from '../../../src/rules/calendar/pauses.ts'

const MINUTE = 60_000

export const isPaused = (pauses: readonly Pause[], at: number): boolean =>
  pauses.some(([from, to]) => from.epochMilliseconds <= at && (to === null || at < to.epochMilliseconds))

/** Whether a day counts: it is worked, and the clock runs in the last moment before its end. */
const counts = (calendar: Calendar, pauses: readonly Pause[], day: Temporal.PlainDate): boolean =>
  calendar.isWorkingDay(day) && !isPaused(pauses, calendar.endOfDay(day).epochMilliseconds - 1)

/** The `count`th counting day after a date, or before it when negative. */
export function naiveAddDays(
  calendar: Calendar,
  from: Temporal.PlainDate,
  count: number,
  pauses: readonly Pause[] = [],
): Temporal.PlainDate {
  let [day, left] = [from, Math.abs(count)]
  while (left > 0) {
    day = day.add({ days: Math.sign(count) })
    if (counts(calendar, pauses, day)) left--
  }
  return day
}

/** Counting days after `from`, up to and including `to`. */
export function naiveCountDays(
  calendar: Calendar,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  pauses: readonly Pause[] = [],
): number {
  let total = 0
  for (let day = from.add({ days: 1 }); Temporal.PlainDate.compare(day, to) <= 0; day = day.add({ days: 1 }))
    if (counts(calendar, pauses, day)) total++
  return total
}

/** Whether the minute that begins at `at` is open: what its local date and wall clock say. */
export function isOpen(calendar: Calendar, at: number): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(calendar.timeZone)
  const seconds = local.hour * 3600 + local.minute * 60
  return calendar.openSpans(local.toPlainDate()).some(({ from, to }) => from <= seconds && seconds < to)
}

/** Open and running minutes in `[from, to)`, both at full minutes. */
export function naiveOpenMinutes(
  calendar: Calendar,
  from: number,
  to: number,
  pauses: readonly Pause[] = [],
): number {
  let total = 0
  for (let at = from; at < to; at += MINUTE) if (!isPaused(pauses, at) && isOpen(calendar, at)) total++
  return total
}

/** The end of the `count`th open and running minute after `start`. */
export function naiveAddMinutes(
  calendar: Calendar,
  start: number,
  count: number,
  pauses: readonly Pause[] = [],
): number {
  let [at, left] = [start, count]
  for (; left > 0; at += MINUTE) if (!isPaused(pauses, at) && isOpen(calendar, at)) left--
  return at
}
