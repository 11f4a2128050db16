// Tells a request that HubSpot signed (signature v3) from one that anybody could have sent.

import { err, ok, type Result } from '../../rules/result.ts'

export type SignedRequest = {
  readonly method: string
  /** The public URL that HubSpot called, query included: behind a proxy not the one the Worker sees. */
  readonly url: string
  /** The raw body, before any decoding; bytes where there may be text that is not UTF-8. */
  readonly body: string | Uint8Array
  /** Header `X-HubSpot-Request-Timestamp`, exactly as it came. */
  readonly timestamp: string | null | undefined
  /** Header `X-HubSpot-Signature-v3`. */
  readonly signature: string | null | undefined
  readonly secret: string
  /** Milliseconds since the epoch, by the real clock. */
  readonly now: number
}

export type SignatureFault =
  | { readonly kind: 'no-secret' }
  | { readonly kind: 'no-signature' }
  | { readonly kind: 'no-timestamp' }
  | { readonly kind: 'malformed-timestamp' }
  | { readonly kind: 'stale'; readonly ageSeconds: number; readonly limitSeconds: number }
  | { readonly kind: 'future'; readonly aheadSeconds: number; readonly limitSeconds: number }
  | { readonly kind: 'malformed-signature' }
  | { readonly kind: 'forged' }

const oldestSeconds = 5 * 60
const skewSeconds = 30

/** Ok for a request that holds the client secret's signature, made within the last five minutes. */
export async function verifySignature(request: SignedRequest): Promise<Result<undefined, SignatureFault>> {
  const { secret, timestamp, signature } = request
  if (secret === '') return err({ kind: 'no-secret' })
  if (!signature) return err({ kind: 'no-signature' })
  if (!timestamp) return err({ kind: 'no-timestamp' })
  if (!/^\d{1,15}$/.test(timestamp)) return err({ kind: 'malformed-timestamp' })

  const ageSeconds = (request.now - Number(timestamp)) / 1000
  if (ageSeconds > oldestSeconds) return err({ kind: 'stale', ageSeconds, limitSeconds: oldestSeconds })
  if (-ageSeconds > skewSeconds) {
    return err({ kind: 'future', aheadSeconds: -ageSeconds, limitSeconds: skewSeconds })
  }

  const given = decodeSignature(signature)
  if (!given) return err({ kind: 'malformed-signature' })

  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', new Uint8Array(utf8(secret)), algorithm, false, ['verify'])
  // `verify` compares in constant time; comparing two strings would not.
  const isGenuine = await crypto.subtle.verify('HMAC', key, given, signedBytes(request, timestamp))
  return isGenuine ? ok(undefined) : err({ kind: 'forged' })
}

function signedBytes(request: SignedRequest, timestamp: string): Uint8Array<ArrayBuffer> {
  const head = utf8(request.method.toUpperCase() + decodeUri(request.url))
  const body = typeof request.body === 'string' ? utf8(request.body) : request.body
  const tail = utf8(timestamp)
  const bytes = new Uint8Array(head.length + body.length + tail.length)
  bytes.set(head)
  bytes.set(body, head.length)
  bytes.set(tail, head.length + body.length)
  return bytes
}

// HubSpot's own list: these are decoded before hashing and everything else stays as it was sent.
const decoded: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
}

function decodeUri(uri: string): string {
  return uri.replace(/%[0-9A-F]{2}/gi, (escape) => decoded[escape.toUpperCase()] ?? escape)
}

function decodeSignature(base64: string): Uint8Array<ArrayBuffer> | undefined {
  // 32 bytes, so 43 digits and one pad.
  if (!/^[A-Za-z0-9+/]{43}=$/.test(base64)) return undefined
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
