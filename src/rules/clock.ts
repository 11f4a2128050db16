// A clock: one time limit of the procedure, from its start to its stop, with its due date and state at an instant.

import { Temporal } from 'temporal-polyfill'
import { dueOf } from './calendar/due.ts'
import { elapsed } from './calendar/elapsed.ts'
import { warnAt } from './calendar/warning.ts'
import { extensionOf, type ExtensionOutcome } from './extension.ts'
import { toCrmText } from './fact.ts'
import { isRecord } from './finding.ts'
import { Unreadable, type FactSheet } from './fact-sheet.ts'
import type { ClockMemory } from './memory.ts'
import type { ClockRule, Policy } from './policy.ts'
import { inWords } from './wording.ts'

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
  readonly name: string
  readonly title: string
  readonly state: ClockState
  /** Whether the conditions hold now: the clock belongs to where the ticket stands. */
  readonly current: boolean
  readonly startAt: Temporal.Instant
  readonly dueOn: Temporal.PlainDate
  /** Done at this instant is in time; overdue is after it. */
  readonly dueAt: Temporal.Instant
  readonly dueSoonAt: Temporal.Instant | undefined
  readonly stopAt: Temporal.Instant | undefined
  /** Working dates after the start date up to and including the day it stopped. */
  readonly workingDays: number | undefined
  readonly extension: ExtensionOutcome | undefined
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
 * The clock of a rule at the sheet's instant, or `undefined` when there is none: its start is not known, or its
 * conditions have never held.
 *
 * @param current whether the rule's conditions hold now
 * @param past whether it is new, has existed and goes on (moving on does not end it), or was ended by a hand move back
 */
export function clockOf(
  rule: ClockRule,
  policy: Policy,
  sheet: FactSheet,
  current: boolean,
  past: 'new' | 'carried' | 'ended',
  remembered: ClockMemory | undefined,
  look: (at: Temporal.Instant) => void,
): Clock | undefined {
  const start = sheet.instant(rule.start)
  if (!start || (!current && past === 'new')) return undefined
  const { calendar } = policy
  const base = { name: rule.name, title: rule.title, current, startAt: start, movedBack: false }
  const due = dueOf({
    calendar,
    start,
    within: rule.within,
    counting: rule.counting,
    nonWorkingStart: rule.nonWorkingStart,
    dueTime: rule.dueTime,
    cutOff: rule.cutOff,
  })
  if (!due.ok) throw new Unreadable(due.error.message)

  const remarks: string[] = []
  const stop = stopOf(rule, policy, sheet, start, remarks, look)
  const inputs = inputsOf(rule, sheet)
  // A stopped clock keeps its result when a policy or calendar is edited; only its own dates move it.
  if (remembered?.stopAt !== undefined && stop && isUnmoved(remembered, sheet, start, stop)) {
    const [dueOn, dueAt] = [
      Temporal.PlainDate.from(remembered.dueOn),
      Temporal.Instant.from(remembered.dueAt),
    ]
    const state = remembered.state === 'met' ? 'met' : 'met_late'
    return {
      ...base,
      state,
      dueOn,
      dueAt,
      dueSoonAt: undefined,
      stopAt: stop,
      workingDays: remembered.workingDays,
      extension: undefined,
      remarks,
      inputs,
    }
  }

  const extension = extensionOf(rule, calendar, sheet, start, due.value, look)
  if (extension && !extension.valid) remarks.push(extension.why)
  const { dueOn, dueAt } = extension?.valid ? extension : due.value
  const shared = { ...base, dueOn, dueAt, extension, remarks, inputs }
  const { now } = sheet
  const is = (state: ClockState, more: Partial<Clock> = {}): Clock => ({
    ...shared,
    state,
    dueSoonAt: undefined,
    stopAt: undefined,
    workingDays: undefined,
    ...more,
  })

  if (stop) {
    const taken = elapsed({ calendar, start, until: stop })
    if (!taken.ok) throw new Unreadable(taken.error.message)
    const state = Temporal.Instant.compare(stop, dueAt) <= 0 ? 'met' : 'met_late'
    return is(state, { stopAt: stop, workingDays: taken.value.workingDays })
  }
  if (past === 'ended' && !current) return is('cancelled', { movedBack: true })
  if (rule.cancel.some((fact) => sheet.readable(fact) === true)) return is('cancelled')
  if (Temporal.Instant.compare(start, now) > 0) {
    look(start)
    return is('waiting')
  }
  const warning = rule.warn && warnAt({ calendar, dueOn, dueAt, warn: rule.warn })
  if (warning && !warning.ok) throw new Unreadable(warning.error.message)
  const dueSoonAt = warning?.value
  for (const instant of [dueSoonAt, overdueFrom(dueAt)])
    if (instant && Temporal.Instant.compare(instant, now) > 0) look(instant)
  if (Temporal.Instant.compare(now, dueAt) > 0) return is('overdue', { dueSoonAt })
  const soon = dueSoonAt && Temporal.Instant.compare(now, dueSoonAt) >= 0
  return is(soon ? 'due_soon' : 'running', { dueSoonAt })
}

/** When the clock stopped: the first (or the last) of its stop facts; one before the start or in the future stops nothing. */
function stopOf(
  rule: ClockRule,
  policy: Policy,
  sheet: FactSheet,
  start: Temporal.Instant,
  remarks: string[],
  look: (at: Temporal.Instant) => void,
): Temporal.Instant | undefined {
  const valid = rule.stop.flatMap((fact) => {
    const stop = sheet.readable(fact)
    if (!(stop instanceof Temporal.Instant)) return []
    const said = `${policy.facts.get(fact)?.label ?? fact} on ${inWords(policy.calendar.localDate(stop), policy.calendar.localDate(start))}`
    if (Temporal.Instant.compare(stop, start) < 0) {
      remarks.push(`${said} is before the start, so it stops nothing`)
      return []
    }
    if (Temporal.Instant.compare(stop, sheet.now) > 0) {
      remarks.push(`${said} is in the future, so it stops nothing yet`)
      look(stop)
      return []
    }
    return [stop]
  })
  if (rule.stopAt === 'last' && valid.length < rule.stop.length) return undefined
  return valid.toSorted(Temporal.Instant.compare).at(rule.stopAt === 'last' ? -1 : 0)
}

/** The dates that a clock was computed from, by fact: all that can move a result once it is there. */
function inputsOf(rule: ClockRule, sheet: FactSheet): string {
  const facts = rule.extensions.flatMap(({ when, notice, until }) => [when ?? notice, notice, until])
  return JSON.stringify(Object.fromEntries(facts.map((fact) => [fact, toCrmText(sheet.readable(fact))])))
}

/** Whether the start, the stop and the dates of a stopped clock are still those of its result. */
function isUnmoved(
  remembered: ClockMemory,
  sheet: FactSheet,
  start: Temporal.Instant,
  stop: Temporal.Instant,
): boolean {
  if (remembered.startAt !== start.toString() || remembered.stopAt !== stop.toString()) return false
  const inputs: unknown = JSON.parse(remembered.inputs || '{}')
  return (
    isRecord(inputs) &&
    Object.entries(inputs).every(
      ([fact, text]) => !sheet.knows(fact) || toCrmText(sheet.readable(fact)) === text,
    )
  )
}
