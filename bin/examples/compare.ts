// Compares what an example expects after a look with what came of it.

import type { Change, Decision } from '../../src/rules/decision.ts'
import { sameValue, typeValue } from '../../src/rules/fact.ts'
import type { FactDefinition, Policy } from '../../src/rules/policy.ts'
import { compareClock } from './compare-clock.ts'
import { compareNotices } from './compare-notices.ts'
import type { Expectation } from './example.ts'
import { hasFired, hasRefused } from './fired.ts'
import type { Mismatch } from './mismatch.ts'
import { show } from './natural-value.ts'
import type { Life } from './ticket-life.ts'

/** One look: the ticket before and after it, and the decision between. */
export type Seen = {
  readonly before: Life
  readonly after: Life
  readonly decision: Decision
  /** Rules that had their way at the looks that were due by themselves on the way to this step. */
  readonly firedBefore: ReadonlySet<string>
}

/** How an expectation is not met, or `undefined` where it is. */
export function compare(expectation: Expectation, seen: Seen, policy: Policy): Mismatch | undefined {
  const { before, after, decision } = seen
  switch (expectation.kind) {
    case 'stage': {
      const key = policy.stages.find(({ label }) => label === expectation.stage)?.key
      const rules = policy.rules.filter(
        (rule) => rule.kind === 'move' && (rule.to === key || hasFired(rule, seen.decision, policy)),
      )
      return differing('stage', expectation.stage, after.ticket.stage, namesOf(rules))
    }
    case 'owner': {
      const { who } = expectation
      const email = after.ticket.owner
      // A role is that of the owner it gave the ticket to, not of one whom a person put there instead.
      const role = decision.owner.email === email ? decision.owner.role : undefined
      const isRole = who !== '' && !who.includes('@')
      const shown = `${email || 'nobody'}${role === undefined ? '' : ` (${role})`}`
      const rules = policy.rules.filter((rule) => rule.kind === 'assign' && rule.fact === 'owner')
      const held = rules.filter((rule) => hasFired(rule, decision, policy))
      return (isRole ? role : email) === who
        ? undefined
        : { what: 'owner', expected: who || 'nobody', actual: shown, rules: namesOf(held) }
    }
    case 'fact':
      return compareFact(expectation.fact, expectation.value, seen, policy)
    case 'clock': {
      const clock = decision.clocks.find(({ name }) => name === expectation.clock)
      return compareClock(expectation, clock, policy.calendar.timeZone)
    }
    case 'fires':
    case 'refuses': {
      const rule = policy.rules.find(({ name }) => name === expectation.rule)
      if (!rule) return undefined
      const fired =
        hasFired(rule, decision, policy) || (expectation.kind === 'fires' && seen.firedBefore.has(rule.name))
      const refused = hasRefused(rule, decision)
      const actual = fired ? 'fires' : refused ? 'refuses' : 'holds, but has no effect'
      return differing(`rule ${rule.name}`, expectation.kind, actual, [rule.name])
    }
    case 'nearMiss': {
      const { rule, text } = expectation
      const near = decision.reasons.find((reason) => reason.rule === rule)?.nearMiss
      const isMet = text === '' ? near === undefined : near?.includes(text) === true
      const expected = text === '' ? 'none' : `… ${text} …`
      return isMet
        ? undefined
        : { what: `near miss of ${rule}`, expected, actual: near ?? 'none', rules: [rule] }
    }
    case 'tasks':
    case 'notes':
      return compareNotices(expectation, after.notices.values(), policy)
    case 'changesNothing': {
      const made = [...after.notices].filter(([key]) => !before.notices.has(key)).map(([, { rule }]) => rule)
      const actual = [...decision.changes.map(describeChange), ...made.map((rule) => `${rule} is made`)]
      return actual.length === 0
        ? undefined
        : { what: 'changes', expected: 'none', actual: actual.join('; '), rules: [] }
    }
    case 'says':
      return decision.explanation.includes(expectation.text)
        ? undefined
        : { what: 'reason', expected: `… ${expectation.text} …`, actual: decision.explanation, rules: [] }
    case 'problem': {
      const problems = decision.problems.map(({ message }) => message)
      return problems.some((message) => message.includes(expectation.text))
        ? undefined
        : {
            what: 'problem',
            expected: `… ${expectation.text} …`,
            actual: problems.join('; ') || 'none',
            rules: [],
          }
    }
  }
}

export const describeChange = (change: Change): string => {
  const what = change.kind === 'property' ? change.fact : change.kind
  return `${what}: ${change.from || 'empty'} → ${change.to || 'empty'}`
}

function differing(
  what: string,
  expected: string,
  actual: string,
  rules: readonly string[],
): Mismatch | undefined {
  return expected === actual ? undefined : { what, expected, actual, rules }
}

function compareFact(name: string, value: string, { after }: Seen, policy: Policy): Mismatch | undefined {
  const fact = policy.facts.get(name)
  const present = after.ticket.properties[fact?.property ?? ''] ?? ''
  if (!fact || same(fact, value, present)) return undefined
  const { timeZone } = policy.calendar
  const writers = policy.rules.filter(
    (rule) =>
      ((rule.kind === 'set' || rule.kind === 'assign') && rule.fact === name) ||
      (rule.kind === 'assign' && rule.record === name) ||
      (rule.kind === 'clock' && [rule.due, rule.result, rule.taken].includes(name)),
  )
  return {
    what: name,
    expected: show(value, fact, timeZone),
    actual: show(present, fact, timeZone),
    rules: namesOf(writers),
  }
}

function same({ type, options }: FactDefinition, a: string, b: string): boolean {
  const [left, right] = [typeValue(type, options, a), typeValue(type, options, b)]
  return left.ok && right.ok && sameValue(left.value, right.value)
}

const namesOf = (rules: readonly { readonly name: string }[]) => rules.map(({ name }) => name)
