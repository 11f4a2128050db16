// When a clock stands still: recorded spans, and spans in which a fact had a value that pauses it.

import { Temporal } from 'temporal-polyfill'
import { joinPauses, type Pause } from './calendar/pauses.ts'
import type { ClockRule, PauseRule } from './clock-rule.ts'
import type { FactSheet } from './fact-sheet.ts'

export type Pauses = {
  /** Those that have begun; an open one ends at `null`. */
  readonly spans: readonly Pause[]
  /** Start of the pause that the sheet's instant falls into. */
  readonly since: Temporal.Instant | undefined
  /** Spans that pause nothing, and why. */
  readonly remarks: readonly string[]
}

/** The pauses of a clock up to now, in order and apart. What begins later pauses nothing yet, and is looked at then. */
export function pausesOf(
  rule: ClockRule,
  sheet: FactSheet,
  start: Temporal.Instant,
  look: (at: Temporal.Instant) => void,
): Pauses {
  const { now } = sheet
  const remarks: string[] = []
  const found = rule.pauses.flatMap((pause) => spansOf(pause, sheet, start, remarks))
  for (const instant of found.flat()) if (instant && Temporal.Instant.compare(instant, now) > 0) look(instant)
  const begun = found.filter(([from]) => Temporal.Instant.compare(from, now) <= 0)
  const spans = joinPauses(begun).map(({ from, to }): Pause => [at(from), to === Infinity ? null : at(to)])
  const present = spans.find(([, to]) => to === null || Temporal.Instant.compare(to, now) > 0)
  return { spans, since: present?.[0], remarks }
}

const at = (milliseconds: number) => Temporal.Instant.fromEpochMilliseconds(milliseconds)

function spansOf(
  pause: PauseRule,
  sheet: FactSheet,
  start: Temporal.Instant,
  remarks: string[],
): readonly Pause[] {
  if (pause.kind === 'while') return sheet.spansWhile(pause.fact, pause.is, start)
  const from = sheet.readableInstant(pause.from)
  // An end that can not be read is no reason to stand still for ever.
  if (!from || !sheet.isReadable(pause.to)) return []
  const to = sheet.readableInstant(pause.to)
  if (to && Temporal.Instant.compare(to, from) <= 0) {
    remarks.push('a pause ends before it begins, so it pauses nothing')
    return []
  }
  return [[from, to]]
}
