// One ticket as found, to a decision: what it was decided on goes along, so that the record can be replayed.

import type { Temporal } from 'temporal-polyfill'
import type { CrmTicket } from '../integrations/crm.ts'
import type { DecisionRow } from '../integrations/store/record.ts'
import type { TicketRow } from '../integrations/store/tickets.ts'
import { decide } from '../rules/decide.ts'
import type { World } from '../rules/world.ts'
import { stageKey } from '../rules/found-ticket.ts'
import type { Decision } from '../rules/decision.ts'
import { parseMemory } from '../rules/memory.ts'
import type { Policy } from '../rules/policy.ts'
import type { Ticket } from '../rules/ticket.ts'
import type { Withheld } from '../rules/withheld.ts'
import { leftBehind, notDecidedAgain } from './pending.ts'

export type Look = {
  readonly id: string
  readonly found: CrmTicket
  readonly row: TicketRow | undefined
  readonly ticket: Ticket
  readonly decision: Decision
  /** What it was decided by besides policy and time. */
  readonly world: World
  /** Decisions of writes that took effect, or may have, but were not recorded. */
  readonly adopted: readonly DecisionRow[]
  /** Where the move is withheld untried: the look with it, and the properties that the account requires first. */
  readonly untried?: { readonly whole: Look; readonly requires: readonly string[] }
}

/** Throws `UnknownStage` where the ticket stands in a stage that the policy does not have. */
export async function lookAt(
  found: CrmTicket,
  row: TicketRow | undefined,
  policy: Policy,
  now: Temporal.Instant,
  world: World,
): Promise<Look> {
  const key = (stage: string) => stageKey(policy, stage)
  // Where a consumer died after its write, the CRM shows whether the write took effect.
  const adopted = row?.pending ? leftBehind(row.pending, found, policy) : undefined
  const memory = adopted?.memory ?? parseMemory(JSON.parse(row?.memory ?? '{}'), key)
  // In a stage that the policy does not know a ticket is decided on where it was last known: its clocks go on.
  const isLost = found.stage === undefined || key(found.stage) === undefined
  const stage = isLost ? (memory.stage ?? found.stage ?? '(a stage without a label)') : (found.stage ?? '')
  const problems = isLost
    ? [
        {
          key: 'stage',
          message: `it stands in \`${found.stage ?? '(a stage without a label)'}\`, which is no stage of the policy`,
        },
      ]
    : []
  const ticket: Ticket = {
    id: found.id,
    stage,
    owner: found.owner,
    properties: found.properties,
    memory,
    ...(found.history && { history: found.history }),
  }
  const given = { ...world, problems }
  const decision = await decide(ticket, policy, now, given)
  const left = notDecidedAgain(adopted?.decisions ?? [], decision)
  return { id: found.id, found, row, ticket, decision, world: given, adopted: left }
}

/** The same look, decided on without what is withheld. */
export async function lookWithout(
  look: Look,
  withheld: Withheld,
  directory: World['directory'],
  policy: Policy,
  now: Temporal.Instant,
): Promise<Look> {
  const world = { ...look.world, ...(directory && { directory }), withheld }
  return { ...look, world, decision: await decide(look.ticket, policy, now, world) }
}
