// What to do about a call that HubSpot did not carry out, and that it is tried again meanwhile.

import { CrmUnavailable, type CrmRefused } from '../src/integrations/crm.ts'
import type { Sleep } from '../src/integrations/hubspot/provision/patience.ts'

const statusPage = 'https://status.hubspot.com'

/** `undefined` where what HubSpot said, or the adapter of it, says that already. */
export function adviceOn(error: CrmUnavailable | CrmRefused): string | undefined {
  if (!(error instanceof CrmUnavailable)) return undefined
  const { message, limit } = error.fault
  if (limit === 'daily')
    return 'all apps share the calls of a day, which HubSpot counts afresh from midnight in the account’s time zone: run this again then, or see what else uses them up'
  const status = Number(/^HubSpot answered (\d{3}) /.exec(message)?.[1])
  if (status === 429 || status === 423 || message.startsWith('too many calls'))
    return 'HubSpot is asked much at the moment: run this again in a minute'
  if (status === 477) return 'HubSpot is moving the account: run this again in an hour'
  if (!(status >= 500 || status === 408))
    return 'check `HUBSPOT_API_BASE` and the way to it, then run this again'
  return `HubSpot is out of order, or something on the way to it: run this again in some minutes; ${statusPage} says what is known`
}

/** The message, and on a line of its own what to do. */
export function withAdvice(error: CrmUnavailable | CrmRefused): string {
  const advice = adviceOn(error)
  return advice === undefined ? error.message : `${error.message}\n→ ${advice}`
}

/** Tells of the waits between attempts, which nobody should take for a command that hangs. */
export const sayingSleep =
  (sleep: Sleep, say: (line: string) => void): Sleep =>
  (seconds, why) => {
    if (why !== undefined) say(`${why.replace(/\.$/, '')}: asked again in ${Math.ceil(seconds)} s`)
    return sleep(seconds)
  }
