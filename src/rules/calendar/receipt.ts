// When a start counts as received: a cut-off time or a non-working day can move it to the next working day.

import { Temporal } from 'temporal-polyfill'
import type { Calendar } from './calendar.ts'
import type { CalendarError } from './calendar-error.ts'
import { numberOfDate } from './day-number.ts'
import { type Result, err, ok } from '../result.ts'
import { nthWorkingDayFrom } from './working-days.ts'

/** A date stands for the whole local day; where a time is needed, for its first instant. */
export type Moment = Temporal.Instant | Temporal.PlainDate

export type ReceiptRules = {
  /** `nextIsDayOne` unless given. */
  readonly nonWorkingStart?: 'nextIsDayOne' | 'receivedNextWorkingDay' | undefined
  /** Seconds after local midnight, from which a start counts as received on the next working day. */
  readonly cutOff?: number | undefined
}

/** Day number and epoch milliseconds. */
export type Receipt = { readonly day: number; readonly at: number }

export function momentIn(calendar: Calendar, moment: Moment): Receipt {
  if (moment instanceof Temporal.PlainDate) {
    const day = numberOfDate(moment)
    return {
      day,
      // Where days are counted nobody asks for a time.
      get at() {
        return calendar.days.startOf(day)
      },
    }
  }
  return { day: calendar.days.dayOf(moment.epochMilliseconds), at: moment.epochMilliseconds }
}

/** The start by which a clock counts. Error: the calendar does not know the days that it would have to look at. */
export function receiptOf(
  calendar: Calendar,
  start: Moment,
  { nonWorkingStart, cutOff }: ReceiptRules,
): Result<Receipt, CalendarError> {
  const receipt = momentIn(calendar, start)
  const isLate =
    cutOff !== undefined &&
    start instanceof Temporal.Instant &&
    calendar.days.wallSecondsAt(receipt.at) >= cutOff
  if (!isLate && nonWorkingStart !== 'receivedNextWorkingDay') return ok(receipt)
  if (!calendar.coversDay(receipt.day)) return err(calendar.uncoveredError())
  if (!isLate && calendar.table.isWorking(receipt.day)) return ok(receipt)
  const day = nthWorkingDayFrom(calendar, receipt.day + 1, 1)
  return day === undefined ? err(calendar.uncoveredError()) : ok({ day, at: calendar.days.startOf(day) })
}
