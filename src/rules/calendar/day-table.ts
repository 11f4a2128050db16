// Which days are open and for how long, as running totals: a count over any number of years is one subtraction.

import { weekdayOf } from './day-number.ts'
import { type OpeningSpan, secondsOpen } from './opening-span.ts'
import { countBelow } from './search.ts'

/**
 * A working week plus the days that differ from it. The totals are the week's, which is a straight line, plus the
 * sum of the differences up to the day, found by binary search among the exceptional days.
 */
export class DayTable {
  readonly #week: readonly (readonly OpeningSpan[])[]
  readonly #exceptions: ReadonlyMap<number, readonly OpeningSpan[]>
  readonly #exceptionDays: readonly number[]
  readonly #days: RunningTotal
  readonly #seconds: RunningTotal

  /** `week` runs from Monday to Sunday; `exceptions` gives the spans of the day numbers that differ, none for closed. */
  constructor(
    week: readonly (readonly OpeningSpan[])[],
    exceptions: ReadonlyMap<number, readonly OpeningSpan[]>,
  ) {
    this.#week = week
    this.#exceptions = exceptions
    this.#exceptionDays = [...exceptions.keys()].toSorted((a, b) => a - b)
    const total = (measure: (spans: readonly OpeningSpan[]) => number): RunningTotal =>
      runningTotal(
        week.map(measure),
        this.#exceptionDays.map((day) => measure(this.spansOn(day)) - measure(this.#weekSpansOn(day))),
      )
    this.#days = total((spans) => (spans.length > 0 ? 1 : 0))
    this.#seconds = total(secondsOpen)
  }

  spansOn(day: number): readonly OpeningSpan[] {
    return this.#exceptions.get(day) ?? this.#weekSpansOn(day)
  }

  isWorking(day: number): boolean {
    return this.spansOn(day).length > 0
  }

  /** Working days before `day`, less a constant: subtract two of these to count between days. */
  workingDaysBefore(day: number): number {
    return this.#before(this.#days, day)
  }

  /** Wall-clock opening seconds before `day`, less a constant. Clock changes are not in it. */
  wallSecondsBefore(day: number): number {
    return this.#before(this.#seconds, day)
  }

  #weekSpansOn(day: number): readonly OpeningSpan[] {
    return this.#week[weekdayOf(day)] ?? []
  }

  #before(total: RunningTotal, day: number): number {
    const weekday = weekdayOf(day)
    // 1970-01-01 was a Thursday, so Mondays are 3 short of a multiple of 7.
    const weeks = (day - weekday + 3) / 7
    const exceptional = total.exceptional[countBelow(this.#exceptionDays, day)] ?? 0
    return weeks * total.perWeek + (total.ofWeek[weekday] ?? 0) + exceptional
  }
}

type RunningTotal = {
  readonly perWeek: number
  /** At index n, the total of the week's first n days. */
  readonly ofWeek: readonly number[]
  /** At index n, the sum of the first n exceptional days' differences from the week. */
  readonly exceptional: readonly number[]
}

function runningTotal(week: readonly number[], differences: readonly number[]): RunningTotal {
  const ofWeek = cumulative(week)
  return { perWeek: ofWeek.at(-1) ?? 0, ofWeek, exceptional: cumulative(differences) }
}

function cumulative(values: readonly number[]): readonly number[] {
  const sums = [0]
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value)
  return sums
}
