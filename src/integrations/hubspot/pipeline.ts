// The complaints pipeline: its id and its stages, by the labels that the policy uses.

import { CrmRefused } from '../crm.ts'
import { answerTo, type Api } from './api.ts'

export type Pipeline = {
  readonly id: string
  readonly label: string
  /** By the policy's spelling of the label where it has one, else HubSpot's. */
  readonly stageIds: ReadonlyMap<string, string>
  readonly stageLabels: ReadonlyMap<string, string>
  /** Ids of open stages that the policy does not know. */
  readonly strays: readonly string[]
}

/** Throws `CrmRefused` when no pipeline has that label. */
export async function readPipeline(api: Api, label: string, stages: readonly string[]): Promise<Pipeline> {
  const answer = await answerTo(api.pipelines.getAll())
  const pipelines = answer.results.filter(({ archived }) => !archived)
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
  const strays: string[] = []
  for (const stage of pipeline.stages) {
    if (stage.archived) continue
    const known = stages.find((each) => isSame(each, stage.label))
    const spelt = known ?? stage.label
    if (known === undefined && !stage.closed) strays.push(stage.id)
    if (!stageIds.has(spelt) || stage.label === spelt) stageIds.set(spelt, stage.id)
    stageLabels.set(stage.id, spelt)
  }
  return { id: pipeline.id, label, stageIds, stageLabels, strays }
}

export function noSuchStage(pipeline: Pipeline, ...stages: readonly string[]): string {
  const labels = quoted([...pipeline.stageIds.keys()])
  const missing = `no stage ${quoted(stages)}`
  return `pipeline \`${pipeline.label}\` has ${missing}, only ${labels === '' ? 'none' : labels}`
}

const quoted = (labels: readonly string[]) => labels.map((label) => `\`${label}\``).join(', ')

// A stray space or capital in HubSpot's settings is no other stage.
function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase()
}
