// A year of a calendar for people to check: how many working days each month has, and why not more.

import { Temporal } from 'temporal-polyfill'
import type { CalendarFile } from './calendar-files.ts'
import { spanPairs, weekdayOf } from './calendar-words.ts'
import type { BakedHolidays } from '../src/rules/calendar/baked-holidays.ts'
import type { Calendar } from '../src/rules/calendar/calendar.ts'
import { parseDate } from '../src/rules/calendar/date-text.ts'
import { regionKeyOf } from '../src/rules/calendar/parse-holidays.ts'
import { isRecord } from '../src/rules/finding.ts'
import { type Result, err, ok } from '../src/rules/result.ts'

type Source = 'date-holidays' | 'calendar file'

export type ListedHoliday = {
  readonly on: string
  readonly weekday: string
  readonly title: string
  readonly source: Source
  /** Whether it takes out a day that the week would have worked. */
  readonly takesWorkingDay: boolean
  /** Follows the rules only: nobody has announced it yet. */
  readonly projected: boolean
}

export type RemovedHoliday = {
  readonly on: string
  readonly weekday: string
  /** What the calendar file says of it. */
  readonly title: string
  /** Its title in the table; null where the table has no such holiday, so that removing it does nothing. */
  readonly was: string | null
}

export type OwnHours = {
  readonly on: string
  readonly weekday: string
  readonly open: boolean
  readonly spans: readonly (readonly [from: string, to: string])[]
  /** The holiday or closure that wins over these hours, else null. */
  readonly closedBy: string | null
}

export type CalendarYear = {
  readonly id: string
  readonly title: string | null
  readonly year: number
  readonly timeZone: string
  /** Country, or country and region, of the holidays from date-holidays. */
  readonly region: string | null
  readonly workingDays: number
  /** January first. */
  readonly workingDaysByMonth: readonly number[]
  readonly holidays: readonly ListedHoliday[]
  readonly removed: readonly RemovedHoliday[]
  readonly closures: readonly {
    readonly from: string
    readonly to: string
    readonly title: string
    /** Working days of this year that it takes out, holidays aside. */
    readonly workingDays: number
  }[]
  readonly hours: readonly OwnHours[]
  /** Years whose holidays are known, and the last that is officially announced. */
  readonly covers: { readonly from: number; readonly to: number; readonly confirmedTo: number | null }
  /** Last date whose holidays are officially announced. */
  readonly confirmedTo: string | null
  /** Whether some of this year's holidays follow the rules only, with nothing announced. */
  readonly projected: boolean
}

const sources = { baked: 'date-holidays', added: 'calendar file' } as const

/** Error: a year that the calendar does not cover. */
export function yearOf(
  { raw, calendar }: CalendarFile,
  year: number,
  baked: BakedHolidays,
): Result<CalendarYear, string> {
  const [first, last] = [new Temporal.PlainDate(year, 1, 1), new Temporal.PlainDate(year, 12, 31)]
  const { from, to } = calendar.coverage
  if (!calendar.covers(first) || !calendar.covers(last))
    return err(`calendar \`${calendar.id}\` covers the years ${from.year} to ${to.year}, not ${year}`)
  const workingDaysByMonth = Array.from({ length: 12 }, (_, index) => {
    const month = new Temporal.PlainYearMonth(year, index + 1)
    return workingDaysIn(calendar, month.toPlainDate({ day: 1 }), month.daysInMonth)
  })
  const { confirmedTo } = calendar
  const isProjected = (on: Temporal.PlainDate): boolean =>
    confirmedTo !== undefined && Temporal.PlainDate.compare(on, confirmedTo) > 0
  return ok({
    id: calendar.id,
    title: titleOf(raw),
    year,
    timeZone: calendar.timeZone,
    region: regionOf(raw) ?? null,
    workingDays: workingDaysByMonth.reduce((sum, days) => sum + days, 0),
    workingDaysByMonth,
    holidays: calendar.holidays
      .filter(({ on }) => on.year === year)
      .map(({ on, title, source }) => ({
        on: on.toString(),
        weekday: weekdayOf(on),
        title,
        source: sources[source],
        takesWorkingDay: spansWithoutHoliday(calendar, on).length > 0,
        projected: source === 'baked' && isProjected(on),
      })),
    removed: removedIn(raw, year, baked),
    closures: calendar.closures
      .filter((closure) => closure.from.year <= year && closure.to.year >= year)
      .map((closure) => ({
        from: closure.from.toString(),
        to: closure.to.toString(),
        title: closure.title,
        workingDays: daysTaken(calendar, closure, first, last),
      })),
    hours: calendar.hours
      .filter(({ on }) => on.year === year)
      .toSorted((a, b) => Temporal.PlainDate.compare(a.on, b.on))
      .map(({ on, spans }) => ({
        on: on.toString(),
        weekday: weekdayOf(on),
        open: spans.length > 0,
        spans: spanPairs(spans),
        closedBy: closedBy(calendar, on) ?? null,
      })),
    covers: { from: from.year, to: to.year, confirmedTo: confirmedTo?.year ?? null },
    confirmedTo: confirmedTo?.toString() ?? null,
    projected: isProjected(last),
  })
}

