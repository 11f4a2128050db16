// `/api`: one ticket's clocks, decisions and reasons; what failed; what is due; what editors did. For who is signed in.

import { Hono } from 'hono/tiny'
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
import { actions } from './actions.ts'
import { showAudit } from './audit.ts'
import { editorsOnly, login, readersOnly, type SignedIn } from './login/login.ts'
import { readBody } from './read-body.ts'

export const api = new Hono<SignedIn>()

const largestBody = 4096

// Before anything is said: who sends a body does not hear a refusal while it is unread.
api.use(async (c, next) => {
  c.set('body', await readBody(c.req.raw, largestBody))
  return next()
})
api.use(login)
// These note whom they refuse.
api.route('/', actions)
api.use(readersOnly)

api.get('/audit', editorsOnly, showAudit)

api.get('/tickets/:id', async (c) => {
  const id = c.req.param('id')
  const ticket = await readTicket(c.env.DB, id)
  if (!ticket) return c.json({ error: `no ticket \`${id.slice(0, 40)}\` has been looked at` }, 404)
  const [clocks, decisions, failures, notices, into] = await Promise.all([
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
    actions: notices.map(({ key, ticketId, kind, state, remoteId, subject }) => ({
      key,
      ticketId,
      kind,
      state,
      remoteId,
      subject,
    })),
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
