// Where a finding stands in its file: line and column of its JSON pointer.

import { existsSync, readFileSync } from 'node:fs'
import { findNodeAtLocation, parseTree } from 'jsonc-parser'
import type { Finding } from '../src/rules/finding.ts'

const root = new URL('../', import.meta.url)

/** `file:line:column`, or just the file where the pointer leads nowhere. */
export function positionOf({ file, pointer }: Finding): string {
  const url = new URL(file, root)
  if (!existsSync(url) || !file.endsWith('.json')) return file
  const text = readFileSync(url, 'utf8')
  const tree = parseTree(text)
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  // What is missing has no place of its own: show where it should be.
  const nodes = path.map((_, depth) => tree && findNodeAtLocation(tree, path.slice(0, depth + 1)))
  const node = nodes.findLast((found) => found !== undefined) ?? tree
  const before = text.slice(0, node?.offset ?? 0).split('\n')
  return `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
}
