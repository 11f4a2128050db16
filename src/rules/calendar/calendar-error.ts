// Why a calendar has no answer: values with what explains them, and the sentence for a person.

import { Temporal } from 'temporal-polyfill'

export type CalendarError =
  /** The count leaves the dates whose holidays are known, or that can be counted at all. */
  | {
      readonly kind: 'uncovered'
      readonly from: Temporal.PlainDate
      readonly to: Temporal.PlainDate
      readonly message: string
    }
  /** The clock is paused with no end known, so it falls due at no known time. */
  | { readonly kind: 'paused'; readonly since: Temporal.Instant; readonly message: string }

export function uncovered(
  calendar: string,
  { from, to }: { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate },
): CalendarError {
  const message = `calendar \`${calendar}\` covers the dates from ${from.toString()} to ${to.toString()} only, and this needs a date outside them`
  return { kind: 'uncovered', from, to, message }
}

export function pausedSince(at: number): CalendarError {
  const since = Temporal.Instant.fromEpochMilliseconds(at)
  return {
    kind: 'paused',
    since,
    message: `the clock is paused since ${since.toString()} with no end, so it has no due date`,
  }
}
