// A time limit in English: how long, from what to what, and what moves, pauses or ends it.

import type { Span } from '../calendar/span.ts'
import type { ClockRule, Extension, PauseRule, Target } from '../clock-rule.ts'
import type { Policy } from '../policy.ts'
import { listed } from '../wording.ts'
import { conditionInWords } from './condition.ts'
import { countingInWords } from './derivation.ts'
import { either, factInWords, optionInWords, spanInWords, stageInWords } from './naming.ts'

/** Sentences, the first with what is to be done, by when and from when on. */
export function clockInWords(policy: Policy, rule: ClockRule): readonly string[] {
  const fact = (name: string) => factInWords(policy, name)
  const facts = (names: readonly string[]) => names.map(fact)
  const warning = rule.warn ? `, due soon ${spanInWords(rule.warn)} before` : ''
  const [target, ...more] = rule.targets.map((one) => targetInWords(policy, one))
  return [
    `${rule.words.todo} ${target ?? 'at no time'}, counted from ${fact(rule.start)}${warning}.`,
    ...more.map((words, index) => `${index === more.length - 1 ? 'Otherwise' : 'Or else'} ${words}.`),
    `It runs when ${conditionInWords(policy, rule.condition)}, and once begun goes on until ${stopInWords(rule, facts)}.`,
    ...(rule.repeat
      ? [
          `Each time it is done (${fact(rule.repeat.done)}) ${rule.repeat.counted === 'fromLast' ? 'the time begins anew' : 'the next of a fixed row of dates is due'}.`,
        ]
      : []),
    ...rule.pauses.map((pause) => `It stands still ${pauseInWords(policy, pause)}.`),
    ...rule.extensions.map((extension) => extensionInWords(policy, extension, rule.extensions)),
    ...(rule.lapses ? ['When its time is up it lapses: it is never overdue.'] : []),
    ...(rule.cancel.length > 0 ? [`It ends without an answer if ${either(facts(rule.cancel))}.`] : []),
    ...countingInWords(policy, rule).map((words) => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`),
    ...writtenInWords(rule, fact),
  ]
}

const stopInWords = (rule: ClockRule, facts: (names: readonly string[]) => readonly string[]): string =>
  rule.stopAt === 'last' && rule.stop.length > 1
    ? `${listed(facts(rule.stop))} are ${rule.stop.length === 2 ? 'both' : 'all'} known`
    : `${either(facts(rule.stop))}${rule.stop.length > 1 ? ', whichever is first' : ''}`

function targetInWords(policy: Policy, target: Target): string {
  const condition = target.when === undefined ? '' : ` if ${factInWords(policy, target.when)}`
  if (target.kind === 'by') return `by the end of ${factInWords(policy, target.fact)}${condition}`
  const longer = target.acrossClosure
    ? ` (${spanInWords(target.acrossClosure)} where a closure of the office falls into it)`
    : ''
  return `within ${spanInWords(target.within)}${longer}${condition}`
}

function pauseInWords(policy: Policy, pause: PauseRule): string {
  if (pause.kind === 'span')
    return `from ${factInWords(policy, pause.from)} to ${factInWords(policy, pause.to)}`
  if (pause.fact === 'stage')
    return `while the ticket is in ${either(pause.is.map((key) => stageInWords(policy, key)))}`
  const isBoolean = policy.scope.get(pause.fact)?.type === 'boolean'
  if (isBoolean && pause.is.join() === 'true') return `while ${factInWords(policy, pause.fact)}`
  return `while ${factInWords(policy, pause.fact)} is ${either(pause.is.map(optionInWords))}`
}

function extensionInWords(policy: Policy, extension: Extension, all: readonly Extension[]): string {
  const { name, when, after, notice, reason, needs, until, atMost, total, dateOptional, times } = extension
  const fact = (one: string) => factInWords(policy, one)
  const cap = [
    ...(atMost ? [`at most ${spanInWords(atMost)} later`] : []),
    ...(total ? [`at most ${spanInWords(total)} in all`] : []),
  ]
  const parts = [
    ...(when === undefined ? [] : [`if ${fact(when)}`]),
    ...(reason === undefined ? [] : [`with ${fact(reason)}`]),
    ...(needs.length === 0 ? [] : [`only with ${listed(needs.map(fact))}`]),
    ...(times === undefined ? [] : [`no more than ${timesInWords(times.atMost)} (${fact(times.fact)})`]),
  ]
  const before = after !== undefined && all.some((one) => one.name === after) ? `, after \`${after}\`` : ''
  return [
    `It can be extended (\`${name}\`${before})`,
    `${parts.map((part) => ` ${part},`).join('')} by ${fact(notice)} while the time is not yet up:`,
    until === undefined
      ? ` the due date is then ${mostOf(atMost, total)}.`
      : ` the due date is then ${[fact(until), ...(cap.length > 0 ? [cap.join(' and ')] : [])].join(', ')}${dateOptional ? ', and as late as that where no date is given' : ''}.`,
  ].join('')
}

const timesInWords = (count: number): string => (count === 1 ? 'once' : `${count} times`)

const mostOf = (atMost: Span | undefined, total: Span | undefined): string =>
  [
    ...(atMost ? [`${spanInWords(atMost)} later`] : []),
    ...(total ? [`${spanInWords(total)} after the start`] : []),
  ].join(', but not after ')

function writtenInWords(rule: ClockRule, fact: (name: string) => string): readonly string[] {
  const written = [
    ...(rule.due === undefined ? [] : [`its due date in ${fact(rule.due)}`]),
    ...(rule.result === undefined ? [] : [`how it was met in ${fact(rule.result)}`]),
    ...(rule.taken === undefined ? [] : [`the working days it took in ${fact(rule.taken)}`]),
  ]
  return written.length === 0 ? [] : [`The ticket shows ${listed(written)}.`]
}
