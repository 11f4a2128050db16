// Counts what is in use, and carries out a removal step by step.

import {
  FilterOperatorEnum,
  PublicObjectSearchRequest,
} from '@hubspot/api-client/lib/codegen/crm/objects/index.js'
import { answerTo } from '../api.ts'
import { CallRefused, isAboutApp } from '../fault.ts'
import type { AccountApi } from './account-api.ts'
import { ledgerProperty } from './mark.ts'
import { patiently, type Sleep } from './patience.ts'
import type { Removal, RemovalWork, TicketCounts } from './removal.ts'

export type Removing = { readonly api: AccountApi; readonly sleep: Sleep }

/** Counts tickets in pipelines and stages, named `<pipeline id>` or `<pipeline id>/<stage id>`. */
export async function countTickets(
  places: readonly string[],
  { api, sleep }: Removing,
): Promise<TicketCounts> {
  const counts = new Map<string, number>()
  for (const place of places) {
    const [pipeline = '', stage] = place.split('/')
    const filters = [
      { propertyName: 'hs_pipeline', operator: FilterOperatorEnum.Eq, value: pipeline },
      ...(stage === undefined
        ? []
        : [{ propertyName: 'hs_pipeline_stage', operator: FilterOperatorEnum.Eq, value: stage }]),
    ]
    const request = Object.assign(new PublicObjectSearchRequest(), {
      filterGroups: [{ filters }],
      properties: ['hs_object_id'],
      limit: 1,
    })
    const answer = await patiently(sleep, () => answerTo(api.search.doSearch('tickets', request)))
    if (typeof answer.total === 'number') counts.set(place, answer.total)
  }
  return counts
}

export type RemovalOutcome = { readonly step: Removal; readonly refused?: string }

/** Throws where nothing more can be done. What HubSpot refuses, since something there uses it, does not stop the rest. */
export async function removeAll(
  removals: readonly Removal[],
  removing: Removing,
  onDone: (outcome: RemovalOutcome) => void = () => undefined,
): Promise<readonly RemovalOutcome[]> {
  const outcomes: RemovalOutcome[] = []
  for (const step of removals) {
    if (!step.work) continue
    // What tells of the rest goes last, and only when the rest is gone.
    const isLast = step.of === 'group' || step.name === ledgerProperty
    if (isLast && outcomes.some(({ refused }) => refused !== undefined)) continue
    const outcome = await outcomeOf(step, step.work, removing)
    outcomes.push(outcome)
    onDone(outcome)
  }
  return outcomes
}

async function outcomeOf(
  step: Removal,
  work: RemovalWork,
  { api, sleep }: Removing,
): Promise<RemovalOutcome> {
  try {
    await patiently(sleep, () => answerTo(carryOut(work, api)))
    return { step }
  } catch (error) {
    if (!(error instanceof CallRefused) || error.status === 401) throw error
    // Gone already, perhaps by an attempt whose answer was lost.
    if (error.status === 404) return { step }
    return { step, refused: isAboutApp(error) ? error.message : error.wording }
  }
}

function carryOut(work: RemovalWork, api: AccountApi): Promise<void> {
  switch (work.kind) {
    case 'archive-property':
      return api.properties.archive('tickets', work.name)
    // HubSpot is asked to look for itself whether anything refers to it: search runs some moments behind.
    case 'remove-pipeline':
      return api.pipelines.archive('tickets', work.id, true)
    case 'remove-stage':
      return api.stages.archive('tickets', work.pipelineId, work.id)
    case 'remove-group':
      return api.groups.archive('tickets', work.name)
  }
}
