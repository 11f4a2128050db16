// What is so of the deployed Worker, asked from outside: that it takes what HubSpot signs and nothing else, its queue, its database.

import { createHmac } from 'node:crypto'
import { fine, todo, unknown, type Check } from './check.ts'
import type { Fetch } from '../../src/integrations/hubspot/settings.ts'

export type WorkerQuestions = {
  /** Its public address; the checks say so where there is none. */
  readonly url: string
  readonly secret: string
  readonly fetch: Fetch
  readonly now: number
}

const webhook = '/webhooks/hubspot'

export async function workerChecks(questions: WorkerQuestions): Promise<readonly Check[]> {
  if (questions.url === '')
    return ['signature secret', 'queue', 'd1', 'sweeps'].map((name) =>
      unknown(name, 'not looked at', 'deploy the Worker and set `PUBLIC_URL` to its address'),
    )
  try {
    const health = await ask(questions, '/health', 'GET')
    return [
      await secretCheck(questions),
      await queueCheck(questions),
      databaseCheck(health),
      sweepCheck(health),
    ]
  } catch (error) {
    const why =
      error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : ''
    return ['signature secret', 'queue', 'd1', 'sweeps'].map((name) =>
      todo(
        name,
        `${questions.url} can not be reached: ${why}`,
        'check `PUBLIC_URL`, and that the Worker is deployed',
      ),
    )
  }
}

type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> }

async function secretCheck(questions: WorkerQuestions): Promise<Check> {
  const name = 'signature secret'
  const bare = await ask(questions, webhook, 'POST', '[]')
  if (bare.status < 400)
    return todo(
      name,
      'the Worker takes webhooks that nobody signed',
      'deploy it again: something else answers there',
    )
  if (questions.secret === '')
    return unknown(name, 'not looked at', 'set `HUBSPOT_CLIENT_SECRET` here as it is set for the Worker')
  const { status, body } = await ask(questions, webhook, 'POST', '[]', true)
  if (status < 300)
    return fine(name, 'the Worker takes what is signed with it, and refuses what is not signed')
  const said = String(body['error'] ?? `it answers ${status}`)
  if (/no-secret/.test(said))
    return todo(name, 'the Worker has none', 'npx wrangler secret put HUBSPOT_CLIENT_SECRET')
  if (/forged/.test(said))
    return todo(
      name,
      'the Worker has another secret than this one, or signs for another address',
      'npx wrangler secret put HUBSPOT_CLIENT_SECRET, with the app’s client secret; its `PUBLIC_URL` must be this one',
    )
  return todo(name, said, 'look at `npx wrangler tail` while this runs')
}

// A ticket that nobody has: the look finds nothing, and nothing is kept of it.
const nobodysTicket = 999_999_999_999_999

async function queueCheck(questions: WorkerQuestions): Promise<Check> {
  if (questions.secret === '')
    return unknown('queue', 'not looked at', 'set `HUBSPOT_CLIENT_SECRET` here as it is set for the Worker')
  const event = {
    subscriptionType: 'object.propertyChange',
    objectTypeId: '0-5',
    objectId: nobodysTicket,
    occurredAt: questions.now,
  }
  const { status } = await ask(questions, webhook, 'POST', JSON.stringify([event]), true)
  if (status < 300) return fine('queue', 'takes what a webhook brings')
  if (status === 401) return unknown('queue', 'not looked at', 'see to the signature secret first')
  return todo(
    'queue',
    status === 503 ? 'does not take what a webhook brings' : `the Worker answers ${status} to a webhook`,
    'npx wrangler queues create redress-tickets && npx wrangler queues create redress-tickets-dead, then deploy',
  )
}

function databaseCheck({ status, body }: Answer): Check {
  if ('sweeps' in body) return fine('d1', 'answers')
  return todo(
    'd1',
    `the Worker answers ${status} when it has to read its database`,
    'npx wrangler d1 migrations apply DB --remote, with the database’s id in wrangler.toml',
  )
}

function sweepCheck({ status, body }: Answer): Check {
  if (!('sweeps' in body)) return unknown('sweeps', 'not looked at', 'see to d1 first')
  if (status !== 200)
    return todo('sweeps', String(body['status']), 'look at the Worker’s cron triggers and its log')
  const { sweeps } = body
  const isAny = typeof sweeps === 'object' && sweeps !== null && 'due' in sweeps
  return isAny
    ? fine('sweeps', `the last was at ${String(sweeps.due)}`)
    : unknown('sweeps', 'there was none yet', 'the first comes five minutes after a deploy: run this again')
}

async function ask(
  { url, secret, fetch, now }: WorkerQuestions,
  path: string,
  method: 'GET' | 'POST',
  body = '',
  isSigned = false,
): Promise<Answer> {
  const timestamp = String(now)
  const text = `${method}${url}${path}${body}${timestamp}`
  const signature = createHmac('sha256', secret).update(text).digest('base64')
  const response = await fetch(url + path, {
    method,
    headers: isSigned
      ? {
          'content-type': 'application/json',
          'x-hubspot-request-timestamp': timestamp,
          'x-hubspot-signature-v3': signature,
        }
      : {},
    ...(method === 'POST' ? { body } : {}),
    redirect: 'manual',
    signal: AbortSignal.timeout(15_000),
  })
  return { status: response.status, body: fieldsOf(await response.text()) }
}

function fieldsOf(text: string): Answer['body'] {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
