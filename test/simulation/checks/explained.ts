// Check 7: every value that Redress wrote to a ticket is a change of a recorded decision on that ticket.
// Check 8: what the record says was written to a ticket was written, as often as it says so.

import type { Change } from '../../../src/rules/decision.ts'
import { isSame } from '../../../src/worker/echo.ts'
import { editionNamed, editionsOf } from '../editions.ts'
import { stageLabel } from '../snapshot.ts'
import type { World } from '../world.ts'

type Written = { readonly name: string; readonly value: string; readonly timestamp: string }
type Recorded = Change & { readonly at: string }

export function unexplainedWrites(world: World): readonly string[] {
  const isOf = matcherIn(world)
  const recorded = recordedIn(world, () => true)
  return writtenIn(world).flatMap(([id, writes]) => {
    const changes = recorded.get(id) ?? []
    return writes
      .filter((write) => !changes.some((change) => isOf(change, write)))
      .map(
        ({ name, value, timestamp }) =>
          `ticket ${id}: \`${name}\` became \`${value}\` at ${timestamp}, by no decision`,
      )
  })
}

export function unwrittenChanges(world: World): readonly string[] {
  const isOf = matcherIn(world)
  const recorded = recordedIn(world, ({ written }) => written)
  return writtenIn(world).flatMap(([id, writes]) => {
    const left = [...writes]
    return (recorded.get(id) ?? []).flatMap((change) => {
      const place = left.findIndex((write) => isOf(change, write))
      if (place >= 0) left.splice(place, 1)
      return place >= 0
        ? []
        : [`ticket ${id}: the decision of ${change.at} says that it wrote \`${change.to}\`, which it did not`]
    })
  })
}

type Outcome = { readonly written: boolean; readonly changes: readonly Change[] }

/** Changes of the decisions of each ticket, the oldest first. */
function recordedIn(
  { database }: World,
  counts: (outcome: Outcome) => boolean,
): ReadonlyMap<string, readonly Recorded[]> {
  const recorded = new Map<string, Recorded[]>()
  for (const row of database.prepare('SELECT * FROM decisions ORDER BY id').all()) {
    const id = String(row['ticket_id'])
    const at = String(row['decided_at'])
    const outcome: Outcome = JSON.parse(String(row['outcome']))
    const changes = counts(outcome) ? outcome.changes.map((change) => ({ ...change, at })) : []
    recorded.set(id, [...(recorded.get(id) ?? []), ...changes])
  }
  return recorded
}

/** All that Redress wrote, by ticket. */
const writtenIn = ({ hubspot }: World): readonly (readonly [string, readonly Written[]])[] =>
  [...hubspot.portal.objects.tickets.values()].flatMap(({ id, properties, history }) => {
    // The past of the first of them is its own: that was seen to where it was written.
    if (properties['hs_merged_object_ids']) return []
    const writes = Object.entries(history).flatMap(([name, versions]) =>
      versions
        .filter(({ sourceType }) => sourceType === 'INTEGRATION')
        .map(({ value, timestamp }) => ({ name, value, timestamp })),
    )
    return [[id, writes]]
  })

/** Whether a write in HubSpot's names and ids is a change in ours. */
function matcherIn({ hubspot, era }: World): (change: Change, write: Written) => boolean {
  const { stages } = editionNamed(editionsOf(era).base)
  const label = (key: string) => stages.find((stage) => stage.key === key)?.label
  const email = (id: string) => hubspot.portal.owners.find((owner) => owner.id === id)?.email ?? id
  return (change, { name, value }) => {
    if (change.kind === 'stage')
      return name === 'hs_pipeline_stage' && label(change.to) === stageLabel(hubspot, value)
    if (change.kind === 'owner') return name === 'hubspot_owner_id' && change.to === email(value)
    return change.property === name && (isSame(change.to, value) || change.to === email(value))
  }
}
