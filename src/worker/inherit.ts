// A ticket that a merge made, and of which no notice came: it carries on what is remembered of those that it was made of.

import type { CrmTicket } from '../integrations/crm.ts'
import { carryOn } from '../integrations/store/life.ts'
import { loadTickets, lookSoon, type TicketRow } from '../integrations/store/tickets.ts'
import { stageKey } from '../rules/found-ticket.ts'
import { parseMemory } from '../rules/memory.ts'
import type { Policy } from '../rules/policy.ts'
import type { Deciding } from './reconcile.ts'
import { isShown } from './shown.ts'

type Rows = ReadonlyMap<string, TicketRow>

/** What is remembered of these tickets: of one that is not known, what is known of its past. */
export async function inherit(
  found: readonly CrmTicket[],
  rows: Rows,
  { db, policy, now }: Pick<Deciding, 'db' | 'policy' | 'now'>,
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

/** The CRM does not say which was the primary one, but all that it held is what the merged ticket holds. */
function primaryOf(
  from: readonly string[],
  found: CrmTicket,
  past: Rows,
  policy: Policy,
): string | undefined {
  const known = from.flatMap((id) => past.get(id) ?? [])
  const [likest] = known
    .map(({ id, memory }) => {
      const held = heldBy(memory, policy)
      const shown = held.filter(([slot, value]) => isShown(slot, value, found, policy))
      return { id, missing: held.length - shown.length, shown: shown.length }
    })
    .toSorted((a, b) => a.missing - b.missing || b.shown - a.shown)
  return likest?.id
}

/** What a ticket was last seen to hold, by slot; of texts only what Redress wrote is known. */
function heldBy(memory: string, policy: Policy): readonly (readonly [string, string])[] {
  const {
    stage,
    owner,
    facts = {},
    written = {},
  } = parseMemory(JSON.parse(memory), (name) => stageKey(policy, name))
  const seen = Object.entries(facts).flatMap(([name, value]) => {
    const fact = policy.facts.get(name)
    if (fact?.property === undefined) return []
    const held = fact.type === 'text' ? written[fact.property] : value
    return held === undefined ? [] : [[fact.property, held] as const]
  })
  return [['stage', stage ?? ''] as const, ['owner', owner ?? ''] as const, ...seen].filter(
    ([, value]) => value !== '',
  )
}
