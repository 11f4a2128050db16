// How calendars read: dates and opening hours, so that columns line up.

import type { Temporal } from 'temporal-polyfill'
import { formatClockTime, type OpeningSpan } from '../src/rules/calendar/opening-span.ts'

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

export const monthNames: readonly string[] = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
]

export const weekdayOf = (date: Temporal.PlainDate): string => weekdays[date.dayOfWeek - 1] ?? ''

/** `Thu  1 Jan`: always as wide. */
export const inYear = (date: Temporal.PlainDate): string =>
  `${weekdayOf(date)} ${String(date.day).padStart(2)} ${monthNames[date.month - 1] ?? ''}`

/** `31 Dec 2028`. */
export const inFull = (date: Temporal.PlainDate): string =>
  `${date.day} ${monthNames[date.month - 1] ?? ''} ${date.year}`

export const spanPairs = (spans: readonly OpeningSpan[]): readonly (readonly [string, string])[] =>
  spans.map(({ from, to }) => [formatClockTime(from), formatClockTime(to)])

/** `09:00–12:00, 13:00–17:00`, or that it is closed. */
export const hoursInWords = (spans: readonly OpeningSpan[]): string =>
  spans.length === 0
    ? 'closed'
    : spanPairs(spans)
        .map(([from, to]) => `${from}–${to}`)
        .join(', ')

/** `Mon to Thu 09:00–17:00; Fri 09:00–16:00`: days that follow each other with the same hours together. */
export function weekInWords(week: readonly (readonly OpeningSpan[])[]): string {
  const runs: { first: string; last: string; hours: string }[] = []
  let isNeighbour = false
  for (const [index, spans] of week.entries()) {
    const [day, hours] = [weekdays[index] ?? '', hoursInWords(spans)]
    const run = runs.at(-1)
    if (spans.length > 0 && isNeighbour && run?.hours === hours) run.last = day
    else if (spans.length > 0) runs.push({ first: day, last: day, hours })
    isNeighbour = spans.length > 0
  }
  const parts = runs.map(
    ({ first, last, hours }) => `${first === last ? first : `${first} to ${last}`} ${hours}`,
  )
  return parts.join('; ') || 'no day open'
}

/** Rows as columns, each as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<readonly number[]>(
    (widest, row) =>
      Array.from({ length: Math.max(widest.length, row.length) }, (_, index) =>
        Math.max(widest[index] ?? 0, row[index]?.length ?? 0),
      ),
    [],
  )
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
