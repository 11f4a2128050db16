// HubSpot's signature v3 over a request, as the receiver will check it.

import { createHmac } from 'node:crypto'

export function signatureV3(
  secret: string,
  method: string,
  uri: string,
  body: string,
  timestamp: string,
): string {
  return createHmac('sha256', secret).update(`${method}${uri}${body}${timestamp}`).digest('base64')
}
