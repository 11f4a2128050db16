// A clock: one time limit of the procedure, from its start to its stop, with its due date and state at an instant.

import { Temporal } from 'temporal-polyfill'
import { elapsed } from './calendar/elapsed.ts'
import type { Pause } from './calendar/pauses.ts'
import { warnAt } from './calendar/warning.ts'
import type { Span } from './calendar/span.ts'
import { reckon } from './clock-due.ts'
import { pausesOf } from './clock-pauses.ts'
import type { ClockRule } from './clock-rule.ts'
import { inputsOf, resultOf, stopOf } from './clock-stop.ts'
import { extensionsOf, type ExtensionOutcome } from './extension.ts'
import type { FactSheet } from './fact-sheet.ts'
import { Unreadable } from './unreadable.ts'
import type { ClockMemory } from './memory.ts'
import type { Policy } from './policy.ts'

export const clockStates = [
  'waiting',
  'running',
  'due_soon',
  'overdue',
  'paused',
  'met',
  'met_late',
  'cancelled',
] as const
export type ClockState = (typeof clockStates)[number]

export type Clock = {
  /** The rule that it is of, in the version of the policy that governs it. */
  readonly rule: ClockRule
  readonly name: string
  readonly title: string
  readonly state: ClockState
  /** Whether the conditions hold now: the clock belongs to where the ticket stands. */
  readonly current: boolean
  readonly startAt: Temporal.Instant
  /** Where the time counts from: the start, or where a duty that comes again was last done. */
  readonly from: Temporal.Instant
  /** The length of time that applied; `undefined` for a recorded date, or a result kept from before. */
  readonly within: Span | undefined
  readonly dueOn: Temporal.PlainDate
  /** Done at this instant is in time; overdue is after it. */
  readonly dueAt: Temporal.Instant
  readonly dueSoonAt: Temporal.Instant | undefined
  readonly stopAt: Temporal.Instant | undefined
  /** Working dates after the start date up to and including the day it stopped. */
  readonly workingDays: number | undefined
  readonly extension: ExtensionOutcome | undefined
  /** Spans in which it stood still; an open one ends at `null`. */
  readonly pauses: readonly Pause[]
  /** Start of the pause it is in. */
  readonly pausedSince: Temporal.Instant | undefined
  /** What a reader should know: a stop that does not count, an extension that is not valid. */
  readonly remarks: readonly string[]
  readonly inputs: string
  /** A hand move back ended it. */
  readonly movedBack: boolean
}

export const isOpen = (clock: Pick<Clock, 'state'>): boolean =>
  clock.state === 'running' ||
  clock.state === 'due_soon' ||
  clock.state === 'overdue' ||
  clock.state === 'paused'

/** The instant at which an overdue clock first is overdue: due itself is still in time. */
const overdueFrom = (dueAt: Temporal.Instant): Temporal.Instant => dueAt.add({ milliseconds: 1 })

/**
 * The clock of a rule at the sheet's instant, or `undefined` when there is none: its start or its target is not known,
 * or its conditions have never held. Throws `Unreadable` where it can not be reckoned.
 *
 * @param current whether the rule's conditions hold now
 * @param past whether it is new, has existed and goes on (moving on does not end it), or was ended by a hand move back
 */
export function clockOf(
  rule: ClockRule,
  policy: Policy,
  facts: FactSheet,
  current: boolean,
  past: 'new' | 'carried' | 'ended',
  remembered: ClockMemory | undefined,
  look: (at: Temporal.Instant) => void,
): Clock | undefined {
  const sheet = facts.by(rule.calendar)
  const start = sheet.instant(rule.start)
  if (!start || (!current && past === 'new')) return undefined
  const { calendar } = rule
  const { now } = sheet
  const { stop, remarks: ofStop } = stopOf(rule, policy, sheet, start, look)
  // What comes with time after the stop says nothing of a clock that stopped.
  const then = stop ? sheet.asOf(stop) : sheet
  const base = {
    rule,
    name: rule.name,
    title: rule.title,
    current,
    startAt: start,
    from: start,
    within: undefined,
    movedBack: false,
    dueSoonAt: undefined,
    stopAt: stop,
    workingDays: undefined,
    extension: undefined,
    pauses: [],
    pausedSince: undefined,
    inputs: inputsOf(rule, then),
  }
  const kept = stop && remembered && resultOf(rule, remembered, then, start, stop)
  if (kept) return { ...base, ...kept, remarks: ofStop }

  const { spans: pauses, since, remarks: ofPauses } = pausesOf(rule, then, start, look)
  const reckoned = reckon(rule, then, start, pauses, look)
  if (!reckoned) return undefined
  const outcomes = extensionsOf(rule, policy, then, reckoned, pauses, look)
  const valid = outcomes.findLast((outcome) => outcome.valid)
  const { dueOn, dueAt, isStopped } = valid ?? reckoned
  const remarks = [
    ...ofStop,
    ...ofPauses,
    ...outcomes.flatMap((outcome) => (outcome.valid ? [] : [outcome.why])),
  ]
  const { from, within } = reckoned
  const shared = { ...base, from, within, dueOn, dueAt, remarks, pauses, extension: valid ?? outcomes[0] }
  const is = (state: ClockState, more: Partial<Clock> = {}): Clock => ({ ...shared, state, ...more })

  // What is asked for after a right has lapsed is late for whoever asked.
  if (stop && rule.lapses && Temporal.Instant.compare(stop, dueAt) > 0)
    return is('cancelled', { stopAt: undefined })
  if (stop) {
    const { counting, nonWorkingStart, cutOff, dueTime } = rule
    const taken = elapsed({
      calendar,
      start,
      until: stop,
      pauses,
      counting,
      nonWorkingStart,
      cutOff,
      dueTime,
    })
    if (!taken.ok) throw new Unreadable(taken.error.message)
    const state = Temporal.Instant.compare(stop, dueAt) <= 0 ? 'met' : 'met_late'
    return is(state, { workingDays: taken.value.workingDays })
  }
  if (past === 'ended' && !current) return is('cancelled', { movedBack: true })
  if (rule.cancel.some((fact) => sheet.readable(fact) === true)) return is('cancelled')
  if (Temporal.Instant.compare(start, now) > 0) {
    look(start)
    return is('waiting')
  }
  if (rule.lapses && !isStopped && Temporal.Instant.compare(now, dueAt) > 0) return is('cancelled')
  // What was overdue when a pause began stays so.
  if (since && (isStopped || Temporal.Instant.compare(now, dueAt) <= 0)) {
    // A date that no pause moves comes all the same.
    if (!isStopped) look(overdueFrom(dueAt))
    return is('paused', { pausedSince: since })
  }
  const warning = rule.warn && warnAt({ calendar, dueOn, dueAt, warn: rule.warn, pauses })
  if (warning && !warning.ok) throw new Unreadable(warning.error.message)
  const dueSoonAt = warning?.value
  for (const instant of [dueSoonAt, overdueFrom(dueAt)])
    if (instant && Temporal.Instant.compare(instant, now) > 0) look(instant)
  if (Temporal.Instant.compare(now, dueAt) > 0) return is('overdue', { dueSoonAt })
  const soon = dueSoonAt && Temporal.Instant.compare(now, dueSoonAt) >= 0
  return is(soon ? 'due_soon' : 'running', { dueSoonAt })
}
