// A decision: what should change on a ticket, its clocks, what to do about them, and why.

import type { Temporal } from 'temporal-polyfill'
import type { Clock } from './clock.ts'
import type { LeafReason, ReasonTree } from './explain.ts'
import type { Memory } from './memory.ts'
import type { MovedClock } from './moved-clocks.ts'
import type { Unable } from './people.ts'
import type { RuleKind, Source } from './policy.ts'

export type Change =
  | { readonly kind: 'stage'; readonly from: string; readonly to: string }
  | { readonly kind: 'owner'; readonly from: string; readonly to: string; readonly role: string | undefined }
  | {
      readonly kind: 'property'
      readonly fact: string
      readonly property: string
      readonly from: string
      readonly to: string
    }

/** A task or note to make once; the key says once per what. */
export type Action = {
  readonly kind: 'task' | 'note'
  readonly key: string
  readonly rule: string
  /** E-mail; tasks only, and absent where nobody could be found. */
  readonly to: string | undefined
  readonly dueAt: Temporal.Instant | undefined
  readonly subject: string
  readonly body: string
  /** It speaks of a clock, and so holds whatever becomes of the decision's other changes. */
  readonly ofClock: boolean
}

export type Reason = {
  readonly rule: string
  readonly title: string
  readonly kind: RuleKind
  readonly source: Source
  readonly status: 'held' | 'not held' | 'error'
  /** Why it could not be evaluated. */
  readonly error?: string
  readonly conditions: readonly LeafReason[]
  /** The same leaves where they stand in the condition; absent where it could not be evaluated. */
  readonly tree?: ReasonTree
  /** It called for a notice about what was due on this date, before those from which the policy announces any. */
  readonly notAnnounced?: string
  /** What would come of the rule and if what, where one condition alone keeps it from holding: `would … if …`. */
  readonly nearMiss?: string
}

/** Something that a person has to see to. `key` names it, so that it is listed once. */
export type Problem = { readonly key: string; readonly message: string }

export type Decision = {
  /** Version of the policy that governs the stage the ticket was found in. */
  readonly version: string
  /** By stage, where the policy has more than one version. */
  readonly governedBy?: Readonly<Record<string, string>>
  /** Key of the stage the ticket should stand in. */
  readonly stage: string
  /** E-mail of who should own it, with the role that gave it to them. */
  readonly owner: { readonly email: string; readonly role: string | undefined }
  /** What to write, within what the mode allows. */
  readonly changes: readonly Change[]
  readonly clocks: readonly Clock[]
  /** Clocks whose due date moved because a rule or a calendar was edited. */
  readonly moved: readonly MovedClock[]
  readonly actions: readonly Action[]
  /** Keys of tasks that still have a reason to be open; any other task that Redress made is done. */
  readonly standing: readonly string[]
  /** Strictly after the decision's instant: when anything could next change by itself. */
  readonly nextLookAt: Temporal.Instant | undefined
  /** The same where nothing is written: there is no news of one's own then. */
  readonly nextLookUnwritten: Temporal.Instant | undefined
  /** Made when they are read. */
  readonly reasons: readonly Reason[]
  readonly problems: readonly Problem[]
  /** People whom a role names for this ticket, and who can not be given it: somebody else has it, or nobody. */
  readonly unable: readonly Unable[]
  /** The reason on the ticket, in English. */
  readonly explanation: string
  /** Automation is paused for this ticket: nothing is written, the watching goes on. */
  readonly paused: boolean
  /** Whether tasks and notes are made and completed: not while paused, nor where Redress only observes. */
  readonly isGivingNotice: boolean
  /** CRM properties whose history was needed and not given: the decision is provisional. */
  readonly needs: readonly string[]
  /** What to remember once the changes are written, and what if they are not. */
  readonly memory: Memory
  readonly memoryUnwritten: Memory
}
