// When a time is over, by the switches of a policy.

import type { Temporal } from 'temporal-polyfill'
import type { CalendarError } from './calendar/calendar-error.ts'
import type { Calendar } from './calendar/calendar.ts'
import { dueOf, type Due } from './calendar/due.ts'
import type { DueTime } from './calendar/day-end.ts'
import type { Moment } from './calendar/receipt.ts'
import type { Pause } from './calendar/pauses.ts'
import { isOpenTime, type Span } from './calendar/span.ts'
import type { Counting } from './clock-rule.ts'
import { err, type Result } from './result.ts'

/** When `within` of a start is over. Errors: dates whose holidays are unknown, or an open pause that stops the time. */
export function countedDue(
  { calendar, counting, nonWorkingStart, nonWorkingEnd, cutOff, dueTime }: Counting,
  start: Moment,
  within: Span,
  pauses: readonly Pause[] = [],
): Result<Due, CalendarError> {
  const due = dueOf({ calendar, start, within, pauses, counting, nonWorkingStart, cutOff, dueTime })
  if (!due.ok || nonWorkingEnd === 'stays' || isOpenTime(within.unit)) return due
  const { dueOn } = due.value
  if (!calendar.covers(dueOn)) return err(calendar.uncoveredError())
  if (calendar.isWorkingDay(dueOn)) return due
  return dueOf({ calendar, start: dueOn, within: { unit: 'workingDays', count: 1 }, pauses, dueTime })
}

export type Reached = {
  readonly due: Result<Due, CalendarError>
  /** The pause goes on with no end known: the due date is the one that it had. */
  readonly isStopped: boolean
}

/** Due with the pauses; where an open one leaves no due date, the one that stood when it began. */
export function despite(
  pauses: readonly Pause[],
  count: (pauses: readonly Pause[]) => Result<Due, CalendarError>,
): Reached {
  const due = count(pauses)
  if (due.ok || due.error.kind !== 'paused') return { due, isStopped: false }
  return { due: count(pauses.filter(([, to]) => to !== null)), isStopped: true }
}

/** The end of a date, as a due date. */
export const endOf = (
  calendar: Calendar,
  date: Temporal.PlainDate,
  dueTime: DueTime,
): Result<Due, CalendarError> =>
  dueOf({ calendar, start: date, within: { unit: 'calendarDays', count: 0 }, dueTime })
