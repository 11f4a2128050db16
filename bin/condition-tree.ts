// The conditions of a rule as indented lines, each with whether it holds and whether it alone decides.

import type { Reason } from '../src/rules/decision.ts'
import type { ReasonTree } from '../src/rules/explain.ts'

const words = { all: 'all of these', any: 'any of these', not: 'not' } as const

/** The lines of a reason; none where the rule could not be evaluated. */
export const reasonLines = ({ tree }: Reason): readonly string[] => (tree ? treeLines(tree, 0) : [])

/** ✓ or ✗, what was expected and seen, and a mark where flipping that part alone would flip the rule. */
function treeLines(tree: ReasonTree, depth: number): readonly string[] {
  // The whole always decides.
  const isMarked = tree.decisive && (tree.kind === 'leaf' || depth > 0)
  const line = (text: string) =>
    `${'  '.repeat(depth)}${tree.result ? '✓' : '✗'} ${text}${isMarked ? '  ← decisive' : ''}`
  if (tree.kind === 'leaf') return [line(tree.text)]
  const [only, ...rest] = tree.conditions
  // A list of one is that one.
  if (only && rest.length === 0 && tree.kind !== 'not') return treeLines(only, depth)
  return [line(words[tree.kind]), ...tree.conditions.flatMap((child) => treeLines(child, depth + 1))]
}
