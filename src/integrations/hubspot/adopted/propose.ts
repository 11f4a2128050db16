// Reads from an account which of its own pipelines, stages, properties, options and people may be the policy's. A person decides.

import type { Definition, OptionDefinition, PropertyDefinition } from '../provision/definition.ts'
import { isOurs } from '../provision/mark.ts'
import { isSameLabel, pipelineNamed } from '../provision/plan-pipeline.ts'
import { mismatchOf } from '../provision/plan-property.ts'
import type { Portal, PortalPipeline, PortalProperty } from '../provision/portal.ts'
import { bestMatches, likeness } from './likeness.ts'

/** The mapping file as it is proposed, and how sure each line of it is. */
export type Proposal = {
  readonly file: ProposedFile
  readonly lines: readonly ProposedLine[]
}

type ProposedFile = {
  readonly pipeline?: string
  readonly stages?: Readonly<Record<string, string>>
  readonly properties?: Readonly<Record<string, string | ProposedProperty>>
  readonly people?: Readonly<Record<string, string>>
}

type ProposedProperty = { readonly property: string; readonly options: Readonly<Record<string, string>> }

type ProposedLine = {
  readonly of: 'pipeline' | 'stage' | 'property' | 'option' | 'person'
  readonly ours: string
  readonly theirs: string
  /** 1 is the same words. */
  readonly likeness: number
  /** What is left to fill in. */
  readonly lacks?: string
}

const leastAlike = 0.55
const leastAlikeOption = 0.4
const leastAlikeStage = 0.35

/** What closes a ticket says more than its name. */
const stateBonus = (ours: boolean, theirs: boolean): number => (ours !== theirs ? -0.5 : ours ? 0.5 : 0)

export function propose(definition: Definition, portal: Portal): Proposal {
  const lines: ProposedLine[] = []
  const pipeline = pipelineNamed(portal, definition.pipeline.label) ?? likeliestPipeline(definition, portal)
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
  }
}

const filled = <V>(name: string, entries: Readonly<Record<string, V>>) =>
  Object.keys(entries).length === 0 ? {} : { [name]: entries }

const line = (of: ProposedLine['of'], ours: string, theirs: string): ProposedLine => ({
  of,
  ours,
  theirs,
  likeness: likeness(ours, theirs),
})

/** By its own name, or by those of its stages. */
function likeliestPipeline(
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

function stagesOf(
  { pipeline: wanted }: Definition,
  pipeline: PortalPipeline,
  lines: ProposedLine[],
): Readonly<Record<string, string>> {
  const matches = bestMatches(
    wanted.stages,
    pipeline.stages,
    (ours, theirs) => likeness(ours.label, theirs.label) + stateBonus(ours.closed, theirs.closed),
    leastAlikeStage,
  ).filter(({ ours, theirs }) => !isSameLabel(ours.label, theirs.label))
  lines.push(...matches.map(({ ours, theirs }) => line('stage', ours.label, theirs.label)))
  return Object.fromEntries(matches.map(({ ours, theirs }) => [ours.label, theirs.label]))
}

function propertiesOf(
  definition: Definition,
  portal: Portal,
  lines: ProposedLine[],
): NonNullable<ProposedFile['properties']> {
  const found = portal.properties
  // What is there under the policy's name needs no mapping, unless it is something else.
  const wanted = definition.properties.filter((property) => {
    const same = found.get(property.name)
    return !same || shapeMismatch(property, same)
  })
  const theirs = [...found.values()].filter(
    (property) =>
      !property.hubspotDefined &&
      !isOurs(property) &&
      !definition.properties.some(({ name }) => name === property.name),
  )
  const matches = bestMatches(
    wanted,
    theirs,
    (ours, other) => (shapeMismatch(ours, other) ? 0 : likenessOfProperties(ours, other)),
    leastAlike,
  )
  return Object.fromEntries(
    matches.map(({ ours, theirs: other, score }) => {
      const options = optionsOf(ours, other)
      const lacking = wantedOptions(ours, other).filter(({ value }) => !options.has(value))
      const lacks = lacking.map(({ value }) => value).join(', ')
      lines.push({
        of: 'property',
        ours: ours.name,
        theirs: other.name,
        likeness: score,
        ...(lacks === '' ? {} : { lacks }),
      })
      for (const [value, their] of options) lines.push(line('option', value, their))
      const isSame = [...options].every(([value, their]) => value === their)
      return [ours.name, isSame ? other.name : { property: other.name, options: Object.fromEntries(options) }]
    }),
  )
}

const likenessOfProperties = (ours: PropertyDefinition, theirs: PortalProperty): number =>
  Math.max(likeness(ours.label, theirs.label), likeness(ours.name, theirs.name))

/** A list of two may stand for yes and no. */
const shapeMismatch = (ours: PropertyDefinition, theirs: PortalProperty): boolean =>
  mismatchOf(ours, theirs) !== undefined && !(ours.type === 'bool' && isYesNo(theirs))

const isYesNo = ({ type, fieldType, options }: PortalProperty): boolean =>
  type === 'enumeration' && fieldType !== 'checkbox' && options.length === 2

/** Nothing where HubSpot has the options itself. */
const wantedOptions = (ours: PropertyDefinition, theirs: PortalProperty): readonly OptionDefinition[] =>
  theirs.type === 'enumeration' ? ours.options : []

function optionsOf(ours: PropertyDefinition, theirs: PortalProperty): ReadonlyMap<string, string> {
  const matches = bestMatches(
    wantedOptions(ours, theirs),
    theirs.options,
    (one, other) =>
      one.value === other.value
        ? 2
        : Math.max(
            likeness(one.label, other.label),
            likeness(one.value, other.value),
            likeness(one.label, other.value),
          ),
    leastAlikeOption,
  )
  return new Map(matches.map(({ ours: one, theirs: other }) => [one.value, other.value]))
}

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
