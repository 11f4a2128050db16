// How a clock was counted, in words: `1 Tue 24 Nov, 2 Wed 25 Nov`, or by runs of days where there are many.

import { Temporal } from 'temporal-polyfill'
import type { Calendar } from '../src/rules/calendar/calendar.ts'
import type { SkippedDay } from '../src/rules/calendar/skipped.ts'
import { inWords } from '../src/rules/wording.ts'
import type { CountedDays } from './counted-days.ts'

/** As many as a reader can take in one by one. */
const few = 10

/** The days that count, numbered; empty where none are counted. `beside` is the date whose year need not be said. */
export function countInWords({ days }: CountedDays, beside: Temporal.PlainDate): string {
  if (days.some(({ seconds }) => seconds !== undefined))
    return days.map(({ on, seconds }) => `${inWords(on, beside)} ${hoursInWords(seconds ?? 0)}`).join(', ')
  if (days.length <= few) return days.map(({ on }, index) => `${index + 1} ${inWords(on, beside)}`).join(', ')
  return runsOf(days.map(({ on }) => on))
    .map(({ first, last, from, to }) =>
      first === last
        ? `${first}: ${shortly(from, beside)}`
        : `${first}–${last}: ${from.month === to.month ? from.day : shortly(from, to)}–${shortly(to, beside)}`,
    )
    .join('; ')
}

type Run = {
  readonly first: number
  readonly last: number
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate
}

/** Days that follow each other without a gap, numbered from one. */
function runsOf(dates: readonly Temporal.PlainDate[]): readonly Run[] {
  const runs: Run[] = []
  for (const [index, date] of dates.entries()) {
    const run = runs.at(-1)
    if (run?.to.add({ days: 1 }).equals(date)) runs[runs.length - 1] = { ...run, last: index + 1, to: date }
    else runs.push({ first: index + 1, last: index + 1, from: date, to: date })
  }
  return runs
}

const shortly = (date: Temporal.PlainDate, beside: Temporal.PlainDate): string =>
  inWords(date, beside).replace(/^\w+ /, '')

function hoursInWords(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 || hours === 0 ? [`${rest} min`] : [])].join(' ')
}

/** Holidays and closures that were left out, each with where the calendar has it from, and the days that never count. */
export function skippedInWords(
  skipped: readonly SkippedDay[],
  calendar: Calendar,
  beside: Temporal.PlainDate,
): string {
  const idle = calendar.week.flatMap((spans, index) => (spans.length === 0 ? [weekdays[index] ?? ''] : []))
  const never =
    idle.join() === 'Saturday,Sunday' ? 'weekends' : idle.map((weekday) => `${weekday}s`).join(', ')
  const days = skipped.map((day) => `${inWords(day.on, beside)} ${day.title} (${sourceOf(day, calendar)})`)
  return [...days, ...(never === '' ? [] : [never])].join(', ')
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** Where a calendar has it from that a day does not count. */
export function sourceOf({ on, kind }: SkippedDay, { holidays }: Calendar): string {
  switch (kind) {
    case 'closure':
      return 'closure'
    case 'hours':
      return 'no opening hours on this date'
    case 'holiday':
      return holidays.some((holiday) => holiday.source === 'added' && holiday.on.equals(on))
        ? "holiday, added in the calendar's file"
        : 'public holiday'
  }
}
