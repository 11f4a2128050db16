// One complaint in full, and what people do to it: create, edit, delete, complete a task.

import { type Context, Hono } from 'hono'
import type { Crm } from '../portal/crm.ts'
import type { CrmObject, Version } from '../portal/portal.ts'
import { archiveRecord, createRecord, updateRecord } from '../portal/records.ts'
import { Refusal } from '../portal/refusal.ts'
import { readBody, readProperties } from '../api/body.ts'
import type { Board } from './board.ts'
import { toLabel } from './fields.ts'

export function ticketRoutes(board: Board): Hono {
  const { crm, hand } = board
  const app = new Hono()
  const find = (c: Context): CrmObject => {
    const ticket = crm.portal.objects.tickets.get(c.req.param('id') ?? '')
    if (!ticket || ticket.archived) throw new Refusal(404, { message: 'This complaint is no longer there.' })
    return ticket
  }

  app.get('/board/tickets/:id', (c) => c.json(inFull(board, find(c))))

  app.post('/board/tickets', async (c) => {
    const properties = readProperties(await readBody(c))
    const place = { hs_pipeline: hand.pipeline()?.id, hs_pipeline_stage: hand.pipeline()?.stages[0]?.id }
    return c.json(inFull(board, createRecord(crm, 'tickets', { ...place, ...properties }, hand.actor)), 201)
  })

  app.patch('/board/tickets/:id', async (c) => {
    const properties = readProperties(await readBody(c))
    return c.json(inFull(board, updateRecord(crm, find(c), properties, hand.actor)))
  })

  app.delete('/board/tickets/:id', (c) => {
    archiveRecord(crm, find(c), hand.actor)
    return c.json({})
  })

  app.post('/board/tasks/:id', async (c) => {
    const task = crm.portal.objects.tasks.get(c.req.param('id'))
    if (!task) throw new Refusal(404, { message: 'This task is no longer there.' })
    const { isDone } = await readBody(c)
    updateRecord(crm, task, { hs_task_status: isDone === true ? 'COMPLETED' : 'NOT_STARTED' }, hand.actor)
    return c.json({})
  })

  return app
}

function inFull({ crm, hand }: Board, ticket: CrmObject): Record<string, unknown> {
  return {
    id: ticket.id,
    properties: ticket.properties,
    createdAt: ticket.createdAt,
    tasks: hand.tasks(ticket.id).map(({ id, properties }) => ({
      id,
      subject: properties['hs_task_subject'] ?? '',
      body: properties['hs_task_body'] ?? '',
      dueAt: properties['hs_timestamp'] ?? '',
      owner: properties['hubspot_owner_id'] ?? '',
      isDone: properties['hs_task_status'] === 'COMPLETED',
    })),
    notes: hand.notes(ticket.id).map(({ id, properties }) => ({
      id,
      body: properties['hs_note_body'] ?? '',
      at: properties['hs_timestamp'] ?? '',
    })),
    history: historyOf(crm, ticket),
  }
}

type Entry = { label: string; name: string; value: string; at: string; by: 'person' | 'app'; order: number }

const ownLabels: Record<string, string> = { subject: 'Complaint name', hs_pipeline_stage: 'Stage' }

/** Newest first; the values that HubSpot calculates are left out. */
function historyOf(crm: Crm, ticket: CrmObject): Entry[] {
  const entries = Object.entries(ticket.history).flatMap(([name, versions]) => {
    const property = crm.portal.properties.tickets.get(name)
    if (!property || name === 'hs_pipeline') return []
    const label = ownLabels[name] ?? toLabel(property.label)
    return versions
      .filter((version) => version.sourceType !== 'CALCULATED')
      .map((version) => entryOf(name, label, version))
  })
  return entries.toSorted((a, b) => b.order - a.order).slice(0, 200)
}

const entryOf = (name: string, label: string, version: Version): Entry => ({
  name,
  label,
  value: version.value,
  at: version.timestamp,
  by: version.sourceType === 'CRM_UI' ? 'person' : 'app',
  order: version.order,
})
