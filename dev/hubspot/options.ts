// How a local HubSpot is set up. Everything has a default; a test double needs none of it.

import type { Fault } from './api/faults.ts'
import type { Limits } from './api/rate-limit.ts'

export type HubSpotOptions = {
  readonly portalId?: number
  /** The private app's token (default `local-token`) and id: its writes carry the id as their source. */
  readonly token?: string
  readonly appId?: string
  /** What the private app may do; everything by default. */
  readonly scopes?: readonly string[]
  /** Further tokens, each with the id of the app that it belongs to. */
  readonly otherTokens?: Readonly<Record<string, string>>

  /** Where webhooks go, the public URL that is signed in its place, and the secret they are signed with. */
  readonly webhookUrl?: string
  readonly publicUrl?: string
  readonly clientSecret?: string
  readonly webhooks?: WebhookOptions

  /** File to keep the account in; without one it is gone when the process ends. */
  readonly path?: string
  /** Instant at which the clock stands at first; the real time where left out. */
  readonly now?: string
  /** The account's zone, by whose midnight the calls of a day are counted; Europe/London by default. */
  readonly timeZone?: string
  /** Rate limits, or `false` for none; HubSpot's own by default. */
  readonly limits?: Limits | false
  /** Faults to begin with, and a plan of them as JSON has it, which takes their place: see api/faults.ts. */
  readonly faults?: readonly Fault[]
  readonly faultPlan?: unknown
  /** How far search runs behind, and how long a new property takes to appear; 0 by default. */
  readonly searchLagMs?: number
  readonly propertyLagMs?: number
  readonly stagePropertySuffix?: string
  readonly board?: BoardOptions
}

type WebhookOptions = {
  /** Probabilities from 0 to 1, drawn from one source that `seed` starts. */
  readonly duplicate?: number
  readonly shuffle?: number
  readonly lose?: number
  readonly seed?: number
  /** Properties whose changes are subscribed to; all by default. */
  readonly properties?: readonly string[]
  readonly prefix?: 'object' | 'ticket'
  /** What the type of an event is called: the documentation has both. */
  readonly typeField?: 'subscriptionType' | 'eventType'
  readonly gatherMs?: number
  /** Before the first retry; later ones wait a random multiple of it. */
  readonly retryMs?: number
  /** How long an answer may take; 5 s, as HubSpot waits. */
  readonly timeOutMs?: number
  readonly fetch?: typeof fetch
}

export type BoardOptions = {
  /** Label of the pipeline that the board shows. */
  readonly pipeline?: string
  /** Zone in which "one day later" is reckoned. */
  readonly timeZone?: string
  /** The same time of day on the next working day; Monday to Friday by default. */
  readonly nextWorkingDay?: (now: string) => string
  /** Called after the board has moved the clock (`null`: real time again); the board waits for it and shows its error. */
  readonly onClock?: (now: string | null) => unknown
  /** The user whose edits the board makes. */
  readonly userId?: number
  /** Where Redress itself can be looked at. */
  readonly redressUrl?: string
}
