// `POST /webhooks/hubspot`: verify, enqueue, return. Nothing of an event is believed but that its ticket deserves a look.

import type { Handler } from 'hono'
import { hintsOf, parseEvents } from '../integrations/hubspot/events.ts'
import { lifeNewsOf } from '../integrations/hubspot/life-events.ts'
import { verifySignature } from '../integrations/hubspot/signature.ts'
import type { Env } from './env.ts'
import { send } from './message.ts'
import { readBy } from './read-by.ts'
import { bodyFaults, readBody } from './read-body.ts'

const largest = 1024 * 1024

export const receiveWebhook: Handler<{ Bindings: Env }> = async (c) => {
  const read = await readBody(c.req.raw, largest)
  if (!read.ok) return c.json({ error: bodyFaults[read.error].error }, bodyFaults[read.error].status)
  const body = read.value
  const signed = await verifySignature({
    method: c.req.method,
    url: publicUrl(c.req.url, c.env.PUBLIC_URL),
    body,
    timestamp: c.req.header('X-HubSpot-Request-Timestamp'),
    signature: c.req.header('X-HubSpot-Signature-v3'),
    // Blanks alone are no secret: anybody could guess them.
    secret: c.env.HUBSPOT_CLIENT_SECRET?.trim() ?? '',
    now: Date.now(),
  })
  if (!signed.ok) {
    console.warn(`webhook refused: ${signed.error.kind}`)
    return c.json({ error: `the signature does not hold: ${signed.error.kind}` }, 401)
  }
  const raw = parseJson(body)
  const events = parseEvents(raw)
  if (!events.ok) return c.json({ error: events.error }, 400)
  const hints = hintsOf(events.value, c.env.HUBSPOT_APP_ID?.trim() || undefined, readBy(c.env))
  const life = lifeNewsOf(raw)
  try {
    if (hints.length > 0 || life) await send(c.env, hints, 0, undefined, life)
  } catch (error) {
    console.error(
      `the queue did not take a webhook: ${error instanceof Error ? error.message : String(error)}`,
    )
    return c.json({ error: 'the queue did not take it; send it again' }, 503)
  }
  return c.json({ tickets: hints.length }, 202)
}

/** The URL that HubSpot signed: behind a proxy, that of `PUBLIC_URL`. */
function publicUrl(seen: string, configured: string | undefined): string {
  if (!configured?.trim()) return seen
  const { pathname, search } = new URL(seen)
  return configured.trim().replace(/\/+$/, '') + pathname + search
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
