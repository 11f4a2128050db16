// The answers that HubSpot gives when something is the matter with it or with the caller, by a name for plans of faults.

import { limitedBody } from './rate-limit.ts'
import { missingScope, unauthenticated } from './scopes.ts'

export type Answer = {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A page, as whatever stands before HubSpot's API writes it. */
export const htmlPage = (status: number, title: string): string =>
  `<!DOCTYPE html>\n<html><head><title>${status} ${title}</title></head><body><h1>${title}</h1></body></html>`

const json = (status: number, message: string, category?: string): Answer => ({
  status,
  body: { status: 'error', message, ...(category !== undefined && { category }) },
})
const html = (status: number, title: string): Answer => ({ status, body: htmlPage(status, title) })

const answers = {
  tenSecondLimit: () => ({ status: 429, body: limitedBody('TEN_SECONDLY_ROLLING') }),
  secondLimit: () => ({ status: 429, body: limitedBody('SECONDLY') }),
  dailyLimit: () => ({ status: 429, body: limitedBody('DAILY') }),
  unauthenticated: () => ({ status: 401, body: unauthenticated() }),
  missingScope: () => ({ status: 403, body: missingScope('tickets') }),
  tooLarge: () => html(413, 'Request Entity Too Large'),
  addressTooLong: () => html(414, 'Request-URI Too Long'),
  locked: () => json(423, 'The resource is locked by another request.', 'LOCKED'),
  migrating: () => ({
    ...json(477, 'This account is being moved between data centres.', 'MIGRATION_IN_PROGRESS'),
    headers: { 'Retry-After': '60' },
  }),
  internal: () => json(500, 'internal error'),
  badGateway: () => html(502, 'Bad Gateway'),
  unavailable: () => json(503, 'Service Unavailable'),
  gatewayTimeOut: () => html(504, 'Gateway Time-out'),
  webServerDown: () => html(521, 'Web server is down'),
  originTimeOut: () => html(524, 'A timeout occurred'),
  emptyAnswer: () => ({ status: 500, body: '' }),
} satisfies Record<string, () => Answer>

export type FaultAnswer = keyof typeof answers

export const answerNames = Object.keys(answers)

export const isAnswerName = (name: string): name is FaultAnswer => Object.hasOwn(answers, name)

export const answerFor = (name: FaultAnswer): Answer => answers[name]()
