// Dates as the calendar file writes them.

import { Temporal } from 'temporal-polyfill'

/** `YYYY-MM-DD` as a date; anything else, and a date that does not exist, is `undefined`. */
export function parseDate(raw: unknown): Temporal.PlainDate | undefined {
  if (typeof raw !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(raw) || raw < '0001') return undefined
  try {
    return Temporal.PlainDate.from(raw)
  } catch {
    return undefined
  }
}
