// A rule of a clock: what starts and stops a time limit, how long it is, and what can move or pause it.

import type { Calendar } from './calendar/calendar.ts'
import type { Span } from './calendar/span.ts'
import type { RuleBase } from './policy.ts'

/** How days are counted: the switches of the calendar's arithmetic, and the calendar itself. */
export type Counting = {
  readonly calendar: Calendar
  readonly counting: 'exclusive' | 'inclusive'
  readonly nonWorkingStart: 'nextIsDayOne' | 'receivedNextWorkingDay'
  /** A due date on a day that is not worked stays, or is the next working day. */
  readonly nonWorkingEnd: 'stays' | 'nextWorkingDay'
  /** Seconds after local midnight. */
  readonly cutOff: number | undefined
  readonly dueTime: 'endOfDay' | 'closing'
}

/** One length of time, which applies where a boolean fact is true (or always); or the date that a fact names. */
export type Target = { readonly when: string | undefined } & (
  | {
      readonly kind: 'within'
      readonly within: Span
      /** The length instead, where a closure of the calendar falls into the time. */
      readonly acrossClosure: Span | undefined
    }
  | { readonly kind: 'by'; readonly fact: string }
)

/** Spans in which a clock stands still: from a moment to another, or while a fact has one of these values. */
export type PauseRule =
  | { readonly kind: 'span'; readonly from: string; readonly to: string }
  | { readonly kind: 'while'; readonly fact: string; readonly is: readonly string[] }

/** A duty that comes again: each time it is done the time begins anew, or the next of a fixed row of dates is due. */
export type Repeat = { readonly done: string; readonly counted: 'fromLast' | 'fromStart' }

export type Extension = {
  readonly name: string
  /** Boolean fact without which it is no extension at all. */
  readonly when: string | undefined
  /** An earlier extension that it builds on: it counts from that one's date. */
  readonly after: string | undefined
  readonly notice: string
  readonly reason: string | undefined
  /** Facts that must be true or known for it to count: consent, approval. */
  readonly needs: readonly string[]
  readonly until: string | undefined
  /** The most it may add to the due date before it; also what it adds where no new date is given and `dateOptional`. Without it and `total` there is no cap. */
  readonly atMost: Span | undefined
  /** The most the whole time may be, counted from the start. */
  readonly total: Span | undefined
  readonly dateOptional: boolean
  /** A number fact: how often it was extended, and how often it may be. */
  readonly times: { readonly fact: string; readonly atMost: number } | undefined
}

export type ClockRule = RuleBase &
  Counting & {
    readonly kind: 'clock'
    /** Key of the stage whose version of the policy governs it; `undefined` where there is only one version. */
    readonly stage: string | undefined
    readonly start: string
    readonly stop: readonly string[]
    readonly stopAt: 'first' | 'last'
    /** The first that applies; none: there is no clock. */
    readonly targets: readonly Target[]
    readonly repeat: Repeat | undefined
    /** A right that ends with its time, rather than a duty that is then overdue. */
    readonly lapses: boolean
    readonly warn: Span | undefined
    readonly pauses: readonly PauseRule[]
    readonly extensions: readonly Extension[]
    /** Boolean facts, any of which ends the clock without an answer. */
    readonly cancel: readonly string[]
    readonly due: string | undefined
    readonly result: string | undefined
    readonly taken: string | undefined
    /** The verb and its past: `Acknowledge`, `Acknowledged`. */
    readonly words: { readonly todo: string; readonly done: string }
  }

/** Facts with the dates that a clock is computed from: all that can move a result once it is there. */
export const datesOf = (rule: ClockRule): readonly string[] => [
  ...new Set([
    ...rule.targets.flatMap((target) => [
      ...(target.when === undefined ? [] : [target.when]),
      ...(target.kind === 'by' ? [target.fact] : []),
    ]),
    ...(rule.repeat ? [rule.repeat.done] : []),
    // What a fact is now says nothing of when it paused the clock.
    ...rule.pauses.flatMap((pause) => (pause.kind === 'span' ? [pause.from, pause.to] : [])),
    ...rule.extensions.flatMap((extension) => [
      ...(extension.when === undefined ? [] : [extension.when]),
      extension.notice,
      ...(extension.until === undefined ? [] : [extension.until]),
    ]),
  ]),
]

/** Every fact that a clock rests on, its conditions aside. */
export const factsOfClock = (rule: ClockRule): readonly string[] => [
  rule.start,
  ...rule.stop,
  ...rule.cancel,
  ...datesOf(rule),
  ...rule.pauses.flatMap((pause) => (pause.kind === 'while' ? [pause.fact] : [])),
  ...rule.extensions.flatMap(({ needs, times }) => (times ? [...needs, times.fact] : needs)),
]
