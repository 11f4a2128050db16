// When a calendar is open in real time: a day's opening intervals, and how much open time lies between two days.

import { civilDate } from './day-number.ts'
import type { DayTable } from './day-table.ts'
import type { Interval, LocalDays } from './local-days.ts'
import { secondsOpen } from './opening-span.ts'

/** Instants and durations are milliseconds. */
export class OpenTimes {
  readonly #table: DayTable
  readonly #days: LocalDays
  readonly #corrections = new Map<number, number>()

  constructor(table: DayTable, days: LocalDays) {
    this.#table = table
    this.#days = days
  }

  /** Opening hours of a day, in order and apart. */
  intervalsOf(day: number): readonly Interval[] {
    const spans = this.#table.spansOn(day)
    return spans.length === 0 ? [] : this.#days.intervalsOf(day, spans)
  }

  /** Open time of the whole days in `[first, end)`: wall-clock time, corrected on the days of clock changes. */
  betweenDays(first: number, end: number): number {
    if (end <= first) return 0
    let total = (this.#table.wallSecondsBefore(end) - this.#table.wallSecondsBefore(first)) * 1000
    const [firstYear, lastYear] = [civilDate(first).year, civilDate(end - 1).year]
    for (let year = firstYear; year <= lastYear; year++)
      for (const day of this.#days.changeDaysOf(year))
        if (day >= first && day < end) total += this.#correctionOf(day)
    return total
  }

  /** Open time of a day before an instant of that day. */
  inDayBefore(day: number, at: number): number {
    return this.intervalsOf(day).reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, at) - from), 0)
  }

  #correctionOf(day: number): number {
    const known = this.#corrections.get(day)
    if (known !== undefined) return known
    const real = this.intervalsOf(day).reduce((sum, { from, to }) => sum + to - from, 0)
    const correction = real - secondsOpen(this.#table.spansOn(day)) * 1000
    this.#corrections.set(day, correction)
    return correction
  }
}
