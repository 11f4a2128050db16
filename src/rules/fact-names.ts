// Facts under other names: conditions, derivations and rules with every fact that they name looked up anew.

import type { ClockRule } from './clock-rule.ts'
import type { Condition } from './condition.ts'
import type { Candidate, Derivation, Once, Rule, SetRule, TaskRule } from './policy.ts'

export type Rename = (fact: string) => string

/** The name of a fact as its own version of the policy has it: without the date of an earlier version's. */
export const plainName = (fact: string): string => fact.replace(/@.*$/, '')

export const datedName = (fact: string, effectiveFrom: string): string => `${fact}@${effectiveFrom}`

function renamedCondition(condition: Condition, rename: Rename): Condition {
  switch (condition.kind) {
    case 'leaf':
      return { ...condition, fact: rename(condition.fact) }
    case 'not':
      return { ...condition, condition: renamedCondition(condition.condition, rename) }
    case 'all':
    case 'any': {
      const [first, ...rest] = condition.conditions
      return {
        ...condition,
        conditions: [renamedCondition(first, rename), ...rest.map((one) => renamedCondition(one, rename))],
      }
    }
  }
}

export function renamedDerivation(derive: Derivation, rename: Rename): Derivation {
  switch (derive.op) {
    case 'difference':
    case 'same':
    case 'notBefore': {
      const [left, right] = derive.facts
      return { ...derive, facts: [rename(left), rename(right)] }
    }
    case 'latest':
    case 'earliest':
      return { ...derive, facts: derive.facts.map(rename) }
    case 'when':
      return { ...derive, condition: renamedCondition(derive.condition, rename) }
    case 'members':
      return {
        ...derive,
        members: derive.members.map(({ option, when }) => ({ option, when: rename(when) })),
      }
    case 'first':
      return {
        ...derive,
        choices: derive.choices.map(({ fact, when }) => ({ fact: rename(fact), when: maybe(when, rename) })),
      }
    case 'setAt':
    case 'byHand':
    case 'timesSet':
      return { ...derive, fact: rename(derive.fact) }
    case 'follows':
      return {
        ...derive,
        fact: rename(derive.fact),
        from: derive.from.map(rename),
        instead: derive.instead.map(({ when, was, now }) => ({
          when: rename(when),
          was: rename(was),
          now: rename(now),
        })),
      }
    case 'laterThan':
      return { ...derive, fact: rename(derive.fact), others: derive.others.map(rename) }
    case 'reached':
      return { ...derive, fact: rename(derive.fact), notBefore: maybe(derive.notBefore, rename) }
    case 'due':
      return { ...derive, from: rename(derive.from) }
    case 'roleHeldBy':
      return { ...derive, by: derive.by.map(rename) }
  }
}

export function renamedRule(rule: Rule, rename: Rename): Rule {
  const condition = renamedCondition(rule.condition, rename)
  switch (rule.kind) {
    case 'move':
      return { ...rule, condition }
    case 'assign':
      return {
        ...rule,
        condition,
        fact: rename(rule.fact),
        candidates: renamedCandidates(rule.candidates, rename),
        barred: rule.barred.map(rename),
        record: maybe(rule.record, rename),
      }
    case 'clock':
      return { ...rule, condition, ...renamedClock(rule, rename) }
    case 'set':
      return { ...rule, condition, fact: rename(rule.fact), value: renamedValue(rule.value, rename) }
    case 'task':
      return {
        ...rule,
        condition,
        candidates: renamedCandidates(rule.candidates, rename),
        once: renamedOnce(rule.once, rename),
        due: renamedDue(rule.due, rename),
      }
    case 'note':
      return { ...rule, condition, once: renamedOnce(rule.once, rename) }
  }
}

const maybe = (fact: string | undefined, rename: Rename): string | undefined =>
  fact === undefined ? undefined : rename(fact)

const renamedCandidates = (candidates: readonly Candidate[], rename: Rename): readonly Candidate[] =>
  candidates.map((one) => (one.kind === 'fact' ? { ...one, fact: rename(one.fact) } : one))

const renamedOnce = (once: Once, rename: Rename): Once =>
  once.kind === 'fact' ? { ...once, fact: rename(once.fact) } : once

const renamedDue = (due: TaskRule['due'], rename: Rename): TaskRule['due'] =>
  due.kind === 'span' ? { ...due, from: rename(due.from) } : due

const renamedValue = (value: SetRule['value'], rename: Rename): SetRule['value'] =>
  value.kind === 'fact' ? { ...value, fact: rename(value.fact) } : value

const renamedClock = (rule: ClockRule, rename: Rename) => ({
  start: rename(rule.start),
  stop: rule.stop.map(rename),
  targets: rule.targets.map((target) => ({
    ...target,
    when: maybe(target.when, rename),
    ...(target.kind === 'by' && { fact: rename(target.fact) }),
  })),
  repeat: rule.repeat && { ...rule.repeat, done: rename(rule.repeat.done) },
  pauses: rule.pauses.map((pause) =>
    pause.kind === 'span'
      ? { ...pause, from: rename(pause.from), to: rename(pause.to) }
      : { ...pause, fact: rename(pause.fact) },
  ),
  extensions: rule.extensions.map((extension) => ({
    ...extension,
    when: maybe(extension.when, rename),
    notice: rename(extension.notice),
    reason: maybe(extension.reason, rename),
    needs: extension.needs.map(rename),
    until: maybe(extension.until, rename),
    times: extension.times && { ...extension.times, fact: rename(extension.times.fact) },
  })),
  cancel: rule.cancel.map(rename),
  due: maybe(rule.due, rename),
  result: maybe(rule.result, rename),
  taken: maybe(rule.taken, rename),
})
