// Check 7: every value that Redress wrote to a ticket is a change of a recorded decision on that ticket.

import type { Change } from '../../../src/rules/decision.ts'
import { isSame } from '../../../src/worker/echo.ts'
import { editionNamed, editionsOf } from '../editions.ts'
import { stageLabel } from '../snapshot.ts'
import type { World } from '../world.ts'

export function unexplainedWrites({ database, hubspot, era }: World): readonly string[] {
  const { stages } = editionNamed(editionsOf(era).base)
  const label = (key: string) => stages.find((stage) => stage.key === key)?.label
  const changes = new Map<string, Change[]>()
  for (const row of database.prepare('SELECT ticket_id, outcome FROM decisions').all()) {
    const id = String(row['ticket_id'])
    changes.set(id, [
      ...(changes.get(id) ?? []),
      ...(JSON.parse(String(row['outcome'])) as { changes: Change[] }).changes,
    ])
  }
  const email = (id: string) => hubspot.portal.owners.find((owner) => owner.id === id)?.email ?? id
  const told: string[] = []
  for (const record of hubspot.portal.objects.tickets.values()) {
    // The past of the first of them is its own: that was seen to where it was written.
    if (record.properties['hs_merged_object_ids']) continue
    for (const [name, versions] of Object.entries(record.history))
      for (const { value, sourceType, timestamp } of versions) {
        if (sourceType !== 'INTEGRATION') continue
        const isExplained = (changes.get(record.id) ?? []).some((change) => {
          if (change.kind === 'stage')
            return name === 'hs_pipeline_stage' && label(change.to) === stageLabel(hubspot, value)
          if (change.kind === 'owner') return name === 'hubspot_owner_id' && change.to === email(value)
          return change.property === name && (isSame(change.to, value) || change.to === email(value))
        })
        if (!isExplained)
          told.push(`ticket ${record.id}: \`${name}\` became \`${value}\` at ${timestamp}, by no decision`)
      }
  }
  return told
}
