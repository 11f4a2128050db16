// Calendars and questions for the tests of this folder.

import { readFileSync } from 'node:fs'
import { Temporal } from 'temporal-polyfill'
import { parseBakedHolidays } from '../../../src/rules/calendar/baked-holidays.ts'
import type { Calendar } from '../../../src/rules/calendar/calendar.ts'
import { type CountingRules, type Due, dueOf } from '../../../src/rules/calendar/due.ts'
import { parseClockTime } from '../../../src/rules/calendar/opening-span.ts'
import { describeFindings, parseCalendar } from '../../../src/rules/calendar/parse-calendar.ts'
import type { Pause } from '../../../src/rules/calendar/pauses.ts'
import type { Moment } from '../../../src/rules/calendar/receipt.ts'
import { parseSpan } from '../../../src/rules/calendar/span.ts'
import type { Result } from '../../../src/rules/result.ts'

const shipped = new URL('../../../rules/calendars/', import.meta.url)
const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, shipped), 'utf8'))

export const valueOf = <T, E>(result: Result<T, E>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

export const baked = valueOf(parseBakedHolidays(readJson('holidays.json')))

export function calendarOf(raw: unknown): Calendar {
  const calendar = parseCalendar(raw, baked)
  if (!calendar.ok) throw new Error(describeFindings(calendar.error))
  return calendar.value
}

export const shippedCalendar = (id: string): Calendar => calendarOf(readJson(`${id}.json`))

export const england = shippedCalendar('england-and-wales')

const office = [['09:00', '17:00']]
export const officeWeek = { mon: office, tue: office, wed: office, thu: office, fri: office }
const night = [['00:00', '24:00']]
export const allDayWeek = {
  mon: night,
  tue: night,
  wed: night,
  thu: night,
  fri: night,
  sat: night,
  sun: night,
}

/** A calendar in London without holidays, but for what `more` says. */
export const plain = (more: Readonly<Record<string, unknown>> = {}): Calendar =>
  calendarOf({ id: 'plain', timeZone: 'Europe/London', week: officeWeek, ...more })

export const instant = (text: string): Temporal.Instant => Temporal.Instant.from(text)
export const date = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)
export const moment = (text: string): Moment => (text.includes('T') ? instant(text) : date(text))
export const pausesOf = (pairs: readonly (readonly [string, string | null])[]): readonly Pause[] =>
  pairs.map(([from, to]) => [instant(from), to === null ? null : instant(to)])

export type Switches = Omit<CountingRules, 'cutOff' | 'pauses'> & {
  readonly cutOff?: string
  readonly pauses?: readonly (readonly [string, string | null])[]
}

export const rulesOf = ({ cutOff, pauses = [], ...rest }: Switches): CountingRules => ({
  ...rest,
  pauses: pausesOf(pauses),
  cutOff: cutOff === undefined ? undefined : parseClockTime(cutOff),
})

export const due = (calendar: Calendar, start: string, within: unknown, switches: Switches = {}): Due =>
  valueOf(dueOf({ calendar, start: moment(start), within: valueOf(parseSpan(within)), ...rulesOf(switches) }))

export const dueText = (...args: Parameters<typeof due>): string => {
  const { dueOn, dueAt } = due(...args)
  return `${dueOn.toString()} ${dueAt.toString()}`
}
