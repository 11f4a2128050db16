// When a fault is on, by the account's clock: from an instant, or each day from a time of day, for so many seconds.

import { Temporal } from 'temporal-polyfill'
import type { Fault } from './faults.ts'

/** The account's clock and its zone. */
export type Hours = { readonly now: () => string; readonly timeZone: string }

const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/

export const isTimeOfDay = (text: string): boolean => timeOfDay.test(text)

export function phaseOf(
  { at, forSeconds = Infinity }: Pick<Fault, 'at' | 'forSeconds'>,
  { now, timeZone }: Hours,
): 'on' | 'to come' | 'over' {
  if (at === undefined) return 'on'
  const instant = Temporal.Instant.from(now())
  if (!isTimeOfDay(at)) {
    const seconds = (instant.epochMilliseconds - Temporal.Instant.from(at).epochMilliseconds) / 1000
    if (seconds < 0) return 'to come'
    return seconds < forSeconds ? 'on' : 'over'
  }
  const zoned = instant.toZonedDateTimeISO(timeZone)
  const secondsSince = (daysAgo: number): number =>
    (zoned.epochMilliseconds -
      zoned.subtract({ days: daysAgo }).withPlainTime(Temporal.PlainTime.from(at)).epochMilliseconds) /
    1000
  const isOn = (daysAgo: number): boolean => secondsSince(daysAgo) >= 0 && secondsSince(daysAgo) < forSeconds
  // One that began yesterday may go on past midnight, if it has an end.
  return isOn(0) || (forSeconds !== Infinity && isOn(1)) ? 'on' : 'to come'
}
