// What the board shows at a glance: the columns, their cards, the clock and the webhook switches.

import { Hono } from 'hono'
import type { CrmObject } from '../portal/portal.ts'
import type { Board } from './board.ts'
import { controlsOf } from './controls.ts'
import { fieldGroups } from './fields.ts'

export function stateRoutes(board: Board): Hono {
  const app = new Hono()
  let version = 0
  board.crm.touchListeners.add(() => {
    version++
  })
  const pulse = () => ({
    version,
    now: board.crm.clock.now(),
    isStopped: board.crm.clock.isStopped(),
    ...controlsOf(board),
  })

  // Asked every second: only when the version has moved is the rest worth fetching.
  app.get('/board/pulse', (c) => c.json(pulse()))

  app.get('/board/state', (c) => {
    const pipeline = board.hand.pipeline()
    const stages = (pipeline?.stages ?? []).filter((stage) => !stage.archived)
    return c.json({
      ...pulse(),
      pipeline: pipeline?.label ?? board.options.pipeline ?? 'Complaints',
      stages: stages.map(({ id, label, metadata }) => ({
        id,
        label,
        isClosed: metadata['ticketState'] === 'CLOSED',
      })),
      owners: board.crm.portal.owners.map(({ id, firstName, lastName, email, archived }) => ({
        id,
        name: `${firstName} ${lastName}`.trim() || email,
        email,
        isArchived: archived,
      })),
      tickets: board.hand
        .tickets()
        .filter((ticket) => ticket.properties['hs_pipeline'] === pipeline?.id)
        .map((ticket) => cardOf(board, ticket)),
      redressUrl: board.options.redressUrl ?? null,
    })
  })

  app.get('/board/fields', (c) => c.json(fieldGroups(board.crm)))
  return app
}

function cardOf(board: Board, { id, properties }: CrmObject): Record<string, unknown> {
  const open = board.hand.tasks(id).filter((task) => task.properties['hs_task_status'] !== 'COMPLETED')
  return {
    id,
    subject: properties['subject'] ?? '',
    stage: properties['hs_pipeline_stage'] ?? '',
    owner: properties['hubspot_owner_id'] ?? '',
    status: properties['complaint_sla_status'] ?? '',
    dueAt: properties['complaint_next_due_at'] ?? '',
    isPaused: properties['complaint_automation'] === 'paused',
    openTasks: open.length,
  }
}
