// Reads a text file that people edit: UTF-8, of a size that a person could have written, without a byte-order mark.

import { readFileSync } from 'node:fs'
import { err, ok, type Result } from '../src/rules/result.ts'

const mostBytes = 1024 * 1024

/** Why a file can not be read, and where in it; line and column count from 1. */
export type Unreadable = { readonly line: number; readonly column: number; readonly message: string }

export function readText(url: URL): Result<string, Unreadable> {
  try {
    const bytes = readFileSync(url)
    if (bytes.length > mostBytes)
      return err({ line: 1, column: 1, message: `this is larger than 1 MiB (${bytes.length} bytes)` })
    return decoded(bytes)
  } catch (error) {
    return err({ line: 1, column: 1, message: `this can not be read: ${reasonOf(error)}` })
  }
}

/** Line and column of an offset. */
export function placeIn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

// The decoder drops a byte-order mark, which JSON.parse would stumble over.
function decoded(bytes: Uint8Array): Result<string, Unreadable> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    const strict = new TextDecoder('utf-8', { fatal: true })
    const lines = linesOf(bytes)
    const line = lines.findIndex((one) => {
      try {
        strict.decode(one)
        return false
      } catch {
        return true
      }
    })
    const column = new TextDecoder('utf-8').decode(lines[line]).indexOf('\uFFFD') + 1
    const message = 'this is not UTF-8: save the file with that encoding'
    return err({ line: line + 1, column: Math.max(1, column), message })
  }
}

function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let from = 0; from <= bytes.length;) {
    const end = bytes.indexOf(10, from)
    const to = end === -1 ? bytes.length : end
    lines.push(bytes.subarray(from, to))
    from = to + 1
  }
  return lines
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be opened',
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? String(error)
}
