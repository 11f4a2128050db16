// A worked example in English: where it begins, then for each step what people do and what must come of it.

import { Temporal } from 'temporal-polyfill'
import { toCrmText, typeValue } from '../../src/rules/fact.ts'
import { either, optionInWords, quoted } from '../../src/rules/english/naming.ts'
import type { FactDefinition, Policy } from '../../src/rules/policy.ts'
import { inWords, listed } from '../../src/rules/wording.ts'
import type { ClockDetails, Example, Expectation, Step } from '../examples/example.ts'

/** One sentence for the beginning, and one for each step. */
export const exampleInWords = (policy: Policy, example: Example): readonly string[] => [
  `A ticket in ${example.stage}${owned(example.owner)}${recorded(policy, example.properties, ', with ')}.`,
  ...example.steps.map((step) => stepInWords(policy, step)),
]

const owned = (owner: string): string => (owner === '' ? '' : ` of ${owner}`)

function stepInWords(policy: Policy, step: Step): string {
  const done = [
    ...(step.stage === undefined ? [] : [`people move it to ${step.stage}`]),
    ...(step.owner === undefined
      ? []
      : [step.owner === '' ? 'people take its owner away' : `people give it to ${step.owner}`]),
    ...(Object.keys(step.properties).length === 0
      ? []
      : [`people record ${recorded(policy, step.properties, '')}`]),
    ...(step.isLost ? ['the CRM’s notice of it is lost'] : []),
  ]
  const { expectations } = step
  const then = [
    ...expectations.filter(({ kind }) => !isOfRule(kind)).map((one) => expectationInWords(policy, one)),
    ...holding(policy, expectations),
  ]
  const seen = then.length === 0 ? '' : `${done.length === 0 ? '' : '; then '}${listed(then)}`
  const what = `${listed(done)}${seen}`
  return `On ${momentInWords(policy, step.at)}: ${what === '' ? 'Redress looks at it' : what}.`
}

/** Facts with their values, in the order of the policy. */
function recorded(policy: Policy, properties: Readonly<Record<string, string>>, before: string): string {
  const words = [...policy.facts.values()].flatMap((fact) => {
    const value = properties[fact.property ?? '']
    return fact.property === undefined || value === undefined ? [] : [valueOfFact(policy, fact, value)]
  })
  return words.length === 0 ? '' : `${before}${listed(words)}`
}

function valueOfFact(policy: Policy, fact: FactDefinition, crm: string): string {
  const label = quoted(fact.label)
  if (crm === '') return `${label} as empty`
  const typed = typeValue(fact.type, fact.options, crm)
  if (!typed.ok) return `${label} as ${crm}`
  const { value } = typed
  if (typeof value === 'boolean') return `${label} as ${value ? 'yes' : 'no'}`
  if (value instanceof Temporal.Instant) return `${label} at ${momentInWords(policy, value)}`
  if (value instanceof Temporal.PlainDate) return `${label} as ${dayInWords(value)}`
  if (fact.type === 'option') return `${label} as ${optionInWords(crm)}`
  if (Array.isArray(value)) return `${label} as ${listed(value.map((one: string) => optionInWords(one)))}`
  return `${label} as ${toCrmText(value)}`
}

function expectationInWords(policy: Policy, expected: Expectation): string {
  switch (expected.kind) {
    case 'stage':
      return `it is in ${expected.stage}`
    case 'owner':
      return expected.who === '' ? 'nobody owns it' : `its owner is ${personInWords(policy, expected.who)}`
    case 'fact': {
      const fact = policy.facts.get(expected.fact)
      return fact ? `it shows ${valueOfFact(policy, fact, expected.value)}` : expected.fact
    }
    case 'clock':
      return clockInWords(policy, expected)
    case 'fires':
    case 'refuses':
      return ruleInWords(policy, expected.rule)
    case 'nearMiss':
      return `the rule ${ruleInWords(policy, expected.rule)} does not hold${expected.text === '' ? '' : ` for want of ${quoted(expected.text)}`}`
    case 'tasks':
    case 'notes': {
      const what = expected.kind === 'tasks' ? 'open tasks' : 'notes'
      const rules = expected.notices.map(({ rule, to }) => {
        const who = to === undefined ? '' : ` for ${to === '' ? 'nobody' : personInWords(policy, to)}`
        return `${ruleInWords(policy, rule)}${who}`
      })
      return rules.length === 0 ? `there are no ${what}` : `the ${what} are ${listed(rules)}`
    }
    case 'changesNothing':
      return 'Redress changes nothing'
    case 'says':
      return `the ticket says ${quoted(expected.text)}`
    case 'problem':
      return `people are told ${quoted(expected.text)}`
  }
}

