// What the CRM says of when a fact had which value.

import type { Temporal } from 'temporal-polyfill'
import type { Pause } from './calendar/pauses.ts'
import { sameValue, toCrmText, type FactValue } from './fact.ts'

/** A value that a fact took, and when; `undefined` stands for one that does not fit its type. */
export type Became = { readonly value: FactValue | undefined; readonly at: Temporal.Instant }

/** Since when a fact has had its present value, by its history, newest first; `undefined` where that does not say. */
export function sinceWhen(history: readonly Became[], present: FactValue): Temporal.Instant | undefined {
  let since: Temporal.Instant | undefined
  for (const { value, at } of history) {
    if (value === undefined || !sameValue(value, present)) break
    since = at
  }
  return since
}

/** The spans in which a fact had one of these values, oldest first; the last is open where it still has. */
export function spansWith(history: readonly Became[], values: readonly string[]): readonly Pause[] {
  const spans: Pause[] = []
  let since: Temporal.Instant | undefined
  for (const { value, at } of history.toReversed()) {
    const is = value !== undefined && value !== null && values.includes(toCrmText(value))
    if (is) since ??= at
    else if (since) {
      spans.push([since, at])
      since = undefined
    }
  }
  return since ? [...spans, [since, null]] : spans
}

/** How often a fact was given a value that it did not have. */
export const timesGiven = (history: readonly Became[]): number =>
  history.filter(({ value }, index) => {
    const before = history[index + 1]?.value
    if (value === undefined || isEmpty(value)) return false
    return before === undefined || !sameValue(value, before)
  }).length

const isEmpty = (value: FactValue) =>
  value === null || value === false || (Array.isArray(value) && value.length === 0)
