// Reads tickets in batches and translates ids to labels and e-mails.

import type { CrmTicket, ReadRequest, ReadResult } from '../crm.ts'
import { crmName, readBatch, valueOf, type FoundTicket } from './found-ticket.ts'
import type { Hub } from './hub.ts'
import { emailOf, nobody, type People } from './people.ts'
import type { Pipeline } from './pipeline.ts'
import { parseId } from './record-id.ts'
import { inWaves } from './waves.ts'
import { withoutBroken } from './without-broken.ts'

/** Throws when any batch could not be read. An id is `missing` only on HubSpot's word. */
export async function readTickets(
  hub: Hub,
  ids: readonly string[],
  request: ReadRequest,
): Promise<ReadResult> {
  const asked = [...new Set(ids)]
  const askable = asked.filter((id) => parseId(id) !== undefined)
  const size = request.history.length > 0 ? 50 : 100
  const answered = await inWaves(askable, size, (batch) =>
    withoutBroken(
      batch,
      async (some) => [await readBatch(hub.api, some, request)],
      (id, fault) => ({ tickets: [], unread: new Map([[id, fault]]) }),
    ),
  )
  const tickets = [
    ...new Map(answered.flatMap((one) => one.tickets).map((ticket) => [ticket.id, ticket])).values(),
  ]
  const unread = new Map(answered.flatMap((one) => [...one.unread]))
  const known = new Set([...tickets.map(({ id }) => id), ...unread.keys()])
  const missing = asked.filter((id) => !known.has(id))
  const left = unread.size > 0 ? { unread } : {}
  if (tickets.length === 0) return { found: [], missing, foreign: [], ...left }

  const pipeline = await hub.pipeline((remembered) =>
    tickets.every((ticket) => !isOf(ticket, remembered) || stageOf(ticket, remembered) !== undefined),
  )
  const ours = tickets.filter((ticket) => isOf(ticket, pipeline))
  const foreign = tickets.filter((ticket) => !isOf(ticket, pipeline)).map(({ id }) => id)
  const people = await ownersOf(hub, ours, request)
  const found = ours.map((ticket) => toTicket(ticket, request, pipeline, people))
  return { found, missing, foreign, ...left }
}

async function ownersOf(hub: Hub, tickets: readonly FoundTicket[], request: ReadRequest): Promise<People> {
  const past = ['owner', ...request.people].filter((name) => request.history.includes(name))
  const ids = tickets.flatMap((ticket) => [
    ...['hubspot_owner_id', ...request.people].map((name) => valueOf(ticket, name)),
    ...past.flatMap((name) => (ticket.changes.get(crmName(name)) ?? []).map(({ value }) => value)),
  ])
  const owners = ids.filter((id) => id !== '')
  return owners.length === 0 ? nobody : hub.people(({ emails }) => owners.every((id) => emails.has(id)))
}

function toTicket(ticket: FoundTicket, request: ReadRequest, pipeline: Pipeline, people: People): CrmTicket {
  const persons = new Set(['owner', ...request.people])
  const word = (name: string, value: string) => {
    if (name === 'stage') return value === '' ? '' : (pipeline.stageLabels.get(value) ?? `#${value}`)
    return persons.has(name) ? emailOf(people, value) : value
  }
  const history = request.history.map((name) => {
    const changes = ticket.changes.get(crmName(name)) ?? []
    return [name, changes.map((change) => ({ ...change, value: word(name, change.value) }))] as const
  })
  const mergedFrom = valueOf(ticket, 'hs_merged_object_ids')
    .split(';')
    .flatMap((id) => parseId(id) ?? [])
    .filter((id) => id !== ticket.id)
  return {
    id: ticket.id,
    stage: stageOf(ticket, pipeline),
    owner: emailOf(people, valueOf(ticket, 'hubspot_owner_id')),
    properties: Object.fromEntries(
      request.properties.map((name) => [name, word(name, valueOf(ticket, name))]),
    ),
    ...(history.length > 0 ? { history: Object.fromEntries(history) } : {}),
    ...(mergedFrom.length > 0 ? { mergedFrom } : {}),
  }
}

function isOf(ticket: FoundTicket, pipeline: Pipeline): boolean {
  return valueOf(ticket, 'hs_pipeline') === pipeline.id
}

function stageOf(ticket: FoundTicket, pipeline: Pipeline): string | undefined {
  return pipeline.stageLabels.get(valueOf(ticket, 'hs_pipeline_stage'))
}
