// Turns an answer that is no success into the port's two errors: try again later, or a person has to act.

import { CrmRefused, CrmUnavailable } from '../crm.ts'
import { parseErrorAnswer, wordingOf, type ErrorAnswer, type ErrorDetail } from './error-answer.ts'

/** A call that HubSpot understood and will not carry out, with what the caller needs to turn it into a value. */
export class CallRefused extends CrmRefused {
  readonly status: number
  /** What was wrong, in HubSpot's words. */
  readonly wording: string
  readonly details: readonly ErrorDetail[]
  /** Properties that have to be filled in first. */
  readonly requires: readonly string[]
  constructor(
    message: string,
    status: number,
    wording: string,
    { details, requires }: Pick<ErrorAnswer, 'details' | 'requires'>,
  ) {
    super(message)
    this.status = status
    this.wording = wording
    this.details = details
    this.requires = requires
  }
}

/** The token or a scope is wrong: no call of the app will do better until somebody mends that. */
export function isAboutApp(refusal: CallRefused): boolean {
  return refusal.status === 401 || refusal.status === 403
}

export type FailedAnswer = {
  readonly status: number
  readonly text: string
  readonly retryAfter: string | null
  /** Method and path, to say which call it was. */
  readonly call: string
}

export type Chance = { readonly now: number; readonly random: number }

export function faultOf(failed: FailedAnswer, chance: Chance): CrmUnavailable | CallRefused {
  const { status, call } = failed
  const answer = parseErrorAnswer(failed.text)
  const said = answer && wordingOf(answer)
  const wording = said === undefined || said === '' ? 'no reason given' : said
  const says = `HubSpot answered ${status} to ${call}: ${answer ? wording : 'a page, not JSON'}`
  const waited = retryAfterSeconds(failed.retryAfter, chance.now)
  const later = (delaySeconds: number | undefined) =>
    new CrmUnavailable(delaySeconds === undefined ? { message: says } : { message: says, delaySeconds })

  if (status === 429 && isDaily(answer))
    return new CrmUnavailable({
      message: says,
      limit: 'daily',
      ...(waited !== undefined && { delaySeconds: waited }),
    })
  if (status === 429) return later(waited ?? limitDelaySeconds(answer, chance))
  if (status === 423) return later(waited ?? 2)
  // In so many words it may be about one of the things that were asked for; a page is from something before HubSpot.
  if (status >= 500 && answer) {
    const { fault } = later(waited)
    return new CrmUnavailable({ ...fault, mayBeOfOne: true })
  }
  // A gateway that gave up: HubSpot itself may go on.
  if (status === 504 || status === 524) {
    const { fault } = later(waited)
    return new CrmUnavailable({ ...fault, isUnanswered: true })
  }
  if (status === 477 || status === 408 || status >= 500) return later(waited)
  // Not HubSpot's own words, so not its verdict either: a proxy, a firewall, or the wrong address.
  if (!answer) return later(waited)
  return new CallRefused(`${says}${advice(status, answer)}`, status, wording, answer)
}

function advice(status: number, answer: ErrorAnswer): string {
  if (status === 401) return ': check `HUBSPOT_ACCESS_TOKEN`'
  if (status === 403) {
    const scopes = answer.scopes.map((scope) => `\`${scope}\``).join(' or ')
    return `: the app lacks ${scopes === '' ? 'a scope' : `the scope ${scopes}`}: add it and install the app again`
  }
  return status >= 300 && status < 400 ? ': check `HUBSPOT_API_BASE`' : ''
}

const limitOf = (answer: ErrorAnswer | undefined): string =>
  `${answer?.policy ?? ''} ${answer?.message ?? ''}`

const isDaily = (answer: ErrorAnswer | undefined): boolean => /daily/i.test(limitOf(answer))

function limitDelaySeconds(answer: ErrorAnswer | undefined, { random }: Chance): number {
  if (/(?<!ten_)secondly/i.test(limitOf(answer))) return 1 + Math.round(random * 2)
  return 5 + Math.round(random * 10)
}

const daySeconds = 24 * 60 * 60

function retryAfterSeconds(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? ''
  if (text === '') return undefined
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - now) / 1000)
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), daySeconds)
}
