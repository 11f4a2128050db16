// How a world stands at one moment, in terms that two worlds of the same history share: tickets by number, people by e-mail.

import type { DatabaseSync } from 'node:sqlite'
import type { HubSpot } from '../../dev/hubspot/hubspot.ts'
import type { Era } from './editions.ts'
import type { People } from './people.ts'

export type Standing = {
  readonly isArchived: boolean
  readonly stage: string
  readonly owner: string
  readonly properties: Readonly<Record<string, string>>
  /** Open and stopped clocks of the record, a line each. */
  readonly clocks: readonly string[]
  /** Keys of the tasks that are still to be done, and of all tasks and notes. */
  readonly open: readonly string[]
  readonly made: readonly string[]
  readonly notes: readonly string[]
}

export type Snapshot = {
  readonly tickets: ReadonlyMap<number, Standing>
  readonly stuck: readonly string[]
}

/** A world as the checks look at it. */
export type Seen = {
  readonly database: DatabaseSync
  readonly hubspot: HubSpot
  readonly people: People
  readonly queue: { readonly size: () => number }
  readonly now: number
  readonly era: Era
  /** Editions so far, the present one last. */
  readonly deployed: readonly string[]
}

export function snapshotOf(seen: Seen): Snapshot {
  const tickets = new Map([...seen.people.ids].map(([number, id]) => [number, standingOf(id, seen)]))
  return { tickets, stuck: stuckIn(seen) }
}

function standingOf(id: string, { database, hubspot, people }: Seen): Standing {
  const record = hubspot.portal.objects.tickets.get(id)
  if (!record) throw new Error(`no ticket ${id}`)
  const numberOf = new Map([...people.ids].map(([number, known]) => [known, number]))
  const plain = (key: string) => key.replace(/\d{11,}/, (text) => `#${numberOf.get(text) ?? 'merged'}`)
  const personOf = (value: string) =>
    hubspot.portal.owners.find((owner) => owner.id === value)?.email ?? value
  const properties = Object.entries(record.properties).filter(
    ([name, value]) => name.startsWith('complaint_') && value !== '',
  )
  const engagements = [
    ...hubspot.tasks(id).map((task) => ({ task, body: task.properties['hs_task_body'] ?? '' })),
    ...hubspot.notes(id).map((task) => ({ task, body: task.properties['hs_note_body'] ?? '' })),
  ]
  const open = engagements.filter(
    ({ task }) => (task.properties['hs_task_status'] ?? 'COMPLETED') !== 'COMPLETED',
  )
  const clocks = database
    .prepare("SELECT * FROM clocks WHERE ticket_id = ? AND state <> 'cancelled' ORDER BY name, start_at")
    .all(id)
  return {
    isArchived: record.archived,
    stage: stageLabel(hubspot, record.properties['hs_pipeline_stage'] ?? ''),
    owner: personOf(record.properties['hubspot_owner_id'] ?? ''),
    properties: Object.fromEntries(properties.map(([name, value]) => [name, personOf(value)])),
    clocks: clocks.map((clock) =>
      ['name', 'start_at', 'state', 'due_on', 'stop_at'].map((name) => clock[name]).join(' '),
    ),
    open: open.map(({ body }) => plain(refIn(body))).toSorted(),
    made: engagements.map(({ body }) => plain(refIn(body))).toSorted(),
    notes: hubspot
      .notes(id)
      .map(({ properties: { hs_note_body: body = '' } }) => plain(refIn(body)))
      .toSorted(),
  }
}

export const stageLabel = (hubspot: HubSpot, id: string): string =>
  hubspot.pipeline()?.stages.find((stage) => stage.id === id)?.label ?? id

/** The key that a task or note prints. */
export const refIn = (html: string): string =>
  / ref (\S+)/.exec(` ${html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')}`)?.[1] ?? ''

/** What is still under way, or was given up. */
function stuckIn({ database, queue, now }: Seen): readonly string[] {
  const rows = (what: string, sql: string, ...values: readonly number[]) =>
    database
      .prepare(sql)
      .all(...values)
      .map((row) => `${what}: ${JSON.stringify(row)}`)
  return [
    ...(queue.size() > 0 ? [`${queue.size()} messages in the queue`] : []),
    ...rows('retry', 'SELECT * FROM retries'),
    ...rows('lease', 'SELECT * FROM leases WHERE until < ?', now - 60_000),
    ...rows('action', "SELECT key, state FROM actions WHERE state = 'claimed'"),
    ...rows('intent', 'SELECT id FROM tickets WHERE pending IS NOT NULL'),
    ...rows('listing', 'SELECT * FROM listing'),
    ...rows(
      'failure',
      "SELECT key, message FROM failures WHERE kind IN ('dead-letter', 'crm', 'refused', 'notice')",
    ),
    ...rows('overdue look', 'SELECT id, next_look_at FROM tickets WHERE next_look_at < ?', now - 300_000),
  ]
}
