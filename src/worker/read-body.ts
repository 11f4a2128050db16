// Reads a request's body up to a size and a time. It is read to its end even to be refused: workerd resets the connection otherwise.

import { err, ok, type Result } from '../rules/result.ts'

export type BodyFault = 'too large' | 'too slow' | 'broken off'

/** HubSpot itself waits five seconds for an answer. */
const longestMs = 10_000

export function readBody(request: Request, largest: number): Promise<Result<Uint8Array, BodyFault>> {
  const { headers } = request
  const told = headers.has('transfer-encoding')
    ? Number.NaN
    : Number(headers.get('content-length') ?? Number.NaN)
  return told <= largest ? readWhole(request, largest) : readByPieces(request, largest)
}

/** A body of a size that is told and small, which HTTP itself holds it to: in one piece, several times as fast. */
async function readWhole(request: Request, largest: number): Promise<Result<Uint8Array, BodyFault>> {
  const late = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => late.resolve('late'), longestMs)
  try {
    const body = await Promise.race([request.arrayBuffer(), late.promise])
    if (body === 'late') return err('too slow')
    return body.byteLength > largest ? err('too large') : ok(new Uint8Array(body))
  } catch {
    return err('broken off')
  } finally {
    clearTimeout(timer)
  }
}

async function readByPieces(request: Request, largest: number): Promise<Result<Uint8Array, BodyFault>> {
  const reader = request.body?.getReader()
  if (!reader) return ok(new Uint8Array())
  const leave = (fault: BodyFault): Result<never, BodyFault> => {
    // It may never come to an end, so nobody waits for it.
    reader.cancel().catch(() => {})
    return err(fault)
  }
  const chunks: Uint8Array[] = []
  let size = 0
  const late = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => late.resolve('late'), longestMs)
  try {
    for (;;) {
      const step = await Promise.race([reader.read(), late.promise])
      if (step === 'late') return leave('too slow')
      if (step.done) break
      size += step.value.byteLength
      if (size <= largest) chunks.push(step.value)
      // A sender that goes on for ever is cut off.
      if (size > largest * 16) return leave('too large')
    }
  } catch {
    return err('broken off')
  } finally {
    clearTimeout(timer)
  }
  return size > largest ? err('too large') : ok(joined(chunks, size))
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const body = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.byteLength
  }
  return body
}

export const bodyFaults = {
  'too large': { status: 413, error: 'the body is too large' },
  'too slow': { status: 408, error: `the body did not come within ${longestMs / 1000} seconds` },
  'broken off': { status: 400, error: 'the body broke off' },
} as const satisfies Readonly<Record<BodyFault, { readonly status: number; readonly error: string }>>
