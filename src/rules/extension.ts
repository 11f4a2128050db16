// Extensions: a later due date, where it was announced in time, for a reason, within a cap; otherwise the due date stays.

import { Temporal } from 'temporal-polyfill'
import type { Due } from './calendar/due.ts'
import type { ClockRule, Extension } from './clock-rule.ts'
import type { Reckoning } from './clock-due.ts'
import { isOpenTime } from './calendar/span.ts'
import type { Pause } from './calendar/pauses.ts'
import { countedDue, despite, endOf } from './counted-due.ts'
import type { FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import { Unreadable } from './unreadable.ts'
import type { Policy } from './policy.ts'
import { inWords } from './wording.ts'

/** A due date; stopped where a pause that goes on keeps it from coming. */
type Term = Due & { readonly isStopped: boolean }

export type ExtensionOutcome =
  | ({ readonly valid: true; readonly name: string } & Term)
  | { readonly valid: false; readonly name: string; readonly why: string }

/**
 * The extensions of a clock that holds, one building on another: of those that could come next the first valid one,
 * and after the last of them the first that was tried and why it does not hold.
 */
export function extensionsOf(
  rule: ClockRule,
  policy: Policy,
  sheet: FactSheet,
  reckoned: Reckoning,
  pauses: readonly Pause[],
  look: (at: Temporal.Instant) => void,
): readonly ExtensionOutcome[] {
  const { since } = reckoned
  for (const { notice, needs } of rule.extensions)
    for (const fact of [notice, ...needs]) {
      const at = sheet.happenedAt(fact, since)
      if (at && Temporal.Instant.compare(at, sheet.now) > 0) look(at)
    }
  const outcomes: ExtensionOutcome[] = []
  let [last, before]: [string | undefined, Term] = [undefined, reckoned]
  for (;;) {
    const next = rule.extensions.filter(({ after }) => after === last)
    const tried = next.flatMap(
      (extension) => judge(rule, policy, extension, sheet, reckoned, before, pauses) ?? [],
    )
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
  { from, since }: Reckoning,
  due: Term,
  pauses: readonly Pause[],
): ExtensionOutcome | undefined {
  const notice = sheet.happenedAt(extension.notice, since)
  if (!notice || Temporal.Instant.compare(notice, sheet.now) > 0) return undefined
  if (extension.when !== undefined && sheet.readable(extension.when) !== true) return undefined
  // Where a duty comes again, each round is extended by what was said in it.
  if (rule.repeat && Temporal.Instant.compare(notice, since) < 0) return undefined
  const { name } = extension
  const invalid = (why: string) =>
    ({ valid: false, name, why: `the extension does not count: ${why}` }) as const
  if (Temporal.Instant.compare(notice, since) < 0) return invalid('its notice is from before the start')
  if (Temporal.Instant.compare(notice, due.dueAt) > 0)
    return invalid(`its notice was sent after the time was up, on ${inWords(due.dueOn)}`)
  if (extension.reason !== undefined && isLacking(sheet.readable(extension.reason)))
    return invalid('no reason is recorded')
  const lack = extension.needs.flatMap((fact) => lackOf(fact, policy, sheet, since, due) ?? [])[0]
  if (lack !== undefined) return invalid(lack)
  if (extension.times && !sheet.isReadable(extension.times.fact))
    return invalid('how often it was extended can not be read')
  const times = extension.times && sheet.readable(extension.times.fact)
  if (extension.times && typeof times === 'number' && times > extension.times.atMost)
    return invalid(`it was extended ${times} times, and ${extension.times.atMost} are allowed`)

  const latest = latestOf(rule, extension, from, due, pauses)
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
  return moved.ok
    ? { valid: true, name, ...moved.value, isStopped: due.isStopped }
    : invalid(moved.error.message)
}

/** The latest date that an extension may give: so much more, and no more than so much in all; `undefined` for no cap. */
function latestOf(
  rule: ClockRule,
  { atMost, total }: Extension,
  start: Temporal.Instant,
  due: Term,
  pauses: readonly Pause[],
): Term | string | undefined {
  // More days are counted from the due date on, more hours from its very instant.
  const from = isOpenTime(atMost?.unit ?? 'workingDays') ? due.dueAt : due.dueOn
  const onwards = {
    ...rule,
    counting: 'exclusive',
    nonWorkingStart: 'nextIsDayOne',
    cutOff: undefined,
  } as const
  const caps = [
    ...(atMost ? [despite(pauses, (some) => countedDue(onwards, from, atMost, some))] : []),
    ...(total ? [despite(pauses, (some) => countedDue(rule, start, total, some))] : []),
  ]
  let latest: Term | undefined
  for (const { due: cap, isStopped } of caps) {
    if (!cap.ok) return cap.error.message
    if (!latest || Temporal.Instant.compare(cap.value.dueAt, latest.dueAt) < 0)
      latest = { ...cap.value, isStopped: isStopped || due.isStopped }
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
  since: Temporal.Instant,
  due: Due,
): string | undefined {
  const label = `\`${policy.facts.get(fact)?.label ?? fact}\``
  const value = sheet.readable(fact)
  if (value === false) return `it needs ${label}, which is not so`
  if (isLacking(value)) return `it needs ${label}, which is not recorded`
  const at = sheet.readableInstant(fact) && sheet.happenedAt(fact, since)
  if (!at) return undefined
  if (Temporal.Instant.compare(at, sheet.now) > 0) return `it needs ${label}, which is in the future`
  return Temporal.Instant.compare(at, due.dueAt) > 0
    ? `it needs ${label}, which came after the time was up, on ${inWords(due.dueOn)}`
    : undefined
}

const isLacking = (value: FactValue): boolean =>
  value === null || (Array.isArray(value) && value.length === 0)

function readDate(sheet: FactSheet, fact: string): Temporal.PlainDate | 'unreadable' | undefined {
  try {
    const value = sheet.read(fact)
    return value instanceof Temporal.PlainDate ? value : undefined
  } catch (error) {
    if (error instanceof Unreadable) return 'unreadable'
    throw error
  }
}
