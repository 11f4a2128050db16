// What the commands ask a Worker: headers of a webhook as HubSpot would sign it, and the fields of an answer.

import { createHmac } from 'node:crypto'
import { isRecord } from '../src/rules/finding.ts'

/** HubSpot's signature v3 over a POST to `url`. */
export function signedHeaders(
  secret: string,
  url: string,
  body: string,
  now: number,
): Readonly<Record<string, string>> {
  const timestamp = String(now)
  return {
    'content-type': 'application/json',
    'x-hubspot-request-timestamp': timestamp,
    'x-hubspot-signature-v3': createHmac('sha256', secret)
      .update(`POST${url}${body}${timestamp}`)
      .digest('base64'),
  }
}

/** None where the answer is no JSON object. */
export function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}
