// Reads from an account which of its own pipelines, stages, properties, options and people may be the policy's. A person decides.

import type { Definition } from '../provision/definition.ts'
import { isSameLabel, pipelineNamed } from '../provision/plan-pipeline.ts'
import type { Portal } from '../provision/portal.ts'
import { bestMatches, likeness } from './likeness.ts'
import { likeliestPipeline, stagesOf } from './propose-pipeline.ts'
import { propertiesOf, unfitOf } from './propose-properties.ts'
import { line, type Proposal, type ProposedLine } from './proposal.ts'

/** `label` is that of the pipeline which complaints are in, where somebody says so. */
export function propose(definition: Definition, portal: Portal, label?: string): Proposal {
  const lines: ProposedLine[] = []
  const pipeline =
    pipelineNamed(portal, label ?? definition.pipeline.label) ??
    (label === undefined ? likeliestPipeline(definition, portal) : undefined)
  const isOther = pipeline !== undefined && !isSameLabel(pipeline.label, definition.pipeline.label)
  if (isOther) lines.push(line('pipeline', definition.pipeline.label, pipeline.label))

  const stages = pipeline ? stagesOf(definition, pipeline, lines) : {}
  const properties = propertiesOf(definition, portal, lines)
  const people = peopleOf(definition, portal, lines)
  return {
    file: {
      ...(isOther ? { pipeline: pipeline.label } : {}),
      ...filled('stages', stages),
      ...filled('properties', properties),
      ...filled('people', people),
    },
    lines,
    unfit: unfitOf(definition, portal, properties),
  }
}

const filled = <V>(name: string, entries: Readonly<Record<string, V>>) =>
  Object.keys(entries).length === 0 ? {} : { [name]: entries }

/** Whoever has the same name before the @ of another address, or that of the policy's directory. */
function peopleOf(
  { owners }: Definition,
  portal: Portal,
  lines: ProposedLine[],
): Readonly<Record<string, string>> {
  const missing = owners.filter(({ email }) => !portal.owners.has(email))
  const free = [...portal.owners].filter((email) => !owners.some((owner) => owner.email === email))
  const local = (email: string) => email.split('@')[0] ?? ''
  const matches = bestMatches(
    missing,
    free,
    (owner, email) =>
      Math.max(
        likeness(local(owner.email), local(email)),
        likeness(`${owner.firstName} ${owner.lastName}`, local(email)),
      ),
    0.8,
  )
  lines.push(
    ...matches.map(({ ours, theirs, score }): ProposedLine => ({
      of: 'person',
      ours: ours.email,
      theirs,
      likeness: score,
    })),
  )
  return Object.fromEntries(matches.map(({ ours, theirs }) => [ours.email, theirs]))
}
