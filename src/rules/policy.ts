// A policy: one dated version of facts, stages, roles and rules, as the rest of the core reads it.

import type { Temporal } from 'temporal-polyfill'
import type { Calendar } from './calendar/calendar.ts'
import type { Span } from './calendar/span.ts'
import type { ClockRule, Counting } from './clock-rule.ts'
import type { Condition, Scope } from './condition.ts'
import type { FactType } from './fact.ts'

/** How much Redress may write: only the reason; also dates, status and tasks; also owner and stage. */
export const modes = ['observe', 'assist', 'full'] as const
export type Mode = (typeof modes)[number]

export type FactDefinition = {
  readonly name: string
  readonly type: FactType
  readonly label: string
  readonly options: readonly string[]
  /** CRM property that holds it, where one does. */
  readonly property: string | undefined
  readonly derive: Derivation | undefined
  /** The least mode in which Redress writes this fact. */
  readonly mode: Mode
}

/** One choice of a `first`: a fact, which counts only while a boolean fact is true. */
export type Choice = { readonly fact: string; readonly when: string | undefined }

export type Instead = { readonly when: string; readonly was: string; readonly now: string }

/** How a fact follows from others. A closed list: dates, sets and people are compared here, never in conditions. */
export type Derivation =
  | { readonly op: 'difference'; readonly facts: readonly [string, string] }
  | { readonly op: 'when'; readonly condition: Condition }
  | { readonly op: 'members'; readonly members: readonly { option: string; when: string }[] }
  | { readonly op: 'first'; readonly choices: readonly Choice[] }
  | { readonly op: 'setAt'; readonly fact: string }
  | {
      readonly op: 'follows'
      readonly fact: string
      readonly from: readonly string[]
      /** While `when` is true: where it was taken from `was`, for want of `now`, and `now` has become known. */
      readonly instead: readonly Instead[]
    }
  | { readonly op: 'byHand'; readonly fact: string }
  | { readonly op: 'same' | 'notBefore'; readonly facts: readonly [string, string] }
  | { readonly op: 'laterThan'; readonly fact: string; readonly others: readonly string[] }
  | { readonly op: 'reached'; readonly fact: string; readonly notBefore: string | undefined }
  | { readonly op: 'latest' | 'earliest'; readonly facts: readonly string[] }
  | {
      readonly op: 'due'
      readonly from: string
      readonly within: Span
      readonly counting: Counting
      readonly gives: 'instant' | 'date'
    }
  | { readonly op: 'timesSet'; readonly fact: string }
  | { readonly op: 'roleHeldBy'; readonly role: string; readonly by: readonly string[] }

export type Source = {
  readonly section: string
  readonly paragraph: string
  readonly sha256: string | undefined
  /** Where the rule is our reading or our addition: why, in our own words. */
  readonly note: string | undefined
}

export type RuleBase = {
  readonly name: string
  readonly title: string
  readonly source: Source
  readonly priority: number
  readonly file: string
  readonly pointer: string
  readonly condition: Condition
  /** The stages at which it holds, where other versions of the policy govern the others; absent: everywhere. */
  readonly stages?: ReadonlySet<string>
}

/** Somebody for a job: who has a role (or, where the rule says so, the next candidate at once when that person is barred), or the person a fact names. */
export type Candidate =
  | { readonly kind: 'role'; readonly role: string; readonly skipDeputies: boolean }
  | { readonly kind: 'fact'; readonly fact: string }

export type MoveRule = RuleBase & {
  readonly kind: 'move'
  readonly to: string
  readonly ground: string | undefined
  readonly because: string
}
export type AssignRule = RuleBase & {
  readonly kind: 'assign'
  /** `owner`, or a person fact. */
  readonly fact: string
  readonly candidates: readonly Candidate[]
  readonly barred: readonly string[]
  /** Person fact that follows the owner from now on. */
  readonly record: string | undefined
  /** Nobody left is a failure, unless the rule says that the place may stay empty. */
  readonly optional: boolean
}
export type SetRule = RuleBase & {
  readonly kind: 'set'
  readonly fact: string
  readonly value:
    | { readonly kind: 'literal'; readonly value: string }
    | { readonly kind: 'fact'; readonly fact: string }
    | { readonly kind: 'now' }
  /** `always` keeps it so; `own` leaves what a person filled in; `once` writes only where it is empty. */
  readonly overwrite: 'always' | 'own' | 'once'
}
/** Once per what: a clock's start and due date, the value of a fact, or the ticket. */
export type Once =
  | { readonly kind: 'clock'; readonly clock: string }
  | { readonly kind: 'fact'; readonly fact: string }
  | { readonly kind: 'ticket' }
