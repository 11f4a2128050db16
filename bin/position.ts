// Where a finding stands in its file: line and column of its JSON pointer.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser'
import type { Finding } from '../src/rules/finding.ts'
import { placeIn, readText } from './text-file.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

/** `file:line:column`, or just the file where there is no such text. */
export function positionOf({ file, pointer }: Finding): string {
  const path = resolve(root, file)
  if (!file.endsWith('.json') || !existsSync(path)) return file
  const read = readText(pathToFileURL(path))
  if (!read.ok) return `${file}:${read.error.line}:${read.error.column}`
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const tree = parseTree(read.value)
  const { line, column } = placeIn(read.value, tree ? nodeAt(tree, steps).offset : 0)
  return `${file}:${line}:${column}`
}

/** What is missing has no place of its own: the nearest that there is shows where it should be. */
function nodeAt(tree: Node, steps: readonly string[]): Node {
  let node = tree
  for (const step of steps) {
    const next = findNodeAtLocation(node, [node.type === 'array' ? Number(step) : step])
    if (!next) return node
    node = next
  }
  return node
}
