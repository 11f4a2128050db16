// One question of `redress due`, read and answered.

import { Temporal } from 'temporal-polyfill'
import { calendarSource } from './calendar-source.ts'
import type { Answer } from './json-lines.ts'
import { parseDate } from '../src/rules/calendar/date-text.ts'
import { type CountingRules, dueOf } from '../src/rules/calendar/due.ts'
import { elapsed } from '../src/rules/calendar/elapsed.ts'
import type { Calendar } from '../src/rules/calendar/calendar.ts'
import { parseClockTime } from '../src/rules/calendar/opening-span.ts'
import type { Pause } from '../src/rules/calendar/pauses.ts'
import type { Moment } from '../src/rules/calendar/receipt.ts'
import { parseSpan } from '../src/rules/calendar/span.ts'
import { isRecord, nearest } from '../src/rules/finding.ts'
import { type Result, err, ok } from '../src/rules/result.ts'

const switches = ['counting', 'nonWorkingStart', 'cutOff', 'dueTime'] as const
const keys: readonly string[] = ['calendar', 'start', 'within', 'until', 'pauses', ...switches]

/** Why a question can not be read; caught in this file, where it becomes the answer. */
class Unclear extends Error {}

/** Answers questions; calendars are read once each. */
export function answerDue(): Answer {
  const calendarOf = calendarSource()
  return async (question) => {
    if (!isRecord(question)) return err('a question is an object')
    const calendar = await calendarOf(question['calendar'])
    if (!calendar.ok) return calendar
    try {
      return answer(question, calendar.value)
    } catch (error) {
      if (error instanceof Unclear) return err(error.message)
      throw error
    }
  }
}

function answer(question: Readonly<Record<string, unknown>>, calendar: Calendar): Result<unknown, string> {
  const unknown = Object.keys(question).find((key) => !keys.includes(key))
  if (unknown !== undefined) return err(`unknown key \`${unknown}\`${nearest(unknown, keys)}`)
  const rules = readRules(question, calendar)
  const start = readMoment(question['start'], 'start')
  const [within, until] = [question['within'] ?? undefined, question['until'] ?? undefined]
  if ((within === undefined) === (until === undefined))
    return err('a question has either `within` or `until`')
  if (until !== undefined) {
    const taken = elapsed({ ...rules, calendar, start, until: readMoment(until, 'until') })
    return taken.ok ? taken : err(taken.error.message)
  }
  const span = parseSpan(within)
  if (!span.ok) return err(`\`within\`: ${span.error}`)
  const due = dueOf({ ...rules, calendar, start, within: span.value })
  if (!due.ok) return err(due.error.message)
  return ok({ dueOn: due.value.dueOn.toString(), dueAt: due.value.dueAt.toString() })
}

function readRules(question: Readonly<Record<string, unknown>>, calendar: Calendar): CountingRules {
  const cutOff = question['cutOff'] ?? undefined
  const seconds = cutOff === undefined ? undefined : parseClockTime(cutOff)
  if (cutOff !== undefined && seconds === undefined)
    throw new Unclear(`\`cutOff\` must be a time such as "17:00", not ${JSON.stringify(cutOff)}`)
  return {
    cutOff: seconds,
    pauses: readPauses(question['pauses'] ?? [], calendar),
    counting: readChoice(question, 'counting', ['exclusive', 'inclusive']),
    nonWorkingStart: readChoice(question, 'nonWorkingStart', ['nextIsDayOne', 'receivedNextWorkingDay']),
    dueTime: readChoice(question, 'dueTime', ['endOfDay', 'closing']),
  }
}

function readChoice<const C extends string>(
  question: Readonly<Record<string, unknown>>,
  key: string,
  choices: readonly C[],
): C | undefined {
  const value = question[key] ?? undefined
  const choice = choices.find((candidate) => candidate === value)
  if (value !== undefined && choice === undefined)
    throw new Unclear(
      `\`${key}\` must be ${choices.map((name) => `\`${name}\``).join(' or ')}, not ${JSON.stringify(value)}`,
    )
  return choice
}

function readPauses(raw: unknown, calendar: Calendar): readonly Pause[] {
  if (!Array.isArray(raw)) throw new Unclear('`pauses` must be a list of pairs')
  return raw.map((pause: unknown, index) => {
    const name = `pauses[${index}]`
    if (!Array.isArray(pause) || pause.length < 1 || pause.length > 2)
      throw new Unclear(
        `\`${name}\` must be a pair of instants, the second null where the pause has not ended`,
      )
    const [rawFrom, rawTo]: unknown[] = pause
    const from = instantOf(readMoment(rawFrom, name), calendar)
    const to = rawTo === null || rawTo === undefined ? null : instantOf(readMoment(rawTo, name), calendar)
    if (to && Temporal.Instant.compare(from, to) > 0) throw new Unclear(`\`${name}\` ends before it starts`)
    return [from, to]
  })
}

function instantOf(moment: Moment, calendar: Calendar): Temporal.Instant {
  return moment instanceof Temporal.PlainDate ? calendar.startOfDay(moment) : moment
}

function readMoment(raw: unknown, name: string): Moment {
  const date = parseDate(raw)
  if (date) return date
  try {
    if (typeof raw === 'string') return Temporal.Instant.from(raw)
  } catch {
    // Said below, in words that fit both.
  }
  if (raw === undefined || raw === null) throw new Unclear(`\`${name}\` is missing`)
  throw new Unclear(
    `\`${name}\` must be a date, or an instant with its offset such as "2026-11-23T10:00:00Z", not ${JSON.stringify(raw)}`,
  )
}
