// How much working time passed between a start and an end, as the same clock would have counted it.

import type { Calendar } from './calendar.ts'
import type { CalendarError } from './calendar-error.ts'
import type { CountingRules } from './due.ts'
import { joinPauses, pausedDays } from './pauses.ts'
import { type Moment, momentIn, receiptOf } from './receipt.ts'
import { type Result, err, ok } from '../result.ts'
import { countRunningDays } from './running-days.ts'
import { runningBetween } from './running-time.ts'
import { workingDaysOf } from './working-days.ts'

export type ElapsedQuestion = CountingRules & {
  readonly calendar: Calendar
  readonly start: Moment
  readonly until: Moment
}

/** Real open seconds, and working dates after the start date up to and including the last. */
export type Elapsed = { readonly workingSeconds: number; readonly workingDays: number }

/**
 * Working time from `start` to `until`, none where `until` is not after it. Pauses that begin later than `until` do
 * not matter. Error: dates whose holidays are unknown.
 */
export function elapsed(question: ElapsedQuestion): Result<Elapsed, CalendarError> {
  const { calendar, counting = 'exclusive', dueTime = 'endOfDay' } = question
  const [begin, end] = [momentIn(calendar, question.start), momentIn(calendar, question.until)]
  if (end.at <= begin.at) return ok({ workingSeconds: 0, workingDays: 0 })
  const receipt = receiptOf(calendar, question.start, question)
  if (!receipt.ok) return receipt
  const { day, at } = receipt.value
  if (!calendar.coversDay(day) || !calendar.coversDay(end.day)) return err(calendar.uncoveredError())
  const pauses = joinPauses(question.pauses ?? []).filter(({ from }) => from < end.at)
  const paused = pausedDays(calendar, pauses, dueTime)
  const from = counting === 'inclusive' ? day : day + 1
  return ok({
    workingSeconds: runningBetween(calendar, pauses, at, end.at) / 1000,
    workingDays: countRunningDays(workingDaysOf(calendar), paused, from, end.day + 1),
  })
}
