// One POST of a batch of events, signed; anything but a 2xx within the time allowed counts as a failure.

import { signatureV3 } from './signature.ts'
import type { WebhookEvent } from './event.ts'

export type Target = {
  /** Where to send. */
  readonly url: string
  /** The URL that is signed, where the receiver is known to the public by another. */
  readonly publicUrl?: string
  readonly clientSecret: string
}

/** The HTTP status, or 0 and why where there was none, and how long that took. */
export type Outcome = { readonly status: number; readonly error?: string; readonly ms: number }

export async function deliver(
  target: Target,
  events: readonly WebhookEvent[],
  { fetch: send, timeOutMs }: { readonly fetch: typeof fetch; readonly timeOutMs: number },
): Promise<Outcome> {
  const body = JSON.stringify(events)
  // Receivers judge the age of a request by the real time, whatever the local clock says.
  const timestamp = String(Date.now())
  const started = performance.now()
  const took = (): number => Math.round(performance.now() - started)
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
    return { status: response.status, ms: took() }
  } catch (error) {
    return { status: 0, error: whyOf(error, timeOutMs), ms: took() }
  }
}

function whyOf(error: unknown, timeOutMs: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `timed out after ${timeOutMs / 1000} s`
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
