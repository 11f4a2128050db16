// The days that a count left out although the week would have worked them: what an explanation has to name.

import type { Temporal } from 'temporal-polyfill'
import type { Calendar } from './calendar.ts'
import { dateOfNumber, numberOfDate, weekdayOf } from './day-number.ts'

export type SkippedDay = {
  readonly on: Temporal.PlainDate
  readonly kind: 'holiday' | 'closure' | 'hours'
  readonly title: string
}

/**
 * Holidays, closures and days closed by their own hours in `[from, to)`, by date, on days that the working week has
 * open. Of a holiday inside a closure the holiday is named. Knows nothing outside the calendar's coverage.
 */
export function skippedBetween(
  calendar: Calendar,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): readonly SkippedDay[] {
  const [first, end] = [numberOfDate(from), numberOfDate(to)]
  const skipped = new Map<number, Omit<SkippedDay, 'on'>>()
  const skip = (day: number, reason: Omit<SkippedDay, 'on'>): void => {
    const isInWeek = (calendar.week[weekdayOf(day)] ?? []).length > 0
    if (day >= first && day < end && isInWeek && !skipped.has(day)) skipped.set(day, reason)
  }
  for (const { on, title } of calendar.holidays) skip(numberOfDate(on), { kind: 'holiday', title })
  for (const closure of calendar.closures) {
    const last = Math.min(numberOfDate(closure.to), end - 1)
    for (let day = Math.max(numberOfDate(closure.from), first); day <= last; day++)
      skip(day, { kind: 'closure', title: closure.title })
  }
  for (const { on, spans } of calendar.hours)
    if (spans.length === 0) skip(numberOfDate(on), { kind: 'hours', title: 'Closed' })
  return [...skipped]
    .toSorted(([a], [b]) => a - b)
    .map(([day, reason]) => ({ on: dateOfNumber(day), ...reason }))
}
