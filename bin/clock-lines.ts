// A clock as lines for a terminal: when it started, when it is due, and how the days between were counted.

import type { Temporal } from 'temporal-polyfill'
import type { Calendar } from '../src/rules/calendar/calendar.ts'
import type { Clock } from '../src/rules/clock.ts'
import type { ClockRule } from '../src/rules/clock-rule.ts'
import { inWords, listed } from '../src/rules/wording.ts'
import { countedDays, type CountedDays } from './counted-days.ts'
import { countInWords, skippedInWords } from './counted-words.ts'

/** A clock with how it was counted. */
export type CountedClock = { readonly clock: Clock; readonly counted: CountedDays }

export const countedClock = (clock: Clock): CountedClock => ({ clock, counted: countedDays(clock) })

export function clockLines({ clock, counted }: CountedClock): readonly string[] {
  const { from, rule } = clock
  const { calendar } = rule
  const beside = calendar.localDate(clock.startAt)
  const moment = (at: Temporal.Instant) => momentInWords(at, calendar, beside)
  const line = (word: string, text: string) => `    ${word.padEnd(12)}${text}`
  const count = countInWords(counted, beside)
  const isByWorkingTime = counted.unit?.startsWith('working') === true
  const without = isByWorkingTime ? skippedInWords(counted.skipped, calendar, beside) : ''
  return [
    `${clock.name}: ${clock.state.replace('_', ' ')} (${clock.title})${clock.current ? '' : ', of an earlier stage'}`,
    line('start', moment(clock.startAt).replace(',', ` ${beside.year},`)),
    ...(from.equals(clock.startAt)
      ? []
      : [line('anew', `counts from ${moment(from)}, when it was last done`)]),
    ...(counted.receivedOn
      ? [line('received', `counts as received on ${inWords(counted.receivedOn, beside)}: ${whyLater(rule)}`)]
      : []),
    line('due', `${dueInWords(clock, calendar, beside)}${whereDue(clock)}`),
    ...(count === '' ? [] : [line('counted', count)]),
    ...(without === '' ? [] : [line('not counted', without)]),
    ...(counted.paused.length > 0
      ? [line('stood still', `${listed(counted.paused.map((date) => inWords(date, beside)))} not counted`)]
      : []),
    ...clock.pauses.map(([start, end]) =>
      line('paused', `${moment(start)} to ${end ? moment(end) : 'now, with no end recorded'}`),
    ),
    ...(clock.extension?.valid ? [line('extended', clock.extension.name)] : []),
    ...(clock.stopAt
      ? [
          line(
            'stopped',
            `${moment(clock.stopAt)}${clock.workingDays === undefined ? '' : `, after ${days(clock.workingDays)}`}`,
          ),
        ]
      : []),
    ...clock.remarks.map((remark) => line('remark', remark)),
  ]
}

const days = (count: number) => `${count} working ${count === 1 ? 'day' : 'days'}`

/** `Mon 23 Nov, 10:00`. */
export function momentInWords(
  at: Temporal.Instant,
  calendar: Calendar,
  beside: Temporal.PlainDate = calendar.localDate(at),
): string {
  const local = at.toZonedDateTimeISO(calendar.timeZone)
  const isWhole = local.second === 0
  const time = local.toPlainTime().toString({ smallestUnit: isWhole ? 'minute' : 'second' })
  return `${inWords(local.toPlainDate(), beside)}, ${time}`
}

function dueInWords({ dueOn, dueAt }: Clock, calendar: Calendar, beside: Temporal.PlainDate): string {
  return dueAt.equals(calendar.endOfDay(dueOn))
    ? `the end of ${inWords(dueOn, beside)}`
    : momentInWords(dueAt, calendar, beside)
}

/** The length of time that was counted, by which calendar. */
function whereDue({ rule, within, extension }: Clock): string {
  const length = within
    ? [`${within.count} ${within.unit.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`]
    : []
  return ` (${[...length, ...(extension?.valid ? ['extended'] : []), rule.calendar.id].join(', ')})`
}

function whyLater(rule: ClockRule): string {
  if (rule.cutOff === undefined) return 'the day it came does not count'
  const [hours, minutes] = [Math.floor(rule.cutOff / 3600), Math.floor((rule.cutOff % 3600) / 60)]
  const time = `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
  return rule.nonWorkingStart === 'receivedNextWorkingDay'
    ? `it came after ${time}, or on a day that does not count`
    : `it came after ${time}`
}
