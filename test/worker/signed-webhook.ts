// A webhook as HubSpot signs it, at the time of the tests' real clock.

import { env } from 'cloudflare:workers'

const url = 'http://localhost/webhooks/hubspot'

/** base64(HMAC-SHA256(secret, METHOD + URI + body + timestamp)): HubSpot's signature v3. */
export async function signatureOf(text: string, secret = env.HUBSPOT_CLIENT_SECRET): Promise<string> {
  const bytes = (of: string) => new TextEncoder().encode(of)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes(secret), algorithm, false, ['sign'])
  const mac = await crypto.subtle.sign('HMAC', key, bytes(text))
  return btoa(String.fromCharCode(...new Uint8Array(mac)))
}

/** News of these tickets, to be passed to `request`. */
export async function signedWebhook(
  events: readonly { readonly objectId: number }[],
): Promise<readonly [string, RequestInit]> {
  const body = JSON.stringify(
    events.map((event, index) => ({
      eventId: index + 1,
      subscriptionType: 'ticket.propertyChange',
      propertyName: 'complaint_formal_requested',
      occurredAt: Date.now(),
      ...event,
    })),
  )
  const at = String(Date.now())
  const headers = {
    'content-type': 'application/json',
    'X-HubSpot-Request-Timestamp': at,
    'X-HubSpot-Signature-v3': await signatureOf(`POST${url}${body}${at}`),
  }
  return [url, { method: 'POST', headers, body }]
}
