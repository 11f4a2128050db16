// A year of a calendar for people to check: how many working days each month has, and why not more.

import { Temporal } from 'temporal-polyfill'
import type { Calendar } from '../src/rules/calendar/calendar.ts'
import { type Result, err, ok } from '../src/rules/result.ts'

type Listed = {
  readonly on: string
  readonly weekday: string
  readonly title: string
  readonly source: string
}

export type CalendarYear = {
  readonly id: string
  readonly year: number
  readonly timeZone: string
  readonly workingDays: number
  /** January first. */
  readonly workingDaysByMonth: readonly number[]
  readonly holidays: readonly Listed[]
  readonly closures: readonly { readonly from: string; readonly to: string; readonly title: string }[]
  readonly hours: readonly { readonly on: string; readonly open: boolean }[]
  /** Years whose holidays are known, and the last that is officially announced. */
  readonly covers: { readonly from: number; readonly to: number; readonly confirmedTo: number | null }
  /** Whether this year's holidays follow the rules only, with nothing announced. */
  readonly projected: boolean
}

const sources = { baked: 'date-holidays', added: 'calendar file' }
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Error: a year that the calendar does not cover. */
export function yearOf(calendar: Calendar, year: number): Result<CalendarYear, string> {
  const [first, last] = [new Temporal.PlainDate(year, 1, 1), new Temporal.PlainDate(year, 12, 31)]
  const { from, to } = calendar.coverage
  if (!calendar.covers(first) || !calendar.covers(last))
    return err(`calendar \`${calendar.id}\` covers the years ${from.year} to ${to.year}, not ${year}`)
  const workingDaysByMonth = months.map((_, index) => workingDaysIn(calendar, year, index + 1))
  const confirmedTo = calendar.confirmedTo
  return ok({
    id: calendar.id,
    year,
    timeZone: calendar.timeZone,
    workingDays: workingDaysByMonth.reduce((sum, days) => sum + days, 0),
    workingDaysByMonth,
    holidays: calendar.holidays
      .filter(({ on }) => on.year === year)
      .map(({ on, title, source }) => ({
        on: on.toString(),
        weekday: weekdays[on.dayOfWeek - 1] ?? '',
        title,
        source: sources[source],
      })),
    closures: calendar.closures
      .filter((closure) => closure.from.year <= year && closure.to.year >= year)
      .map((closure) => ({ from: closure.from.toString(), to: closure.to.toString(), title: closure.title })),
    hours: calendar.hours
      .filter(({ on }) => on.year === year)
      .map(({ on, spans }) => ({ on: on.toString(), open: spans.length > 0 })),
    covers: { from: from.year, to: to.year, confirmedTo: confirmedTo?.year ?? null },
    projected: confirmedTo !== undefined && Temporal.PlainDate.compare(last, confirmedTo) > 0,
  })
}

export function formatYear(shown: CalendarYear): string {
  const { from, to, confirmedTo } = shown.covers
  const projected = confirmedTo === null ? '' : `; announced to ${confirmedTo}, projected after`
  return [
    `${shown.id} ${shown.year} (${shown.timeZone})${shown.projected ? ', holidays projected, not announced' : ''}`,
    `covers ${from} to ${to}${projected}`,
    '',
    `working days  ${months.map((month, index) => `${month} ${shown.workingDaysByMonth[index] ?? 0}`).join('  ')}`,
    `              ${shown.workingDays} in the year`,
    '',
    'holidays',
    ...shown.holidays.map(({ on, weekday, title, source }) => `  ${on} ${weekday}  ${title} (${source})`),
    ...(shown.closures.length > 0 ? ['', 'closures (calendar file)'] : []),
    ...shown.closures.map((closure) => `  ${closure.from} to ${closure.to}  ${closure.title}`),
    ...(shown.hours.length > 0 ? ['', 'own hours (calendar file)'] : []),
    ...shown.hours.map(({ on, open }) => `  ${on}  ${open ? 'other hours' : 'closed'}`),
  ].join('\n')
}

function workingDaysIn(calendar: Calendar, year: number, month: number): number {
  const { daysInMonth } = new Temporal.PlainYearMonth(year, month)
  const dates = Array.from(
    { length: daysInMonth },
    (_, index) => new Temporal.PlainDate(year, month, index + 1),
  )
  return dates.filter((date) => calendar.isWorkingDay(date)).length
}
