// A HubSpot on this machine: the API that Redress calls, the webhooks it receives and a board for people.

import { Hono } from 'hono'
import { answerError, apiRoutes } from './api/api.ts'
import { createCallLog } from './api/call-log.ts'
import { htmlPage } from './api/fault-answers.ts'
import { createFaults } from './api/faults.ts'
import { normalPath } from './api/paths.ts'
import { createRateLimit } from './api/rate-limit.ts'
import { boardRoutes } from './board/board.ts'
import { createHand } from './hand.ts'
import { type Listening, listen } from './listen.ts'
import type { HubSpotOptions } from './options.ts'
import { createClock } from './portal/clock.ts'
import { type Crm, touch } from './portal/crm.ts'
import { newPortal } from './portal/new-portal.ts'
import { keepPortal, readPortal } from './portal/portal-file.ts'
import { type Definition, provision } from './portal/provision.ts'
import { createSearchIndex } from './portal/search-index.ts'
import { createWebhooks } from './webhooks/webhooks.ts'

export type HubSpot = ReturnType<typeof createHubSpot>

export function createHubSpot(options: HubSpotOptions = {}) {
  const { appId = '50780459', board = {} } = options
  const clock = createClock()
  const saved = options.path === undefined ? undefined : readPortal(options.path)
  clock.set(options.now ?? saved?.now ?? null)
  const crm: Crm = {
    portal: saved?.portal ?? newPortal(options.portalId ?? 247_187_887, clock.now()),
    clock,
    stagePropertySuffix: options.stagePropertySuffix ?? '',
    stageRequirements: new Map(),
    changeListeners: new Set(),
    touchListeners: new Set(),
  }
  const file = options.path === undefined ? undefined : keepPortal(crm, options.path)
  const log = createCallLog()
  const timeZone = options.timeZone ?? board.timeZone ?? 'Europe/London'
  const faults = createFaults(options.faults ?? [], { now: clock.now, timeZone })
  if (options.faultPlan !== undefined) faults.plan(options.faultPlan)
  const limit = createRateLimit(options.limits ?? {}, timeZone)
  const webhooks = createWebhooks(crm, { ...options, appId })
  const hand = createHand(crm, board.pipeline ?? 'Complaints', board.userId ?? 98_499_705)
  const setNow = (instant: string | null): void => {
    clock.set(instant)
    touch(crm)
  }

  const app = new Hono({ getPath: (request) => normalPath(new URL(request.url).pathname) })
  app.onError(answerError)
  // As HubSpot answers a path that it does not have: a page, not JSON.
  app.notFound((c) => c.html(htmlPage(404, 'Not Found'), 404))
  const tokens = { [options.token ?? 'local-token']: appId, ...options.otherTokens }
  const index = createSearchIndex(crm, options.searchLagMs ?? 0)
  app.route(
    '/',
    apiRoutes(crm, {
      log,
      faults,
      limit,
      tokens,
      scopes: options.scopes,
      index,
      timeZone,
      propertyLagMs: options.propertyLagMs ?? 0,
    }),
  )
  app.route('/', boardRoutes({ crm, hand, webhooks, log, faults, setNow, options: board }))

  const servers: Listening[] = []
  return {
    app,
    /** Serves the API and the board; port 0 takes a free one. Answers the URL. */
    listen: async (port = 0, hostname = '127.0.0.1'): Promise<string> => {
      const server = await listen(app.fetch, port, hostname)
      servers.push(server)
      return server.url
    },
    close: async (): Promise<void> => {
      webhooks.close()
      await Promise.all(servers.splice(0).map((server) => server.close()))
      file?.close()
    },
    /** Writes the file now, where there is one. */
    save: (): void => file?.save(),
    now: clock.now,
    isStopped: clock.isStopped,
    setNow,
    provision: (definition: Definition): void => provision(crm, definition),
    ...hand,
    calls: log.calls,
    resetCalls: log.reset,
    resetLimits: limit.reset,
    faults: { add: faults.add, plan: faults.plan, clear: faults.clear, list: faults.list },
    webhooks,
    portal: crm.portal,
  }
}
