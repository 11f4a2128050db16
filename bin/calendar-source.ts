// Calendars as commands are given them: the id of a shipped one, or a whole one, whose holidays are baked when needed.

import { readBakedHolidays, readCalendar } from './calendar-files.ts'
import type { BakedHolidays } from '../src/rules/calendar/baked-holidays.ts'
import type { Calendar } from '../src/rules/calendar/calendar.ts'
import { describeFindings, parseCalendar } from '../src/rules/calendar/parse-calendar.ts'
import { regionKeyOf } from '../src/rules/calendar/parse-holidays.ts'
import { isRecord } from '../src/rules/finding.ts'
import { type Result, err, ok } from '../src/rules/result.ts'

/** So many given calendars are remembered; a stream that sends more pays for reading them again. */
const REMEMBERED = 1000

/** Reads calendars, each once. Errors: an unknown id, a calendar that makes no sense, holidays nobody knows. */
export function calendarSource(): (raw: unknown) => Promise<Result<Calendar, string>> {
  let baked = readBakedHolidays()
  const known = new Map<string, Result<Calendar, string>>()
  return async (raw) => {
    const key = JSON.stringify(raw) ?? ''
    const remembered = known.get(key)
    if (remembered) return remembered
    const table = isRecord(raw) ? await bakeFor(raw, baked) : ok(baked)
    if (table.ok) baked = table.value
    const calendar = table.ok ? readAny(raw, baked) : table
    if (known.size >= REMEMBERED) known.clear()
    known.set(key, calendar)
    return calendar
  }
}

function readAny(raw: unknown, baked: BakedHolidays): Result<Calendar, string> {
  if (typeof raw === 'string') return readCalendar(raw, baked)
  if (!isRecord(raw)) return err('`calendar` must be the id of a calendar, or a calendar')
  const calendar = parseCalendar({ id: 'given', ...raw }, baked, 'calendar')
  return calendar.ok ? calendar : err(describeFindings(calendar.error))
}

/** The table with the holidays that a given calendar asks for. */
async function bakeFor(
  { holidays }: Readonly<Record<string, unknown>>,
  baked: BakedHolidays,
): Promise<Result<BakedHolidays, string>> {
  if (!isRecord(holidays)) return ok(baked)
  const key = regionKeyOf(holidays['country'], holidays['region'])
  if (key === undefined || Object.hasOwn(baked, key)) return ok(baked)
  // Loaded only when it is needed: date-holidays takes as long to load as a thousand answers.
  const { bakeRegion } = await import('./holidays.ts')
  const region = bakeRegion(key)
  return region.ok ? ok({ ...baked, [key]: region.value }) : region
}
