// Reads a JSON file with everything that is wrong with it as text: what does not parse, and keys that stand twice.

import { fileURLToPath } from 'node:url'
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import type { Finding } from '../src/rules/finding.ts'
import { positionOf } from './position.ts'
import { placeIn, readText } from './text-file.ts'

/** A finding with its place, `file:line:column`. */
export type Mistake = { readonly place: string; readonly message: string }

export type JsonFile = {
  /** `undefined` where it has mistakes. */
  readonly value: unknown
  /** As it stands, without a byte-order mark; empty where it can not be read. */
  readonly text: string
  readonly mistakes: readonly Mistake[]
}

const root = fileURLToPath(new URL('../', import.meta.url))

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

export function readJson(url: URL): JsonFile {
  const file = shownAs(url)
  const read = readText(url)
  if (!read.ok) {
    const { line, column, message } = read.error
    return { value: undefined, text: '', mistakes: [{ place: `${file}:${line}:${column}`, message }] }
  }
  const text = read.value
  const mistake = (offset: number, message: string): Mistake => {
    const { line, column } = placeIn(text, offset)
    return { place: `${file}:${line}:${column}`, message }
  }
  const broken = (mistakes: readonly Mistake[]): JsonFile => ({ value: undefined, text, mistakes })
  const errors: ParseError[] = []
  try {
    const tree = parseTree(text, errors, { disallowComments: true })
    const mistakes = [
      ...slipsOf(errors, text).map(({ offset, words }) => mistake(offset, `this is not JSON: ${words}`)),
      ...(tree ? twins(tree).map((key) => mistake(key.offset, `the key \`${key.value}\` stands twice`)) : []),
    ]
    return mistakes.length > 0 ? broken(mistakes) : { value: JSON.parse(text), text, mistakes }
  } catch (error) {
    const isDeep = error instanceof RangeError
    return broken([
      mistake(0, isDeep ? 'this nests too deeply to be read' : `this is not JSON: ${String(error)}`),
    ])
  }
}

type Slip = { readonly offset: number; readonly words: string; readonly isLast: boolean }

/** Where a reader should look, and what for: up to the first slip that leaves unclear what the rest means. */
function slipsOf(errors: readonly ParseError[], text: string): readonly Slip[] {
  if (text.trim() === '') return [{ offset: 0, words: 'the file is empty', isLast: true }]
  const slips = errors.map((error) => slipOf(error, text))
  const last = slips.findIndex(({ isLast }) => isLast)
  const clear = last === -1 ? slips : slips.slice(0, last + 1)
  // A comma too many is reported twice.
  return [...new Map(clear.map((slip) => [slip.offset, slip])).values()]
}

function slipOf({ error, offset }: ParseError, text: string): Slip {
  const code = printParseErrorCode(error)
  if (code === 'InvalidCommentToken')
    return { offset, words: 'a comment (rules and policies have a `description` for words)', isLast: false }
  const before = text.slice(0, offset).trimEnd()
  const closing = text.slice(offset).trimStart().slice(0, 1)
  if (/^(PropertyName|Value)Expected$/.test(code) && before.endsWith(',') && /[}\]]/.test(closing))
    return {
      offset: before.length - 1,
      words: `a comma with nothing between it and \`${closing}\``,
      isLast: false,
    }
  return { offset, words: code.replaceAll(/\B([A-Z])/g, ' $1').toLowerCase(), isLast: true }
}

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
