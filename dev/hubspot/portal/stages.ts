// Ticket stages: which pipeline they belong to, and the calculated property that says when each was entered.

import type { Crm } from './crm.ts'
import type { Property } from './portal.ts'
import type { ValueError } from './refusal.ts'

export const stageProperty = (crm: Crm, stageId: string): string =>
  `hs_v2_date_entered_${stageId}${crm.stagePropertySuffix}`

/** The calculated properties of all stages; they follow the pipelines and are stored nowhere. */
export const stageProperties = (crm: Crm): Property[] =>
  crm.portal.pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage) => ({
      name: stageProperty(crm, stage.id),
      label: `Date entered "${stage.label} (${pipeline.label})"`,
      type: 'datetime',
      fieldType: 'calculation_read_time',
      groupName: 'ticketinformation',
      description: '',
      options: [],
      displayOrder: -1,
      hidden: true,
      hubspotDefined: true,
      calculated: true,
      externalOptions: false,
      readOnly: true,
      archived: false,
      createdAt: stage.createdAt,
      updatedAt: stage.updatedAt,
    })),
  )

/** A ticket's stage must be one of its pipeline's; without a pipeline HubSpot takes the account's first. */
export function checkStage(crm: Crm, pipelineId: string, stageId: string): ValueError[] {
  const live = crm.portal.pipelines.filter((each) => !each.archived)
  const pipeline = live.find((each) => each.id === pipelineId)
  if (!pipeline) {
    const message = `${pipelineId} was not one of the allowed options: ${options(live.map((each) => each.id))}`
    return [{ error: 'INVALID_OPTION', name: 'hs_pipeline', message }]
  }
  const ids = pipeline.stages.filter((each) => !each.archived).map((each) => each.id)
  if (ids.includes(stageId)) return []
  const message = `${stageId} was not one of the allowed options: ${options(ids)}`
  return [{ error: 'INVALID_OPTION', name: 'hs_pipeline_stage', message }]
}

const options = (ids: readonly string[]): string => `[${ids.join(', ')}]`
