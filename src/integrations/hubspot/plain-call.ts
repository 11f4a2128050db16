// A call that the generated client has no module for, or a module far larger than the call.

import { isRecord } from '../../rules/finding.ts'
import type { Transport } from './transport.ts'

/** Asks for `path`, with its query, by HubSpot's own address; our transport sends it to the account's. */
export async function getFields(
  transport: Transport,
  path: string,
): Promise<Readonly<Record<string, unknown>>> {
  const { text } = await transport({
    getUrl: () => `https://api.hubapi.com${path}`,
    getHttpMethod: () => 'GET',
    getHeaders: () => ({ Accept: 'application/json' }),
    getBody: () => undefined,
  })
  const body: unknown = JSON.parse(text)
  return isRecord(body) ? body : {}
}
