// The way between Redress and HubSpot: the local HubSpot answers, unless something goes wrong on the way.

import { type FaultAnswer, answerFor } from '../../dev/hubspot/api/fault-answers.ts'
import type { StepFault } from './history.ts'

export type Call = {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string | undefined
}

/** What carries a call out: the HubSpot of the run. */
export type Answering = (request: Request) => Response | Promise<Response>

const refused = (): Error => new TypeError('fetch failed: connection dropped')
const timedOut = (): Error => new DOMException('The operation timed out.', 'TimeoutError')

const send = (answering: Answering, { url, method, headers, body }: Call) =>
  answering(new Request(url, { method, headers, ...(body !== undefined && { body }) }))

/** The answer to a call that `fault` strikes; throws where there is none. */
export async function answerTo(
  call: Call,
  fault: StepFault | undefined,
  answering: Answering,
  /** Has something happen after whoever waits has given up. */
  later: (happen: () => unknown) => void = () => {},
): Promise<Response> {
  switch (fault) {
    case undefined:
    case 'killed before':
    case 'killed after':
    case 'restarted before':
    case 'restarted after':
    case 'stalls':
      return send(answering, call)
    case 'dropped before':
    case 'fails before':
      throw refused()
    case 'times out before':
      throw timedOut()
    case 'dropped after':
    case 'fails after':
      await send(answering, call)
      throw refused()
    case 'times out after':
      await send(answering, call)
      throw timedOut()
    case 'times out, lands later':
      later(() => send(answering, call))
      throw timedOut()
    case 'answers in part':
      return inPart(call, answering)
    case 'tenSecondLimit':
    case 'secondLimit':
    case 'dailyLimit':
    case 'locked':
    case 'migrating':
    case 'internal':
    case 'badGateway':
    case 'unavailable':
    case 'gatewayTimeOut':
    case 'originTimeOut':
    case 'emptyAnswer':
      return toResponse(fault)
  }
}

/** Only the first half of a batch is carried out; nothing is said of the rest. */
async function inPart(call: Call, answering: Answering): Promise<Response> {
  const body: { inputs?: readonly unknown[] } = call.body === undefined ? {} : JSON.parse(call.body)
  if (!Array.isArray(body.inputs)) return send(answering, call)
  const inputs = body.inputs.slice(0, Math.floor(body.inputs.length / 2))
  if (inputs.length === 0) return Response.json({ status: 'COMPLETE', results: [] }, { status: 207 })
  const answer = await send(answering, { ...call, body: JSON.stringify({ ...body, inputs }) })
  if (!answer.ok) return answer
  const half: object = await answer.json()
  return Response.json(half, { status: 207 })
}

function toResponse(name: FaultAnswer): Response {
  const { status, body, headers = {} } = answerFor(name)
  return typeof body === 'string'
    ? new Response(body, { status, headers: { 'content-type': 'text/html', ...headers } })
    : Response.json(body, { status, headers })
}

/** Ids of tickets of which HubSpot takes no write, and at which it breaks. */
export type Bad = { readonly refused: ReadonlySet<string>; readonly broken: ReadonlySet<string> }

/** The answer to a call that names a bad ticket, alone or among others. */
export async function answerAbout(request: Request, bad: Bad): Promise<Response | undefined> {
  if (bad.refused.size === 0 && bad.broken.size === 0) return undefined
  const { pathname } = new URL(request.url)
  const isRead = pathname.endsWith('/tickets/batch/read')
  const isBatch = isRead || pathname.endsWith('/tickets/batch/update')
  if (!isBatch && !(request.method === 'PATCH' && pathname.includes('/tickets/'))) return undefined
  const body: { inputs?: readonly { id: string }[] } = await request.clone().json()
  const named = isBatch ? (body.inputs ?? []).map(({ id }) => id) : [pathname.split('/').at(-1) ?? '']
  if (named.some((id) => bad.broken.has(id)))
    return Response.json({ status: 'error', message: 'internal error' }, { status: 500 })
  return !isRead && named.some((id) => bad.refused.has(id)) ? notTaken() : undefined
}

function notTaken(): Response {
  const error = {
    message: 'a required property is empty',
    code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
    context: { propertyName: ['complaint_cause'] },
  }
  return Response.json(
    {
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: 'Property values were not valid',
      errors: [error],
    },
    { status: 400 },
  )
}
