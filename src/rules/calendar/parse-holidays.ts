// Reads the holidays of a calendar file: the baked ones of a country, without those removed, plus those added.

import { Temporal } from 'temporal-polyfill'
import type { BakedHolidays, BakedRegion } from './baked-holidays.ts'
import type { Coverage, Holiday } from './calendar.ts'
import { FIRST_DAY, LAST_DAY, dateOfNumber } from './day-number.ts'
import { parseDate } from './date-text.ts'
import { Fields } from '../fields.ts'
import { nearest } from '../finding.ts'

export type HolidayParts = {
  readonly holidays: readonly Holiday[]
  readonly coverage: Coverage
  readonly confirmedTo: Temporal.PlainDate | undefined
}

/** `holidays` of a calendar without any: every date is covered. */
const none: HolidayParts = {
  holidays: [],
  coverage: { from: dateOfNumber(FIRST_DAY), to: dateOfNumber(LAST_DAY) },
  confirmedTo: undefined,
}

/** The key of a country's or region's baked table, `undefined` where `raw` names none: what `bake` has to provide. */
export function regionKeyOf(country: unknown, region: unknown): string | undefined {
  if (typeof country !== 'string') return undefined
  return (typeof region === 'string' ? `${country}-${region}` : country).toUpperCase()
}

export function parseHolidays(fields: Fields, baked: BakedHolidays): HolidayParts {
  if (!fields.has('holidays')) return none
  const own = new Fields(fields.raw('holidays'), fields.at('holidays'), fields.report, [
    'country',
    'region',
    'add',
    'remove',
  ])
  const parts = parseRegion(own, baked)
  const removed = new Set(parseEntries(own, 'remove').map(({ on }) => on.toString()))
  const kept = parts.holidays.filter(({ on }) => !removed.has(on.toString()))
  const holidays = [...kept, ...parseEntries(own, 'add')]
  return { ...parts, holidays: holidays.toSorted((a, b) => Temporal.PlainDate.compare(a.on, b.on)) }
}

function parseRegion(fields: Fields, baked: BakedHolidays): HolidayParts {
  const [country, region] = [fields.optionalText('country'), fields.optionalText('region')]
  if (region !== undefined && country === undefined)
    fields.report(fields.at('region'), '`region` needs a `country`')
  const key = regionKeyOf(country, region)
  if (key === undefined) return none
  const table = Object.hasOwn(baked, key) ? baked[key] : undefined
  if (!table) {
    // Only of the same country: nobody who writes `DE` means Ireland.
    const near = Object.keys(baked).filter((known) => known.slice(0, 3) === key.slice(0, 3))
    const guess = nearest(key, near)
    const bake = `bake them with \`redress calendar bake ${key} --write\``
    fields.report(
      fields.at('country'),
      `no holidays are baked for \`${key}\`${guess === '' ? `: ${bake}` : `${guess} If not, ${bake}`}`,
    )
    return none
  }
  return partsOf(table)
}

/** Tables turn into dates once: reading a few hundred takes longer than everything else about a calendar. */
const known = new WeakMap<BakedRegion, HolidayParts>()

function partsOf(table: BakedRegion): HolidayParts {
  const remembered = known.get(table)
  if (remembered) return remembered
  const parts: HolidayParts = {
    holidays: table.days.map(([on, title]) => ({ on: Temporal.PlainDate.from(on), title, source: 'baked' })),
    coverage: { from: Temporal.PlainDate.from(table.from), to: Temporal.PlainDate.from(table.to) },
    confirmedTo: table.confirmedTo === undefined ? undefined : Temporal.PlainDate.from(table.confirmedTo),
  }
  known.set(table, parts)
  return parts
}

/** `{ "on": "2022-09-19", "title": "State funeral" }`, or the date alone. */
function parseEntries(fields: Fields, key: 'add' | 'remove'): readonly Holiday[] {
  return fields.items(key).flatMap(([item, pointer]): Holiday[] => {
    const entry = typeof item === 'string' ? { on: item } : item
    const own = new Fields(entry, pointer, fields.report, ['on', 'title'])
    const on = parseDate(own.raw('on'))
    if (!on) own.report(own.at('on'), '`on` must be a date that exists, such as `2026-12-25`')
    const title = own.optionalText('title') ?? 'Holiday'
    return on ? [{ on, title, source: 'added' }] : []
  })
}
