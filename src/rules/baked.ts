// How a parsed value stands in the rulebook: as JSON, with a key of its own for each kind of thing that JSON has no word for.

import { Temporal } from 'temporal-polyfill'
import { Calendar } from './calendar/calendar.ts'
import { isRecord } from './finding.ts'

/**
 * JSON of which `unbaked` makes the same again; calendars stand apart, by id, and are added to `met`. Throws at what it
 * has no key for.
 */
export function baked(value: unknown, met: Map<string, Calendar>): unknown {
  if (value instanceof Calendar) {
    met.set(value.id, value)
    return { $calendar: value.id }
  }
  if (value instanceof Temporal.PlainDate) return { $date: value.toString() }
  if (value instanceof Map) return { $map: [...value].map(([key, one]) => [key, baked(one, met)]) }
  if (Array.isArray(value)) return value.map((one) => baked(one, met))
  if (isPlain(value)) {
    const known = Object.entries(value).filter(([, one]) => one !== undefined)
    const strange = known.find(([key]) => key.startsWith('$'))
    if (strange) throw new Error(`\`${strange[0]}\` is no key that can be baked`)
    return Object.fromEntries(known.map(([key, one]) => [key, baked(one, met)]))
  }
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value
  throw new Error(`this can not be baked: \`${String(value)}\``)
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isRecord(value) && Object.getPrototypeOf(value) === Object.prototype

/** What was baked; nothing of it is checked. Throws at a calendar that is not there. */
export function unbaked(value: unknown, calendars: ReadonlyMap<string, Calendar>): unknown {
  if (Array.isArray(value)) return value.map((one) => unbaked(one, calendars))
  if (!isRecord(value)) return value
  const { $calendar, $date, $map } = value
  if (typeof $calendar === 'string') return named($calendar, calendars)
  if (typeof $date === 'string') return Temporal.PlainDate.from($date)
  if (Array.isArray($map)) return new Map($map.map(([key, one]) => [key, unbaked(one, calendars)]))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unbaked(one, calendars)]))
}

function named(id: string, calendars: ReadonlyMap<string, Calendar>): Calendar {
  const calendar = calendars.get(id)
  if (!calendar) throw new Error(`the rulebook has no calendar \`${id}\``)
  return calendar
}
