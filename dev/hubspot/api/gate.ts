// What every API call passes through: the call log, faults on request, the token and the rate limits.

import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import type { Actor } from '../portal/crm.ts'
import type { CallLog } from './call-log.ts'
import { answerFor, type Answer } from './fault-answers.ts'
import { faultInWords } from './fault-words.ts'
import type { Fault, Faults } from './faults.ts'
import { isDated } from './paths.ts'
import { type RateLimit, limitedBody } from './rate-limit.ts'
import { missingScope, scopeFor, unauthenticated } from './scopes.ts'

/** `incoming` is there where the call came over the network. */
export type ApiEnv = {
  Variables: { actor: Actor; dated: boolean }
  Bindings: Partial<HttpBindings>
}

export type GateSettings = {
  readonly log: CallLog
  readonly faults: Faults
  readonly limit: RateLimit
  /** Bearer tokens and the app each belongs to. */
  readonly tokens: Readonly<Record<string, string>>
  /** Scopes that the apps have; all where left out. */
  readonly scopes?: readonly string[] | undefined
  readonly now: () => string
}

/** What an in-process call is answered with where a real one would lose its connection. */
export class DroppedConnection extends Error {
  override readonly name = 'DroppedConnection'
}

export function gate({ log, faults, limit, tokens, scopes, now }: GateSettings): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const started = performance.now()
    const path = new URL(c.req.url).pathname
    const body = await c.req.text()
    const fault = faults.take({ method: c.req.method, path, route: c.req.path, body })
    const answer = fault && answerOf(fault)
    const record = (status: number): void => {
      const ms = Math.round(performance.now() - started)
      log.add({
        at: now(),
        method: c.req.method,
        path,
        route: c.req.path,
        status,
        count: countInputs(body),
        ms,
        ...(fault && { fault: fault.name ?? faultInWords(fault) }),
      })
    }
    if (fault?.delayMs) await sleep(fault.delayMs)
    if (fault?.hang === 'before') await callerGone(c)
    if (fault?.drop === 'before' || fault?.hang === 'before') {
      record(0)
      return drop(c)
    }
    if (answer && !fault?.afterEffect) {
      record(answer.status)
      return toResponse(answer)
    }
    const admitted = admit(c, limit, tokens)
    if (admitted instanceof Response) {
      record(admitted.status)
      return admitted
    }
    const scope = scopeFor(c.req.method, c.req.path)
    if (scopes && scope !== undefined && !scopes.includes(scope)) {
      record(403)
      return c.json(missingScope(scope), 403)
    }
    c.set('dated', isDated(path))
    await next()
    for (const [name, value] of Object.entries(admitted)) c.res.headers.set(name, value)
    if (fault?.hang === 'after') await callerGone(c)
    if (fault?.drop === 'after' || fault?.hang === 'after') {
      record(0)
      return drop(c)
    }
    record(answer?.status ?? c.res.status)
    if (answer) c.res = toResponse(answer)
    return undefined
  }
}

type Headers = Readonly<Record<string, string>>

/** The rate headers for the answer, or the answer itself where the call may not be made. */
function admit(
  c: Context<ApiEnv>,
  limit: RateLimit,
  tokens: Readonly<Record<string, string>>,
): Response | Headers {
  const token = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
  const appId = Object.hasOwn(tokens, token) ? tokens[token] : undefined
  if (appId === undefined) return c.json(unauthenticated(), 401)
  c.set('actor', { sourceType: 'INTEGRATION', sourceId: appId })
  const verdict = limit.admit(c.req.path.endsWith('/search'))
  if (verdict.kind === 'allowed') return verdict.headers
  return c.json(limitedBody(verdict.policy), 429, { ...verdict.headers })
}

function answerOf({ answer, status, body = '', headers }: Fault): Answer | undefined {
  if (answer !== undefined) return { ...answerFor(answer), ...(headers && { headers }) }
  return status === undefined ? undefined : { status, body, ...(headers && { headers }) }
}

function toResponse({ status, body, headers = {} }: Answer): Response {
  if (typeof body === 'string') {
    const type = body.startsWith('<') ? 'text/html' : 'text/plain'
    return new Response(status === 204 ? null : body, {
      status,
      headers: { 'content-type': type, ...headers },
    })
  }
  return Response.json(body, { status, headers: { ...headers } })
}

/** Waits until the caller has given up, however long that takes. */
async function callerGone(c: Context<ApiEnv>): Promise<void> {
  const socket = c.env?.incoming?.socket
  if (socket) {
    if (!socket.destroyed) await once(socket, 'close')
    return
  }
  const { signal } = c.req.raw
  if (!signal.aborted) await once(signal, 'abort')
}

function drop(c: Context<ApiEnv>): Response {
  if (!c.env?.incoming) throw new DroppedConnection('connection dropped')
  c.env.incoming.socket.destroy()
  return new Response(null)
}

function countInputs(body: string): number {
  if (!body.includes('"inputs"')) return 1
  try {
    const { inputs } = JSON.parse(body)
    return Array.isArray(inputs) ? inputs.length : 1
  } catch {
    return 1
  }
}
