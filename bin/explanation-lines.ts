// A decision as lines for a terminal: changes, clocks with how their days were counted, rules with what they saw.

import { Temporal } from 'temporal-polyfill'
import type { Change, Decision, Reason } from '../src/rules/decision.ts'
import { typeValue } from '../src/rules/fact.ts'
import { seenInWords } from '../src/rules/english/seen-value.ts'
import type { Policy } from '../src/rules/policy.ts'
import type { Ticket } from '../src/rules/ticket.ts'
import { inWords } from '../src/rules/wording.ts'
import { clockLines, countedClock, momentInWords } from './clock-lines.ts'
import { reasonLines } from './condition-tree.ts'

/** `all`: every rule, not only those that hold. */
export function explanationLines(
  ticket: Ticket,
  decision: Decision,
  policy: Policy,
  now: Temporal.Instant,
  all: boolean,
): readonly string[] {
  const { calendar } = policy
  const today = calendar.localDate(now)
  const [day, time] = momentInWords(now, calendar).split(', ')
  const of = (status: Reason['status']) => decision.reasons.filter((reason) => reason.status === status)
  const near = decision.reasons.filter(({ kind, nearMiss }) => kind === 'move' && nearMiss !== undefined)
  return [
    `Ticket ${ticket.id || '(no id)'} in ${ticket.stage}, ${day} ${today.year}, ${time} (${calendar.timeZone}), by ${policy.title} ${decision.version}`,
    '',
    decision.explanation,
    ...section(
      decision.paused ? 'Would change, were automation not paused' : 'Would change',
      decision.changes.length === 0
        ? ['nothing']
        : decision.changes.map((change) => changeLine(change, policy)),
    ),
    ...section(
      'Tasks and notes',
      decision.actions.map(
        ({ kind, subject, to, dueAt }) =>
          `${kind}: ${subject}${to ? ` (${to})` : ''}${dueAt ? `, due ${dueInWords(dueAt, policy)}` : ''}`,
      ),
    ),
    ...section('Versions', versionLines(decision, policy)),
    ...section(
      'Clocks',
      decision.clocks.flatMap((clock) => clockLines(countedClock(clock))),
    ),
    ...section('Rules that hold', of('held').flatMap(ruleLines)),
    ...section(
      'Near misses',
      near.flatMap((reason) => [
        `${reason.rule}: ${reason.nearMiss}`,
        ...(all ? [] : reasonLines(reason).map((line) => `    ${line}`)),
      ]),
    ),
    ...(all ? section('Rules that do not hold', of('not held').flatMap(ruleLines)) : []),
    ...section(
      'Could not be evaluated',
      of('error').map(({ rule, error }) => `${rule}: ${error}`),
    ),
    ...section(
      'Needs a person',
      decision.problems.map(({ message }) => message),
    ),
    ...(decision.needs.length > 0
      ? [
          '',
          `Provisional: the history of ${decision.needs.join(', ')} was not given, so ${inWords(today)} stands in for when it was set.`,
        ]
      : []),
    '',
    decision.nextLookAt
      ? `Nothing changes by itself before ${momentInWords(decision.nextLookAt, calendar, today)}.`
      : 'Nothing more changes by itself.',
  ]
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]

function changeLine(change: Change, policy: Policy): string {
  if (change.kind === 'stage') {
    const label = (key: string) => policy.stages.find((stage) => stage.key === key)?.label ?? key
    return `stage: ${label(change.from)} → ${label(change.to)}`
  }
  if (change.kind === 'owner')
    return `owner: ${change.from || '(nobody)'} → ${change.to || '(nobody)'}${change.role === undefined ? '' : `, ${policy.roles.get(change.role)?.title ?? change.role}`}`
  const show = (text: string) => valueInWords(text, change.fact, policy) || '(empty)'
  return `${change.property}: ${show(change.from)} → ${show(change.to)}`
}

/** A value as the CRM holds it, dates and times in words. */
function valueInWords(text: string, name: string, policy: Policy): string {
  const fact = policy.facts.get(name)
  const typed = fact && typeValue(fact.type, fact.options, text)
  const isMoment =
    typed?.ok && (typed.value instanceof Temporal.Instant || typed.value instanceof Temporal.PlainDate)
  return isMoment ? seenInWords(policy, name, typed.value) : text
}

/** Due at the first instant of a day is due at the end of the day before. */
function dueInWords(dueAt: Temporal.Instant, { calendar }: Policy): string {
  const day = calendar.localDate(dueAt.subtract({ milliseconds: 1 }))
  return calendar.endOfDay(day).equals(dueAt) ? `the end of ${inWords(day)}` : momentInWords(dueAt, calendar)
}

const ruleLines = (reason: Reason): readonly string[] => [
  `${reason.rule}: ${reason.title} (${reason.source.section}, paragraph ${reason.source.paragraph})`,
  ...reasonLines(reason).map((line) => `    ${line}`),
]

/** Which version governs which stage, where more than one does. */
function versionLines({ governedBy = {} }: Decision, policy: Policy): readonly string[] {
  if (new Set(Object.values(governedBy)).size < 2) return []
  return policy.stages.map(({ key, label }) => `${label}: by version ${governedBy[key] ?? policy.version}`)
}
