// When a clock is due before any extension: its target, its pauses, and where it comes again.

import { Temporal } from 'temporal-polyfill'
import type { CalendarError } from './calendar/calendar-error.ts'
import type { Calendar } from './calendar/calendar.ts'
import type { Due } from './calendar/due.ts'
import type { Pause } from './calendar/pauses.ts'
import type { Span } from './calendar/span.ts'
import type { ClockRule, Target } from './clock-rule.ts'
import { countedDue, endOf } from './counted-due.ts'
import type { FactSheet } from './fact-sheet.ts'
import { Unreadable } from './unreadable.ts'
import type { Result } from './result.ts'

export type Reckoning = Due & {
  /** The time counts from here: the start, or where it last began anew. */
  readonly from: Temporal.Instant
  /** The length of time that applied; `undefined` for a date that was recorded. */
  readonly within: Span | undefined
  /** The pause goes on with no end known: the due date is the one that it had. */
  readonly isStopped: boolean
}

/** More dates of a fixed row than any complaint could live to see. */
const mostRepeats = 1000

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
    return due && { ...due, from: start, within: undefined, isStopped: false }
  }
  const done = rule.repeat && sheet.happenedAt(rule.repeat.done, start)
  if (done && Temporal.Instant.compare(done, sheet.now) > 0) look(done)
  const isDone =
    done && Temporal.Instant.compare(done, start) >= 0 && Temporal.Instant.compare(done, sheet.now) <= 0
  if (!isDone) return counted(rule, target, start, pauses)
  if (rule.repeat?.counted === 'fromLast') return counted(rule, target, done, pauses)
  for (let times = 1; times <= mostRepeats; times += 1) {
    const covers = counted(rule, target, start, pauses, times)
    if (covers.isStopped || Temporal.Instant.compare(covers.dueAt, done) >= 0)
      return covers.isStopped ? covers : counted(rule, target, start, pauses, times + 1)
  }
  throw new Unreadable(`\`${rule.name}\` has come again more than ${mostRepeats} times`)
}

function counted(
  rule: ClockRule,
  target: Target & { readonly kind: 'within' },
  from: Temporal.Instant,
  pauses: readonly Pause[],
  times = 1,
): Reckoning {
  const first = question(rule, from, scaled(target.within, times), pauses)
  const longer = target.acrossClosure
  const isLonger = longer && first.due.ok && touchesClosure(rule.calendar, from, first.due.value.dueOn)
  const within = scaled(isLonger ? longer : target.within, times)
  const { due, isStopped } = isLonger ? question(rule, from, within, pauses) : first
  if (!due.ok) throw new Unreadable(due.error.message)
  return { ...due.value, from, within, isStopped }
}

const scaled = ({ unit, count }: Span, times: number): Span => ({ unit, count: count * times })

/** Due with the pauses; where an open one leaves no due date, the one that stood when it began. */
function question(
  rule: ClockRule,
  start: Temporal.Instant,
  within: Span,
  pauses: readonly Pause[],
): { readonly due: Result<Due, CalendarError>; readonly isStopped: boolean } {
  const due = countedDue(rule, start, within, pauses)
  if (due.ok || due.error.kind !== 'paused') return { due, isStopped: false }
  const ended = pauses.filter(([, to]) => to !== null)
  return { due: countedDue(rule, start, within, ended), isStopped: true }
}

/** Whether a closure falls on a day after the start and not after the due date. */
function touchesClosure(calendar: Calendar, start: Temporal.Instant, dueOn: Temporal.PlainDate): boolean {
  const startOn = calendar.localDate(start)
  return calendar.closures.some(
    ({ from, to }) =>
      Temporal.PlainDate.compare(to, startOn) > 0 && Temporal.PlainDate.compare(from, dueOn) <= 0,
  )
}

function dueBy({ calendar, dueTime }: ClockRule, sheet: FactSheet, fact: string): Due | undefined {
  const value = sheet.readable(fact)
  if (value instanceof Temporal.PlainDate) return orThrow(endOf(calendar, value, dueTime))
  if (!(value instanceof Temporal.Instant)) return undefined
  // Due at a midnight is due on the date that ends there.
  return { dueOn: calendar.localDate(value.subtract({ milliseconds: 1 })), dueAt: value }
}

function orThrow(due: Result<Due, CalendarError>): Due {
  if (due.ok) return due.value
  throw new Unreadable(due.error.message)
}
