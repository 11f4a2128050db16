// Which rules the examples show firing and refusing, and which results of clocks: what no example shows, nobody has tried.

import type { Policy, Rule, RuleKind } from '../../src/rules/policy.ts'
import { alwaysHolds } from './fired.ts'
import type { Played } from './run-example.ts'
import type { ClockResult } from './shown.ts'

export type RuleCoverage = {
  readonly rule: string
  readonly kind: RuleKind
  /** Titles of the examples. */
  readonly fires: readonly string[]
  readonly refuses: readonly string[]
  /** It holds for every ticket, so that none can show it refusing. */
  readonly isAlways: boolean
  /** Of a clock, what can become of it, each with the titles of the examples that show it. */
  readonly results: readonly ResultCoverage[]
}

export type ResultCoverage = {
  readonly result: ClockResult
  readonly shown: readonly string[]
  /** Whether it has to be shown; the rest is for the reader to know. */
  readonly isNeeded: boolean
}

export const coverageOf = (policy: Policy, played: readonly Played[]): readonly RuleCoverage[] =>
  policy.rules.map((rule) => ({
    rule: rule.name,
    kind: rule.kind,
    fires: titlesOf(played.filter(({ fires }) => fires.has(rule.name))),
    refuses: titlesOf(played.filter(({ refuses }) => refuses.has(rule.name))),
    isAlways: alwaysHolds(rule),
    results: possibleResults(rule).map(({ result, isNeeded }) => ({
      result,
      isNeeded,
      shown: titlesOf(played.filter(({ results }) => results.get(rule.name)?.has(result))),
    })),
  }))

export const isCovered = (rule: RuleCoverage): boolean => lacking(rule).length === 0

/** What no example shows of a rule, in the words of `no example shows it …`. */
export const lacking = ({ fires, refuses, isAlways, results }: RuleCoverage): readonly string[] => [
  ...(fires.length === 0 ? ['firing'] : []),
  ...(refuses.length === 0 && !isAlways ? ['refusing'] : []),
  ...results.filter(({ shown, isNeeded }) => isNeeded && shown.length === 0).map(({ result }) => result),
]

const titlesOf = (played: readonly Played[]) => played.map(({ example }) => example.title)

function possibleResults(rule: Rule): readonly Omit<ResultCoverage, 'shown'>[] {
  if (rule.kind !== 'clock') return []
  return [
    ...(rule.stop.length > 0 ? [{ result: 'in time', isNeeded: true } as const] : []),
    // A right that lapses is never late.
    ...(rule.lapses ? [] : [{ result: 'late', isNeeded: true } as const]),
    ...(rule.pauses.length > 0 ? [{ result: 'paused', isNeeded: false } as const] : []),
    ...(rule.extensions.length > 0
      ? [
          { result: 'extended', isNeeded: false } as const,
          { result: 'not extended', isNeeded: false } as const,
        ]
      : []),
  ]
}
