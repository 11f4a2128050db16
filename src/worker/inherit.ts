// A ticket that a merge made, and of which no notice came: it carries on what is remembered of those that it was made of.

import type { CrmTicket } from '../integrations/crm.ts'
import { carryOn } from '../integrations/store/life.ts'
import { loadTickets, lookSoon, type TicketRow } from '../integrations/store/tickets.ts'
import { stageKey } from '../rules/found-ticket.ts'
import { parseMemory } from '../rules/memory.ts'
import type { Policy } from '../rules/policy.ts'
import type { Reconciling } from './reconcile.ts'

type Rows = ReadonlyMap<string, TicketRow>

/** What is remembered of these tickets: of one that is not known, what is known of its past. */
export async function inherit(
  found: readonly CrmTicket[],
  rows: Rows,
  { db, policy, now }: Pick<Reconciling, 'db' | 'policy' | 'now'>,
): Promise<Rows> {
  const heirs = found.flatMap(({ id, stage, mergedFrom }) =>
    mergedFrom && !rows.has(id) ? [{ into: id, stage, from: mergedFrom }] : [],
  )
  if (heirs.length === 0) return rows
  const past = await loadTickets(
    db,
    heirs.flatMap(({ from }) => from),
  )
  const merges = heirs.flatMap(({ into, stage, from }) => {
    const primary = primaryOf(from, stage, past, policy)
    return primary === undefined ? [] : [{ from, primary, into }]
  })
  if (merges.length === 0) return rows
  await carryOn(db, merges, now.toString())
  // They are gone, and have tasks of their own to complete.
  await lookSoon(
    db,
    merges.flatMap(({ from }) => from),
    now.epochMilliseconds,
  )
  const heard = await loadTickets(
    db,
    merges.map(({ into }) => into),
  )
  return new Map([...rows, ...heard])
}

/** The CRM does not say whose values the merged ticket has: the first that was where it stands, else the first known. */
function primaryOf(
  from: readonly string[],
  stage: string | undefined,
  past: Rows,
  policy: Policy,
): string | undefined {
  const known = from.filter((id) => past.has(id))
  const key = (name: string) => stageKey(policy, name)
  const stageOf = (id: string) => parseMemory(JSON.parse(past.get(id)?.memory ?? '{}'), key).stage
  return known.find((id) => stage !== undefined && stageOf(id) === key(stage)) ?? known[0]
}
