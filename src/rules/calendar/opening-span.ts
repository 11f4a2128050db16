// An opening span: from one local wall-clock time to another on the same date, half-open.

import { type Result, err, ok } from '../result.ts'

/** Seconds after local midnight on the wall clock; `to` is at most 86 400 (24:00), and the span is half-open. */
export type OpeningSpan = { readonly from: number; readonly to: number }

/** Seconds after midnight of `HH:MM`, from `00:00` to `24:00`; anything else is `undefined`. */
export function parseClockTime(raw: unknown): number | undefined {
  if (typeof raw !== 'string') return undefined
  const match = /^(\d\d):(\d\d)$/.exec(raw)
  if (!match) return undefined
  const minutes = Number(match[1]) * 60 + Number(match[2])
  return Number(match[2]) < 60 && minutes <= 24 * 60 ? minutes * 60 : undefined
}

const two = (n: number): string => String(n).padStart(2, '0')

export function formatClockTime(seconds: number): string {
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`
}

/** `["09:00", "17:00"]` as a span. Errors: a malformed time, an end that is not after the start. */
export function parseOpeningSpan(raw: unknown): Result<OpeningSpan, string> {
  if (!Array.isArray(raw) || raw.length !== 2) return err('a span is two times, such as `["09:00", "17:00"]`')
  const [from, to] = [parseClockTime(raw[0]), parseClockTime(raw[1])]
  if (from === undefined) return err(`\`${String(raw[0])}\` is not a time from 00:00 to 24:00`)
  if (to === undefined) return err(`\`${String(raw[1])}\` is not a time from 00:00 to 24:00`)
  if (from === to) return err(`the span from ${formatClockTime(from)} is empty`)
  if (from > to) {
    const times = `${formatClockTime(from)} to ${formatClockTime(to)}`
    return err(`the span ends before it starts (${times}): split a night at 24:00 over two days`)
  }
  return ok({ from, to })
}

/** Spans in order of time, those that touch joined; the two that overlap when any do. */
export function joinOpeningSpans(
  spans: readonly OpeningSpan[],
): Result<readonly OpeningSpan[], readonly [OpeningSpan, OpeningSpan]> {
  const joined: OpeningSpan[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last && span.from < last.to) return err([last, span])
    if (last && span.from === last.to) joined[joined.length - 1] = { from: last.from, to: span.to }
    else joined.push(span)
  }
  return ok(joined)
}

/** Seconds open on the wall clock, which is real time except on the day of a clock change. */
export function secondsOpen(spans: readonly OpeningSpan[]): number {
  return spans.reduce((sum, span) => sum + span.to - span.from, 0)
}
