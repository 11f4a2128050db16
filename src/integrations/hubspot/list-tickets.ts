// The open list: ids of the pipeline's tickets by stage, a page at a time.

import { FilterOperatorEnum, type Filter } from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter.js'
import { PublicObjectSearchRequest } from '@hubspot/api-client/lib/codegen/crm/objects/models/PublicObjectSearchRequest.js'
import { CrmRefused, type ListQuery, type TicketPage } from '../crm.ts'
import { answerTo } from './api.ts'
import type { Hub } from './hub.ts'
import { noSuchStage } from './pipeline.ts'
import { idText } from './record-id.ts'

const pageSize = 200

export async function listTickets(hub: Hub, query: ListQuery): Promise<TicketPage> {
  if (query.stages.length === 0) return { ids: [], next: undefined, total: 0 }
  const pipeline = await hub.pipeline((known) => query.stages.every((stage) => known.stageIds.has(stage)))
  const found = query.stages.flatMap((stage) => pipeline.stageIds.get(stage) ?? [])
  const missing = query.stages.filter((stage) => !pipeline.stageIds.has(stage))
  const lacks = missing.length > 0 ? noSuchStage(pipeline, ...missing) : undefined
  // A stage that was renamed keeps no other from being listed; its tickets stand in one that is not known.
  const values = [...found, ...(query.withStrays && missing.length > 0 ? pipeline.strays : [])]
  if (lacks !== undefined && values.length === 0) throw new CrmRefused(lacks)

  const filters: Filter[] = [
    { propertyName: 'hs_pipeline', operator: FilterOperatorEnum.Eq, value: pipeline.id },
    { propertyName: 'hs_pipeline_stage', operator: FilterOperatorEnum.In, values },
  ]
  // By id and not by HubSpot's own cursor, which ends at 10,000.
  if (query.after !== undefined) {
    filters.push({ propertyName: 'hs_object_id', operator: FilterOperatorEnum.Gt, value: query.after })
  }
  if (query.modifiedSince !== undefined) {
    const value = String(Date.parse(query.modifiedSince))
    filters.push({ propertyName: 'hs_lastmodifieddate', operator: FilterOperatorEnum.Gte, value })
  }

  // Assigned, since the client declares `sorts` as strings and HubSpot documents objects.
  const request = Object.assign(new PublicObjectSearchRequest(), {
    filterGroups: [{ filters }],
    sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
    properties: ['hs_object_id'],
    limit: pageSize,
  })
  const answer = await answerTo(hub.api.search.doSearch('tickets', request))
  const ids = (answer.results ?? []).map(({ id }) => idText(id))
  const next = ids.length < pageSize ? undefined : ids.at(-1)
  return {
    ids,
    next,
    total: Math.max(answer.total ?? 0, ids.length),
    ...(lacks !== undefined && { lacks }),
  }
}
