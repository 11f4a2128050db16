// How far this machine's clock, or the Worker's, is from HubSpot's: a signature holds for minutes only.

import type { Fetch } from '../../src/integrations/hubspot/settings.ts'
import { fine, todo, unknown, type Check } from './check.ts'

export type Clock = { readonly of: string; readonly aheadSeconds: number }

/** A `fetch` that keeps how far the other side's clock is ahead of ours, to the second. */
export function watchedFetch(
  of: string,
  send: Fetch = fetch,
): { readonly fetch: Fetch; clock(): Clock | undefined } {
  let clock: Clock | undefined
  return {
    fetch: async (url, init) => {
      const response = await send(url, init)
      const theirs = Date.parse(response.headers.get('date') ?? '')
      if (!Number.isNaN(theirs)) clock = { of, aheadSeconds: Math.round((theirs - Date.now()) / 1000) }
      return response
    },
    clock: () => clock,
  }
}

// Requests from the future are refused beyond 30 s; a `Date` header has whole seconds, and a call takes time.
const mostSeconds = 20

export function clockCheck(hubspot: Clock | undefined, worker: Clock | undefined): Check {
  if (!hubspot)
    return unknown(
      'clocks',
      'waits for the token: HubSpot did not say what time it is',
      'see to the token first',
    )
  const apart = [
    { between: 'this machine and HubSpot', seconds: hubspot.aheadSeconds },
    ...(worker
      ? [{ between: 'the Worker and HubSpot', seconds: hubspot.aheadSeconds - worker.aheadSeconds }]
      : []),
  ]
  const wrong = apart.filter(({ seconds }) => Math.abs(seconds) > mostSeconds)
  if (wrong.length === 0)
    return fine(
      'clocks',
      apart.map(({ between, seconds }) => `${between}: ${Math.abs(seconds)} s apart`).join(', '),
    )
  return todo(
    'clocks',
    wrong.map(({ between, seconds }) => `${between} are ${Math.abs(seconds)} s apart`).join(', '),
    'set the clock by the network: signed webhooks are refused when they seem to come from another time',
  )
}
