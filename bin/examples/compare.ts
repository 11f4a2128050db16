// Compares what an example expects after a look with what came of it.

import type { Clock } from '../../src/rules/clock.ts'
import type { Change, Decision } from '../../src/rules/decision.ts'
import { sameValue, typeValue } from '../../src/rules/fact.ts'
import type { FactDefinition, Policy } from '../../src/rules/policy.ts'
import type { Expectation } from './example.ts'
import { hasFired, hasRefused } from './fired.ts'
import { showDay, showMoment } from './moment.ts'
import { show } from './natural-value.ts'
import type { Life } from './ticket-life.ts'

/** One look: the ticket before and after it, and the decision between. */
export type Seen = { readonly before: Life; readonly after: Life; readonly decision: Decision }

export type Mismatch = {
  readonly what: string
  readonly expected: string
  readonly actual: string
  /** Names of the rules whose reasons explain it. */
  readonly rules: readonly string[]
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
      const fired = hasFired(rule, decision, policy)
      const refused = hasRefused(rule, decision)
      const actual = fired ? 'fires' : refused ? 'refuses' : 'holds, but has no effect'
      return differing(`rule ${rule.name}`, expectation.kind, actual, [rule.name])
    }
    case 'tasks':
    case 'notes': {
      const { kind } = expectation
      const present = [...after.notices.values()]
        .filter((notice) => (kind === 'tasks' ? notice.isOpen : notice.kind === 'note'))
        .map(({ rule }) => rule)
      const apart = [...new Set([...expectation.rules, ...present])].filter(
        (rule) => expectation.rules.includes(rule) !== present.includes(rule),
      )
      return differing(
        kind === 'tasks' ? 'open tasks' : 'notes',
        expectation.rules.toSorted().join(', ') || 'none',
        present.toSorted().join(', ') || 'none',
        apart,
      )
    }
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

/** The rules that an expectation, once it is met, shows firing or refusing. */
export function shownBy(
  expectation: Expectation,
  { decision }: Seen,
  policy: Policy,
): { readonly fires: readonly string[]; readonly refuses: readonly string[] } {
  switch (expectation.kind) {
    case 'fires':
      return { fires: [expectation.rule], refuses: [] }
    case 'refuses':
      return { fires: [], refuses: [expectation.rule] }
    case 'tasks':
    case 'notes':
      return { fires: expectation.rules, refuses: [] }
    case 'clock': {
      const rule = policy.rules.filter(({ name }) => name === expectation.clock)
      return {
        fires: namesOf(rule.filter((one) => hasFired(one, decision, policy))),
        refuses: namesOf(expectation.state === 'none' ? rule : []),
      }
    }
    case 'stage':
    case 'owner':
    case 'fact':
    case 'changesNothing':
    case 'says':
    case 'problem':
      return { fires: [], refuses: [] }
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

function compareClock(
  { clock: name, state, dates }: Extract<Expectation, { kind: 'clock' }>,
  clock: Clock | undefined,
  timeZone: string,
): Mismatch | undefined {
  const actual = clock?.state ?? 'none'
  const parts: [string, string][] = actual === state ? [] : [[state, actual]]
  const add = (word: string, expected: string, found: string) => {
    if (expected !== found) parts.push([`${word} ${expected}`, `${word} ${found}`])
  }
  const moment = (instant: Temporal | undefined) => (instant ? showMoment(instant, timeZone) : 'never')
  if (dates.startAt) add('start', moment(dates.startAt), moment(clock?.startAt))
  if (dates.dueOn) add('due', showDay(dates.dueOn), clock ? showDay(clock.dueOn) : 'never')
  if (dates.stopAt) add('stop', moment(dates.stopAt), moment(clock?.stopAt))
  if (dates.workingDays !== undefined)
    add('working days', String(dates.workingDays), String(clock?.workingDays ?? 'unknown'))
  if (parts.length === 0) return undefined
  return {
    what: `clock ${name}`,
    expected: parts.map(([expected]) => expected).join(', '),
    actual: [...parts.map(([, found]) => found), ...(clock?.remarks ?? [])].join(', '),
    rules: [name],
  }
}

type Temporal = Clock['startAt']

const namesOf = (rules: readonly { readonly name: string }[]) => rules.map(({ name }) => name)
