// Holidays by country and region, worked out beforehand by `redress calendar bake`: looking one up live is too slow.

import { isRecord } from '../finding.ts'
import { type Result, err, ok } from '../result.ts'

export type BakedRegion = {
  /** First and last date baked, `YYYY-MM-DD`. */
  readonly from: string
  readonly to: string
  /** Last date for which the holidays are officially announced; later ones follow the rules and may still move. */
  readonly confirmedTo?: string
  /** Date and title, by date. */
  readonly days: readonly (readonly [date: string, title: string])[]
}

/** By country, or country and region: `IE`, `GB-ENG`. */
export type BakedHolidays = Readonly<Record<string, BakedRegion>>

/** Parses the table that `bake` wrote. Error: the region that is not in its shape. */
export function parseBakedHolidays(raw: unknown): Result<BakedHolidays, string> {
  if (!isRecord(raw)) return err('the holiday table is not an object')
  const regions: Record<string, BakedRegion> = {}
  for (const [key, region] of Object.entries(raw)) {
    if (!isBakedRegion(region))
      return err(`holidays of \`${key}\`: not a list of dates and titles from one date to another`)
    regions[key] = region
  }
  return ok(regions)
}

function isBakedRegion(raw: unknown): raw is BakedRegion {
  return (
    isRecord(raw) &&
    isDateText(raw['from']) &&
    isDateText(raw['to']) &&
    (raw['confirmedTo'] === undefined || isDateText(raw['confirmedTo'])) &&
    Array.isArray(raw['days']) &&
    raw['days'].every(
      (day: unknown) =>
        Array.isArray(day) && day.length === 2 && isDateText(day[0]) && typeof day[1] === 'string',
    )
  )
}

function isDateText(raw: unknown): raw is string {
  return typeof raw === 'string' && /^\d{4}-\d\d-\d\d$/.test(raw)
}
