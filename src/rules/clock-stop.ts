// How a clock stops: by the instant of what it waits for, and with a result that later edits of the rules leave alone.

import { Temporal } from 'temporal-polyfill'
import { datesOf, type ClockRule } from './clock-rule.ts'
import { toCrmText } from './fact.ts'
import { plainName } from './fact-names.ts'
import type { FactSheet } from './fact-sheet.ts'
import { isRecord } from './finding.ts'
import type { ClockMemory } from './memory.ts'
import type { Policy } from './policy.ts'
import { inWords } from './wording.ts'

type Stopped = { readonly stop: Temporal.Instant | undefined; readonly remarks: readonly string[] }

/** When the clock stopped: the first (or the last) of its stop facts; one before the start or in the future stops nothing. */
export function stopOf(
  rule: ClockRule,
  policy: Policy,
  sheet: FactSheet,
  start: Temporal.Instant,
  look: (at: Temporal.Instant) => void,
): Stopped {
  const { calendar } = rule
  const remarks: string[] = []
  const valid = rule.stop.flatMap((fact) => {
    const stop = sheet.happenedAt(fact, start)
    if (!stop) return []
    const said = `${policy.facts.get(fact)?.label ?? fact} on ${inWords(calendar.localDate(stop), calendar.localDate(start))}`
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
  if (rule.stopAt === 'last' && valid.length < rule.stop.length) return { stop: undefined, remarks }
  const stop = valid.toSorted(Temporal.Instant.compare).at(rule.stopAt === 'last' ? -1 : 0)
  return { stop, remarks }
}

/** The dates that a clock was computed from, by fact, as they are remembered. */
export const inputsOf = (rule: ClockRule, sheet: FactSheet): string =>
  JSON.stringify(
    Object.fromEntries(datesOf(rule).map((fact) => [plainName(fact), toCrmText(sheet.readable(fact))])),
  )

/**
 * The result that a stopped clock keeps when a policy or calendar is edited, while its start, its stop and the dates
 * it was computed from are still those; `undefined` where they are not, or it had not stopped.
 */
export function resultOf(
  rule: ClockRule,
  remembered: ClockMemory,
  sheet: FactSheet,
  start: Temporal.Instant,
  stop: Temporal.Instant,
) {
  if (remembered.startAt !== start.toString() || remembered.stopAt !== stop.toString()) return undefined
  // By the names that its own version has for them.
  const names = new Map(datesOf(rule).map((fact) => [plainName(fact), fact]))
  const inputs: unknown = JSON.parse(remembered.inputs || '{}')
  const isUnmoved =
    isRecord(inputs) &&
    Object.entries(inputs).every(([plain, text]) => {
      const fact = names.get(plain) ?? plain
      return !sheet.knows(fact) || toCrmText(sheet.readable(fact)) === text
    })
  if (!isUnmoved) return undefined
  return {
    state: remembered.state === 'met' ? ('met' as const) : ('met_late' as const),
    dueOn: Temporal.PlainDate.from(remembered.dueOn),
    dueAt: Temporal.Instant.from(remembered.dueAt),
    workingDays: remembered.workingDays,
  }
}
