// The one layer under HubSpot's generated client: base URL, API version, token, time-out, and what a failure means.

import { CrmUnavailable } from '../crm.ts'
import { faultOf } from './fault.ts'
import { createRateBudget, heed, longestWaitMs, reserve } from './rate-budget.ts'
import {
  parseApiBase,
  parseApiVersion,
  parseRateShare,
  parseToken,
  type ApiVersion,
  type Fetch,
  type HubSpotSettings,
  type Outside,
} from './settings.ts'

/** A request as the generated client makes it, whichever of its modules did. */
export type Call = {
  getUrl(): string
  getHttpMethod(): string
  getHeaders(): Record<string, string>
  getBody(): unknown
}

/** A success: the status that the generated client expects of this call, and JSON. */
export type Answer = { readonly status: number; readonly text: string }

export type Transport = (call: Call) => Promise<Answer>

/** Answers with a success, or throws `CrmUnavailable` or `CallRefused`; it never tries twice. */
export function createTransport(settings: HubSpotSettings, outside: Outside): Transport {
  const base = parseApiBase(settings.apiBase)
  const version = parseApiVersion(settings.apiVersion)
  const token = parseToken(settings.accessToken)
  const timeoutMs = settings.timeoutMs ?? 15_000
  const share = parseRateShare(settings.rateShare)
  const { now = Date.now, random = Math.random, budget = createRateBudget() } = outside
  const { elapsed = () => performance.now(), sleep = wait } = outside
  // Called bare, not as a method: workerd refuses `fetch` with another `this`.
  const send: Fetch = outside.fetch ?? ((...call) => fetch(...call))

  return async (call) => {
    const method = call.getHttpMethod()
    const { pathname, search } = new URL(call.getUrl())
    const path = versioned(pathname.replace(/\/+$/, ''), version)
    const body = call.getBody()

    const waitMs = reserve(budget, path.endsWith('/search'), share, elapsed())
    if (waitMs > longestWaitMs) {
      const message = `too many calls at once for the share of the limit: ${method} ${path}`
      throw new CrmUnavailable({ message, delaySeconds: Math.ceil(waitMs / 1000) })
    }
    if (waitMs > 0) await sleep(waitMs)

    let response: Response
    let text: string
    try {
      response = await send(base + path + search, {
        method,
        headers: { ...call.getHeaders(), Authorization: `Bearer ${token}` },
        ...(typeof body === 'string' ? { body } : {}),
        // A redirect would carry the token to another place, or turn a write into a read.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
      // An answer may quote the request, one that succeeds for some of its parts, too.
      text = without(token, await response.text())
    } catch (error) {
      const message = `HubSpot ${networkWording(error, timeoutMs)}: ${method} ${path}`
      throw new CrmUnavailable({ message: without(token, message), isUnanswered: true })
    }

    heed(budget, response.headers, share, elapsed())
    if (!response.ok) {
      const retryAfter = response.headers.get('retry-after')
      const failed = { status: response.status, text, retryAfter, call: `${method} ${path}` }
      throw faultOf(failed, { now: now(), random: random() })
    }
    const json = text.trim() === '' ? '{}' : text
    if (!json.trimStart().startsWith('{')) {
      throw new CrmUnavailable({
        message: `HubSpot answered ${method} ${path} with something that is not JSON`,
      })
    }
    return { status: expectedStatus(method, pathname), text: json }
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

// The client knows numbered versions only: `/crm/v3/objects/…` is `/crm/objects/2026-09/…` by date, v4's associations too.
function versioned(path: string, version: ApiVersion): string {
  if (version.kind === 'numbered') return path
  return path
    .replace(/^\/crm\/v\d+\/([^/]+)/, `/crm/$1/${version.date}`)
    .replace(/^\/account-info\/v\d+/, `/account-info/${version.date}`)
}

// The client takes one status per call for a success and throws at any other, 200 for 201 included.
function expectedStatus(method: string, path: string): number {
  if (/\/batch\/\w+$/.test(path)) return 207
  if (method === 'DELETE') return 204
  return method === 'POST' && !path.endsWith('/search') ? 201 : 200
}

function networkWording(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return 'can not be reached'
  const isTimeout = error.name === 'TimeoutError' || error.name === 'AbortError'
  if (isTimeout) return `did not answer within ${timeoutMs / 1000} s`
  // Node says only there what it was: refused, or no such host.
  const cause = error.cause instanceof Error && error.cause.message !== '' ? `: ${error.cause.message}` : ''
  return `can not be reached: ${error.message}${cause}`
}

// Some errors quote the request that caused them. A made-up token of a few letters is no secret, and part of many words.
function without(token: string, text: string): string {
  return token.length < 8 ? text : text.replaceAll(token, '…')
}
