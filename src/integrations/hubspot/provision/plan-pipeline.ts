// What becomes of the pipeline and its stages: made, added to, or left as somebody has it.

import type { Definition, StageDefinition } from './definition.ts'
import type { Portal, PortalPipeline, PortalStage } from './portal.ts'
import type { Step } from './step.ts'

export function planPipeline({ pipeline: wanted }: Definition, portal: Portal): readonly Step[] {
  const found = pipelineNamed(portal, wanted.label)
  if (!found && wanted.isTheirs)
    return [
      {
        of: 'pipeline',
        name: wanted.label,
        kind: 'conflict',
        says: ['is named by the mapping, and is not there'],
        advice: mappingAdvice,
      },
    ]
  if (!found) {
    const stages = wanted.stages.map(({ label, closed }) => (closed ? `${label} (closed)` : label))
    return [
      {
        of: 'pipeline',
        name: wanted.label,
        kind: 'create',
        says: [`stages ${stages.join(', ')}`],
        work: { kind: 'add-pipeline', label: wanted.label, stages: wanted.stages },
      },
    ]
  }
  const strange = found.stages.filter(
    ({ label }) => !wanted.stages.some((stage) => isSameLabel(stage.label, label)),
  )
  const keeps = strange.map(({ label }) => `\`${label}\``).join(', ')
  const says = strange.length === 0 ? [] : [`has stages that the policy does not know: ${keeps}`]
  return [
    { of: 'pipeline', name: wanted.label, kind: 'leave', says },
    ...wanted.stages.map((stage, index) => planStage(stage, index, found, portal)),
  ]
}

function planStage(wanted: StageDefinition, index: number, pipeline: PortalPipeline, portal: Portal): Step {
  const step = { of: 'stage', name: wanted.label } as const
  const found = pipeline.stages.find(({ label }) => isSameLabel(label, wanted.label))
  const state = wanted.closed ? 'closed' : 'open'
  if (!found && wanted.isTheirs)
    return {
      ...step,
      kind: 'conflict',
      says: [`is named by the mapping, and is not in \`${pipeline.label}\``],
      advice: mappingAdvice,
    }
  if (!found)
    return {
      ...step,
      kind: 'create',
      says: [`in \`${pipeline.label}\`, ${state}`],
      work: { kind: 'add-stage', pipelineId: pipeline.id, stage: wanted, order: orderOf(index, pipeline) },
    }
  if (found.closed === wanted.closed) return { ...step, kind: 'leave', says: [] }
  if (!isOurStage(pipeline, found, portal))
    return {
      ...step,
      kind: 'conflict',
      says: [`counts as ${found.closed ? 'closed' : 'open'} in HubSpot, and as ${state} in the policy`],
      advice: 'set its status there (Settings, Tickets, Pipelines), or `closed` in policy.json',
    }
  return {
    ...step,
    kind: 'change',
    says: [`counts as ${state} from now on`],
    work: { kind: 'change-stage', pipelineId: pipeline.id, stageId: found.id, closed: wanted.closed },
  }
}

// At its place in the policy where that is free, else at the end: other stages are not moved.
function orderOf(index: number, { stages }: PortalPipeline): number {
  const orders = stages.map(({ displayOrder }) => displayOrder)
  return orders.includes(index) ? Math.max(-1, ...orders) + 1 : index
}

const isOurStage = (pipeline: PortalPipeline, stage: PortalStage, { ledger }: Portal): boolean =>
  ledger.stages.includes(`${pipeline.id}/${stage.id}`)

const mappingAdvice = 'put its label in HubSpot into adopted.json'

/** As the adapter finds it: a stray space or capital is no other name. */
export const pipelineNamed = ({ pipelines }: Portal, wanted: string): PortalPipeline | undefined =>
  pipelines.find(({ label }) => label === wanted) ?? pipelines.find(({ label }) => isSameLabel(label, wanted))

export const isSameLabel = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase()
