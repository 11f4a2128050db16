// When something is due: a start, a length of time, and the pauses in between.

import { Temporal } from 'temporal-polyfill'
import type { Calendar } from './calendar.ts'
import type { CalendarError } from './calendar-error.ts'
import { type DueTime, dayEnd } from './day-end.ts'
import { FIRST_DAY, LAST_DAY, addMonths, dateOfNumber } from './day-number.ts'
import { type Pause, joinPauses, pausedDays } from './pauses.ts'
import { type Moment, type Receipt, type ReceiptRules, receiptOf } from './receipt.ts'
import { type Result, err, ok } from '../result.ts'
import { nthRunningDayBefore, nthRunningDayFrom } from './running-days.ts'
import { addRunning, nextRunning, subtractRunning } from './running-time.ts'
import { type Span, isOpenTime, openMilliseconds } from './span.ts'
import { everyDay, workingDaysOf } from './working-days.ts'

type Counting = 'exclusive' | 'inclusive'

/** What a start and an end have in common for every count; each switch at its default where absent. */
export type CountingRules = ReceiptRules & {
  readonly pauses?: readonly Pause[] | undefined
  /** `exclusive` unless given: the day after the start date is day 1, rather than the start date itself. */
  readonly counting?: Counting | undefined
  /** `endOfDay` unless given. */
  readonly dueTime?: DueTime | undefined
}

export type DueQuestion = CountingRules & {
  readonly calendar: Calendar
  readonly start: Moment
  readonly within: Span
}

/** Done at `dueAt` is in time, after it is overdue. */
export type Due = { readonly dueOn: Temporal.PlainDate; readonly dueAt: Temporal.Instant }

/**
 * When `within` of `start` is over (a negative count: when it begins). Days are due at the end of the due date, hours
 * at the instant they run out. Errors: dates whose holidays are unknown, or an open pause that stops the clock.
 */
export function dueOf(question: DueQuestion): Result<Due, CalendarError> {
  const { calendar, within } = question
  const receipt = receiptOf(calendar, question.start, question)
  if (!receipt.ok) return receipt
  return isOpenTime(within.unit) ? dueInHours(question, receipt.value.at) : dueInDays(question, receipt.value)
}

function dueInHours(
  { calendar, within, pauses = [] }: DueQuestion,
  start: number,
): Result<Due, CalendarError> {
  if (!calendar.coversDay(calendar.days.dayOf(start))) return err(calendar.uncoveredError())
  const duration = openMilliseconds(within)
  const joined = joinPauses(pauses)
  if (duration > 0) {
    const due = addRunning(calendar, joined, start, duration)
    // Due at a closing at 24:00 is due on the date that closes, not on the next.
    return due.ok ? ok(dueAt(calendar.days.dayOf(due.value - 1), due.value)) : due
  }
  const due =
    duration < 0 ? subtractRunning(calendar, joined, start, -duration) : nextRunning(calendar, joined, start)
  return due.ok ? ok(dueAt(calendar.days.dayOf(due.value), due.value)) : due
}

function dueInDays(question: DueQuestion, receipt: Receipt): Result<Due, CalendarError> {
  const { calendar, within, pauses = [], counting = 'exclusive', dueTime = 'endOfDay' } = question
  const isWorking = within.unit === 'workingDays'
  if (isWorking && !calendar.coversDay(receipt.day)) return err(calendar.uncoveredError())
  const total = isWorking ? workingDaysOf(calendar) : everyDay
  const paused = pausedDays(calendar, joinPauses(pauses), dueTime)
  const count = daysIn(within, receipt.day)
  const day =
    count < 0
      ? nthRunningDayBefore(calendar, total, paused, {
          end: counting === 'inclusive' ? receipt.day + 1 : receipt.day,
          count: -count,
          limit: isWorking ? calendar.firstDay : FIRST_DAY,
        })
      : nthRunningDayFrom(calendar, total, paused, {
          // No days at all is the start date itself, or the next day that counts.
          from: counting === 'inclusive' || count === 0 ? receipt.day : receipt.day + 1,
          count: Math.max(1, count),
          limit: isWorking ? calendar.lastDay : LAST_DAY,
        })
  if (!day.ok) return day
  if (dueTime === 'closing' && !calendar.coversDay(day.value)) return err(calendar.uncoveredError())
  return ok(dueAt(day.value, dayEnd(calendar, day.value, dueTime)))
}

/** How many days a span is from a day number: of the kind it counts, working or all. */
function daysIn({ unit, count }: Span, from: number): number {
  if (unit === 'weeks') return count * 7
  return unit === 'months' ? addMonths(from, count) - from : count
}

function dueAt(day: number, at: number): Due {
  return { dueOn: dateOfNumber(day), dueAt: Temporal.Instant.fromEpochMilliseconds(at) }
}
