// Counting days while a clock runs: the days at whose end it is paused do not count.

import type { Calendar } from './calendar.ts'
import { type CalendarError, pausedSince } from './calendar-error.ts'
import { type Result, err, ok } from '../result.ts'
import { type DayTotal, nthDayBefore, nthDayFrom } from './working-days.ts'

/** Half-open range of day numbers that do not count, and the instant since when. */
export type PausedDays = { readonly from: number; readonly to: number; readonly since: number }

/** The `count`th (at least 1) day on or after `from` that counts in `total` and is not paused. */
export function nthRunningDayFrom(
  calendar: Calendar,
  total: DayTotal,
  paused: readonly PausedDays[],
  { from, count, limit }: { readonly from: number; readonly count: number; readonly limit: number },
): Result<number, CalendarError> {
  let [day, left] = [from, count]
  for (const pause of paused) {
    if (pause.to <= day) continue
    const available = pause.from > day ? total(pause.from) - total(day) : 0
    if (available >= left) break
    if (pause.to === Infinity) return err(pausedSince(pause.since))
    left -= available
    day = pause.to
  }
  const found = nthDayFrom(total, day, left, limit)
  return found === undefined ? err(calendar.uncoveredError()) : ok(found)
}

/** The same, back from the day before `end`. An open pause reaches back to its start only, so it stops nothing. */
export function nthRunningDayBefore(
  calendar: Calendar,
  total: DayTotal,
  paused: readonly PausedDays[],
  { end, count, limit }: { readonly end: number; readonly count: number; readonly limit: number },
): Result<number, CalendarError> {
  let [day, left] = [end, count]
  for (const pause of paused.toReversed()) {
    if (pause.from >= day) continue
    const available = pause.to < day ? total(day) - total(pause.to) : 0
    if (available >= left) break
    left -= available
    day = pause.from
  }
  const found = nthDayBefore(total, day, left, limit)
  return found === undefined ? err(calendar.uncoveredError()) : ok(found)
}

/** How many days in `[from, end)` count and are not paused. */
export function countRunningDays(
  total: DayTotal,
  paused: readonly PausedDays[],
  from: number,
  end: number,
): number {
  if (end <= from) return 0
  return paused.reduce(
    (count, pause) => {
      const [first, last] = [Math.max(from, pause.from), Math.min(end, pause.to)]
      return first < last ? count - (total(last) - total(first)) : count
    },
    total(end) - total(from),
  )
}
