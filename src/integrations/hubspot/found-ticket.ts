// Tickets in HubSpot's own words, as one batch read answers them.

import type { CrmFault, PropertyChange, ReadRequest } from '../crm.ts'
import { answerTo, type Api } from './api.ts'
import { idText } from './record-id.ts'
import { unreadOf } from './whole-answer.ts'

export type FoundTicket = {
  readonly id: string
  readonly values: ReadonlyMap<string, string>
  /** Newest first. */
  readonly changes: ReadonlyMap<string, readonly PropertyChange[]>
}

const always = ['hs_pipeline', 'hs_pipeline_stage', 'hubspot_owner_id', 'hs_merged_object_ids']

/** Those of `ids` that HubSpot has, and those of which it could not say. */
export async function readBatch(
  api: Api,
  ids: readonly string[],
  request: ReadRequest,
): Promise<{
  readonly tickets: readonly FoundTicket[]
  readonly unread: ReadonlyMap<string, CrmFault>
}> {
  const answer = await answerTo(
    api.batches.read('tickets', {
      inputs: ids.map((id) => ({ id })),
      properties: [...new Set([...always, ...request.properties])],
      propertiesWithHistory: [...new Set(request.history.map(crmName))],
    }),
  )
  const results = (answer.results ?? []).filter(({ id, archived }) => ids.includes(idText(id)) && !archived)
  const tickets = results.map((result) => ({
    id: idText(result.id),
    values: new Map(Object.entries(result.properties ?? {}).map(([name, value]) => [name, textOf(value)])),
    changes: new Map(
      Object.entries(result.propertiesWithHistory ?? {}).map(([name, changes]) => [
        name,
        inOrder(changes ?? []),
      ]),
    ),
  }))
  // Taking a ticket for deleted would end its clocks.
  return { tickets, unread: unreadOf(answer, ids) }
}

/** HubSpot's name for what the port calls `stage` or `owner`. */
export function crmName(name: string): string {
  if (name === 'stage') return 'hs_pipeline_stage'
  return name === 'owner' ? 'hubspot_owner_id' : name
}

export function valueOf(ticket: FoundTicket, property: string): string {
  return ticket.values.get(property) ?? ''
}

/** A change as the client parses it; none of it is certain. */
type RawChange = {
  readonly value?: string
  readonly timestamp?: Date
  readonly sourceType?: string
  readonly sourceId?: string
  readonly updatedByUserId?: number
}

// A change without a time can not be placed, so it is left out.
function inOrder(changes: readonly RawChange[]): readonly PropertyChange[] {
  return changes
    .flatMap((change) => {
      const time = change.timestamp?.getTime() ?? Number.NaN
      return Number.isNaN(time) ? [] : [{ change, time }]
    })
    .toSorted((a, b) => b.time - a.time)
    .map(({ change, time }) => ({
      value: textOf(change.value),
      at: new Date(time).toISOString(),
      by: authorOf(change),
    }))
}

function authorOf({ sourceType, sourceId, updatedByUserId }: RawChange): string {
  const user = updatedByUserId === undefined ? '' : `userId:${updatedByUserId}`
  return [sourceType, sourceId || user].filter(Boolean).join(' ')
}

// Null, absent and '' mean the same.
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''
}
