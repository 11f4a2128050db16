// What Redress added to an account and can be taken away again. What somebody else made, or uses, stays.

import { isOurs, ledgerProperty, ourGroup } from './mark.ts'
import type { Portal, PortalPipeline, PortalProperty } from './portal.ts'

export type Removal = {
  readonly of: 'property' | 'option' | 'pipeline' | 'stage' | 'group'
  readonly name: string
  readonly says: string
} & (
  | { readonly kind: 'remove'; readonly work: RemovalWork }
  | { readonly kind: 'keep'; readonly work?: undefined }
)

export type RemovalWork =
  | { readonly kind: 'archive-property'; readonly name: string }
  | { readonly kind: 'remove-pipeline'; readonly id: string }
  | { readonly kind: 'remove-stage'; readonly pipelineId: string; readonly id: string }
  | { readonly kind: 'remove-group'; readonly name: string }

/** Tickets by `<pipeline id>` and by `<pipeline id>/<stage id>`; one that is absent was not counted. */
export type TicketCounts = ReadonlyMap<string, number>

/** What has to be counted before a removal can be planned: pipelines and stages that Redress made. */
export const toBeCounted = ({ ledger, pipelines }: Portal): readonly string[] => {
  const there = new Set(
    pipelines.flatMap(({ id, stages }) => [id, ...stages.map((each) => `${id}/${each.id}`)]),
  )
  return [...ledger.pipelines, ...ledger.stages].filter((id) => there.has(id))
}

/** In the order in which it is carried out. */
export function planRemoval(portal: Portal, tickets: TicketCounts): readonly Removal[] {
  const places = portal.pipelines.flatMap((pipeline) => placesOf(pipeline, portal, tickets))
  const properties = [...portal.properties.values()].filter(
    (property) => isOurs(property) && property.name !== ledgerProperty,
  )
  // The ledger is needed for as long as something of it may have to be removed later.
  const isLedgerOver = places.every(({ kind }) => kind === 'remove')
  return [
    ...properties.map(({ name, label }): Removal => {
      const work = { kind: 'archive-property', name } as const
      return { of: 'property', name, says: `“${label}”`, kind: 'remove', work }
    }),
    ...theirsInGroup(portal).map(({ name, label }): Removal => {
      const says = `“${label}”: in Redress’s group, but not made by it`
      return { of: 'property', name, says, kind: 'keep' }
    }),
    ...Object.entries(portal.ledger.options).map(([name, values]): Removal => ({
      of: 'option',
      name,
      says: `${values.map((value) => `\`${value}\``).join(', ')} in a property of somebody else’s: tickets may hold it`,
      kind: 'keep',
    })),
    ...places,
    ...ledgerRemoval(portal, isLedgerOver),
    ...groupRemoval(portal, isLedgerOver),
  ]
}

function placesOf(pipeline: PortalPipeline, { ledger }: Portal, tickets: TicketCounts): readonly Removal[] {
  const ours = pipeline.stages.filter(({ id }) => ledger.stages.includes(`${pipeline.id}/${id}`))
  if (!ledger.pipelines.includes(pipeline.id))
    return ours.map((stage): Removal => {
      const step = { of: 'stage', name: stage.label } as const
      const count = tickets.get(`${pipeline.id}/${stage.id}`)
      if (count !== 0) return { ...step, says: `in \`${pipeline.label}\`: ${inUse(count)}`, kind: 'keep' }
      const work = { kind: 'remove-stage', pipelineId: pipeline.id, id: stage.id } as const
      return { ...step, says: `in \`${pipeline.label}\``, kind: 'remove', work }
    })

  const step = { of: 'pipeline', name: pipeline.label } as const
  const count = tickets.get(pipeline.id)
  if (count !== 0) return [{ ...step, says: inUse(count), kind: 'keep' }]
  const theirs = pipeline.stages.filter((stage) => !ours.includes(stage)).map(({ label }) => `\`${label}\``)
  if (theirs.length > 0)
    return [{ ...step, says: `somebody added ${theirs.join(', ')}: remove it by hand`, kind: 'keep' }]
  const work = { kind: 'remove-pipeline', id: pipeline.id } as const
  return [{ ...step, says: `and its ${ours.length} stages: no ticket is in it`, kind: 'remove', work }]
}

const inUse = (count: number | undefined): string =>
  count === undefined
    ? 'its tickets could not be counted'
    : `${count} ticket${count === 1 ? ' is' : 's are'} in it: move or delete them, then run this again`

function ledgerRemoval({ properties }: Portal, isOver: boolean): readonly Removal[] {
  const found = properties.get(ledgerProperty)
  if (!found || !isOurs(found)) return []
  const step = { of: 'property', name: ledgerProperty } as const
  if (!isOver) return [{ ...step, says: 'knows what is still to be removed', kind: 'keep' }]
  const work = { kind: 'archive-property', name: ledgerProperty } as const
  return [{ ...step, says: 'kept what Redress added', kind: 'remove', work }]
}

/** Somebody moved them there, or made them by hand under a name of the policy's. */
const theirsInGroup = ({ properties }: Portal): readonly PortalProperty[] =>
  [...properties.values()].filter((property) => property.groupName === ourGroup && !isOurs(property))

function groupRemoval(portal: Portal, isOver: boolean): readonly Removal[] {
  if (!portal.groups.has(ourGroup)) return []
  const step = { of: 'group', name: ourGroup } as const
  const theirs = theirsInGroup(portal)
  if (theirs.length > 0)
    return [
      {
        ...step,
        says: `holds ${theirs.map(({ name }) => name).join(', ')} of somebody else’s`,
        kind: 'keep',
      },
    ]
  if (!isOver) return [{ ...step, says: `holds ${ledgerProperty}`, kind: 'keep' }]
  return [{ ...step, says: '', kind: 'remove', work: { kind: 'remove-group', name: ourGroup } }]
}
