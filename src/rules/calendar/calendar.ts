// A calendar: which days and hours count, in one time zone.

import { Temporal } from 'temporal-polyfill'
import { type CalendarError, uncovered } from './calendar-error.ts'
import { dateOfNumber, numberOfDate } from './day-number.ts'
import { DayTable } from './day-table.ts'
import { type LocalDays, localDaysOf } from './local-days.ts'
import { OpenTimes } from './open-times.ts'
import type { OpeningSpan } from './opening-span.ts'
import { nthWorkingDayFrom } from './working-days.ts'

/** `baked` holidays come from the table of the country, `added` ones from the calendar file itself. */
export type Holiday = {
  readonly on: Temporal.PlainDate
  readonly title: string
  readonly source: 'baked' | 'added'
}

/** Both dates belong to the closure. */
export type Closure = {
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate
  readonly title: string
}

export type Hours = { readonly on: Temporal.PlainDate; readonly spans: readonly OpeningSpan[] }

/** First and last date whose holidays are known. */
export type Coverage = { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate }

export type CalendarParts = {
  readonly id: string
  readonly timeZone: string
  /** Seven lists of spans, Monday first. */
  readonly week: readonly (readonly OpeningSpan[])[]
  readonly holidays: readonly Holiday[]
  readonly closures: readonly Closure[]
  readonly hours: readonly Hours[]
  readonly coverage: Coverage
  /** Last date whose holidays are officially announced rather than projected; `undefined` where nobody says. */
  readonly confirmedTo: Temporal.PlainDate | undefined
}

/** All dates are local to the time zone. Made by `parseCalendar`, which refuses parts that make no sense. */
export class Calendar implements CalendarParts {
  readonly id: string
  readonly timeZone: string
  readonly week: readonly (readonly OpeningSpan[])[]
  readonly holidays: readonly Holiday[]
  readonly closures: readonly Closure[]
  readonly hours: readonly Hours[]
  readonly coverage: Coverage
  readonly confirmedTo: Temporal.PlainDate | undefined
  /** The next five are for the counting in this folder, which speaks of days by number. */
  readonly table: DayTable
  readonly days: LocalDays
  readonly open: OpenTimes
  readonly firstDay: number
  readonly lastDay: number

  constructor(parts: CalendarParts) {
    this.id = parts.id
    this.timeZone = parts.timeZone
    this.week = parts.week
    this.holidays = parts.holidays
    this.closures = parts.closures
    this.hours = parts.hours
    this.coverage = parts.coverage
    this.confirmedTo = parts.confirmedTo
    this.table = new DayTable(parts.week, exceptionalDays(parts))
    this.days = localDaysOf(parts.timeZone)
    this.open = new OpenTimes(this.table, this.days)
    this.firstDay = numberOfDate(parts.coverage.from)
    this.lastDay = numberOfDate(parts.coverage.to)
  }

  /** Whether the calendar knows the holidays of a date; the methods below throw a `RangeError` where it does not. */
  covers(date: Temporal.PlainDate): boolean {
    return this.coversDay(numberOfDate(date))
  }

  isWorkingDay(date: Temporal.PlainDate): boolean {
    return this.table.isWorking(this.#covered(date))
  }

  /** Wall-clock spans in which a date is open, none when it is not a working day. */
  openSpans(date: Temporal.PlainDate): readonly OpeningSpan[] {
    return this.table.spansOn(this.#covered(date))
  }

  /** The first working day after a date. */
  nextWorkingDay(date: Temporal.PlainDate): Temporal.PlainDate {
    const next = nthWorkingDayFrom(this, this.#covered(date) + 1, 1)
    if (next === undefined) throw new RangeError(this.uncoveredError().message)
    return dateOfNumber(next)
  }

  localDate(at: Temporal.Instant): Temporal.PlainDate {
    return at.toZonedDateTimeISO(this.timeZone).toPlainDate()
  }

  /** First instant of a local date, which is not midnight where the clocks skip it. */
  startOfDay(date: Temporal.PlainDate): Temporal.Instant {
    return Temporal.Instant.fromEpochMilliseconds(this.days.startOf(numberOfDate(date)))
  }

  /** First instant after a local date: that of the next. */
  endOfDay(date: Temporal.PlainDate): Temporal.Instant {
    return Temporal.Instant.fromEpochMilliseconds(this.days.endOf(numberOfDate(date)))
  }

  coversDay(day: number): boolean {
    return day >= this.firstDay && day <= this.lastDay
  }

  uncoveredError(): CalendarError {
    return uncovered(this.id, this.coverage)
  }

  #covered(date: Temporal.PlainDate): number {
    const day = numberOfDate(date)
    if (!this.coversDay(day)) throw new RangeError(this.uncoveredError().message)
    return day
  }
}

/** Spans of the dates that differ from the week: holidays and closures win over a date's own hours. */
function exceptionalDays(parts: CalendarParts): ReadonlyMap<number, readonly OpeningSpan[]> {
  const days = new Map<number, readonly OpeningSpan[]>()
  for (const { on, spans } of parts.hours) days.set(numberOfDate(on), spans)
  for (const { on } of parts.holidays) days.set(numberOfDate(on), [])
  for (const { from, to } of parts.closures)
    for (let day = numberOfDate(from); day <= numberOfDate(to); day++) days.set(day, [])
  return days
}
