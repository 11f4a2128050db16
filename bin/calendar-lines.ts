// A calendar in English: one year of it, or all of them as a list.

import { Temporal } from 'temporal-polyfill'
import type { CalendarFile } from './calendar-files.ts'
import { columns, hoursInWords, inFull, inYear, monthNames, weekInWords } from './calendar-words.ts'
import { type CalendarYear, type ListedHoliday, type OwnHours, regionOf } from './calendar-year.ts'
import type { Calendar } from '../src/rules/calendar/calendar.ts'

const dateOf = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
const days = (count: number): string => `${count} working ${count === 1 ? 'day' : 'days'}`

/** The year of one calendar, as `yearOf` answers it. */
export function yearLines(shown: CalendarYear, calendar: Calendar): readonly string[] {
  const { covers, confirmedTo } = shown
  const source = shown.region === null ? 'no country' : `${shown.region} in date-holidays`
  const known = shown.region === null ? '' : `, known from ${covers.from} to ${covers.to}`
  const announced = confirmedTo === null ? '' : `, announced to ${inFull(dateOf(confirmedTo))}`
  return [
    `${shown.id}, ${shown.year}: ${days(shown.workingDays)}`,
    ...(shown.title === null ? [] : [shown.title]),
    ...columns([
      ['time zone', shown.timeZone],
      ['week', weekInWords(calendar.week)],
      ['holidays', `${source}${known}${announced}`],
    ]),
    ...(shown.projected
      ? [`In ${shown.year} holidays projected, not announced, are marked as such: they may still move.`]
      : []),
    ...section('Working days', monthLines(shown)),
    ...section('Holidays', columns(shown.holidays.map(holidayRow))),
    ...section(
      'Removed by the calendar file',
      columns(
        shown.removed.map(({ on, title, was }) => [
          inYear(dateOf(on)),
          title,
          was === null ? 'no effect: it is not in date-holidays' : '',
        ]),
      ),
    ),
    ...section(
      'Closures, from the calendar file',
      columns(
        shown.closures.map(({ from, to, title, workingDays }) => [
          from === to ? dateIn(from, shown.year) : `${dateIn(from, shown.year)} to ${dateIn(to, shown.year)}`,
          title,
          days(workingDays),
        ]),
      ),
    ),
    ...section(
      'Own hours, from the calendar file',
      columns(shown.hours.map((own) => hoursRow(own, calendar))),
    ),
  ]
}

/** All calendars: what they are made of, and their working days in a year. */
export function listLines(files: readonly CalendarFile[], year: number): readonly string[] {
  const rows = files.map(({ raw, calendar }) => {
    const { coverage, confirmedTo } = calendar
    const region = regionOf(raw)
    const [first, last] = [new Temporal.PlainDate(year, 1, 1), new Temporal.PlainDate(year, 12, 31)]
    const isCovered = calendar.covers(first) && calendar.covers(last)
    return [
      calendar.id,
      calendar.timeZone,
      region ?? 'none',
      region === undefined ? 'any year' : `${coverage.from.year} to ${coverage.to.year}`,
      confirmedTo === undefined ? 'not said' : inFull(confirmedTo),
      isCovered ? String(workingDaysBetween(calendar, first, last)) : 'not covered',
    ]
  })
  return columns([
    ['calendar', 'time zone', 'holidays', 'known', 'announced to', `working days in ${year}`],
    ...rows,
  ])
}

function monthLines({ workingDaysByMonth, holidays }: CalendarYear): readonly string[] {
  const off = monthNames.map((_, index) => {
    const ofMonth = holidays.filter(({ on }) => dateOf(on).month === index + 1)
    return ofMonth.filter(({ takesWorkingDay }) => takesWorkingDay).length
  })
  const row = (title: string, cells: readonly (number | string)[]): string =>
    `${title.padEnd(9)}${cells.map((cell) => String(cell).padStart(5)).join('')}`
  return [
    row('', monthNames),
    row('worked', workingDaysByMonth),
    row(
      'holidays',
      off.map((n) => n || '.'),
    ),
  ]
}

function holidayRow({ on, title, source, takesWorkingDay, projected }: ListedHoliday): readonly string[] {
  const remarks = [
    ...(projected ? ['projected'] : []),
    ...(takesWorkingDay ? [] : ['on a day off, costs no working day']),
  ]
  return [
    inYear(dateOf(on)),
    title,
    source === 'calendar file' ? 'added by the calendar file' : source,
    remarks.join('; '),
  ]
}

function hoursRow({ on, closedBy }: OwnHours, calendar: Calendar): readonly string[] {
  const spans = calendar.hours.find((own) => own.on.equals(dateOf(on)))?.spans ?? []
  const effect = closedBy === null ? '' : `no effect: closed for ${closedBy}`
  return [inYear(dateOf(on)), hoursInWords(spans), effect]
}

function dateIn(text: string, year: number): string {
  const date = dateOf(text)
  return date.year === year ? inYear(date) : `${inYear(date)} ${date.year}`
}

function workingDaysBetween(calendar: Calendar, first: Temporal.PlainDate, last: Temporal.PlainDate): number {
  let count = 0
  for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 }))
    if (calendar.isWorkingDay(day)) count++
  return count
}
