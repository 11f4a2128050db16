// Which pipeline of an account may be the policy's, and which of its stages.

import type { Definition, StageDefinition } from '../provision/definition.ts'
import { isSameLabel } from '../provision/plan-pipeline.ts'
import type { Portal, PortalPipeline, PortalStage } from '../provision/portal.ts'
import { bestMatches, likeness } from './likeness.ts'
import { line, type ProposedLine } from './proposal.ts'

const leastAlike = 0.55
const leastAlikeStage = 0.35

/** What closes a ticket says more than its name. */
const stateBonus = (ours: boolean, theirs: boolean): number => (ours !== theirs ? -0.5 : ours ? 0.5 : 0)

/** By its own name, or by those of its stages. */
export function likeliestPipeline(
  { pipeline }: Definition,
  { pipelines, ledger }: Portal,
): PortalPipeline | undefined {
  const scored = pipelines
    .filter(({ id }) => !ledger.pipelines.includes(id))
    .map((each) => {
      const stages = bestMatches(
        pipeline.stages,
        each.stages,
        (a, b) => likeness(a.label, b.label),
        leastAlike,
      )
      const name = each.label.toLowerCase().includes(pipeline.label.toLowerCase().replace(/s$/, '')) ? 0.5 : 0
      return {
        each,
        score: Math.max(name, likeness(pipeline.label, each.label)) + stages.length / pipeline.stages.length,
      }
    })
    .toSorted((a, b) => b.score - a.score)
  const [best] = scored
  return best && best.score >= leastAlike ? best.each : undefined
}

export function stagesOf(
  { pipeline: wanted }: Definition,
  pipeline: PortalPipeline,
  lines: ProposedLine[],
): Readonly<Record<string, string>> {
  const matches = bestMatches(
    wanted.stages,
    pipeline.stages,
    (ours, theirs) => likeness(ours.label, theirs.label) + stateBonus(ours.closed, theirs.closed),
    leastAlikeStage,
  )
  const pairs = [...matches, ...inOrder(wanted.stages, pipeline.stages, matches)]
    .filter(({ ours, theirs }) => !isSameLabel(ours.label, theirs.label))
    .toSorted((a, b) => wanted.stages.indexOf(a.ours) - wanted.stages.indexOf(b.ours))
  lines.push(...pairs.map(({ ours, theirs }) => line('stage', ours.label, theirs.label)))
  return Object.fromEntries(pairs.map(({ ours, theirs }) => [ours.label, theirs.label]))
}

type StagePair = { readonly ours: StageDefinition; readonly theirs: PortalStage }

/** Stages whose names say nothing, but which are as many on both sides: the first may be the first. */
function inOrder(
  ours: readonly StageDefinition[],
  theirs: readonly PortalStage[],
  matched: readonly StagePair[],
): readonly StagePair[] {
  return [true, false].flatMap((closed) => {
    const left = ours.filter((one) => one.closed === closed && !matched.some((pair) => pair.ours === one))
    const right = theirs
      .filter((one) => one.closed === closed && !matched.some((pair) => pair.theirs === one))
      .toSorted((a, b) => a.displayOrder - b.displayOrder)
    if (left.length !== right.length) return []
    return left.flatMap((one, index) => {
      const other = right[index]
      return other ? [{ ours: one, theirs: other }] : []
    })
  })
}
