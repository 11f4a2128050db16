// A history: what people do and what goes wrong, and when. It is plain data, so that parts of it can be left out.

export type Values = Readonly<Record<string, string>>

/** Tickets are named by number, since the account's ids are not known beforehand. `at` is in epoch milliseconds. */
export type Act = { readonly at: number } & (
  | { readonly kind: 'create' | 'edit'; readonly ticket: number; readonly values: Values }
  | { readonly kind: 'move'; readonly ticket: number; readonly stage: string }
  | { readonly kind: 'own'; readonly ticket: number; readonly owner: string }
  | { readonly kind: 'merge'; readonly ticket: number; readonly other: number }
  | { readonly kind: 'delete' | 'restore'; readonly ticket: number }
  | { readonly kind: 'deploy'; readonly edition: string }
)

/** Where something can go wrong: calls of the CRM and of D1, by what they are for. */
export const crmSteps = ['read', 'write', 'make', 'find', 'mark', 'list', 'look up'] as const
export const d1Steps = ['load', 'lease', 'intent', 'claim', 'made', 'record', 'retry', 'other'] as const
export type StepName = `crm ${(typeof crmSteps)[number]}` | `d1 ${(typeof d1Steps)[number]}` | 'queue send'

export const crmAnswers = [
  'tenSecondLimit',
  'secondLimit',
  'dailyLimit',
  'locked',
  'migrating',
  'internal',
  'badGateway',
  'unavailable',
  'gatewayTimeOut',
  'originTimeOut',
  'emptyAnswer',
] as const

export type StepFault =
  | 'killed before'
  | 'killed after'
  | 'restarted before'
  | 'restarted after'
  | 'fails before'
  | 'fails after'
  | 'stalls'
  | 'dropped before'
  | 'dropped after'
  | 'times out before'
  | 'times out after'
  | 'times out, lands later'
  | 'answers in part'
  | (typeof crmAnswers)[number]

/** Each strikes at the first steps of its kind from its time on, or for as long as it says. */
export type Fault = { readonly at: number } & (
  | {
      readonly kind: 'step'
      /** `crm` or `d1` for any of these. */
      readonly on: StepName | 'crm' | 'd1' | 'any'
      readonly how: StepFault
      /** Steps of the kind that go well before it, and those that it strikes. */
      readonly skip: number
      readonly times: number
    }
  | {
      readonly kind: 'webhooks'
      readonly how: 'lost' | 'twice' | 'shuffled' | 'late'
      readonly forMs: number
    }
  | { readonly kind: 'queue'; readonly how: 'delivers twice' | 'refuses' }
  /** HubSpot wants a property filled in before it takes any write of this ticket. */
  | { readonly kind: 'refuses'; readonly ticket: number; readonly forMs: number }
  /** HubSpot breaks at every call that names this ticket, alone or among others. */
  | { readonly kind: 'breaks'; readonly ticket: number; readonly forMs: number }
  | { readonly kind: 'cron' }
)

export type Phase = {
  readonly acts: readonly Act[]
  readonly faults: readonly Fault[]
  /** From then on nothing goes wrong. */
  readonly calmAt: number
  /** When the nightly list runs, where it does. */
  readonly nightlyAt: number | undefined
  /** When all has to be in order. */
  readonly endAt: number
}

export type History = {
  readonly seed: number
  readonly era: number
  readonly startAt: number
  /** How many times slower than usual HubSpot answers. */
  readonly slowness: number
  readonly phases: readonly Phase[]
}
