// When a due date begins to be due soon.

import { Temporal } from 'temporal-polyfill'
import type { Calendar } from './calendar.ts'
import type { CalendarError } from './calendar-error.ts'
import { addMonths, numberOfDate } from './day-number.ts'
import type { Due } from './due.ts'
import { type Pause, joinPauses } from './pauses.ts'
import { type Result, err, ok } from '../result.ts'
import { subtractRunning } from './running-time.ts'
import { type Span, isOpenTime, openMilliseconds } from './span.ts'
import { nthWorkingDayBefore } from './working-days.ts'

export type WarningQuestion = Due & {
  readonly calendar: Calendar
  /** How long before; a count below 0 is taken as 0. */
  readonly warn: Span
  /** For hours only, where the time that remains is time that runs. */
  readonly pauses?: readonly Pause[] | undefined
}

/**
 * The first instant of the Nth working day (calendar day, week, month) before the due date, or the instant at which N
 * open hours remain. Error: dates whose holidays are unknown.
 */
export function warnAt(question: WarningQuestion): Result<Temporal.Instant, CalendarError> {
  const { calendar, warn, dueOn, dueAt, pauses = [] } = question
  if (warn.count <= 0) return ok(isOpenTime(warn.unit) ? dueAt : calendar.startOfDay(dueOn))
  if (isOpenTime(warn.unit)) {
    const { epochMilliseconds } = dueAt
    if (!calendar.covers(dueOn)) return err(calendar.uncoveredError())
    const at = subtractRunning(calendar, joinPauses(pauses), epochMilliseconds, openMilliseconds(warn))
    return at.ok ? ok(Temporal.Instant.fromEpochMilliseconds(at.value)) : at
  }
  const day = dayBefore(calendar, numberOfDate(dueOn), warn)
  if (day === undefined) return err(calendar.uncoveredError())
  return ok(Temporal.Instant.fromEpochMilliseconds(calendar.days.startOf(day)))
}

function dayBefore(calendar: Calendar, dueDay: number, { unit, count }: Span): number | undefined {
  if (unit === 'workingDays')
    return calendar.coversDay(dueDay) ? nthWorkingDayBefore(calendar, dueDay, count) : undefined
  if (unit === 'months') return addMonths(dueDay, -count)
  return dueDay - (unit === 'weeks' ? count * 7 : count)
}
