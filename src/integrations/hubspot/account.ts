// The account itself: which it is, and its time zone, by whose midnight the calls of a day are counted.

import { isRecord } from '../../rules/finding.ts'
import type { Hub } from './hub.ts'
import type { Transport } from './transport.ts'

/** Each of it `''` where HubSpot does not say. */
export type Account = { readonly id: string; readonly timeZone: string; readonly kind: string }

/** The client has no module for this call. */
export async function readAccount(transport: Transport): Promise<Account> {
  const { text } = await transport({
    getUrl: () => 'https://api.hubapi.com/account-info/v3/details',
    getHttpMethod: () => 'GET',
    getHeaders: () => ({ Accept: 'application/json' }),
    getBody: () => undefined,
  })
  const body: unknown = JSON.parse(text)
  const fields = isRecord(body) ? body : {}
  const textAt = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '')
  const id = fields['portalId']
  return {
    id: typeof id === 'number' ? String(id) : textAt('portalId'),
    timeZone: textAt('timeZone'),
    kind: textAt('accountType'),
  }
}

export async function readTimeZone({ transport }: Hub): Promise<string | undefined> {
  const { timeZone } = await readAccount(transport)
  return timeZone === '' ? undefined : timeZone
}
