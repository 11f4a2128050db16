// Reads the tickets of a batch and decides on each, so that one that can not be decided on never keeps the others from it.

import type { Temporal } from 'temporal-polyfill'
import type { CrmFault, CrmTicket } from '../integrations/crm.ts'
import type { FailureRow } from '../integrations/store/failures.ts'
import type { TicketRow } from '../integrations/store/tickets.ts'
import { personProperties, readProperties } from '../rules/crm-properties.ts'
import { UnknownStage } from '../rules/found-ticket.ts'
import { lookAt, type Look } from './look.ts'
import type { Reconciling } from './reconcile.ts'
import { withoutRequired } from './required.ts'

export type Looks = {
  readonly looks: readonly Look[]
  /** Tickets that could not be decided on this time. */
  readonly broken: ReadonlyMap<string, CrmFault>
  /** Tickets that stand in no stage of the policy, and were never seen in one. */
  readonly strays: readonly FailureRow[]
  readonly missing: readonly string[]
  readonly foreign: readonly string[]
  /** The instant that they were decided on at. */
  readonly now: Temporal.Instant
}

/** `awaited` are properties beside the policy's that the account requires of some of them. */
export async function looksAt(
  ids: readonly string[],
  rowsOf: (found: readonly CrmTicket[], now: Temporal.Instant) => Promise<ReadonlyMap<string, TicketRow>>,
  directory: ReadonlySet<string>,
  { crm, policy, mode, clock }: Pick<Reconciling, 'crm' | 'policy' | 'mode' | 'clock'>,
  awaited: readonly string[] = [],
): Promise<Looks> {
  const own = new Set(readProperties(policy))
  const others = awaited.filter((property) => !own.has(property))
  const properties = [...own, ...others]
  const request = { properties, people: personProperties(policy), history: [] }
  // A decision rests on the policy's properties alone, whichever other tickets are read along.
  const plain = (ticket: CrmTicket): CrmTicket =>
    others.length === 0 ? ticket : { ...ticket, properties: only(own, ticket.properties) }
  const { found, missing, foreign, unread = [] } = await crm.readTickets(ids, request)

  const now = await clock()
  const rows = await rowsOf(found, now)
  // One that the CRM can not give, today or ever, keeps no other waiting.
  const broken = new Map<string, CrmFault>(unread)
  const strays: FailureRow[] = []
  const decideAll = async (tickets: readonly CrmTicket[]): Promise<readonly Look[]> => {
    const looks: Look[] = []
    for (const ticket of tickets)
      try {
        const whole = await lookAt(plain(ticket), rows.get(ticket.id), policy, now, { directory, mode })
        looks.push(await withoutRequired(whole, ticket.properties, policy, now))
      } catch (error) {
        if (error instanceof UnknownStage) strays.push(strayRow(ticket, error, now.toString()))
        else broken.set(ticket.id, { message: `it could not be decided on: ${messageOf(error)}` })
      }
    return looks
  }
  let looks = await decideAll(found)
  const asked = new Set<string>()
  // The few whose start is the time at which something was set are read again, with their history; what that tells may
  // ask for the history of something else.
  for (let round = 0; looks.some(isUnsure); round += 1) {
    const unsure = looks.filter(isUnsure)
    looks = looks.filter((look) => !isUnsure(look))
    if (round === mostReadings) {
      for (const { id } of unsure) broken.set(id, { message: 'its history was asked for without end' })
      break
    }
    for (const { decision } of unsure) for (const property of decision.needs) asked.add(property)
    const history = [...asked]
    const reread = await crm.readTickets(
      unsure.map(({ id }) => id),
      { ...request, history },
    )
    for (const [id, fault] of reread.unread ?? []) broken.set(id, fault)
    looks = [...looks, ...(await decideAll(reread.found.map((ticket) => withHistory(ticket, history))))]
  }
  return { looks, broken, strays, missing, foreign, now }
}

const only = (
  names: ReadonlySet<string>,
  values: CrmTicket['properties'],
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)))

const isUnsure = ({ decision }: Look): boolean => decision.needs.length > 0

/** Facts that rest on each other's history, one after the other, deeper than any policy goes. */
const mostReadings = 5

/** A ticket of which the history was read, but nothing came, has no history; it must not be asked for again. */
const withHistory = (ticket: CrmTicket, asked: readonly string[]): CrmTicket => ({
  ...ticket,
  history: { ...Object.fromEntries(asked.map((property) => [property, []])), ...ticket.history },
})

const strayRow = ({ id }: CrmTicket, error: UnknownStage, at: string): FailureRow => ({
  key: `${id}/stage`,
  ticketId: id,
  kind: 'decision',
  message: error.message,
  at,
})

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
