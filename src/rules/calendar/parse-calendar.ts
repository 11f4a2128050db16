// Reads a calendar file, and refuses one that makes no sense, saying where.

import { Temporal } from 'temporal-polyfill'
import type { BakedHolidays } from './baked-holidays.ts'
import { Calendar, type CalendarParts, type Closure, type Hours } from './calendar.ts'
import { dayNumber, numberOfDate } from './day-number.ts'
import { parseDate } from './date-text.ts'
import { Fields, escapePointer } from '../fields.ts'
import type { Finding, Report } from '../finding.ts'
import { type OpeningSpan, formatClockTime, joinOpeningSpans, parseOpeningSpan } from './opening-span.ts'
import { parseHolidays } from './parse-holidays.ts'
import { type Result, err, ok } from '../result.ts'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

export const calendarKeys = [
  '$schema',
  'id',
  'title',
  'timeZone',
  'week',
  'holidays',
  'closures',
  'hours',
] as const

/** No closure is longer: it would cover a whole year. */
const LONGEST_CLOSURE_DAYS = 2 * 366

/**
 * A calendar from the contents of its file. `baked` holds the holidays of the countries it may name, `file` is named in
 * the findings. Errors: unknown keys, bad zones, dates, times, overlapping spans, holidays that are not baked, and a
 * year without a working day.
 */
export function parseCalendar(
  raw: unknown,
  baked: BakedHolidays,
  file = 'calendar',
): Result<Calendar, readonly Finding[]> {
  const findings: Finding[] = []
  const report: Report = (pointer, message) => void findings.push({ file, pointer, message })
  const fields = new Fields(raw, '', report, calendarKeys)
  fields.optionalText('title')
  const parts: CalendarParts = {
    id: fields.text('id'),
    timeZone: parseTimeZone(fields),
    week: parseWeek(fields),
    ...parseHolidays(fields, baked),
    closures: fields.items('closures').flatMap(([item, pointer]) => parseClosure(item, pointer, report)),
    hours: parseHours(fields),
  }
  const fileId = /([^/\\]+)\.json$/.exec(file)?.[1]
  if (fileId !== undefined && parts.id !== '' && parts.id !== fileId)
    report('/id', `\`id\` must be \`${fileId}\`, as the file is called, not \`${parts.id}\``)
  if (findings.length > 0) return err(findings)
  const calendar = new Calendar(parts)
  const idle = yearWithoutWork(calendar)
  if (idle !== undefined) report('', `${idle} has no working day: a clock could never fall due`)
  return findings.length > 0 ? err(findings) : ok(calendar)
}

/** One line per finding, with its place in words: `week.mon[1]: …`. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ file, pointer, message }) => {
      const place = pointer
        .slice(1)
        .replaceAll(/\/(\d+)(?=\/|$)/g, '[$1]')
        .replaceAll('/', '.')
      return `${file}: ${place === '' ? '' : `${place}: `}${message}`
    })
    .join('; ')
}

function parseTimeZone(fields: Fields): string {
  const name = fields.text('timeZone')
  if (name === '') return 'UTC'
  // Temporal would also take a whole date and time as the name of its zone.
  if (/^([A-Za-z][\w+\-/]*|[+-]\d\d:\d\d)$/.test(name)) {
    try {
      return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId
    } catch {
      // Reported below.
    }
  }
  fields.report(fields.at('timeZone'), `unknown time zone \`${name}\`: use a name such as \`Europe/London\``)
  return 'UTC'
}

function parseWeek(fields: Fields): readonly (readonly OpeningSpan[])[] {
  if (!fields.has('week')) fields.report('', '`week` is missing')
  // `monday` is a likely slip, and too far from `mon` for a guess by spelling.
  const report: Report = (pointer, message) => {
    const day = weekdays.find((name) => pointer.toLowerCase().startsWith(`/week/${name}`))
    const isGuess = day === undefined || !message.startsWith('unknown key') || message.endsWith('?')
    return fields.report(pointer, isGuess ? message : `${message}, did you mean \`${day}\`?`)
  }
  const week = new Fields(fields.has('week') ? fields.raw('week') : {}, '/week', report, weekdays)
  return weekdays.map((day) => parseSpans(week.has(day) ? week.raw(day) : [], week.at(day), fields.report))
}

function parseSpans(raw: unknown, pointer: string, report: Report): readonly OpeningSpan[] {
  if (!Array.isArray(raw)) {
    report(pointer, 'opening hours are a list of spans, such as `[["09:00", "17:00"]]`')
    return []
  }
  const spans = raw.flatMap((item: unknown, index) => {
    const span = parseOpeningSpan(item)
    if (!span.ok) report(`${pointer}/${index}`, span.error)
    return span.ok ? [span.value] : []
  })
  const joined = joinOpeningSpans(spans)
  if (joined.ok) return joined.value
  const [first, second] = joined.error.map(
    (span) => `${formatClockTime(span.from)}–${formatClockTime(span.to)}`,
  )
  report(pointer, `the spans ${first} and ${second} overlap`)
  return []
}

function parseHours(fields: Fields): readonly Hours[] {
  return fields.entries('hours').flatMap(([key, value, pointer]) => {
    const on = parseDate(key)
    if (!on) fields.report(pointer, `\`${key}\` is not a date that exists, such as \`2026-12-23\``)
    const spans = parseSpans(value, pointer, fields.report)
    return on ? [{ on, spans }] : []
  })
}

function parseClosure(raw: unknown, pointer: string, report: Report): Closure[] {
  const fields = new Fields(raw, pointer, report, ['from', 'to', 'title'])
  const read = (key: string): Temporal.PlainDate | undefined =>
    parseDate(fields.raw(key)) ??
    report(
      `${pointer}/${escapePointer(key)}`,
      `\`${key}\` must be a date that exists, such as \`2026-12-24\``,
    )
  const from = read('from')
  const to = fields.has('to') ? read('to') : from
  const title = fields.optionalText('title') ?? 'Closed'
  if (!from || !to) return []
  const days = numberOfDate(to) - numberOfDate(from) + 1
  const dates = `${from.toString()} to ${to.toString()}`
  if (days < 1) report(pointer, `the closure ends before it starts (${dates})`)
  else if (days > LONGEST_CLOSURE_DAYS)
    report(pointer, `the closure from ${dates} leaves a year without a working day`)
  else return [{ from, to, title }]
  return []
}

/** The first year without a working day, among those that are covered or differ from the week. */
function yearWithoutWork({ table, coverage, hours, closures, holidays, week }: Calendar): number | undefined {
  const dates = [
    ...hours.map(({ on }) => on),
    ...holidays.map(({ on }) => on),
    ...closures.flatMap(({ from, to }) => [from, from.add({ years: 1 }), to]),
  ]
  const special = new Set(dates.map(({ year }) => year))
  // Years like any other have the week's days; so only a week without one makes the covered years worth a look.
  const plain = week.some((spans) => spans.length > 0) ? [] : [coverage.from.year, coverage.to.year]
  const isIdle = (year: number): boolean =>
    table.workingDaysBefore(dayNumber(year + 1, 1, 1)) === table.workingDaysBefore(dayNumber(year, 1, 1))
  return [...plain, ...special].toSorted((a, b) => a - b).find((year) => isIdle(year))
}
