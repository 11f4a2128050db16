// `/api`: one ticket's clocks, decisions and reasons; what failed; what is due. Closed until there is a login, but locally.

import { Hono } from 'hono'
import { actionsOf } from '../integrations/store/actions.ts'
import { mergedInto } from '../integrations/store/life.ts'
import { listFailures } from '../integrations/store/failures.ts'
import {
  clocksOf,
  decisionsOf,
  movedClocks,
  openClocks,
  readTicket,
  type ShownClock,
} from '../integrations/store/readings.ts'
import { isRecord } from '../rules/finding.ts'
import { isLocal, isLoopback, type Env } from './env.ts'

export const api = new Hono<{ Bindings: Env }>()

api.use(async (c, next) => {
  if (!isLocal(c.env) || !isLoopback(new URL(c.req.url)))
    return c.json({ error: 'there is no login yet, so this is open locally only' }, 403)
  c.header('Cache-Control', 'no-store')
  return next()
})

api.get('/tickets/:id', async (c) => {
  const id = c.req.param('id')
  const ticket = await readTicket(c.env.DB, id)
  if (!ticket) return c.json({ error: `no ticket \`${id.slice(0, 40)}\` has been looked at` }, 404)
  const [clocks, decisions, failures, actions, into] = await Promise.all([
    clocksOf(c.env.DB, id),
    decisionsOf(c.env.DB, id),
    listFailures(c.env.DB, id),
    actionsOf(c.env.DB, [id]),
    mergedInto(c.env.DB, id),
  ])
  const shown = decisions.map(({ input, outcome, ...decision }) => ({
    ...decision,
    ...parsed(outcome),
    input: JSON.parse(input) as unknown,
  }))
  return c.json({
    id,
    policy: ticket.policy,
    stage: ticket.stage,
    gone: ticket.gone,
    mergedInto: into,
    nextLookAt: instant(ticket.nextLookAt),
    clocks: clocks.map(shownClock),
    decisions: shown,
    reasons: reasonsOf(shown[0]),
    failures,
    actions,
  })
})

api.get('/failures', async (c) => c.json({ failures: await listFailures(c.env.DB) }))

api.get('/due', async (c) => c.json({ due: (await openClocks(c.env.DB)).map(shownClock) }))

api.get('/moved', async (c) => c.json({ moved: await movedClocks(c.env.DB) }))

function parsed(json: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(json)
  return isRecord(value) ? value : {}
}

const instant = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

const shownClock = (clock: ShownClock) => ({ ...clock, dueAt: instant(clock.dueAt) })

const reasonsOf = (decision: Readonly<Record<string, unknown>> | undefined) => decision?.['reasons'] ?? []
