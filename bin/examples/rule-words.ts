// Why a rule held or not, in lines that a person can read beside a failing example.

import type { Decision, Reason } from '../../src/rules/decision.ts'
import { clockLines, countedClock } from '../clock-lines.ts'
import { reasonLines } from '../condition-tree.ts'
import type { Seen } from './compare.ts'

/** A paragraph for each of the rules: its title, source and status, and the tree of its conditions with what each saw. */
export const wordsOfRules = (names: readonly string[], decision: Decision): readonly string[] =>
  decision.reasons.filter(({ rule }) => names.includes(rule)).map(wordsOf)

/** A paragraph for each of the clocks: how its days were counted. */
export const wordsOfClocks = (names: readonly string[], { decision }: Seen): readonly string[] =>
  decision.clocks
    .filter(({ name }) => names.includes(name))
    .map((clock) => clockLines(countedClock(clock)).join('\n'))

function wordsOf(reason: Reason): string {
  const { rule, title, source, status, error } = reason
  const head = `${rule} (${title}; ${source.section}, paragraph ${source.paragraph}): ${status}`
  const lines = reasonLines(reason).map((line) => `  ${line}`)
  return [error === undefined ? head : `${head}: ${error}`, ...lines].join('\n')
}
