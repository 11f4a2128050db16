// A worked example: the life of one ticket, what people do to it and what must come of it.

import type { Temporal } from 'temporal-polyfill'
import type { ClockState } from '../../src/rules/clock.ts'
import type { World } from '../../src/rules/world.ts'

export type Example = {
  readonly title: string
  /** As `positionOf` takes it. */
  readonly file: string
  readonly pointer: string
  /** What the CRM holds from the first step on: stage by label, values in CRM notation. */
  readonly stage: string
  readonly owner: string
  readonly properties: Readonly<Record<string, string>>
  /** How much Redress may write, and who can be given work; absent: everything, and everybody. */
  readonly world: Pick<World, 'mode' | 'directory'>
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

/** What an extension must have come to; `why` is part of the reason why it does not count. */
export type ExtensionOutcome =
  | { readonly kind: 'none' | 'valid' }
  | { readonly kind: 'invalid'; readonly why: string }

/** What else is so of a clock, of which an example gives that which it is about. */
export type ClockDetails = {
  readonly startAt?: Temporal.Instant
  readonly dueOn?: Temporal.PlainDate
  readonly dueAt?: Temporal.Instant
  readonly stopAt?: Temporal.Instant
  readonly workingDays?: number
  readonly extension?: ExtensionOutcome
  /** Parts of the remarks; none: there is no remark. */
  readonly remarks?: readonly string[]
}

/** A task or note by its rule; a task with whom it is for (`''` nobody) and when it is due, where the example says so. */
export type NoticeExpected = {
  readonly rule: string
  readonly to?: string
  readonly dueAt?: Temporal.Instant
  readonly dueOn?: Temporal.PlainDate
  /** Parts of its subject or text. */
  readonly says: readonly string[]
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
      readonly details: ClockDetails
    }
  | { readonly kind: 'fires' | 'refuses'; readonly rule: string }
  /** By rule: the tasks that are open on the ticket now, the notes that have been written on it by now. */
  | { readonly kind: 'tasks' | 'notes'; readonly notices: readonly NoticeExpected[] }
  /** Part of what is said of a rule that one condition keeps from holding; `''` where no single one does. */
  | { readonly kind: 'nearMiss'; readonly rule: string; readonly text: string }
  | { readonly kind: 'changesNothing' }
  | { readonly kind: 'says' | 'problem'; readonly text: string }
)
