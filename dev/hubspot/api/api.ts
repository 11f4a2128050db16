// The public API: every route behind the gate, and HubSpot's way of saying no.

import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { Temporal } from 'temporal-polyfill'
import type { Crm } from '../portal/crm.ts'
import { Refusal } from '../portal/refusal.ts'
import type { SearchIndex } from '../portal/search-index.ts'
import { associationRoutes } from './associations.ts'
import { batchRoutes } from './batches.ts'
import { type ApiEnv, DroppedConnection, type GateSettings, gate } from './gate.ts'
import { ownerRoutes } from './owners.ts'
import { pipelineRoutes } from './pipelines.ts'
import { propertyRoutes } from './properties.ts'
import { recordRoutes } from './records.ts'
import { searchRoutes } from './search.ts'

export type ApiSettings = Omit<GateSettings, 'now'> & {
  readonly index: SearchIndex
  readonly timeZone: string
  readonly propertyLagMs: number
}

export function apiRoutes(crm: Crm, settings: ApiSettings): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  const watch = gate({ ...settings, now: crm.clock.now })
  app.use('/crm/*', watch)
  app.use('/account-info/*', watch)
  app.get('/account-info/v3/details', (c) => c.json(accountOf(crm, settings.timeZone)))
  app.route('/', searchRoutes(crm, settings.index))
  app.route('/', batchRoutes(crm))
  app.route('/', recordRoutes(crm))
  app.route('/', associationRoutes(crm))
  app.route('/', pipelineRoutes(crm))
  app.route('/', ownerRoutes(crm))
  app.route('/', propertyRoutes(crm, settings.propertyLagMs))
  return app
}

function accountOf({ portal, clock }: Crm, timeZone: string): Record<string, unknown> {
  const { offset, offsetNanoseconds } = Temporal.Instant.from(clock.now()).toZonedDateTimeISO(timeZone)
  return {
    portalId: portal.portalId,
    accountType: 'DEVELOPER_TEST',
    timeZone,
    companyCurrency: 'GBP',
    additionalCurrencies: [],
    utcOffset: offset,
    utcOffsetMilliseconds: offsetNanoseconds / 1_000_000,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'eu1',
  }
}

export function answerError(error: unknown): Response {
  if (error instanceof DroppedConnection) throw error
  const common = { status: 'error', correlationId: randomUUID() }
  if (error instanceof Refusal) return Response.json({ ...common, ...error.body }, { status: error.status })
  console.error(error)
  return Response.json({ ...common, message: 'internal error' }, { status: 500 })
}
