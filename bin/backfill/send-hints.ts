// Tells the Worker of tickets as HubSpot would: signed notices, of which it believes nothing but that they deserve a look.

import { tail } from '../deploying.ts'
import { fieldsOf, signedHeaders } from '../worker-request.ts'
import type { Sleep } from '../../src/integrations/hubspot/provision/patience.ts'
import type { Fetch } from '../../src/integrations/hubspot/settings.ts'
import { Stopped } from './stop.ts'
import { isLoopback } from './worker.ts'

export type Receiver = {
  /** The Worker's public address, without a slash at its end: it is part of what is signed. */
  readonly url: string
  readonly secret: string
  readonly fetch: Fetch
  readonly sleep: Sleep
  /** Milliseconds since the epoch, by the real clock. */
  readonly now: () => number
  readonly warn: (line: string) => void
}

/** The Worker does not take what is sent: says what a person has to do. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken'
}

/** As many as HubSpot puts into one body. */
const eventsABody = 100

/** Two minutes in all: after that a person looks. Where nobody listens that is no overload, so sooner. */
const waitsSeconds = [1, 2, 4, 8, 15, 30, 30, 30]
const waitsUnheard = waitsSeconds.slice(0, 4)

/** Returns when the Worker has queued all of them. Throws `NotTaken`; some may then be queued, which does no harm. */
export async function sendHints(ids: readonly string[], receiver: Receiver): Promise<void> {
  for (let from = 0; from < ids.length; from += eventsABody)
    await sendSome(ids.slice(from, from + eventsABody), receiver)
}

async function sendSome(ids: readonly string[], receiver: Receiver): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await post(ids, receiver)
    if (answer.kind === 'taken') return
    if (answer.kind === 'refused') throw new NotTaken(answer.why)
    const wait = (answer.kind === 'unheard' ? waitsUnheard : waitsSeconds)[attempt - 1]
    if (wait === undefined)
      throw new NotTaken(`${answer.why}, after ${attempt} attempts: ${adviceOn(answer, receiver.url)}`)
    receiver.warn(`${answer.why}: again in ${wait} s`)
    await receiver.sleep(wait)
  }
}

type Answer =
  | { readonly kind: 'taken' }
  /** `unheard`: nobody listens there, or there is no such place. */
  | { readonly kind: 'later' | 'unheard' | 'unreached' | 'refused'; readonly why: string }

/** What the Worker logs says nothing of what did not come to it. */
function adviceOn({ kind }: Answer, url: string): string {
  const isHere = isLoopback(url)
  if (kind === 'later') return isHere ? 'worker.log in .redress/ says why' : `look at \`${tail}\``
  return `check \`PUBLIC_URL\`, and that the Worker runs${isHere ? ' (`npm start`)' : ''}`
}

async function post(ids: readonly string[], receiver: Receiver): Promise<Answer> {
  const url = `${receiver.url}/webhooks/hubspot`
  const body = JSON.stringify(ids.map((id) => eventOf(id, receiver.now())))
  // Signed anew at each attempt: a signature holds for five minutes.
  const headers = signedHeaders(receiver.secret, url, body, receiver.now())
  let response: Response
  let text: string
  try {
    response = await receiver.fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
    })
    text = await response.text()
  } catch (error) {
    if (error instanceof Stopped) throw error
    const why = causeOf(error)
    const kind = /ECONNREFUSED|ENOTFOUND/.test(why) ? 'unheard' : 'unreached'
    return { kind, why: `${receiver.url} can not be reached: ${why}` }
  }
  return answerOf(response.status, text, ids.length, receiver.url)
}

/** What nobody's app wrote, so that it is never taken for the echo of a write; of a property that no rule reads by event. */
const eventOf = (id: string, occurredAt: number) => ({
  subscriptionType: 'ticket.propertyChange',
  // As text where a number can not hold it.
  objectId: Number.isSafeInteger(Number(id)) ? Number(id) : id,
  propertyName: 'hs_pipeline_stage',
  changeSource: 'BACKFILL',
  occurredAt,
})

function answerOf(status: number, text: string, count: number, url: string): Answer {
  const fields = fieldsOf(text)
  const said = typeof fields['error'] === 'string' ? `: ${fields['error']}` : ''
  if (status >= 200 && status < 300) {
    // Any web server answers 200 to something.
    if (fields['tickets'] === count) return { kind: 'taken' }
    return refused(
      'tickets' in fields
        ? `the Worker took ${String(fields['tickets'])} of ${count} tickets`
        : `what answers at ${url} is not Redress: check \`PUBLIC_URL\``,
    )
  }
  if (status === 401) return refused(`the Worker refuses the signature${said}${adviceFor(said)}`)
  if (status === 413)
    return refused(`a body of ${count} events is too large for what answers at ${url}${said}`)
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return { kind: 'later', why: `the Worker answers ${status}${said}` }
  if (status >= 300 && status < 400)
    return refused(
      `${url} sends the webhook elsewhere (${status}): \`/webhooks/hubspot\` must be open without a login, and \`PUBLIC_URL\` its own address`,
    )
  return refused(`${url} answers ${status}${said}: check \`PUBLIC_URL\`, and that the Worker is deployed`)
}

const refused = (why: string): Answer => ({ kind: 'refused', why })

function adviceFor(said: string): string {
  if (said.includes('no-secret')) return ': npx wrangler secret put HUBSPOT_CLIENT_SECRET'
  if (/stale|future/.test(said)) return ': set this machine’s clock by the network'
  return ': `HUBSPOT_CLIENT_SECRET` here has to be the Worker’s, and `PUBLIC_URL` the address it is called by'
}

const causeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer within 30 s'
  return error.cause instanceof Error ? error.cause.message : error.message
}
