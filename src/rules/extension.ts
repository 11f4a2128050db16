// Extensions: a later due date, where it was announced in time, for a reason, within a cap; otherwise the due date stays.

import { Temporal } from 'temporal-polyfill'
import { dueOf, type Due } from './calendar/due.ts'
import type { ClockRule, Extension } from './clock-rule.ts'
import { countedDue, endOf } from './counted-due.ts'
import type { FactSheet } from './fact-sheet.ts'
import { Unreadable } from './unreadable.ts'
import type { Policy } from './policy.ts'
import { inWords } from './wording.ts'

export type ExtensionOutcome =
  | ({ readonly valid: true; readonly name: string } & Due)
  | { readonly valid: false; readonly name: string; readonly why: string }

/**
 * The extensions of a clock that holds, one building on another: of those that could come next the first valid one,
 * and after the last of them the first that was tried and why it does not hold.
 */
export function extensionsOf(
  rule: ClockRule,
  policy: Policy,
  sheet: FactSheet,
  start: Temporal.Instant,
  due: Due,
  look: (at: Temporal.Instant) => void,
): readonly ExtensionOutcome[] {
  for (const { notice, needs } of rule.extensions)
    for (const fact of [notice, ...needs]) {
      const at = sheet.readableInstant(fact)
      if (at && Temporal.Instant.compare(at, sheet.now) > 0) look(at)
    }
  const outcomes: ExtensionOutcome[] = []
  let [last, before]: [string | undefined, Due] = [undefined, due]
  for (;;) {
    const next = rule.extensions.filter(({ after }) => after === last)
    const tried = next.flatMap((extension) => judge(rule, policy, extension, sheet, start, before) ?? [])
    const valid = tried.find((outcome) => outcome.valid)
    if (!valid) return [...outcomes, ...tried.slice(0, 1)]
    outcomes.push(valid)
    ;[last, before] = [valid.name, valid]
  }
}

function judge(
  rule: ClockRule,
  policy: Policy,
  extension: Extension,
  sheet: FactSheet,
  start: Temporal.Instant,
  due: Due,
): ExtensionOutcome | undefined {
  const notice = sheet.happenedAt(extension.notice, start)
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
  const lack = extension.needs.flatMap((fact) => lackOf(fact, policy, sheet, start, due) ?? [])[0]
  if (lack !== undefined) return invalid(lack)
  const times = extension.times && sheet.readable(extension.times.fact)
  if (extension.times && typeof times === 'number' && times > extension.times.atMost)
    return invalid(`it was extended ${times} times, and ${extension.times.atMost} are allowed`)

  const latest = latestOf(rule, extension, start, due)
  if (typeof latest === 'string') return invalid(latest)
  const until = extension.until === undefined ? undefined : readDate(sheet, extension.until)
  if (until === 'unreadable') return invalid('its new date can not be read')
  if (!until)
    return extension.dateOptional && latest
      ? { valid: true, name, ...latest }
      : invalid('no new date is recorded')
  if (Temporal.PlainDate.compare(until, due.dueOn) <= 0)
    return invalid(`its new date, ${inWords(until)}, is not after the due date, ${inWords(due.dueOn, until)}`)
  if (latest && Temporal.PlainDate.compare(until, latest.dueOn) > 0)
    return invalid(
      `its new date, ${inWords(until)}, is after the latest allowed, ${inWords(latest.dueOn, until)}`,
    )
  const moved = endOf(rule.calendar, until, rule.dueTime)
  return moved.ok ? { valid: true, name, ...moved.value } : invalid(moved.error.message)
}

/** The latest date that an extension may give: so much more, and no more than so much in all; `undefined` for no cap. */
function latestOf(
  rule: ClockRule,
  { atMost, total }: Extension,
  start: Temporal.Instant,
  due: Due,
): Due | string | undefined {
  const { calendar, dueTime } = rule
  const caps = [
    ...(atMost ? [dueOf({ calendar, start: due.dueOn, within: atMost, dueTime })] : []),
    ...(total ? [countedDue(rule, start, total)] : []),
  ]
  let latest: Due | undefined
  for (const cap of caps) {
    if (!cap.ok) return cap.error.message
    if (!latest || Temporal.Instant.compare(cap.value.dueAt, latest.dueAt) < 0) latest = cap.value
  }
  if (latest && Temporal.Instant.compare(latest.dueAt, due.dueAt) <= 0)
    return `no more time can be given: it may last until ${inWords(due.dueOn)} at most`
  return latest
}

/** What a consent or an approval lacks: it must be true, or known, and of a time that was not yet up. */
function lackOf(
  fact: string,
  policy: Policy,
  sheet: FactSheet,
  start: Temporal.Instant,
  due: Due,
): string | undefined {
  const label = `\`${policy.facts.get(fact)?.label ?? fact}\``
  const value = sheet.readable(fact)
  if (value === false) return `it needs ${label}, which is not so`
  if (value === null || (Array.isArray(value) && value.length === 0))
    return `it needs ${label}, which is not recorded`
  const at = sheet.readableInstant(fact) && sheet.happenedAt(fact, start)
  if (!at) return undefined
  if (Temporal.Instant.compare(at, sheet.now) > 0) return `it needs ${label}, which is in the future`
  return Temporal.Instant.compare(at, due.dueAt) > 0
    ? `it needs ${label}, which came after the time was up, on ${inWords(due.dueOn)}`
    : undefined
}

function readDate(sheet: FactSheet, fact: string): Temporal.PlainDate | 'unreadable' | undefined {
  try {
    const value = sheet.read(fact)
    return value instanceof Temporal.PlainDate ? value : undefined
  } catch (error) {
    if (error instanceof Unreadable) return 'unreadable'
    throw error
  }
}
