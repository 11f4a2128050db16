// When a day ends for a clock: at the next local midnight, or by switch when it closes.

import type { Calendar } from './calendar.ts'

export type DueTime = 'endOfDay' | 'closing'

/** The instant at which a day closes, in epoch milliseconds; `undefined` where it does not open. */
export function closingOf(calendar: Calendar, day: number): number | undefined {
  return calendar.open.intervalsOf(day).at(-1)?.to
}

/** A day that does not open ends at midnight either way. */
export function dayEnd(calendar: Calendar, day: number, dueTime: DueTime): number {
  const closing = dueTime === 'closing' ? closingOf(calendar, day) : undefined
  return closing ?? calendar.days.endOf(day)
}
