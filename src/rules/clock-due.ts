// When a clock is due before any extension: its target, its pauses, and where it comes again.

import { Temporal } from 'temporal-polyfill'
import type { CalendarError } from './calendar/calendar-error.ts'
import type { Calendar } from './calendar/calendar.ts'
import type { Due } from './calendar/due.ts'
import type { Pause } from './calendar/pauses.ts'
import type { Span } from './calendar/span.ts'
import type { ClockRule, Target } from './clock-rule.ts'
import { countedDue, despite, endOf } from './counted-due.ts'
import type { FactSheet } from './fact-sheet.ts'
import { Unreadable } from './unreadable.ts'
import type { Result } from './result.ts'

export type Reckoning = Due & {
  /** The time counts from here: the start, or where it last began anew. */
  readonly from: Temporal.Instant
  /** What was said before is of an earlier round: the start, or when it was last done. */
  readonly since: Temporal.Instant
  /** The length of time that applied; `undefined` for a date that was recorded. */
  readonly within: Span | undefined
  /** The pause goes on with no end known: the due date is the one that it had. */
  readonly isStopped: boolean
}

/** When a clock is due; `undefined` where no target applies, or its date is not known. Throws `Unreadable`. */
export function reckon(
  rule: ClockRule,
  sheet: FactSheet,
  start: Temporal.Instant,
  pauses: readonly Pause[],
  look: (at: Temporal.Instant) => void,
): Reckoning | undefined {
  const target = rule.targets.find(({ when }) => when === undefined || sheet.readable(when) === true)
  if (!target) return undefined
  if (target.kind === 'by') {
    const due = dueBy(rule, sheet, target.fact)
    return due && { ...due, from: start, since: start, within: undefined, isStopped: false }
  }
  const done = rule.repeat && sheet.happenedAt(rule.repeat.done, start)
  if (done && Temporal.Instant.compare(done, sheet.now) > 0) look(done)
  const isDone =
    done && Temporal.Instant.compare(done, start) >= 0 && Temporal.Instant.compare(done, sheet.now) <= 0
  if (!isDone) return counted(rule, target, start, pauses)
  if (rule.repeat?.counted === 'fromLast') return counted(rule, target, done, pauses)
  const times = roundOf(done, (round) => counted(rule, target, start, pauses, round))
  const covers = counted(rule, target, start, pauses, times)
  const next = covers.isStopped ? covers : counted(rule, target, start, pauses, times + 1)
  return { ...next, since: done }
}

/** The first round of a fixed row that is due no earlier than it was done, or that a pause keeps from being due. */
function roundOf(done: Temporal.Instant, reckonRound: (round: number) => Reckoning): number {
  const covers = (round: number): boolean => {
    try {
      const { isStopped, dueAt } = reckonRound(round)
      return isStopped || Temporal.Instant.compare(dueAt, done) >= 0
    } catch (error) {
      // Past the dates that the calendar knows.
      if (error instanceof Unreadable) return true
      throw error
    }
  }
  let [before, round] = [0, 1]
  while (!covers(round)) [before, round] = [round, round * 2]
  while (round - before > 1) {
    const middle = Math.floor((before + round) / 2)
    if (covers(middle)) round = middle
    else before = middle
  }
  return round
}

function counted(
  rule: ClockRule,
  target: Target & { readonly kind: 'within' },
  from: Temporal.Instant,
  pauses: readonly Pause[],
  times = 1,
): Reckoning {
  const reach = (within: Span) => despite(pauses, (some) => countedDue(rule, from, within, some))
  const first = reach(scaled(target.within, times))
  const longer = target.acrossClosure
  const isLonger = longer && first.due.ok && touchesClosure(rule.calendar, from, first.due.value.dueOn)
  const within = scaled(isLonger ? longer : target.within, times)
  const { due, isStopped } = isLonger ? reach(within) : first
  if (!due.ok) throw new Unreadable(due.error.message)
  return { ...due.value, from, since: from, within, isStopped }
}

const scaled = ({ unit, count }: Span, times: number): Span => ({ unit, count: count * times })

/** Whether a closure falls on a day after the start and not after the due date. */
function touchesClosure(calendar: Calendar, start: Temporal.Instant, dueOn: Temporal.PlainDate): boolean {
  const startOn = calendar.localDate(start)
  return calendar.closures.some(
    ({ from, to }) =>
      Temporal.PlainDate.compare(to, startOn) > 0 && Temporal.PlainDate.compare(from, dueOn) <= 0,
  )
}

function dueBy({ calendar, dueTime }: ClockRule, sheet: FactSheet, fact: string): Due | undefined {
  // What can not be read is no word that there is no time limit.
  const value = sheet.read(fact)
  if (value instanceof Temporal.PlainDate) return orThrow(endOf(calendar, value, dueTime))
  if (!(value instanceof Temporal.Instant)) return undefined
  // Due at a midnight is due on the date that ends there.
  return { dueOn: calendar.localDate(value.subtract({ milliseconds: 1 })), dueAt: value }
}

function orThrow(due: Result<Due, CalendarError>): Due {
  if (due.ok) return due.value
  throw new Unreadable(due.error.message)
}
