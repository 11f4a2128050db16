// Which rules the examples show firing and refusing: a rule that no example shows is a rule that nobody has tried.

import type { Policy, RuleKind } from '../../src/rules/policy.ts'
import { alwaysHolds } from './fired.ts'
import type { Played } from './run-example.ts'

export type RuleCoverage = {
  readonly rule: string
  readonly kind: RuleKind
  /** Titles of the examples. */
  readonly fires: readonly string[]
  readonly refuses: readonly string[]
  /** It holds for every ticket, so that none can show it refusing. */
  readonly isAlways: boolean
}

export const coverageOf = (policy: Policy, played: readonly Played[]): readonly RuleCoverage[] =>
  policy.rules.map((rule) => ({
    rule: rule.name,
    kind: rule.kind,
    fires: played.filter(({ fires }) => fires.has(rule.name)).map(({ example }) => example.title),
    refuses: played.filter(({ refuses }) => refuses.has(rule.name)).map(({ example }) => example.title),
    isAlways: alwaysHolds(rule),
  }))

export const isCovered = ({ fires, refuses, isAlways }: RuleCoverage): boolean =>
  fires.length > 0 && (refuses.length > 0 || isAlways)
