// The CRM of an account that keeps its own names: the port in the policy's words, over an adapter that speaks theirs.

import type { Crm, CrmTicket, PropertyChange, ReadRequest, TicketUpdate, UpdateOutcome } from '../../crm.ts'
import type { Mapping } from './mapping.ts'
import { translationOf, type Translation } from './translation.ts'

/** What is written answers in their words: so it comes back in events, by which an echo is known. */
export function adoptedCrm(crm: Crm, mapping: Mapping): Crm {
  const words = translationOf(mapping)
  const { property, stage, person } = words
  return {
    ...crm,
    people: async () => new Set([...(await crm.people())].map(person.toOurs)),
    readTickets: async (ids, request) => {
      const result = await crm.readTickets(ids, requestOf(request, words))
      return { ...result, found: result.found.map((ticket) => ticketOf(ticket, request, words)) }
    },
    updateTickets: async (updates) => {
      const outcomes = await crm.updateTickets(updates.map((update) => updateOf(update, words)))
      return outcomes.map((outcome): UpdateOutcome => {
        if (outcome.kind !== 'refused') return outcome
        return { ...outcome, requires: outcome.requires.map(property.toOurs) }
      })
    },
    listTickets: (query) => crm.listTickets({ ...query, stages: query.stages.map(stage.toTheirs) }),
    createEngagement: (engagement) =>
      crm.createEngagement({
        ...engagement,
        to: engagement.to === undefined ? undefined : person.toTheirs(engagement.to),
      }),
  }
}

/** Where tickets stand in an account that keeps its own names. */
export function adoptedPlaces(
  places: { readonly pipeline: string; readonly stages: readonly string[] },
  mapping: Mapping,
): { readonly pipeline: string; readonly stages: readonly string[] } {
  const { stage } = translationOf(mapping)
  return { pipeline: mapping.pipeline ?? places.pipeline, stages: places.stages.map(stage.toTheirs) }
}

const requestOf = (request: ReadRequest, { property }: Translation): ReadRequest => ({
  properties: request.properties.map(property.toTheirs),
  people: request.people.map(property.toTheirs),
  history: request.history.map((name) => (name === 'stage' ? name : property.toTheirs(name))),
})

function ticketOf(ticket: CrmTicket, request: ReadRequest, words: Translation): CrmTicket {
  const { property, stage, person } = words
  const isPerson = new Set(request.people)
  const valueOf = (name: string, value: string): string => {
    if (name === 'stage') return stage.toOurs(value)
    return isPerson.has(name) ? person.toOurs(value) : words.value.toOurs(name, value)
  }
  const changesOf = (name: string): readonly PropertyChange[] => {
    const theirs = name === 'stage' ? name : property.toTheirs(name)
    return (ticket.history?.[theirs] ?? []).map((change) => ({
      ...change,
      value: valueOf(name, change.value),
    }))
  }
  return {
    ...ticket,
    stage: ticket.stage === undefined ? undefined : stage.toOurs(ticket.stage),
    owner: person.toOurs(ticket.owner),
    properties: Object.fromEntries(
      request.properties.map((name) => [
        name,
        valueOf(name, ticket.properties[property.toTheirs(name)] ?? ''),
      ]),
    ),
    ...(ticket.history && {
      history: Object.fromEntries(request.history.map((name) => [name, changesOf(name)])),
    }),
  }
}

function updateOf(update: TicketUpdate, words: Translation): TicketUpdate {
  const { property, stage, person } = words
  const isPerson = new Set(update.people)
  const properties = Object.entries(update.properties).map(([name, value]) => [
    property.toTheirs(name),
    isPerson.has(name) ? person.toTheirs(value) : words.value.toTheirs(name, value),
  ])
  return {
    ...update,
    ...(update.stage !== undefined && { stage: stage.toTheirs(update.stage) }),
    ...(update.owner !== undefined && { owner: person.toTheirs(update.owner) }),
    properties: Object.fromEntries(properties),
    people: update.people.map(property.toTheirs),
  }
}
