// A length of time in one unit, as policies and the `due` command write it: `{ "workingDays": 3 }`.

import { type Result, err, ok } from '../result.ts'

export const units = [
  'workingDays',
  'workingHours',
  'workingMinutes',
  'calendarDays',
  'weeks',
  'months',
] as const

export type Unit = (typeof units)[number]

/** `count` is whole, except for hours and minutes; a negative one looks back. */
export type Span = { readonly unit: Unit; readonly count: number }

/** More than any procedure could mean: 10 000 years of days. */
export const LARGEST = 3_652_059

const isUnit = (key: string): key is Unit => units.some((unit) => unit === key)

/** Exactly one unit and its count. Errors: none or several units, an unknown one, a count that is no number or too large. */
export function parseSpan(raw: unknown): Result<Span, string> {
  const shape = `one of ${units.map((unit) => `\`${unit}\``).join(', ')}`
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return err(`a span is an object with ${shape}`)
  const entries = Object.entries(raw)
  const [entry, second] = entries
  if (!entry) return err(`a span needs ${shape}`)
  const unknown = entries.find(([key]) => !isUnit(key))
  if (unknown) return err(`unknown unit \`${unknown[0]}\`: a span has ${shape}`)
  if (second) return err(`a span has one unit, not both \`${entry[0]}\` and \`${second[0]}\``)
  const [unit, count] = entry
  if (!isUnit(unit)) return err(`a span needs ${shape}`)
  if (typeof count !== 'number' || !Number.isFinite(count))
    return err(`\`${unit}\` must be a number, not \`${JSON.stringify(count)}\``)
  if (!isOpenTime(unit) && !Number.isInteger(count))
    return err(`\`${unit}\` must be a whole number, not ${count}`)
  if (Math.abs(count) > LARGEST) return err(`\`${unit}\` is too large: ${count}`)
  return ok({ unit, count: count === 0 ? 0 : count })
}

/** Whether the unit counts time inside opening hours rather than days. */
export function isOpenTime(unit: Unit): unit is 'workingHours' | 'workingMinutes' {
  return unit === 'workingHours' || unit === 'workingMinutes'
}

/** Milliseconds of open time of a span in hours or minutes, to the nearest second. */
export function openMilliseconds(span: Span): number {
  return Math.round(span.count * (span.unit === 'workingHours' ? 3600 : 60)) * 1000
}
