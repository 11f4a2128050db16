// One ticket as found, to a decision: what it was decided on goes along, so that the record can be replayed.

import type { Temporal } from 'temporal-polyfill'
import type { CrmTicket } from '../integrations/crm.ts'
import type { DecisionRow } from '../integrations/store/record.ts'
import type { TicketRow } from '../integrations/store/tickets.ts'
import { decide, stageKey, type World } from '../rules/decide.ts'
import type { Decision } from '../rules/decision.ts'
import { parseMemory } from '../rules/memory.ts'
import type { Policy } from '../rules/policy.ts'
import type { Ticket } from '../rules/ticket.ts'
import { tookEffect } from './pending.ts'

export type Look = {
  readonly id: string
  readonly found: CrmTicket
  readonly row: TicketRow | undefined
  readonly ticket: Ticket
  readonly decision: Decision
  /** The decision of a write that took effect, but was not recorded. */
  readonly adopted: DecisionRow | undefined
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
  const adopted = row?.pending ? tookEffect(row.pending, found, key) : undefined
  const ticket: Ticket = {
    id: found.id,
    stage: found.stage ?? '(unknown stage)',
    owner: found.owner,
    properties: found.properties,
    memory: adopted?.memory ?? parseMemory(JSON.parse(row?.memory ?? '{}'), key),
    ...(found.history && { history: found.history }),
  }
  const decision = await decide(ticket, policy, now, world)
  return { id: found.id, found, row, ticket, decision, adopted: adopted?.decision }
}
