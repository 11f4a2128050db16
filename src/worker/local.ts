// `/local`: time that can be frozen, sweeps at will, and waiting until all is done. Only with `REDRESS_LOCAL=1`, only from this machine.

import { Hono } from 'hono/tiny'
import { Temporal } from 'temporal-polyfill'
import { CrmUnavailable } from '../integrations/crm.ts'
import { endPause } from '../integrations/store/pause.ts'
import { countMessages, freezeNow } from '../integrations/store/local.ts'
import { giveDigest } from './digest.ts'
import { isLocal, isLoopback, type Env } from './env.ts'
import { isFromOtherSite } from './login/other-site.ts'
import { sweepAll } from './nightly.ts'
import { sweepDue } from './sweep.ts'

export const local = new Hono<{ Bindings: Env }>()

local.use(async (c, next) => {
  if (!isLocal(c.env) || !isLoopback(new URL(c.req.url))) return c.json({ error: 'not found' }, 404)
  // Any page that a developer looks at can make the browser post here.
  if (isFromOtherSite(c.req.raw, undefined))
    return c.json({ error: 'this came from a page of another site' }, 403)
  return next()
})

local.put('/clock', async (c) => {
  const body: unknown = await c.req.json().catch(() => undefined)
  const now = typeof body === 'object' && body !== null && 'now' in body ? parseInstant(body.now) : undefined
  if (!now) return c.json({ error: 'send {"now": "<ISO instant>"}' }, 400)
  await freezeNow(c.env.DB, now.toString())
  return c.json({ now: now.toString() })
})

local.delete('/clock', async (c) => {
  await freezeNow(c.env.DB, undefined)
  return c.json({ now: Temporal.Now.instant().toString() })
})

local.post('/sweep', async (c) => {
  // Whoever asks for it wants to know now: nothing waits for its time.
  await endPause(c.env.DB, Date.now())
  const due = await sweepDue(c.env, { isPatient: false })
  let open: number
  try {
    open = await sweepAll(c.env)
  } catch (error) {
    if (error instanceof CrmUnavailable) return c.json({ error: error.message }, 503)
    throw error
  }
  const pending = await settle(c.env, 300_000)
  await giveDigest(c.env, 0)
  return c.json({ due, open, ...(pending > 0 && { pending }) })
})

local.post('/settle', async (c) => {
  const pending = await settle(c.env, 60_000)
  return c.json({ pending })
})

/** Waits until no message is on its way; answers how many still are. */
async function settle(env: Env, withinMs: number): Promise<number> {
  const until = Date.now() + withinMs
  for (;;) {
    const pending = await countMessages(env.DB, Date.now())
    if (pending === 0 || Date.now() >= until) return pending
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function parseInstant(raw: unknown): Temporal.Instant | undefined {
  try {
    return Temporal.Instant.from(String(raw))
  } catch {
    return undefined
  }
}
