// A rule in English: when it applies, and what Redress then does.

import type { AssignRule, Candidate, Once, Policy, Rule, SetRule, Source, TaskRule } from '../policy.ts'
import { rulesOf } from '../policy.ts'
import { clockInWords } from './clock.ts'
import { conditionInWords } from './condition.ts'
import {
  either,
  factInWords,
  optionInWords,
  personInWords,
  quoted,
  roleInWords,
  spanInWords,
  stageInWords,
  valueInWords,
} from './naming.ts'

/** The sentences of a rule. */
export function ruleInWords(policy: Policy, rule: Rule): readonly string[] {
  switch (rule.kind) {
    case 'move': {
      const ground = rule.ground === undefined ? '' : ` on the ground ${optionInWords(rule.ground)}`
      return [
        `${whenOf(policy, rule)}, the ticket moves to ${stageInWords(policy, rule.to)}${ground}, because ${rule.because}.`,
      ]
    }
    case 'assign':
      return assignment(policy, rule)
    case 'clock':
      return clockInWords(policy, rule)
    case 'set':
      return [`${whenOf(policy, rule)}, ${writing(policy, rule)}.`]
    case 'task':
      return [
        `${whenOf(policy, rule)}, a task goes to ${candidatesInWords(policy, rule.candidates)}, ${dueInWords(policy, rule)}: ${quoted(rule.subject)}.`,
        `Once ${onceInWords(policy, rule.once)}; it is completed by itself when this is no longer so.`,
        ...(rule.says === undefined ? [] : [`The ticket says meanwhile: ${quoted(rule.says)}`]),
      ]
    case 'note':
      return [
        `${whenOf(policy, rule)}, the ticket gets a note: ${quoted(rule.text)}`,
        `Once ${onceInWords(policy, rule.once)}.`,
      ]
  }
}

/** The paragraph that a rule rests on, and what is the author's own reading. */
export const sourceInWords = ({ section, paragraph, note }: Source): string =>
  `${section}, paragraph ${paragraph}${note === undefined ? '' : ` (${note})`}`

function whenOf(policy: Policy, { condition }: Rule): string {
  const words = conditionInWords(policy, condition)
  return words === 'the ticket is in any stage' ? 'In every stage' : `When ${words}`
}

function assignment(policy: Policy, rule: AssignRule): readonly string[] {
  const what = rule.fact === 'owner' ? 'the owner' : factInWords(policy, rule.fact)
  const never = [...rule.barred, ...policy.conflicts]
  return [
    `${whenOf(policy, rule)}, ${what} is ${candidatesInWords(policy, rule.candidates)}.`,
    ...(rule.record === undefined ? [] : [`Whoever that is becomes ${factInWords(policy, rule.record)}.`]),
    ...(never.length === 0
      ? []
      : [`It is never ${either(never.map((fact) => personInWords(policy, fact)))}.`]),
    ...(rule.optional ? ['With nobody left the place stays empty.'] : []),
  ]
}

/** The first choice, and who takes it where there is none. */
function candidatesInWords(policy: Policy, candidates: readonly Candidate[]): string {
  const words = candidates.map((candidate) => {
    if (candidate.kind === 'fact') return personInWords(policy, candidate.fact)
    return `${roleInWords(policy, candidate.role)}${candidate.skipDeputies ? ' (in person, not a deputy)' : ''}`
  })
  return words.join(', else ')
}

function writing(policy: Policy, { fact, value, overwrite }: SetRule): string {
  const what = factInWords(policy, fact)
  const to = {
    literal: () => (value.kind === 'literal' ? valueInWords(policy, fact, value.value) : ''),
    fact: () => (value.kind === 'fact' ? factInWords(policy, value.fact) : ''),
    now: () => 'the present time',
  }[value.kind]()
  switch (overwrite) {
    case 'always':
      return `Redress keeps ${what} the same as ${to}`
    case 'own':
      return `Redress fills in ${what} with ${to}, and leaves what a person filled in`
    case 'once':
      return `Redress fills in ${what} with ${to} where it is empty`
  }
}

function dueInWords(policy: Policy, { due }: TaskRule): string {
  if (due.kind === 'clock') return `due with ${limit(policy, due.clock)}`
  const from = factInWords(policy, due.from)
  return due.within.count === 0 ? `due at ${from}` : `due ${spanInWords(due.within)} after ${from}`
}

function onceInWords(policy: Policy, once: Once): string {
  switch (once.kind) {
    case 'clock':
      return `for each start and due date of ${limit(policy, once.clock)}`
    case 'fact':
      return `for each value of ${factInWords(policy, once.fact)}`
    case 'ticket':
      return 'for each ticket'
  }
}

const limit = (policy: Policy, clock: string): string =>
  `the time limit ${quoted(rulesOf(policy, 'clock').find(({ name }) => name === clock)?.title ?? clock)}`
