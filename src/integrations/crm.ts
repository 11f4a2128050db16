// The port to a CRM: what Redress needs of one, in the project's own words. Adapters implement it.

/** A ticket as the CRM holds it now. Stage by label, people by e-mail; an owner that no directory entry names is `#<id>`. */
export type CrmTicket = {
  readonly id: string
  /** Label of the pipeline's stage, or `undefined` when the ticket stands in a stage the pipeline does not list. */
  readonly stage: string | undefined
  /** E-mail of the owner, `#<id>` for an owner who has left or has none, `''` for none. */
  readonly owner: string
  /** Values as the CRM writes them; `''` means empty. Owner-typed properties hold e-mails (or `#<id>`), like `owner`. */
  readonly properties: Readonly<Record<string, string>>
  /** Per property asked for, newest first: what it became, when, and by whom in the CRM's words. `stage` values are labels, `owner` is one. */
  readonly history?: Readonly<Record<string, readonly PropertyChange[]>>
  /** Ids of the tickets that it was merged from, where it was. */
  readonly mergedFrom?: readonly string[]
}

export type PropertyChange = { readonly value: string; readonly at: string; readonly by: string }

export type ReadRequest = {
  readonly properties: readonly string[]
  /** Properties among `properties` that hold a person: translated between owner id and e-mail. */
  readonly people: readonly string[]
  /** Properties whose changes over time are wanted; `stage` and `owner` stand for themselves. Costs twice the calls: leave empty where it can be. */
  readonly history: readonly string[]
}

export type ReadResult = {
  readonly found: readonly CrmTicket[]
  /** Ids the CRM says it does not have: deleted, archived or never there. */
  readonly missing: readonly string[]
  /** Ids that belong to another pipeline. */
  readonly foreign: readonly string[]
  /** Ids of which the CRM could not say this time; the others are as it says. */
  readonly unread?: ReadonlyMap<string, CrmFault>
}

/** What to change on one ticket; only the keys present are written, `''` clears. */
export type TicketUpdate = {
  readonly id: string
  readonly stage?: string
  readonly owner?: string
  readonly properties: Readonly<Record<string, string>>
  readonly people: readonly string[]
}

export type UpdateOutcome =
  | { readonly kind: 'written'; readonly id: string; readonly values: Readonly<Record<string, string>> }
  /** The CRM will not take it, now or later: a person has to act. */
  | {
      readonly kind: 'refused'
      readonly id: string
      readonly message: string
      /** Properties, or `owner`, that have to be filled in before it will, where that is why. */
      readonly requires: readonly string[]
      /** What of the update it does not take, where it says so: `stage`, `owner` or a property. */
      readonly about: readonly string[]
    }
  /** It may work later. */
  | { readonly kind: 'failed'; readonly id: string; readonly fault: CrmFault }

/** A call that may work when tried again, after `delaySeconds` where the CRM says how long. */
export type CrmFault = {
  readonly message: string
  readonly delaySeconds?: number
  /** All calls of the day are used up: no call works before the account's day ends. */
  readonly limit?: 'daily'
  /** Where it was asked for several tickets, one of them may be why. */
  readonly mayBeOfOne?: boolean
  /** It came to no answer: what was asked for may be done, or be done yet. */
  readonly isUnanswered?: boolean
}

/** Thrown by every call of the port when the CRM can not be reached, is limiting, or breaks: the caller tries the whole unit of work later. */
export class CrmUnavailable extends Error {
  override readonly name = 'CrmUnavailable'
  readonly fault: CrmFault
  constructor(fault: CrmFault) {
    super(fault.message)
    this.fault = fault
  }
}

/** Thrown when the CRM refuses a call for good (bad token, missing scope, no such pipeline): says what a person has to do. */
export class CrmRefused extends Error {
  override readonly name = 'CrmRefused'
}

/** Thrown where whoever is to have a task can not: it may be made without them. */
export class CrmHolderRefused extends CrmRefused {}

export type NewEngagement = {
  readonly kind: 'task' | 'note'
  readonly ticketId: string
  /** Printed in the text as `ref <key>`, so that an unfinished claim can be settled by reading. */
  readonly ref: string
  readonly subject: string
  readonly body: string
  /** E-mail of who has it to do; tasks only. */
  readonly to: string | undefined
  /** ISO instant: a task's due time, a note's time. */
  readonly at: string
}

export interface Crm {
  /** E-mails of the people who can own tickets now, lower case; `#<id>` for an owner without one, such as a queue. */
  people(): Promise<ReadonlySet<string>>
  readTickets(ids: readonly string[], request: ReadRequest): Promise<ReadResult>
  /**
   * One outcome per update, in no order. A bad ticket never blocks the others. `keepHold` is called before each call of the
   * CRM, of which there may be many; where it throws, no further one is made.
   */
  updateTickets(
    updates: readonly TicketUpdate[],
    keepHold?: () => Promise<void>,
  ): Promise<readonly UpdateOutcome[]>
  /**
   * Ids of tickets in the pipeline that stand in any of `stages` (labels), ascending by id, after `after`; one page.
   * Throws `CrmRefused` where the pipeline has none of the stages.
   */
  listTickets(query: ListQuery): Promise<TicketPage>
  /** Makes a task or note on a ticket and answers its id. Not idempotent. Throws `CrmHolderRefused` where only its holder is not taken. */
  createEngagement(engagement: NewEngagement): Promise<string>
  /** Id of the task or note on the ticket whose text holds `ref <ref>`, if there is one. */
  findEngagement(kind: 'task' | 'note', ticketId: string, ref: string): Promise<string | undefined>
  /** The account's time zone, by which its day ends; `undefined` where the CRM does not say. */
  timeZone(): Promise<string | undefined>
  /** Marks a task done, or to be done again; a task that is gone is left alone. */
  markTask(taskId: string, state: 'done' | 'open'): Promise<void>
}

export type ListQuery = {
  readonly stages: readonly string[]
  readonly after: string | undefined
  /** Only tickets changed since this ISO instant. */
  readonly modifiedSince?: string
  /** Where the pipeline lacks some of `stages`: those, too, that stand in open stages which the policy does not know. */
  readonly withStrays?: true
}

export type TicketPage = {
  readonly ids: readonly string[]
  readonly next: string | undefined
  /** How many there are from here on, this page included, as far as the CRM knows. */
  readonly total: number
  /** That the pipeline lacks stages that were asked for, and which it has. */
  readonly lacks?: string
}
