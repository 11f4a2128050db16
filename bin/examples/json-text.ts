// Reads a JSON file with everything that is wrong with it as text: what does not parse, and keys that stand twice.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import type { Finding } from '../../src/rules/finding.ts'
import { positionOf } from '../position.ts'

/** A finding with its place, `file:line:column`. */
export type Mistake = { readonly place: string; readonly message: string }

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The name of a file for a reader and for `positionOf`: from the project's root where it is inside. */
export function shownAs(url: URL): string {
  const path = fileURLToPath(url)
  return path.startsWith(root) ? path.slice(root.length) : path
}

export const placed = (finding: Finding): Mistake => ({
  place: positionOf(finding),
  message: finding.message,
})

/** A mistake for a program: its place in parts, where it has them. */
export function mistakeInJson({ place, message }: Mistake) {
  const [, file = place, line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? []
  return {
    file,
    line: line === undefined ? null : Number(line),
    column: column === undefined ? null : Number(column),
    message,
  }
}

/** The value of a JSON file, `undefined` where it has mistakes. */
export function readJson(url: URL): { readonly value: unknown; readonly mistakes: readonly Mistake[] } {
  const text = readFileSync(url, 'utf8')
  const errors: ParseError[] = []
  const mistake = (offset: number, message: string): Mistake => {
    const before = text.slice(0, offset).split('\n')
    return { place: `${shownAs(url)}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`, message }
  }
  try {
    const tree = parseTree(text, errors, { disallowComments: true })
    const mistakes = [
      ...errors.map(({ error, offset }) => mistake(offset, wordsOf(printParseErrorCode(error)))),
      ...(tree ? twins(tree).map((key) => mistake(key.offset, `the key \`${key.value}\` stands twice`)) : []),
    ]
    return mistakes.length > 0 ? { value: undefined, mistakes } : { value: JSON.parse(text), mistakes }
  } catch (error) {
    const isDeep = error instanceof RangeError
    const message = isDeep ? 'this nests too deeply to be read' : String(error)
    return { value: undefined, mistakes: [mistake(0, message)] }
  }
}

/** `CommaExpected` as `this is not JSON: comma expected`. */
const wordsOf = (code: string) => `this is not JSON: ${code.replaceAll(/\B([A-Z])/g, ' $1').toLowerCase()}`

/** Keys that an object has already: a JSON parser would let the last one win without a word. */
function twins(tree: Node): readonly Node[] {
  const found: Node[] = []
  const open = [tree]
  for (let node = open.pop(); node; node = open.pop()) {
    open.push(...(node.children ?? []))
    if (node.type !== 'object') continue
    const seen = new Set<string>()
    for (const key of (node.children ?? []).flatMap((property) => property.children?.[0] ?? [])) {
      if (seen.has(String(key.value))) found.push(key)
      seen.add(String(key.value))
    }
  }
  return found.toSorted((a, b) => a.offset - b.offset)
}
