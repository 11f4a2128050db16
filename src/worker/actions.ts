// What an editor may do through the API: have a ticket looked at again, or a failure tried again. All of it is in the audit log.

import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { noteOutcome } from '../integrations/store/audit.ts'
import { failureOf, listFailures, type Failure } from '../integrations/store/failures.ts'
import { mergedInto } from '../integrations/store/life.ts'
import { endPause, pauseAt } from '../integrations/store/pause.ts'
import { readTicket } from '../integrations/store/readings.ts'
import { retriesDueBefore } from '../integrations/store/retries.ts'
import { forgetRequired } from '../integrations/store/tickets.ts'
import { isRecord } from '../rules/finding.ts'
import { note } from './audit.ts'
import { giveDigest } from './digest.ts'
import type { Env } from './env.ts'
import { notEditorWords, type SignedIn } from './login/login.ts'
import { isFromOtherSite } from './login/other-site.ts'
import { send } from './message.ts'
import { policyFor } from './policy.ts'
import { bodyFaults } from './read-body.ts'

export const actions = new Hono<SignedIn>()

actions.post('/tickets/:id/look', async (c) => {
  const id = c.req.param('id')
  return act(c, 'look', id, async () => {
    const ticket = await ticketToLookAt(c.env.DB, id)
    return ticket === undefined ? undefined : () => sendWhole(c.env, ticket)
  })
})

actions.post('/failures/retry', async (c) => {
  const body = parseJson(c.var.body)
  const key = isRecord(body) && typeof body['key'] === 'string' ? body['key'] : ''
  return act(c, 'retry', key, async () => {
    const failure = key === '' ? undefined : await failureOf(c.env.DB, key)
    return failure && (() => retry(failure, c.env))
  })
})

/** Carries it out, and answers how many tickets were sent. Throws where the queue does not take them. */
type Deed = () => Promise<number>

async function act(
  c: Context<SignedIn>,
  action: 'look' | 'retry',
  subject: string,
  find: () => Promise<Deed | undefined>,
): Promise<Response> {
  const { user } = c.var
  const refusal = refusalOf(c)
  if (refusal) {
    await note(c.env.DB, user, action, subject, `refused: ${refusal.outcome}`)
    return c.json({ error: refusal.error }, refusal.status)
  }
  const deed = await find()
  if (!deed) {
    await note(c.env.DB, user, action, subject, 'not known')
    return c.json({ error: action === 'look' ? 'no such ticket is known' : 'there is no such failure' }, 404)
  }
  // Without a row of the log nothing is done: a throw here ends it.
  const row = await note(c.env.DB, user, action, subject, 'begun')
  const tickets = await deed().catch((error: unknown) => {
    console.error(`${action} was not sent: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  })
  // Not within what is caught: what was sent must not be noted as not sent because the note failed.
  await noteOutcome(c.env.DB, row, tickets === undefined ? 'not sent' : 'sent')
  if (tickets === undefined) return c.json({ error: 'the queue did not take it; try again' }, 503)
  const pause = await pauseAt(c.env.DB, Date.now())
  return c.json({ tickets, ...(pause && { waitsUntil: new Date(pause.until).toISOString() }) }, 202)
}

type Refusal = {
  readonly status: 400 | 403 | 408 | 413 | 415
  readonly error: string
  readonly outcome: string
}

function refusalOf(c: Context<SignedIn>): Refusal | undefined {
  const { user, body } = c.var
  if (user.access !== 'editor')
    return { status: 403, error: notEditorWords(user, policyFor(c.env)), outcome: 'not an editor' }
  if (isFromOtherSite(c.req.raw, c.env.PUBLIC_URL))
    return { status: 403, error: 'this came from a page of another site', outcome: 'from another site' }
  // A page of another site may send this type only after asking, and is never told yes.
  if (!/^application\/json\s*(?:;|$)/i.test(c.req.header('Content-Type') ?? ''))
    return { status: 415, error: 'send it as `application/json`', outcome: 'not JSON' }
  return body.ok ? undefined : { ...bodyFaults[body.error], outcome: body.error }
}

/** A ticket that was merged away is looked at as what it became; one in no stage of the policy is known by its failure. */
async function ticketToLookAt(db: D1Database, id: string): Promise<string | undefined> {
  const into = await mergedInto(db, id)
  if (into !== null) return into
  const isKnown = (await readTicket(db, id)) !== null || (await listFailures(db, id)).length > 0
  return isKnown ? id : undefined
}

/** So many of the tickets that wait: the first that goes through shows that all is well again. */
const waitingAtOnce = 200

async function retry({ key, ticketId }: Failure, env: Env): Promise<number> {
  if (ticketId !== '') return sendWhole(env, ticketId)
  if (key === 'digest') await giveDigest(env)
  // Whoever asks for it means it: the account may have more calls by now. If not, the first call pauses it again.
  if (key === 'crm') await endPause(env.DB, Date.now())
  const waiting = await retriesDueBefore(env.DB, Number.MAX_SAFE_INTEGER, waitingAtOnce)
  return sendAll(
    env,
    waiting.map(({ id }) => id),
  )
}

/** Whoever asks may have changed a setting in the CRM: what it refused of the ticket is tried again. */
async function sendWhole(env: Env, id: string): Promise<number> {
  await forgetRequired(env.DB, [id])
  return sendAll(env, [id])
}

async function sendAll(env: Env, ids: readonly string[]): Promise<number> {
  await send(
    env,
    ids.map((id) => ({ id })),
  )
  return ids.length
}

function parseJson(body: SignedIn['Variables']['body']): unknown {
  try {
    return body.ok ? JSON.parse(new TextDecoder().decode(body.value)) : undefined
  } catch {
    return undefined
  }
}
