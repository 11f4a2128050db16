// The board: a page on which people work with complaints as they would in the CRM, and the JSON behind it.

import { Hono } from 'hono'
import type { CallLog } from '../api/call-log.ts'
import type { Faults } from '../api/faults.ts'
import type { Hand } from '../hand.ts'
import type { BoardOptions } from '../options.ts'
import type { Crm } from '../portal/crm.ts'
import { Refusal } from '../portal/refusal.ts'
import type { Webhooks } from '../webhooks/webhooks.ts'
import { clockRoutes } from './clock.ts'
import { controlRoutes } from './controls.ts'
import { faultRoutes } from './faults.ts'
import { guard } from './guard.ts'
import { logPage } from './log-page.ts'
import { pageRoutes } from './page-routes.ts'
import { stateRoutes } from './state.ts'
import { ticketRoutes } from './ticket.ts'

export type Board = {
  readonly crm: Crm
  readonly hand: Hand
  readonly webhooks: Webhooks
  readonly log: CallLog
  readonly faults: Faults
  readonly setNow: (instant: string | null) => void
  readonly options: BoardOptions
}

export function boardRoutes(board: Board): Hono {
  const app = new Hono()
  app.use('/', guard)
  app.use('/board/*', guard)
  app.route('/', pageRoutes())
  app.route('/', stateRoutes(board))
  app.route('/', ticketRoutes(board))
  app.route('/', clockRoutes(board))
  app.route('/', controlRoutes(board))
  app.route('/', faultRoutes(board))
  app.get('/board/log', (c) => c.html(logPage(board)))
  app.onError((error, c) => {
    if (error instanceof Refusal) {
      return Response.json({ message: plain(error), fields: error.values }, { status: error.status })
    }
    console.error(error)
    return c.json({ message: error.message }, 500)
  })
  return app
}

const plain = (refusal: Refusal): string =>
  refusal.values.length > 0 ? refusal.values.map(({ message }) => message).join(' ') : refusal.message
