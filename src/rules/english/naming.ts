// What facts, stages, roles, values and lengths of time are called in a sentence.

import { clockFact, clockStartFact } from '../built-in-facts.ts'
import type { Span } from '../calendar/span.ts'
import type { Literal, OperatorName } from '../operator.ts'
import { listed } from '../wording.ts'
import { rulesOf, type Policy } from '../policy.ts'

const builtIn: Readonly<Record<string, string>> = {
  stage: 'the stage',
  previousStage: 'the stage before this one',
  owner: 'the owner',
  clockStatus: 'the worst of the open time limits',
  earliestDueAt: 'the next time at which one of the open time limits is due',
  explanation: 'the explanation in English',
}

export const quoted = (text: string): string => `“${text}”`

/** A fact by its label, or by what it is where the policy does not declare it. */
export function labelOf(policy: Policy, fact: string): string {
  const label = policy.facts.get(fact)?.label ?? builtIn[fact]
  if (label !== undefined) return label
  for (const { name, title } of rulesOf(policy, 'clock')) {
    if (fact === clockFact(name)) return `the state of the time limit ${quoted(title)}`
    if (fact === clockStartFact(name)) return `the start of the time limit ${quoted(title)}`
  }
  return fact
}

/** A fact in a sentence: in quotation marks where it is the policy's own word. */
export const factInWords = (policy: Policy, fact: string): string =>
  policy.facts.has(fact) ? quoted(labelOf(policy, fact)) : labelOf(policy, fact)

/** The same where a person is meant. */
export const personInWords = (policy: Policy, fact: string): string =>
  policy.facts.has(fact) ? `the person in ${factInWords(policy, fact)}` : factInWords(policy, fact)

export const stageInWords = (policy: Policy, key: string): string =>
  policy.stages.find((stage) => stage.key === key)?.label ?? key

export const roleInWords = (policy: Policy, role: string): string =>
  `the ${policy.roles.get(role)?.title ?? role}`

/** An option as a person would say it: `due_soon` is “due soon”. */
export const optionInWords = (option: string): string => `‘${option.replaceAll('_', ' ')}’`

export const valueInWords = (
  policy: Policy,
  fact: string,
  value: Literal,
  operator?: OperatorName,
): string => {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') {
    // Of a set that is or has all of these each is meant, else any of them.
    const isEach = policy.scope.get(fact)?.type === 'set' && operator !== 'containsAny'
    return (isEach ? listed : either)(value.map((one) => valueInWords(policy, fact, one)))
  }
  if (fact === 'stage' || fact === 'previousStage') return stageInWords(policy, value)
  return optionInWords(value)
}

/** `a`, `a or b`, `a, b or c`. */
export const either = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`

const unitWords = {
  workingDays: 'working day',
  workingHours: 'working hour',
  workingMinutes: 'working minute',
  calendarDays: 'calendar day',
  weeks: 'week',
  months: 'month',
} satisfies Record<Span['unit'], string>

/** `1 working day`, `20 working days`. */
export const spanInWords = ({ unit, count }: Span): string =>
  `${count} ${unitWords[unit]}${Math.abs(count) === 1 ? '' : 's'}`