export const titleOf = (raw: unknown): string | null =>
  isRecord(raw) && typeof raw['title'] === 'string' ? raw['title'] : null

const holidaysOf = (raw: unknown): Readonly<Record<string, unknown>> =>
  isRecord(raw) && isRecord(raw['holidays']) ? raw['holidays'] : {}

/** The key of the region whose baked holidays a calendar's file asks for. */
export const regionOf = (raw: unknown): string | undefined =>
  regionKeyOf(holidaysOf(raw)['country'], holidaysOf(raw)['region'])

function removedIn(raw: unknown, year: number, baked: BakedHolidays): readonly RemovedHoliday[] {
  const { remove } = holidaysOf(raw)
  const titles = new Map(baked[regionOf(raw) ?? '']?.days)
  const entries: readonly unknown[] = Array.isArray(remove) ? remove : []
  return entries
    .flatMap((entry): RemovedHoliday[] => {
      const { on, title }: Readonly<Record<string, unknown>> = isRecord(entry) ? entry : { on: entry }
      const date = parseDate(on)
      if (date?.year !== year) return []
      const was = titles.get(date.toString()) ?? null
      const said = typeof title === 'string' ? title : (was ?? 'Holiday')
      return [{ on: date.toString(), weekday: weekdayOf(date), title: said, was }]
    })
    .toSorted((a, b) => (a.on < b.on ? -1 : 1))
}

/** What a date would be open if it were neither a holiday nor closed. */
function spansWithoutHoliday({ hours, week }: Calendar, on: Temporal.PlainDate) {
  return hours.find((own) => own.on.equals(on))?.spans ?? week[on.dayOfWeek - 1] ?? []
}

function closedBy({ holidays, closures }: Calendar, on: Temporal.PlainDate): string | undefined {
  const closure = closures.find(
    ({ from, to }) => Temporal.PlainDate.compare(from, on) <= 0 && Temporal.PlainDate.compare(on, to) <= 0,
  )
  return (holidays.find((holiday) => holiday.on.equals(on)) ?? closure)?.title
}

/** Days from `first` to `last` that a closure takes out, and that would be worked without it. */
function daysTaken(
  calendar: Calendar,
  { from, to }: { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate },
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
): number {
  const holidays = new Set(calendar.holidays.map(({ on }) => on.toString()))
  let count = 0
  let day = Temporal.PlainDate.compare(from, first) < 0 ? first : from
  for (; Temporal.PlainDate.compare(day, to) <= 0; day = day.add({ days: 1 })) {
    if (Temporal.PlainDate.compare(day, last) > 0) break
    if (!holidays.has(day.toString()) && spansWithoutHoliday(calendar, day).length > 0) count++
  }
  return count
}

function workingDaysIn(calendar: Calendar, from: Temporal.PlainDate, days: number): number {
  const dates = Array.from({ length: days }, (_, offset) => from.add({ days: offset }))
  return dates.filter((date) => calendar.isWorkingDay(date)).length
}
