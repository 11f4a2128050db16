// How a ticket is found: where it stands, what a person moved since Redress last saw it, and what is remembered of it.

import { Temporal } from 'temporal-polyfill'
import { clockStartFact } from './built-in-facts.ts'
import type { FactValue } from './fact.ts'
import type { Policy } from './policy.ts'
import type { Ticket } from './ticket.ts'

export type FoundTicket = {
  /** Key of the stage. */
  readonly stage: string
  /** Key of the stage last seen or written; absent at the first look. */
  readonly seen: string | undefined
  readonly previousStage: string | null
  readonly movedByHand: boolean
  readonly movedBack: boolean
  /** A person moved the ticket and chose its owner in one go. */
  readonly movedWithOwner: boolean
  /** Facts that are given, not declared. */
  readonly facts: ReadonlyMap<string, FactValue>
}

/** Thrown for a ticket that stands in a stage the policy does not know: nothing can be decided. */
export class UnknownStage extends Error {
  override readonly name = 'UnknownStage'
}

/** The key of a stage given by key or label. */
export const stageKey = (policy: Policy, stage: string): string | undefined =>
  policy.stages.find(({ key, label }) => label === stage || key === stage)?.key

/** Throws `UnknownStage`. */
export function findTicket(ticket: Ticket, policy: Policy): FoundTicket {
  const { memory = {} } = ticket
  const stage = stageKey(policy, ticket.stage)
  if (stage === undefined)
    throw new UnknownStage(`the ticket stands in \`${ticket.stage}\`, which is no stage of \`${policy.id}\``)
  const order = (key: string) => policy.stages.findIndex((one) => one.key === key)
  const seen = memory.stage
  const movedByHand = seen !== undefined && seen !== stage
  const previousStage = movedByHand ? seen : (memory.previousStage ?? null)
  const owner = ticket.owner.toLowerCase()
  return {
    stage,
    seen,
    previousStage,
    movedByHand,
    movedBack: movedByHand && order(stage) < order(seen),
    movedWithOwner: movedByHand && memory.owner !== undefined && memory.owner !== owner,
    facts: new Map<string, FactValue>([
      ['stage', stage],
      ['previousStage', previousStage],
      ['owner', owner === '' ? null : owner],
      ...Object.entries(memory.clocks ?? {}).flatMap(([name, clock]): [string, FactValue][] =>
        clock.movedBack ? [] : [[clockStartFact(name), Temporal.Instant.from(clock.startAt)]],
      ),
    ]),
  }
}
