// The lists by which HubSpot's ids have names, users and pipelines: two calls, for which the client has two modules.

import type { PublicOwner } from '@hubspot/api-client/lib/codegen/crm/owners/models/PublicOwner.js'
import type { PipelineStage } from '@hubspot/api-client/lib/codegen/crm/pipelines/models/PipelineStage.js'
import { isRecord } from '../../rules/finding.ts'
import { getFields } from './plain-call.ts'
import { idText } from './record-id.ts'
import type { Transport } from './transport.ts'

type Owner = Readonly<Required<Pick<PublicOwner, 'id' | 'email' | 'archived'>>>
type Stage = Readonly<Pick<PipelineStage, 'id' | 'label' | 'archived'>> & { readonly closed: boolean }
type Pipeline = Omit<Stage, 'closed'> & { readonly stages: readonly Stage[] }

/** A page of the owners who are active, and what to ask the next one with. */
export async function ownerPage(
  transport: Transport,
  after: string | undefined,
  limit: number,
): Promise<{ readonly results: readonly Owner[]; readonly after: string }> {
  const query = new URLSearchParams({
    ...(after !== undefined && { after }),
    limit: String(limit),
    archived: 'false',
  })
  const { results, paging } = await getFields(transport, `/crm/v3/owners?${query.toString()}`)
  const next = isRecord(paging) ? paging['next'] : undefined
  return {
    results: itemsOf(results).map((owner) => ({ ...entryOf(owner), email: textOf(owner['email']) })),
    after: isRecord(next) ? textOf(next['after']) : '',
  }
}

export async function allPipelines(transport: Transport): Promise<{ readonly results: readonly Pipeline[] }> {
  const { results } = await getFields(transport, '/crm/v3/pipelines/tickets')
  return {
    results: itemsOf(results).map((pipeline) => ({
      ...entryOf(pipeline),
      label: textOf(pipeline['label']),
      stages: itemsOf(pipeline['stages']).map(stageOf),
    })),
  }
}

function stageOf(stage: Fields): Stage {
  const { metadata } = stage
  const closed = isRecord(metadata) && metadata['ticketState'] === 'CLOSED'
  return { ...entryOf(stage), label: textOf(stage['label']), closed }
}

type Fields = Readonly<Record<string, unknown>>

/** Throws at a list that is none. */
function itemsOf(list: unknown): readonly Fields[] {
  if (list === undefined || list === null) return []
  if (!Array.isArray(list)) throw new TypeError('HubSpot answered with something else than a list')
  return list.filter(isRecord)
}

const entryOf = (item: Fields) => ({ id: idText(item['id']), archived: item['archived'] === true })
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
