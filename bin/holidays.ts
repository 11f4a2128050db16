// Works out a country's public holidays with `date-holidays`, for the table in `rules/calendars/holidays.json`.

import Holidays from 'date-holidays'
import type { BakedRegion } from '../src/rules/calendar/baked-holidays.ts'
import { type Result, err, ok } from '../src/rules/result.ts'

const MS_PER_DAY = 86_400_000

export type Years = { readonly from: number; readonly to: number }

export const BAKED_YEARS: Years = { from: 2010, to: 2040 }

/**
 * The public holidays of `IE`, `GB-ENG`, `DE-BY-A`: originals on weekends as well as their substitutes, several days
 * of one holiday each by itself. Holidays that begin later than midnight are left out: the day is worked.
 * Errors: a country or region that date-holidays does not know, and one that means nothing without its region.
 */
export function bakeRegion(key: string, years: Years = BAKED_YEARS): Result<BakedRegion, string> {
  const [country = '', state, region, ...rest] = key.toUpperCase().split('-')
  const problem = problemOf(country, state, region, rest)
  if (problem !== undefined) return err(`no holidays for \`${key}\`: ${problem}`)
  const source = new Holidays(...placeOf(country, state, region), { languages: ['en'] })
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
  return ok({ from, to, days })
}

const list = (names: Record<string, string>): string => Object.keys(names).join(', ') || 'none'

function problemOf(
  country: string,
  state: string | undefined,
  region: string | undefined,
  rest: readonly string[],
): string | undefined {
  const known = new Holidays()
  if (!Object.hasOwn(known.getCountries(), country)) return `unknown country \`${country}\``
  const states: Record<string, string> = known.getStates(country) ?? {}
  if (state !== undefined && !Object.hasOwn(states, state))
    return `unknown region \`${state}\` of \`${country}\`, which has ${list(states)}`
  // Without a nation the August holiday would be missing: no nation has the holidays of `GB` alone.
  if (country === 'GB' && state === undefined) return `\`GB\` needs a region: ${list(states)}`
  const regions: Record<string, string> = state === undefined ? {} : (known.getRegions(country, state) ?? {})
  if (region !== undefined && !Object.hasOwn(regions, region))
    return `unknown region \`${region}\` of \`${country}-${state}\`, which has ${list(regions)}`
  return rest.length > 0 ? 'a region has at most three parts' : undefined
}

function placeOf(country: string, state?: string, region?: string): [string, string, string] {
  return [country, state ?? '', region ?? '']
}

function laterBy(date: string, days: number): string {
  return new Date(Date.parse(date) + days * MS_PER_DAY).toISOString().slice(0, 10)
}
