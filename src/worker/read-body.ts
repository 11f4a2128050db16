// Reads a request's body up to a limit. It is read to its end even to be refused: workerd resets the connection otherwise.

/** The body's bytes, or `undefined` where it is larger than `largest`. */
export async function readBody(request: Request, largest: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size <= largest) chunks.push(chunk)
    // A sender that goes on for ever is cut off.
    if (size > largest * 16) return undefined
  }
  if (size > largest) return undefined
  const body = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.byteLength
  }
  return body
}
