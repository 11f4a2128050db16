// What is so of the deployed Worker, asked from outside: that it takes what HubSpot signs and nothing else, its queue, its database.

import { inUtc } from '../in-utc.ts'
import { deploy, migrate, putSecret, putToken, queues, tail } from '../deploying.ts'
import { isRecord } from '../../src/rules/finding.ts'
import { modes } from '../../src/rules/policy.ts'
import { unreachable, whyNotRedressAt, type NotThere } from '../redress-at.ts'
import { fieldsOf, signedHeaders } from '../worker-request.ts'
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

const checked = ['signature secret', 'queue', 'd1', 'sweeps', 'calls', 'mode'] as const

export async function workerChecks(questions: WorkerQuestions): Promise<readonly Check[]> {
  if (questions.url === '')
    return checked.map((name) =>
      unknown(
        name,
        'waits for `PUBLIC_URL`',
        `${deploy} prints the Worker’s address: set \`PUBLIC_URL\` to it, here`,
      ),
    )
  const notThere = await whyNotRedressAt(questions.url, questions.fetch)
  if (notThere) return allWaiting(notThere)
  try {
    const health = await ask(questions, '/health', 'GET')
    return [
      await secretCheck(questions),
      await queueCheck(questions),
      databaseCheck(health),
      sweepCheck(health),
      callsCheck(health, await lastSaid(questions)),
      modeCheck(health),
    ]
  } catch (error) {
    return allWaiting(unreachable(questions.url, error))
  }
}

const allWaiting = ({ says, advice }: NotThere): readonly Check[] =>
  checked.map((name, index) =>
    index === 0
      ? todo(name, says, advice)
      : unknown(name, 'waits for the Worker', 'see to `PUBLIC_URL` first'),
  )

type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> }

async function secretCheck(questions: WorkerQuestions): Promise<Check> {
  const name = 'signature secret'
  if (questions.secret === '')
    return unknown(
      name,
      'waits for `HUBSPOT_CLIENT_SECRET`',
      'set `HUBSPOT_CLIENT_SECRET` here as it is set for the Worker',
    )
  const { status, body } = await ask(questions, webhook, 'POST', '[]', true)
  if (status < 300)
    return fine(name, 'the Worker takes what is signed with it, and refuses what is not signed')
  const said = String(body['error'] ?? `it answers ${status}`)
  if (/no-secret/.test(said)) return todo(name, 'the Worker has none', putSecret)
  if (/forged/.test(said))
    return todo(
      name,
      'the Worker has another secret than this one, or signs for another address',
      `${putSecret}, with the app’s client secret; if its [vars] have a \`PUBLIC_URL\`, it must be this one`,
    )
  return todo(name, said, `${tail}, while this runs again, shows why`)
}

// A ticket that nobody has: the look finds nothing, and nothing is kept of it.
const nobodysTicket = 999_999_999_999_999

async function queueCheck(questions: WorkerQuestions): Promise<Check> {
  if (questions.secret === '')
    return unknown(
      'queue',
      'waits for `HUBSPOT_CLIENT_SECRET`',
      'set `HUBSPOT_CLIENT_SECRET` here as it is set for the Worker',
    )
  const event = {
    subscriptionType: 'object.propertyChange',
    objectTypeId: '0-5',
    objectId: nobodysTicket,
    occurredAt: questions.now,
  }
  const { status } = await ask(questions, webhook, 'POST', JSON.stringify([event]), true)
  if (status < 300) return fine('queue', 'takes what a webhook brings')
  if (status === 401)
    return unknown('queue', 'waits for the signature secret', 'see to the signature secret first')
  return todo(
    'queue',
    status === 503 ? 'does not take what a webhook brings' : `the Worker answers ${status} to a webhook`,
    `${queues} && ${deploy}`,
  )
}

function databaseCheck({ status, body }: Answer): Check {
  if ('sweeps' in body) return fine('d1', 'answers')
  return todo(
    'd1',
    `the Worker answers ${status} when it has to read its database`,
    `${migrate}, with the database’s id in wrangler.toml; then ${deploy}`,
  )
}

function sweepCheck({ status, body }: Answer): Check {
  if (!('sweeps' in body)) return unknown('sweeps', 'waits for d1', 'see to d1 first')
  if (status !== 200)
    return todo(
      'sweeps',
      String(body['status']).split(';')[0] ?? '',
      `${deploy} sets the crons again; ${tail} shows what they say`,
    )
  const { sweeps } = body
  const isAny = typeof sweeps === 'object' && sweeps !== null && 'due' in sweeps
  return isAny
    ? fine('sweeps', `the last sweep was at ${inUtc(String(sweeps.due))}`)
    : unknown('sweeps', 'there was none yet', 'the first comes five minutes after a deploy: run this again')
}

/** What HubSpot said to the Worker's last call; nothing where one has to sign in to read that. */
async function lastSaid(questions: WorkerQuestions): Promise<string | undefined> {
  const { failures } = (await ask(questions, '/api/failures', 'GET')).body
  const rows = Array.isArray(failures) ? failures.filter(isRecord) : []
  const said = rows.find(({ key }) => key === 'crm')?.['message']
  return typeof said === 'string' ? said : undefined
}

/** Whether the Worker itself gets through to HubSpot: its token may be another than the one here. */
function callsCheck({ body }: Answer, why: string | undefined): Check {
  if (!('sweeps' in body)) return unknown('calls', 'waits for d1', 'see to d1 first')
  const until = body['pausedUntil']
  if (typeof until === 'string')
    return todo(
      'calls',
      `the Worker asks HubSpot nothing until ${inUtc(until)}: all calls of the day are used up`,
      'see what else uses the account’s calls; it goes on by itself then, or at once when an editor has the failure `crm` tried again',
    )
  if (body['isFailing'] === true)
    return todo(
      'calls',
      `the Worker gets no call to HubSpot through${why === undefined ? '' : `: ${why}`}`,
      `${why === undefined ? '/api/failures says why; ' : ''}${putToken} if it is the token`,
    )
  return fine('calls', 'the Worker gets through to HubSpot')
}

/** How much the Worker may write. With a mode that is none it looks at no ticket. */
function modeCheck({ body }: Answer): Check {
  if (!('sweeps' in body)) return unknown('mode', 'waits for d1', 'see to d1 first')
  const mode = modes.find((one) => one === body['mode'])
  if (mode) return fine('mode', `the Worker runs in \`${mode}\``)
  const [wrong] = String(body['status']).match(/`REDRESS_MODE` is [^;]*/) ?? []
  return wrong === undefined
    ? unknown('mode', 'the Worker does not say: it is an older one', deploy)
    : todo(
        'mode',
        `no ticket is looked at: ${wrong}`,
        `set \`REDRESS_MODE\` in wrangler.toml, then ${deploy}`,
      )
}

async function ask(
  { url, secret, fetch, now }: WorkerQuestions,
  path: string,
  method: 'GET' | 'POST',
  body = '',
  isSigned = false,
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: isSigned ? signedHeaders(secret, url + path, body, now) : {},
    ...(method === 'POST' ? { body } : {}),
    redirect: 'manual',
    signal: AbortSignal.timeout(15_000),
  })
  return { status: response.status, body: fieldsOf(await response.text()) }
}
