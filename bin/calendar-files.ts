// Finds and reads calendars and their baked holidays under `rules/calendars`.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import type { BakedHolidays, BakedRegion } from '../src/rules/calendar/baked-holidays.ts'
import { parseBakedHolidays } from '../src/rules/calendar/baked-holidays.ts'
import type { Calendar } from '../src/rules/calendar/calendar.ts'
import { describeFindings, parseCalendar } from '../src/rules/calendar/parse-calendar.ts'
import { type Result, err, ok } from '../src/rules/result.ts'

const folder = new URL('../rules/calendars/', import.meta.url)
const tableFile = new URL('holidays.json', folder)

/** Ids of the shipped calendars, in order. */
export function calendarIds(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'holidays.json')
    .map((name) => name.slice(0, -'.json'.length))
    .toSorted()
}

/** The table of baked holidays; throws when its file is broken, which only a bad edit can do. */
export function readBakedHolidays(): BakedHolidays {
  const table = parseBakedHolidays(JSON.parse(readFileSync(tableFile, 'utf8')))
  if (!table.ok) throw new Error(`rules/calendars/holidays.json: ${table.error}`)
  return table.value
}

/** A line for each year, so that a re-bake can be read as a diff. */
export function writeBakedHolidays(table: BakedHolidays): void {
  const regions = Object.entries(table)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, region]) => `  ${JSON.stringify(key)}: ${formatRegion(region)}`)
  writeFileSync(tableFile, `{\n${regions.join(',\n')}\n}\n`)
}

/** A shipped calendar by its id. Errors: no such calendar, or its file does not parse. */
export function readCalendar(id: string, baked: BakedHolidays): Result<Calendar, string> {
  const ids = calendarIds()
  if (!ids.includes(id)) return err(`unknown calendar \`${id}\`: there are ${ids.join(', ')}`)
  const file = `rules/calendars/${id}.json`
  const calendar = parseCalendar(JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')), baked, file)
  return calendar.ok ? ok(calendar.value) : err(describeFindings(calendar.error))
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
