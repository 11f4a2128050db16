// A ticket that a merge made, and of which no notice came: it carries on what is remembered of those that it was made of.

import type { CrmTicket } from '../integrations/crm.ts'
import { carryOn } from '../integrations/store/life.ts'
import { loadTickets, lookSoon, type TicketRow } from '../integrations/store/tickets.ts'
import { stageKey } from '../rules/found-ticket.ts'
import { parseMemory } from '../rules/memory.ts'
import type { Policy } from '../rules/policy.ts'
import type { Reconciling } from './reconcile.ts'
import { isShown } from './shown.ts'

type Rows = ReadonlyMap<string, TicketRow>

/** What is remembered of these tickets: of one that is not known, what is known of its past. */
export async function inherit(
  found: readonly CrmTicket[],
  rows: Rows,
  { db, policy, now }: Pick<Reconciling, 'db' | 'policy' | 'now'>,
): Promise<Rows> {
  const heirs = found.flatMap((heir) =>
    heir.mergedFrom && !rows.has(heir.id) ? [{ heir, into: heir.id, from: heir.mergedFrom }] : [],
  )
  if (heirs.length === 0) return rows
  const past = await loadTickets(
    db,
    heirs.flatMap(({ from }) => from),
  )
  const merges = heirs.flatMap(({ heir, into, from }) => {
    const primary = primaryOf(from, heir, past, policy)
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

/** The CRM does not say whose values the merged ticket has: the one's that it looks most like. */
function primaryOf(
  from: readonly string[],
  found: CrmTicket,
  past: Rows,
  policy: Policy,
): string | undefined {
  const known = from.flatMap((id) => past.get(id) ?? [])
  const [most] = known
    .map(({ id, memory }) => ({ id, alike: likeness(memory, found, policy) }))
    .toSorted((a, b) => b.alike - a.alike)
  return most?.id
}

/** How much that was remembered of a ticket `found` shows. Where it stood tells more than any value. */
function likeness(text: string, found: CrmTicket, policy: Policy): number {
  const { stage, written = {} } = parseMemory(JSON.parse(text), (name) => stageKey(policy, name))
  const values = Object.entries(written).filter(([slot, value]) => isShown(slot, value, found, policy))
  const isThere = stage !== undefined && isShown('stage', stage, found, policy)
  return values.length + (isThere ? Object.keys(written).length + 1 : 0)
}
