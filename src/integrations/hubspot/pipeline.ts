// The complaints pipeline: its id and its stages, by the labels that the policy uses.

import { CrmRefused } from '../crm.ts'
import { answerTo, type Api } from './api.ts'
import { idText } from './record-id.ts'

export type Pipeline = {
  readonly id: string
  readonly label: string
  /** By the policy's spelling of the label where it has one, else HubSpot's. */
  readonly stageIds: ReadonlyMap<string, string>
  readonly stageLabels: ReadonlyMap<string, string>
}

/** Throws `CrmRefused` when no pipeline has that label. */
export async function readPipeline(api: Api, label: string, stages: readonly string[]): Promise<Pipeline> {
  const answer = await answerTo(api.pipelines.getAll('tickets'))
  const pipelines = (answer.results ?? []).filter(({ archived }) => !archived)
  const pipeline =
    pipelines.find((each) => each.label === label) ?? pipelines.find((each) => isSame(each.label, label))
  if (!pipeline) {
    const labels = pipelines.map((each) => `\`${each.label}\``).join(', ')
    throw new CrmRefused(
      `HubSpot has no ticket pipeline \`${label}\`, only ${labels === '' ? 'none' : labels}`,
    )
  }

  const stageIds = new Map<string, string>()
  const stageLabels = new Map<string, string>()
  for (const stage of pipeline.stages ?? []) {
    if (stage.archived) continue
    const spelt = stages.find((each) => isSame(each, stage.label)) ?? stage.label
    if (!stageIds.has(spelt) || stage.label === spelt) stageIds.set(spelt, idText(stage.id))
    stageLabels.set(idText(stage.id), spelt)
  }
  return { id: idText(pipeline.id), label, stageIds, stageLabels }
}

export function noSuchStage(pipeline: Pipeline, stage: string): string {
  const labels = [...pipeline.stageIds.keys()].map((label) => `\`${label}\``).join(', ')
  return `pipeline \`${pipeline.label}\` has no stage \`${stage}\`, only ${labels === '' ? 'none' : labels}`
}

// A stray space or capital in HubSpot's settings is no other stage.
function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}
