// Finds and reads calendars and their baked holidays under `rules/calendars`.

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import type { BakedHolidays, BakedRegion } from '../src/rules/calendar/baked-holidays.ts'
import { parseBakedHolidays } from '../src/rules/calendar/baked-holidays.ts'
import type { Calendar } from '../src/rules/calendar/calendar.ts'
import { describeFindings, parseCalendar } from '../src/rules/calendar/parse-calendar.ts'
import { nearest } from '../src/rules/finding.ts'
import { type Result, err, ok } from '../src/rules/result.ts'

export const calendarsFolder = new URL('../rules/calendars/', import.meta.url)

const tableName = 'holidays.json'

/** Ids of the shipped calendars, in order. */
export function calendarIds(folder: URL = calendarsFolder): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== tableName)
    .map((name) => name.slice(0, -'.json'.length))
    .toSorted()
}

/** The table of baked holidays; throws when its file is broken, which only a bad edit can do. */
export function readBakedHolidays(folder: URL = calendarsFolder): BakedHolidays {
  const table = parseBakedHolidays(JSON.parse(readFileSync(new URL(tableName, folder), 'utf8')))
  if (!table.ok) throw new Error(`rules/calendars/${tableName}: ${table.error}`)
  return table.value
}

/** Regions in order, a line for each year, so that a re-bake can be read as a diff. */
export function writeBakedHolidays(table: BakedHolidays, folder: URL = calendarsFolder): void {
  const regions = Object.entries(table)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, region]) => `  ${JSON.stringify(key)}: ${formatRegion(region)}`)
  writeFileSync(new URL(tableName, folder), `{\n${regions.join(',\n')}\n}\n`)
}

/** A calendar's file as it stands, and what it means. */
export type CalendarFile = { readonly raw: unknown; readonly calendar: Calendar }

/** A shipped calendar by its id. Errors: no such calendar, or its file does not parse. */
export function readCalendarFile(
  id: string,
  baked: BakedHolidays,
  folder: URL = calendarsFolder,
): Result<CalendarFile, string> {
  const ids = calendarIds(folder)
  if (!ids.includes(id))
    return err(`unknown calendar \`${id}\`: there are ${ids.join(', ')}${nearest(id, ids)}`)
  const file = `rules/calendars/${id}.json`
  const raw = readJson(new URL(`${id}.json`, folder))
  if (!raw.ok) return err(`${file}: ${raw.error}`)
  const calendar = parseCalendar(raw.value, baked, file)
  if (!calendar.ok) return err(describeFindings(calendar.error))
  return ok({ raw: raw.value, calendar: calendar.value })
}

/** A shipped calendar by its id. Errors: no such calendar, or its file does not parse. */
export function readCalendar(id: string, baked: BakedHolidays): Result<Calendar, string> {
  const file = readCalendarFile(id, baked)
  return file.ok ? ok(file.value.calendar) : file
}

/** Writes the file of a new calendar. Error: there is one of this id, which somebody may have edited. */
export function writeCalendar(id: string, text: string, folder: URL = calendarsFolder): Result<URL, string> {
  const file = new URL(`${id}.json`, folder)
  if (existsSync(file)) return err(`there is a calendar \`${id}\` already`)
  writeFileSync(file, text)
  return ok(file)
}

function readJson(file: URL): Result<unknown, string> {
  try {
    return ok(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error))
  }
}

function formatRegion({ days, ...head }: BakedRegion): string {
  const years = Map.groupBy(days, ([on]) => on.slice(0, 4))
  const lines = [...years.values()].map(
    (year) => `      ${year.map((day) => JSON.stringify(day)).join(', ')}`,
  )
  const fields = Object.entries(head).map(
    ([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  )
  return `{\n${[...fields, `    "days": [\n${lines.join(',\n')}\n    ]`].join(',\n')}\n  }`
}
