// The CRM of an account that keeps its own options: values in the policy's words, over an adapter that speaks theirs.

import type { Crm, CrmTicket } from '../../crm.ts'
import type { Mapping } from './mapping.ts'
import { optionsOf, type OptionWords } from './option-words.ts'

/**
 * Names are theirs on both sides (`adoptedPolicy`). What is written answers in their words, too: so it comes back in
 * events, by which an echo is known.
 */
export function adoptedCrm(crm: Crm, mapping: Mapping): Crm {
  const words = optionsOf(mapping)
  if (words.size === 0) return crm
  return {
    ...crm,
    readTickets: async (ids, request) => {
      const result = await crm.readTickets(ids, request)
      return { ...result, found: result.found.map((ticket) => ticketOf(ticket, words)) }
    },
    updateTickets: (updates, keepHold) =>
      crm.updateTickets(
        updates.map((update) => ({
          ...update,
          properties: each(update.properties, (name, value) => words.get(name)?.toTheirs(value) ?? value),
        })),
        keepHold,
      ),
  }
}

function ticketOf(ticket: CrmTicket, words: ReadonlyMap<string, OptionWords>): CrmTicket {
  const valueOf = (name: string, value: string) => words.get(name)?.toOurs(value) ?? value
  return {
    ...ticket,
    properties: each(ticket.properties, valueOf),
    ...(ticket.history && {
      history: each(ticket.history, (name, changes) =>
        changes.map((change) => ({ ...change, value: valueOf(name, change.value) })),
      ),
    }),
  }
}

const each = <V>(
  values: Readonly<Record<string, V>>,
  become: (name: string, value: V) => V,
): Readonly<Record<string, V>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, become(name, value)]))
