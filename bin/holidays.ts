// Works out a country's public holidays with `date-holidays`, for the table in `rules/calendars/holidays.json`.

import Holidays from 'date-holidays'
import type { BakedRegion } from '../src/rules/calendar/baked-holidays.ts'
import { nearest } from '../src/rules/finding.ts'
import { type Result, err, ok } from '../src/rules/result.ts'

const MS_PER_DAY = 86_400_000

export type Years = { readonly from: number; readonly to: number }

export const BAKED_YEARS: Years = { from: 2010, to: 2040 }

/** A country and, as far as they are named, its region and that region's own, spelled as date-holidays does. */
type Place = [country: string, state: string, region: string]

/** Every country that date-holidays knows, by its two letters. */
export const countries = (): readonly string[] => Object.keys(new Holidays().getCountries())

/** Keys of a country: itself, its regions, and theirs. */
export function keysOf(country: string): readonly string[] {
  const known = new Holidays()
  const states = Object.keys(known.getStates(country) ?? {})
  const within = (state: string): readonly string[] => Object.keys(known.getRegions(country, state) ?? {})
  return [
    country,
    ...states.flatMap((state) => [
      `${country}-${state}`,
      ...within(state).map((region) => `${country}-${state}-${region}`),
    ]),
  ]
}

/** Time zones that date-holidays knows for a place; none where it knows none. */
export function timeZonesOf(key: string): readonly string[] {
  const place = placeOf(key)
  return place.ok ? (new Holidays(...place.value).getTimezones() ?? []) : []
}

/**
 * The public holidays of `IE`, `GB-ENG`, `DE-BY-A`: originals on weekends as well as their substitutes, several days
 * of one holiday each by itself. Holidays that begin later than midnight are left out: the day is worked.
 * Errors: a country or region that date-holidays does not know, one that means nothing without its region, and one
 * without a single holiday.
 */
export function bakeRegion(key: string, years: Years = BAKED_YEARS): Result<BakedRegion, string> {
  const place = placeOf(key)
  if (!place.ok) return err(`no holidays for \`${key}\`: ${place.error}`)
  const source = new Holidays(...place.value, { languages: ['en'] })
  const titles = new Map<string, string[]>()
  // A year more on both sides: a holiday of several days, or a substitute, can lie across the new year.
  for (let year = years.from - 1; year <= years.to + 1; year++)
    for (const { date, start, end, name, type } of source.getHolidays(year)) {
      if (type !== 'public' || !date.includes(' 00:00:00')) continue
      const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / MS_PER_DAY))
      for (let offset = 0; offset < days; offset++) {
        const on = laterBy(date.slice(0, 10), offset)
        const known = titles.get(on) ?? []
        if (!known.includes(name)) titles.set(on, [...known, name])
      }
    }
  const [from, to] = [`${years.from}-01-01`, `${years.to}-12-31`]
  const days = [...titles]
    .filter(([on]) => on >= from && on <= to)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([on, names]) => [on, names.join(', ')] as const)
  // A table without holidays would count every weekday as worked, and nobody would notice.
  if (days.length === 0)
    return err(`no holidays for \`${key}\`: date-holidays has none from ${years.from} to ${years.to}`)
  return ok({ from, to, days })
}

function placeOf(key: string): Result<Place, string> {
  const [first = '', second, third, ...rest] = key.split('-')
  const known = new Holidays()
  const country = first.toUpperCase()
  const names = Object.keys(known.getCountries())
  if (!names.includes(country)) return err(`unknown country \`${country}\`${nearest(country, names)}`)
  if (second === undefined) {
    // Without a nation the August holiday would be missing: no nation has the holidays of `GB` alone.
    return country === 'GB'
      ? err(`\`GB\` needs a region: ${Object.keys(known.getStates(country) ?? {}).join(', ')}`)
      : ok([country, '', ''])
  }
  const state = named(second, country, known.getStates(country))
  if (!state.ok) return state
  if (third === undefined) return ok([country, state.value, ''])
  const region = named(third, `${country}-${state.value}`, known.getRegions(country, state.value))
  if (!region.ok) return region
  return rest.length > 0 ? err('a region has at most three parts') : ok([country, state.value, region.value])
}

/** The name as date-holidays spells it: most are capitals, a few are not. */
function named(
  name: string,
  of: string,
  choices: Readonly<Record<string, string>> | undefined,
): Result<string, string> {
  const names = Object.keys(choices ?? {})
  const found = names.find((choice) => choice.toUpperCase() === name.toUpperCase())
  if (found !== undefined) return ok(found)
  return err(`unknown region \`${name.toUpperCase()}\` of \`${of}\`, which has ${names.join(', ') || 'none'}`)
}

function laterBy(date: string, days: number): string {
  return new Date(Date.parse(date) + days * MS_PER_DAY).toISOString().slice(0, 10)
}