export type TaskRule = RuleBase & {
  readonly kind: 'task'
  readonly subject: string
  readonly body: string
  readonly candidates: readonly Candidate[]
  readonly once: Once
  /** When it is to be done: a clock's due instant, or a span from a fact. */
  readonly due:
    | { readonly kind: 'clock'; readonly clock: string }
    | { readonly kind: 'span'; readonly from: string; readonly within: Span }
  /** A sentence for the ticket's reason while the task stands. */
  readonly says: string | undefined
}
export type NoteRule = RuleBase & {
  readonly kind: 'note'
  readonly text: string
  readonly once: Once
}
export type Rule = MoveRule | AssignRule | ClockRule | SetRule | TaskRule | NoteRule
export type RuleKind = Rule['kind']
export type RuleOf<K extends RuleKind> = Extract<Rule, { kind: K }>

export type Stage = {
  readonly key: string
  readonly label: string
  readonly closed: boolean
  /** A sentence for a ticket that stands here when nothing else explains why. */
  readonly says: string
  /** Facts of which the first known one says when it began. */
  readonly start: readonly string[]
}

export type Away = { readonly email: string; readonly from: string; readonly to: string }
export type Role = {
  readonly name: string
  readonly title: string
  /** E-mail by service area; `*` for any other. */
  readonly owners: Readonly<Record<string, string>>
  readonly deputies: Readonly<Record<string, readonly string[]>>
  readonly away: readonly Away[]
}

/** How far a person may use the console. */
export const accesses = ['viewer', 'editor'] as const
export type Person = {
  readonly name: string
  /** `undefined`: not at all. */
  readonly access: (typeof accesses)[number] | undefined
}

/** A paragraph of the procedure that no rule answers for, because people do. */
export type DoneByPeople = {
  readonly source: Source
  readonly because: string
  /** Where it stands in `policy.json`. */
  readonly pointer: string
}

/** So many tasks are made in an hour; any more are listed in one task for a role. */
export type TaskLimit = { readonly anHour: number; readonly digestFor: string }

export const reaches = ['newStages', 'openTickets'] as const

/** A text that changes with the years: each holds from its date. */
export type DatedText = { readonly from: string; readonly text: string }

export type Policy = {
  readonly id: string
  readonly title: string
  readonly version: string
  readonly effectiveFrom: string
  /** Local date; what was due before it is recorded, and nobody is told. */
  readonly enforceFrom?: string | undefined
  /** Whether it governs only stages that begin from then on, or as a correction also those begun under the version before it. */
  readonly appliesTo: (typeof reaches)[number]
  /** SHA-256 of the policy's files and calendar, so that a decision names exactly what it rested on. */
  readonly digest: string
  readonly calendar: Calendar
  readonly pipeline: string
  readonly stages: readonly Stage[]
  readonly facts: ReadonlyMap<string, FactDefinition>
  /** Everything that conditions may read, declared and built in. */
  readonly scope: Scope
  readonly roles: ReadonlyMap<string, Role>
  /** Everybody who may have a role, by e-mail; `undefined` where the policy keeps no directory. */
  readonly directory: ReadonlyMap<string, Person> | undefined
  readonly taskLimit?: TaskLimit | undefined
  /** Fact whose value picks a role's owner. */
  readonly rolesBy: string | undefined
  /** Person facts: nobody they name is ever owner, reviewer or task holder. */
  readonly conflicts: readonly string[]
  /** Boolean fact that stops all writes to the ticket. */
  readonly pausedBy: string | undefined
  readonly messages: ReadonlyMap<string, readonly DatedText[]>
  readonly doneByPeople: readonly DoneByPeople[]
  readonly rules: readonly Rule[]
  /** All versions, oldest first, where there are several: `decide` makes one policy of them for each ticket. */
  readonly versions?: readonly Policy[]
  /** Made of several versions for a ticket: the version that governs each stage, by key. */
  readonly governedBy?: Readonly<Record<string, string>>
  /** When the next version comes into force. */
  readonly changesAt?: Temporal.Instant
}

export const rulesOf = <K extends RuleKind>(policy: Policy, kind: K): readonly RuleOf<K>[] =>
  policy.rules.filter((rule): rule is RuleOf<K> => rule.kind === kind)

/** The rules of a kind that hold for a ticket at a stage. */
export const rulesAt = <K extends RuleKind>(policy: Policy, kind: K, stage: string): readonly RuleOf<K>[] =>
  rulesOf(policy, kind).filter(({ stages }) => stages === undefined || stages.has(stage))
