// Counting days: forward, back and between, in time that does not grow with the distance.

import type { Calendar } from './calendar.ts'
import { firstReached, lastReached } from './search.ts'

/** Running total of the days that count; only its differences mean something. */
export type DayTotal = (day: number) => number

export const everyDay: DayTotal = (day) => day

export function workingDaysOf(calendar: Calendar): DayTotal {
  return (day) => calendar.table.workingDaysBefore(day)
}

/** The `count`th counting day in `[from, limit]`, or `undefined` when there are not as many. `count` is at least 1. */
export function nthDayFrom(total: DayTotal, from: number, count: number, limit: number): number | undefined {
  const target = total(from) + count
  return firstReached(from, limit, (day) => total(day + 1) >= target)
}

/** The `count`th counting day back from the day before `end`, none before `limit`. `count` is at least 1. */
export function nthDayBefore(total: DayTotal, end: number, count: number, limit: number): number | undefined {
  const target = total(end) - count
  return lastReached(end - 1, limit, (day) => total(day) <= target)
}

/** The `count`th working day on or after day number `from`; `undefined` beyond the calendar's coverage. */
export function nthWorkingDayFrom(calendar: Calendar, from: number, count: number): number | undefined {
  return nthDayFrom(workingDaysOf(calendar), from, count, calendar.lastDay)
}

/** The `count`th working day before day number `end`; `undefined` beyond the calendar's coverage. */
export function nthWorkingDayBefore(calendar: Calendar, end: number, count: number): number | undefined {
  return nthDayBefore(workingDaysOf(calendar), end, count, calendar.firstDay)
}
