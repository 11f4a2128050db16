// The account itself: its time zone, by whose midnight the calls of a day are counted.

import type { Hub } from './hub.ts'

export async function readTimeZone({ transport }: Hub): Promise<string | undefined> {
  const { text } = await transport({
    getUrl: () => 'https://api.hubapi.com/account-info/v3/details',
    getHttpMethod: () => 'GET',
    getHeaders: () => ({ Accept: 'application/json' }),
    getBody: () => undefined,
  })
  const body: unknown = JSON.parse(text)
  if (typeof body !== 'object' || body === null || !('timeZone' in body)) return undefined
  return typeof body.timeZone === 'string' && body.timeZone !== '' ? body.timeZone : undefined
}
