// What a derived fact follows from, in English.

import { formatClockTime } from '../calendar/opening-span.ts'
import type { Counting } from '../clock-rule.ts'
import type { Derivation, Policy } from '../policy.ts'
import { listed } from '../wording.ts'
import { conditionInWords } from './condition.ts'
import { either, factInWords, optionInWords, personInWords, roleInWords, spanInWords } from './naming.ts'

/** A clause without a full stop: it follows on the fact's label and a colon. */
export function derivationInWords(policy: Policy, derive: Derivation): string {
  const fact = (name: string) => factInWords(policy, name)
  const facts = (names: readonly string[]) => names.map(fact)
  switch (derive.op) {
    case 'difference': {
      const [all, less] = derive.facts
      return `what ${fact(all)} has and ${fact(less)} has not`
    }
    case 'when':
      return conditionInWords(policy, derive.condition)
    case 'members':
      return listed(derive.members.map(({ option, when }) => `${optionInWords(option)} if ${fact(when)}`))
    case 'first':
      return `the first that is known of ${either(
        derive.choices.map(
          (choice) =>
            `${fact(choice.fact)}${choice.when === undefined ? '' : ` (only if ${fact(choice.when)})`}`,
        ),
      )}`
    case 'setAt':
      return derive.fact === 'stage'
        ? 'when the ticket came to its stage'
        : `when ${fact(derive.fact)} was given its present value`
    case 'byHand':
      return `${fact(derive.fact)}, but only where a person filled it in`
    case 'follows':
      return [
        `where Redress filled in ${fact(derive.fact)}, the corrected value of what it was taken from: ${either(facts(derive.from))}`,
        ...derive.instead.map(
          ({ when, was, now }) => `if ${fact(when)}, ${fact(now)} once it is known, in place of ${fact(was)}`,
        ),
      ].join('; ')
    case 'same':
      return `${listed(facts(derive.facts))} are the same`
    case 'notBefore':
      return `${fact(derive.facts[0])} is not before ${fact(derive.facts[1])}`
    case 'laterThan':
      return `${fact(derive.fact)} is known and after ${listed(facts(derive.others))}, where known`
    case 'reached':
      return derive.notBefore === undefined
        ? `${fact(derive.fact)} is not in the future`
        : `${fact(derive.fact)} is not in the future, nor before ${fact(derive.notBefore)}`
    case 'latest':
      return `the last of ${listed(facts(derive.facts))}, once all are known`
    case 'earliest':
      return `the first of ${listed(facts(derive.facts))}`
    case 'due':
      return [
        `${spanInWords(derive.within)} from ${fact(derive.from)}`,
        ...countingInWords(policy, derive.counting),
      ].join('; ')
    case 'timesSet':
      return `how often ${fact(derive.fact)} was given a new value`
    case 'roleHeldBy':
      return `${roleInWords(policy, derive.role)} is ${either(derive.by.map((name) => personInWords(policy, name)))}`
  }
}

/** How days are counted, where it is otherwise than usual. */
export const countingInWords = (policy: Policy, counting: Counting): readonly string[] => [
  ...(counting.calendar.id === policy.calendar.id
    ? []
    : [`counted by the calendar \`${counting.calendar.id}\``]),
  ...(counting.counting === 'inclusive' ? ['the day of the start counts as the first day'] : []),
  ...(counting.nonWorkingStart === 'receivedNextWorkingDay'
    ? ['what starts on a day that does not count is taken as started on the next working day']
    : []),
  ...(counting.nonWorkingEnd === 'nextWorkingDay'
    ? ['what ends on a day that does not count is due on the next working day']
    : []),
  ...(counting.cutOff === undefined
    ? []
    : [
        `what starts at ${formatClockTime(counting.cutOff)} or later is taken as started on the next working day`,
      ]),
  ...(counting.dueTime === 'closing' ? ['due when the office closes on the last day'] : []),
]
