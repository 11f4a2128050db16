// A worked example: the life of one ticket, what people do to it and what must come of it.

import type { Temporal } from 'temporal-polyfill'
import type { ClockState } from '../../src/rules/clock.ts'

export type Example = {
  readonly title: string
  /** As `positionOf` takes it. */
  readonly file: string
  readonly pointer: string
  /** What the CRM holds from the first step on: stage by label, values in CRM notation. */
  readonly stage: string
  readonly owner: string
  readonly properties: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}

export type Step = {
  readonly pointer: string
  readonly at: Temporal.Instant
  /** What a person changes in it, in CRM notation. */
  readonly properties: Readonly<Record<string, string>>
  readonly stage: string | undefined
  readonly owner: string | undefined
  /** The event was lost: nothing is looked at until a later step. */
  readonly isLost: boolean
  readonly expectations: readonly Expectation[]
}

/** The dates of a clock, of which an example gives those that it is about. */
export type ClockDates = {
  readonly startAt?: Temporal.Instant
  readonly dueOn?: Temporal.PlainDate
  readonly stopAt?: Temporal.Instant
  readonly workingDays?: number
}

/** One thing that must be so after the look of a step. */
export type Expectation = { readonly pointer: string } & (
  | { readonly kind: 'stage'; readonly stage: string }
  /** An e-mail address, the name of a role, or `''` for nobody. */
  | { readonly kind: 'owner'; readonly who: string }
  | { readonly kind: 'fact'; readonly fact: string; readonly value: string }
  | {
      readonly kind: 'clock'
      readonly clock: string
      readonly state: ClockState | 'none'
      readonly dates: ClockDates
    }
  | { readonly kind: 'fires' | 'refuses'; readonly rule: string }
  /** By rule: the tasks that are open on the ticket now, the notes that have been written on it by now. */
  | { readonly kind: 'tasks' | 'notes'; readonly rules: readonly string[] }
  | { readonly kind: 'changesNothing' }
  | { readonly kind: 'says' | 'problem'; readonly text: string }
)
