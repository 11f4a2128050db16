// Why a rule held or not, in lines that a person can read beside a failing example.

import type { Decision, Reason } from '../../src/rules/decision.ts'

/** A paragraph for each of the rules: its title, source and status, and what each condition saw. */
export const wordsOfRules = (names: readonly string[], decision: Decision): readonly string[] =>
  decision.reasons.filter(({ rule }) => names.includes(rule)).map(wordsOf)

function wordsOf({ rule, title, source, status, error, conditions }: Reason): string {
  const head = `${rule} (${title}; ${source.section}, paragraph ${source.paragraph}): ${status}`
  const leaves = conditions.map(({ result, text }) => `  ${result ? '✓' : '✗'} ${text}`)
  return [error === undefined ? head : `${head}: ${error}`, ...leaves].join('\n')
}
