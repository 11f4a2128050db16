// Extensions: a later due date, where it was announced in time, for a reason, within a cap; otherwise the due date stays.

import { Temporal } from 'temporal-polyfill'
import type { Calendar } from './calendar/calendar.ts'
import { dueOf } from './calendar/due.ts'
import type { FactValue } from './fact.ts'
import { Unreadable, type FactSheet } from './fact-sheet.ts'
import type { ClockRule, Extension } from './policy.ts'
import { inWords } from './wording.ts'

export type Due = { readonly dueOn: Temporal.PlainDate; readonly dueAt: Temporal.Instant }

export type ExtensionOutcome =
  | ({ readonly valid: true; readonly name: string } & Due)
  | { readonly valid: false; readonly name: string; readonly why: string }

/** The extension that holds (the first valid one of the rule's), else the first that was tried and why it does not hold. */
export function extensionOf(
  rule: ClockRule,
  calendar: Calendar,
  sheet: FactSheet,
  start: Temporal.Instant,
  due: Due,
  look: (at: Temporal.Instant) => void,
): ExtensionOutcome | undefined {
  for (const extension of rule.extensions) {
    const notice = instantOf(sheet.readable(extension.notice))
    if (notice && Temporal.Instant.compare(notice, sheet.now) > 0) look(notice)
  }
  const outcomes = rule.extensions.flatMap(
    (extension) => judge(rule, extension, calendar, sheet, start, due) ?? [],
  )
  return outcomes.find((outcome) => outcome.valid) ?? outcomes[0]
}

function judge(
  rule: ClockRule,
  extension: Extension,
  calendar: Calendar,
  sheet: FactSheet,
  start: Temporal.Instant,
  due: Due,
): ExtensionOutcome | undefined {
  const notice = instantOf(sheet.readable(extension.notice))
  if (!notice || Temporal.Instant.compare(notice, sheet.now) > 0) return undefined
  if (extension.when !== undefined && sheet.readable(extension.when) !== true) return undefined
  const { name } = extension
  const invalid = (why: string) =>
    ({ valid: false, name, why: `the extension does not count: ${why}` }) as const
  if (Temporal.Instant.compare(notice, start) < 0) return invalid('its notice is from before the start')
  if (Temporal.Instant.compare(notice, due.dueAt) > 0)
    return invalid(`its notice was sent after the time was up, on ${inWords(due.dueOn)}`)
  if (extension.reason !== undefined && sheet.readable(extension.reason) === null)
    return invalid('no reason is recorded')

  const latest = dueOf({ calendar, start: due.dueOn, within: extension.atMost, dueTime: rule.dueTime })
  if (!latest.ok) return invalid(latest.error.message)
  const until = readDate(sheet, extension.until)
  if (until === 'unreadable') return invalid('its new date can not be read')
  if (!until)
    return extension.dateOptional
      ? { valid: true, name, ...latest.value }
      : invalid('no new date is recorded')
  if (Temporal.PlainDate.compare(until, due.dueOn) <= 0)
    return invalid(`its new date, ${inWords(until)}, is not after the due date, ${inWords(due.dueOn, until)}`)
  if (Temporal.PlainDate.compare(until, latest.value.dueOn) > 0)
    return invalid(
      `its new date, ${inWords(until)}, is after the latest allowed, ${inWords(latest.value.dueOn, until)}`,
    )
  const moved = dueOf({
    calendar,
    start: until,
    within: { unit: 'calendarDays', count: 0 },
    dueTime: rule.dueTime,
  })
  return moved.ok ? { valid: true, name, ...moved.value } : invalid(moved.error.message)
}

const instantOf = (value: FactValue) => (value instanceof Temporal.Instant ? value : undefined)

function readDate(sheet: FactSheet, fact: string): Temporal.PlainDate | 'unreadable' | undefined {
  try {
    const value = sheet.read(fact)
    return value instanceof Temporal.PlainDate ? value : undefined
  } catch (error) {
    if (error instanceof Unreadable) return 'unreadable'
    throw error
  }
}
