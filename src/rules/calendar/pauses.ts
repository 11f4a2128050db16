// Pauses of a clock: recorded spans of time, which may overlap, touch and stay open.

import type { Temporal } from 'temporal-polyfill'
import type { Calendar } from './calendar.ts'
import type { Interval } from './local-days.ts'
import { closingOf } from './day-end.ts'
import type { DueTime } from './day-end.ts'

/** Half-open; `null` where the pause has not ended. One that ends at or before its start pauses nothing. */
export type Pause = readonly [from: Temporal.Instant, to: Temporal.Instant | null]

/** Pauses in order and apart, in epoch milliseconds; an open one ends at infinity. */
export function joinPauses(pauses: readonly Pause[]): readonly Interval[] {
  const spans = pauses
    .map(([from, to]) => ({ from: from.epochMilliseconds, to: to ? to.epochMilliseconds : Infinity }))
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => a.from - b.from)
  const joined: Interval[] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (last && span.from <= last.to)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    else joined.push(span)
  }
  return joined
}

/**
 * The days at whose end the clock is paused, as half-open ranges of day numbers, each with the start of its pause.
 * A pause covers a day's end when it began before it and lasted to it: one from a midnight to the next takes out that
 * one day, and one that begins as a day ends leaves that day in.
 */
export function pausedDays(
  calendar: Calendar,
  pauses: readonly Interval[],
  dueTime: DueTime,
): readonly (Interval & { readonly since: number })[] {
  // Days that end at or before an instant are those below this number.
  const endedBy = (at: number): number => {
    if (at === Infinity) return Infinity
    const day = calendar.days.dayOf(at)
    return dueTime === 'closing' && (closingOf(calendar, day) ?? Infinity) <= at ? day + 1 : day
  }
  return pauses
    .map(({ from, to }) => ({ from: endedBy(from), to: endedBy(to), since: from }))
    .filter(({ from, to }) => from < to)
}
