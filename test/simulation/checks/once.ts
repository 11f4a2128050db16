// Check 3: each task, note and closing note exists once, and the record knows each of them.

import { refIn } from '../snapshot.ts'
import type { World } from '../world.ts'

export function notOnce({ database, hubspot }: World): readonly string[] {
  const { tasks, notes } = hubspot.portal.objects
  const made = [
    ...[...tasks.values()].map(({ id, properties }) => ({
      id,
      ref: refIn(properties['hs_task_body'] ?? ''),
    })),
    ...[...notes.values()].map(({ id, properties }) => ({
      id,
      ref: refIn(properties['hs_note_body'] ?? ''),
    })),
  ]
  const rows = database.prepare('SELECT key, state, remote_id AS id FROM actions').all()
  const known = new Map(rows.map((row) => [row['id'], String(row['key'])]))
  const told: string[] = []
  for (const [ref, some] of Map.groupBy(made, (one) => one.ref))
    if (some.length > 1) told.push(`\`${ref}\` was made ${some.length} times`)
  for (const { id, ref } of made)
    if (!known.has(id)) told.push(`\`${ref}\` was made, and the record knows nothing of it`)
  const ids = new Set(made.map(({ id }) => id))
  for (const [id, key] of known)
    if (id !== null && !ids.has(String(id))) told.push(`\`${key}\` is in the record, and not in HubSpot`)
  return told
}
