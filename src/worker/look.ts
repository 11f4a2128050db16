// One ticket as found, to a decision: what it was decided on goes along, so that the record can be replayed.

import type { Temporal } from 'temporal-polyfill'
import type { CrmTicket } from '../integrations/crm.ts'
import type { TicketRow } from '../integrations/store/tickets.ts'
import { decide, stageKey, type World } from '../rules/decide.ts'
import type { Decision } from '../rules/decision.ts'
import { parseMemory, type Memory } from '../rules/memory.ts'
import type { Policy } from '../rules/policy.ts'
import type { Ticket } from '../rules/ticket.ts'

export type Look = {
  readonly id: string
  readonly found: CrmTicket
  readonly row: TicketRow | undefined
  readonly ticket: Ticket
  readonly decision: Decision
}

/** Throws `UnknownStage` where the ticket stands in a stage that the policy does not have. */
export async function lookAt(
  found: CrmTicket,
  row: TicketRow | undefined,
  policy: Policy,
  now: Temporal.Instant,
  world: World,
): Promise<Look> {
  const ticket: Ticket = {
    id: found.id,
    stage: found.stage ?? '(unknown stage)',
    owner: found.owner,
    properties: found.properties,
    memory: memoryOf(row, found, policy),
    ...(found.history && { history: found.history }),
  }
  return { id: found.id, found, row, ticket, decision: await decide(ticket, policy, now, world) }
}

/** What is remembered. Where a consumer died after its write, the CRM shows whether the write took effect. */
function memoryOf(row: TicketRow | undefined, found: CrmTicket, policy: Policy): Memory {
  const key = (stage: string) => stageKey(policy, stage)
  const memory = parseMemory(JSON.parse(row?.memory ?? '{}'), key)
  if (!row?.pending) return memory
  const pending = parseMemory(JSON.parse(row.pending), key)
  const intended = Object.entries(pending.written ?? {}).filter(
    ([slot, value]) => memory.written?.[slot] !== value,
  )
  const tookEffect = intended.some(([slot, value]) => presentIn(found, slot, key) === value)
  return tookEffect ? pending : memory
}

function presentIn(
  found: CrmTicket,
  slot: string,
  key: (stage: string) => string | undefined,
): string | undefined {
  if (slot === 'stage') return key(found.stage ?? '')
  return slot === 'owner' ? found.owner : found.properties[slot]
}
