// Counting open time: between two instants, and away from one. Instants and durations here are milliseconds.

import type { Calendar } from './calendar.ts'
import { firstReached, lastReached } from './search.ts'

/** Open time in `[from, to)`. */
export function openBetween({ days, open }: Calendar, from: number, to: number): number {
  if (to <= from) return 0
  const [first, last] = [days.dayOf(from), days.dayOf(to)]
  return open.betweenDays(first, last) - open.inDayBefore(first, from) + open.inDayBefore(last, to)
}

/** The earliest instant with `duration` (above 0) open since `at`: a closing, never the opening after it. */
export function addOpen(calendar: Calendar, at: number, duration: number): number | undefined {
  const { days, open } = calendar
  const first = days.dayOf(at)
  const wanted = duration + open.inDayBefore(first, at)
  const day = firstReached(first, calendar.lastDay, (d) => open.betweenDays(first, d + 1) >= wanted)
  if (day === undefined) return undefined
  let left = wanted - open.betweenDays(first, day)
  for (const { from, to } of open.intervalsOf(day)) {
    if (left <= to - from) return from + left
    left -= to - from
  }
  throw new Error(`open time of day ${day} in ${calendar.timeZone} does not add up`)
}

/** The latest instant with `duration` (above 0) open until `at`: an opening, never the closing before it. */
export function subtractOpen(calendar: Calendar, at: number, duration: number): number | undefined {
  const { days, open } = calendar
  const last = days.dayOf(at)
  const wanted = duration - open.inDayBefore(last, at)
  const day = lastReached(last, calendar.firstDay, (d) => open.betweenDays(d, last) >= wanted)
  if (day === undefined) return undefined
  let left = open.betweenDays(day, last) - wanted
  for (const { from, to } of open.intervalsOf(day)) {
    if (left < to - from) return from + left
    left -= to - from
  }
  throw new Error(`open time of day ${day} in ${calendar.timeZone} does not add up`)
}

/** `at` if it is open then, else the next opening. */
export function nextOpen(calendar: Calendar, at: number): number | undefined {
  const { days, open } = calendar
  const first = days.dayOf(at)
  const today = open.intervalsOf(first).find(({ to }) => to > at)
  if (today) return Math.max(at, today.from)
  const isOpenBy = (day: number): boolean => open.betweenDays(first + 1, day + 1) > 0
  const day = firstReached(first + 1, calendar.lastDay, isOpenBy)
  return day === undefined ? undefined : open.intervalsOf(day)[0]?.from
}
