/** Webhooks as HubSpot signs and posts them, always against the real clock. */
import { createHmac } from 'node:crypto'

export type WebhookEvent = Readonly<Record<string, unknown>>

export type Tampering = Readonly<{
  timestamp?: string | null
  signature?: string | null
  secret?: string
  signedUrl?: string
}>

/** base64(HMAC-SHA256(secret, METHOD + URI + body + timestamp)). */
export function sign(secret: string, url: string, body: string, timestamp: string): string {
  return createHmac('sha256', secret).update(`POST${url}${body}${timestamp}`, 'utf8').digest('base64')
}

/** Posts a raw body, signed unless told to tamper; answers the status. */
export async function postSigned(
  url: string,
  secret: string,
  body: string,
  tamper: Tampering = {},
): Promise<number> {
  const timestamp = tamper.timestamp === undefined ? String(Date.now()) : tamper.timestamp
  const signature =
    tamper.signature === undefined
      ? sign(tamper.secret ?? secret, tamper.signedUrl ?? url, body, timestamp ?? '')
      : tamper.signature
  const headers = new Headers({
    'content-type': 'application/json',
    'user-agent': 'HubSpot Connect 2.0 (http://dev.hubspot.com/)',
  })
  if (timestamp !== null) headers.set('X-HubSpot-Request-Timestamp', timestamp)
  if (signature !== null) headers.set('X-HubSpot-Signature-v3', signature)
  const response = await fetch(url, { method: 'POST', headers, body })
  await response.arrayBuffer()
  return response.status
}

/** Posts events in webhooks of at most 100, as many at once as HubSpot has in flight. */
export async function postEvents(
  url: string,
  secret: string,
  events: readonly WebhookEvent[],
  size = 100,
  inFlight = 10,
): Promise<number[]> {
  const bodies: string[] = []
  for (let from = 0; from < events.length; from += size)
    bodies.push(JSON.stringify(events.slice(from, from + size)))
  const statuses: number[] = []
  for (let from = 0; from < bodies.length; from += inFlight) {
    const some = bodies.slice(from, from + inFlight).map((body) => postSigned(url, secret, body))
    statuses.push(...(await Promise.all(some)))
  }
  return statuses
}