const isOfRule = (kind: Expectation['kind']) => kind === 'fires' || kind === 'refuses'

/** The rules that hold and those that do not, together. */
function holding(policy: Policy, expectations: readonly Expectation[]): readonly string[] {
  const rules = (kind: 'fires' | 'refuses') =>
    expectations.flatMap((one) => (one.kind === kind ? [ruleInWords(policy, one.rule)] : []))
  const [held, refused] = [rules('fires'), rules('refuses')]
  const the = (names: readonly string[]) => `the rule${names.length === 1 ? '' : 's'} ${listed(names)}`
  return [
    ...(held.length === 0 ? [] : [`${the(held)} ${held.length === 1 ? 'holds' : 'hold'}`]),
    ...(refused.length === 0 ? [] : [`${the(refused)} ${refused.length === 1 ? 'does' : 'do'} not hold`]),
  ]
}

const ruleInWords = (policy: Policy, rule: string): string =>
  quoted(policy.rules.find(({ name }) => name === rule)?.title ?? rule)

const personInWords = (policy: Policy, who: string): string => {
  const role = policy.roles.get(who)
  return role ? `the ${role.title}` : (policy.directory?.get(who)?.name ?? who)
}

function clockInWords(
  policy: Policy,
  { clock, state, details }: Extract<Expectation, { kind: 'clock' }>,
): string {
  const title = policy.rules.find(({ name }) => name === clock)?.title ?? clock
  if (state === 'none') return `there is no time limit ${quoted(title)}`
  const more = detailsInWords(policy, details)
  return `${quoted(title)} is ${state.replaceAll('_', ' ')}${more.length === 0 ? '' : ` (${more.join(', ')})`}`
}

function detailsInWords(policy: Policy, details: ClockDetails): readonly string[] {
  const { startAt, dueOn, dueAt, stopAt, workingDays, extension, remarks } = details
  const at = (instant: Temporal.Instant) => momentInWords(policy, instant)
  return [
    ...(startAt ? [`begun ${at(startAt)}`] : []),
    ...(dueOn ? [`due ${dayInWords(dueOn)}`] : []),
    ...(dueAt ? [`due ${at(dueAt)}`] : []),
    ...(stopAt ? [`done ${at(stopAt)}`] : []),
    ...(workingDays === undefined ? [] : [`in ${workingDays} working day${workingDays === 1 ? '' : 's'}`]),
    ...(extension ? [extensionInWords(extension)] : []),
    ...(remarks === undefined
      ? []
      : [remarks.length === 0 ? 'without a remark' : `with the remark ${either(remarks.map(quoted))}`]),
  ]
}

function extensionInWords(extension: NonNullable<ClockDetails['extension']>): string {
  switch (extension.kind) {
    case 'none':
      return 'not extended'
    case 'valid':
      return 'extended'
    case 'invalid':
      return `not extended${extension.why === '' ? '' : `, for ${quoted(extension.why)}`}`
  }
}

const momentInWords = (policy: Policy, at: Temporal.Instant): string => {
  const local = at.toZonedDateTimeISO(policy.calendar.timeZone)
  return `${dayInWords(local.toPlainDate())} at ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`
}

const dayInWords = (date: Temporal.PlainDate): string => `${inWords(date)} ${date.year}`
