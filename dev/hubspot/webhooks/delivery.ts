// One POST of a batch of events, signed; anything but a 2xx within five seconds counts as a failure.

import { signatureV3 } from './signature.ts'
import type { WebhookEvent } from './event.ts'

export type Target = {
  /** Where to send. */
  readonly url: string
  /** The URL that is signed, where the receiver is known to the public by another. */
  readonly publicUrl?: string
  readonly clientSecret: string
}

/** The HTTP status, or 0 and why where there was none. */
export type Outcome = { readonly status: number; readonly error?: string }

const timeOutMs = 5_000

export async function deliver(
  target: Target,
  events: readonly WebhookEvent[],
  send: typeof fetch,
): Promise<Outcome> {
  const body = JSON.stringify(events)
  // Receivers judge the age of a request by the real time, whatever the local clock says.
  const timestamp = String(Date.now())
  try {
    const response = await send(target.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'HubSpot Connect 2.0 (local)',
        'x-hubspot-request-timestamp': timestamp,
        'x-hubspot-signature-v3': signatureV3(
          target.clientSecret,
          'POST',
          target.publicUrl ?? target.url,
          body,
          timestamp,
        ),
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeOutMs),
    })
    await response.arrayBuffer()
    return { status: response.status }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
    return { status: 0, error: `${error instanceof Error ? error.message : String(error)}${cause}` }
  }
}
