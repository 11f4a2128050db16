// Local days of a time zone as instants: where a date begins, which date an instant falls on, when clocks change.

import { Temporal } from 'temporal-polyfill'
import { MS_PER_DAY, civilDate, dateOfNumber, dayNumber } from './day-number.ts'
import type { OpeningSpan } from './opening-span.ts'

/** Half-open, in epoch milliseconds: inside this folder only, where a `Temporal.Instant` per step would be slow. */
export type Interval = { readonly from: number; readonly to: number }

const SECONDS_PER_DAY = 86_400

const zones = new Map<string, LocalDays>()

/** The days of a time zone, which must be one that `Temporal` knows; shared, since finding clock changes is slow. */
export function localDaysOf(timeZone: string): LocalDays {
  const known = zones.get(timeZone) ?? new LocalDays(timeZone)
  zones.set(timeZone, known)
  return known
}

export class LocalDays {
  readonly timeZone: string
  readonly #changesByYear = new Map<number, readonly number[]>()
  readonly #starts = new Map<number, number>()

  constructor(timeZone: string) {
    this.timeZone = timeZone
  }

  /** Day number of the local date at `at`. */
  dayOf(at: number): number {
    return Math.floor(this.#wallClock(at) / MS_PER_DAY)
  }

  /** Seconds (with fraction) that the wall clock shows past midnight at `at`. */
  wallSecondsAt(at: number): number {
    const wall = this.#wallClock(at)
    return (wall - Math.floor(wall / MS_PER_DAY) * MS_PER_DAY) / 1000
  }

  /** First instant of a local date: 01:00 where the clocks skip midnight. A date that was skipped begins where the next does. */
  startOf(day: number): number {
    const known = this.#starts.get(day)
    if (known !== undefined) return known
    const start = dateOfNumber(day).toZonedDateTime(this.timeZone).epochMilliseconds
    this.#starts.set(day, start)
    return start
  }

  /** First instant after a local date. */
  endOf(day: number): number {
    return this.startOf(day + 1)
  }

  /**
   * Opening spans of a date as real time, in order and apart. A wall-clock time that clocks skip is read an hour
   * later, one that they repeat is read as the first of the two, as in RFC 5545 and Temporal's `compatible`.
   */
  intervalsOf(day: number, spans: readonly OpeningSpan[]): readonly Interval[] {
    const [start, end] = [this.startOf(day), this.endOf(day)]
    if (!this.isChangeDay(day))
      return spans.map((span) => ({ from: start + span.from * 1000, to: start + span.to * 1000 }))
    const intervals: Interval[] = []
    for (const span of spans) {
      // Clipped to the day, and to what is already open: a skipped end can land behind the next span's start.
      const from = Math.max(start, this.#instantOf(day, span.from), intervals.at(-1)?.to ?? start)
      const to = Math.min(end, this.#instantOf(day, span.to))
      if (from < to) intervals.push({ from, to })
    }
    return intervals
  }

  isChangeDay(day: number): boolean {
    return this.changeDaysOf(civilDate(day).year).includes(day)
  }

  /** Ascending day numbers within a year that a change of the clocks touches. */
  changeDaysOf(year: number): readonly number[] {
    const known = this.#changesByYear.get(year)
    if (known) return known
    const days = this.#findChangeDays(year)
    this.#changesByYear.set(year, days)
    return days
  }

  #findChangeDays(year: number): readonly number[] {
    const [first, last] = [dayNumber(year, 1, 1), dayNumber(year, 12, 31)]
    const days = new Set<number>()
    // Begins a day early and ends a day late: a change at midnight touches the dates on both sides.
    let at = Temporal.Instant.fromEpochMilliseconds(this.startOf(first - 1)).toZonedDateTimeISO(this.timeZone)
    for (;;) {
      const change = at.getTimeZoneTransition('next')
      if (!change || change.epochMilliseconds > this.endOf(last + 1)) break
      const [before, after] = [this.dayOf(change.epochMilliseconds - 1), this.dayOf(change.epochMilliseconds)]
      for (let day = Math.min(before, after); day <= Math.max(before, after); day++)
        if (day >= first && day <= last) days.add(day)
      at = change
    }
    return [...days].toSorted((a, b) => a - b)
  }

  #instantOf(day: number, seconds: number): number {
    if (seconds === SECONDS_PER_DAY) return this.endOf(day)
    const plainTime = new Temporal.PlainTime(Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60)
    return dateOfNumber(day).toZonedDateTime({ timeZone: this.timeZone, plainTime }).epochMilliseconds
  }

  #wallClock(at: number): number {
    const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.timeZone)
    return at + Math.floor(zoned.offsetNanoseconds / 1_000_000)
  }
}
