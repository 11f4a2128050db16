// The Worker: requests, queue and crons.

import { Hono } from 'hono/tiny'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { secureHeaders } from 'hono/secure-headers'
import { failureOf } from '../integrations/store/failures.ts'
import { pauseAt } from '../integrations/store/pause.ts'
import { lastSweeps } from '../integrations/store/sweeps.ts'
import { api } from './api.ts'
import { consume } from './consumer.ts'
import { giveDigest } from './digest.ts'
import { modeOf, type Env } from './env.ts'
import { local } from './local.ts'
import type { Message } from './message.ts'
import { resumeAll, sweepAll } from './nightly.ts'
import { sweepDue } from './sweep.ts'
import { receiveWebhook } from './webhook.ts'

const app = new Hono<{ Bindings: Env }>()

app.use(
  secureHeaders({
    // Nothing that is answered is a page: it loads nothing and stands in no other.
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    strictTransportSecurity: 'max-age=31536000; includeSubDomains',
    xFrameOptions: 'DENY',
  }),
)
app.use(async (c, next) => {
  c.header('Cache-Control', 'no-store')
  return next()
})
app.use(
  methodNotAllowed({
    app,
    // Where the local conveniences are not to be seen, their paths are not either.
    onMethodNotAllowed: (c, methods) =>
      c.req.path.startsWith('/local/')
        ? c.res
        : c.json({ error: `use ${methods.join(' or ')}` }, 405, { Allow: methods.join(', ') }),
  }),
)
app.post('/webhooks/hubspot', receiveWebhook)
app.route('/api', api)
app.route('/local', local)

const sweepsLateMs = 15 * 60_000

app.get('/health', async (c) => {
  const sweeps = await lastSweeps(c.env.DB)
  const due = sweeps.get('due')
  const isLate = due !== undefined && Date.now() - due > sweepsLateMs
  const shown = Object.fromEntries([...sweeps].map(([name, at]) => [name, new Date(at).toISOString()]))
  const pause = await pauseAt(c.env.DB, Date.now())
  const isFailing = (await failureOf(c.env.DB, 'crm')) !== undefined
  const mode = modeOf(c.env)
  const status = [
    ...(mode.ok ? [] : [`no ticket is looked at: ${mode.error}`]),
    ...(isLate ? ['the last sweep is over 15 minutes old'] : []),
    // Anybody may read this: what the CRM said is for who is signed in.
    ...(pause || isFailing ? ['no call to the CRM goes through: /api/failures says why'] : []),
  ]
  return c.json(
    {
      status: status.join('; ') || 'ok',
      sweeps: shown,
      ...(mode.ok && { mode: mode.value }),
      ...(pause && { pausedUntil: new Date(pause.until).toISOString() }),
      ...(isFailing && { isFailing }),
    },
    isLate ? 503 : 200,
  )
})

app.notFound((c) => c.json({ error: 'not found' }, 404))
app.onError((error, c) => {
  console.error(error)
  return c.json({ error: 'something broke; the log says what' }, 500)
})

const nightly = '20 2 * * *'

export default {
  fetch: app.fetch,
  queue: consume,
  async scheduled(controller, env) {
    if (controller.cron === nightly) return void (await sweepAll(env))
    await sweepDue(env)
    await giveDigest(env)
    await resumeAll(env)
  },
} satisfies ExportedHandler<Env, Message>
