// How the time of a clock was counted, day by day: which days count, which were left out, and why.

import { Temporal } from 'temporal-polyfill'
import type { Calendar } from '../src/rules/calendar/calendar.ts'
import { dateOfNumber, numberOfDate } from '../src/rules/calendar/day-number.ts'
import { elapsed } from '../src/rules/calendar/elapsed.ts'
import { joinPauses, pausedDays } from '../src/rules/calendar/pauses.ts'
import { receiptOf } from '../src/rules/calendar/receipt.ts'
import { skippedBetween, type SkippedDay } from '../src/rules/calendar/skipped.ts'
import { isOpenTime, type Unit } from '../src/rules/calendar/span.ts'
import type { Clock } from '../src/rules/clock.ts'

export type CountedDays = {
  readonly unit: Unit | undefined
  /** Where a cut-off or a day that does not count moves the start to a later date. */
  readonly receivedOn: Temporal.PlainDate | undefined
  /** The days that count, in order; with the open time of each, in seconds, where hours are counted. */
  readonly days: readonly { readonly on: Temporal.PlainDate; readonly seconds: number | undefined }[]
  readonly skipped: readonly SkippedDay[]
  /** Days that would have counted, and were left out because the clock stood still at their end. */
  readonly paused: readonly Temporal.PlainDate[]
}

/** More days than a reader could check, or than a date typed wrong should cost. */
const mostDays = 1000

export function countedDays(clock: Clock): CountedDays {
  const { rule, from } = clock
  const { calendar } = rule
  const unit = unitOf(clock)
  const startOn = calendar.localDate(from)
  const receipt = receiptOf(calendar, from, rule)
  const received = receipt.ok ? dateOfNumber(receipt.value.day) : startOn
  const isHours = unit !== undefined && isOpenTime(unit)
  const first = isHours || rule.counting === 'inclusive' ? received : received.add({ days: 1 })
  const every = unit === undefined ? [] : datesFrom(first, clock.dueOn)
  const candidates = unit === 'calendarDays' ? every : every.filter((date) => isWorking(calendar, date))
  const still = isHours ? [] : pausedDays(calendar, joinPauses(clock.pauses), rule.dueTime)
  const isStill = (date: Temporal.PlainDate) => {
    const day = numberOfDate(date)
    return still.some((pause) => pause.from <= day && day < pause.to)
  }
  const days = isHours
    ? candidates.map((on) => ({ on, seconds: openSeconds(on, clock) })).filter(({ seconds }) => seconds > 0)
    : candidates.filter((date) => !isStill(date)).map((on) => ({ on, seconds: undefined }))
  return {
    unit,
    receivedOn: received.equals(startOn) ? undefined : received,
    days: unit === 'weeks' || unit === 'months' ? [] : days,
    skipped:
      unit === 'workingDays' || isHours
        ? skippedBetween(calendar, startOn, clock.dueOn.add({ days: 1 }))
        : [],
    paused: candidates.filter(isStill),
  }
}

/** The unit that was counted in; of a result kept from before, the one that the rule counts in, where it is but one. */
function unitOf({ rule: { targets }, within, stopAt }: Clock): Unit | undefined {
  if (within || !stopAt) return within?.unit
  const units = new Set(targets.map((target) => (target.kind === 'within' ? target.within.unit : undefined)))
  const [unit] = units
  return units.size === 1 ? unit : undefined
}

function datesFrom(first: Temporal.PlainDate, last: Temporal.PlainDate): readonly Temporal.PlainDate[] {
  const count = Math.min(mostDays, Math.max(0, numberOfDate(last) - numberOfDate(first) + 1))
  return Array.from({ length: count }, (_, index) => first.add({ days: index }))
}

const isWorking = (calendar: Calendar, date: Temporal.PlainDate): boolean =>
  calendar.table.isWorking(numberOfDate(date))

/** Open time of a date between the start and the due instant, while the clock ran. */
function openSeconds(on: Temporal.PlainDate, { rule, dueAt, pauses, from }: Clock): number {
  const { calendar } = rule
  const [begin, end] = [calendar.startOfDay(on), calendar.endOfDay(on)]
  const start = Temporal.Instant.compare(begin, from) < 0 ? from : begin
  const until = Temporal.Instant.compare(end, dueAt) > 0 ? dueAt : end
  const taken = elapsed({ calendar, start, until, pauses })
  return taken.ok ? taken.value.workingSeconds : 0
}
