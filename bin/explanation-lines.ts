// A decision as lines for a terminal: changes, clocks with how their days were counted, rules with what they saw.

import type { Temporal } from 'temporal-polyfill'
import { skippedBetween } from '../src/rules/calendar/skipped.ts'
import type { Clock } from '../src/rules/clock.ts'
import type { Change, Decision, Reason } from '../src/rules/decision.ts'
import type { Policy } from '../src/rules/policy.ts'
import type { Ticket } from '../src/rules/ticket.ts'
import { inWords } from '../src/rules/wording.ts'

/** Holidays and closures between a clock's start and its due date. */
export const skippedBy = (policy: Policy, clock: Clock) =>
  skippedBetween(policy.calendar, policy.calendar.localDate(clock.startAt), clock.dueOn.add({ days: 1 }))

export function explanationLines(
  ticket: Ticket,
  decision: Decision,
  policy: Policy,
  now: Temporal.Instant,
): readonly string[] {
  const label = (key: string) => policy.stages.find((stage) => stage.key === key)?.label ?? key
  const at = now.toZonedDateTimeISO(policy.calendar.timeZone)
  const time = at.toPlainTime().toString({ smallestUnit: 'minute' })
  return [
    `Ticket ${ticket.id || '(no id)'} in ${ticket.stage}, ${inWords(at.toPlainDate())} ${at.year}, ${time} (${policy.calendar.timeZone}), by ${policy.title} ${policy.version}`,
    '',
    decision.explanation,
    ...section(
      'Would change',
      decision.changes.map((change) => changeLine(change, label)),
    ),
    ...section(
      'Tasks and notes',
      decision.actions.map(({ kind, subject, to }) => `${kind}: ${subject}${to ? ` (${to})` : ''}`),
    ),
    ...section(
      'Clocks',
      decision.clocks.flatMap((clock) => clockLines(clock, policy)),
    ),
    ...section(
      'Rules that hold',
      decision.reasons.filter(({ status }) => status === 'held').flatMap(ruleLines),
    ),
    ...section(
      'Moves that lack one condition',
      decision.reasons
        .filter(({ kind, nearMiss }) => kind === 'move' && nearMiss !== undefined)
        .map(nearLine),
    ),
    ...section(
      'Could not be evaluated',
      decision.reasons
        .filter(({ status }) => status === 'error')
        .map(({ rule, error }) => `${rule}: ${error}`),
    ),
    ...section(
      'Needs a person',
      decision.problems.map(({ message }) => message),
    ),
    ...(decision.needs.length > 0
      ? [
          '',
          `Provisional: the history of ${decision.needs.join(', ')} was not given, so ${inWords(at.toPlainDate())} stands in for when it was set.`,
        ]
      : []),
    '',
    decision.nextLookAt
      ? `Nothing changes by itself before ${decision.nextLookAt.toZonedDateTimeISO(policy.calendar.timeZone).toPlainDateTime().toString({ smallestUnit: 'second' })}.`
      : 'Nothing more changes by itself.',
  ]
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]

function changeLine(change: Change, label: (key: string) => string): string {
  if (change.kind === 'stage') return `stage: ${label(change.from)} → ${label(change.to)}`
  const name = change.kind === 'owner' ? 'owner' : change.property
  return `${name}: ${change.from || '(empty)'} → ${change.to || '(empty)'}`
}

function clockLines(clock: Clock, policy: Policy): readonly string[] {
  const start = policy.calendar.localDate(clock.startAt)
  const skipped = skippedBy(policy, clock).map(({ on, title }) => `${inWords(on, start)} ${title}`)
  return [
    `${clock.name}: ${clock.state.replace('_', ' ')}, from ${inWords(start)} ${start.year} to the end of ${inWords(clock.dueOn, start)}`,
    ...(skipped.length > 0 ? [`    not counted: ${skipped.join(', ')}, and weekends`] : []),
    ...(clock.stopAt
      ? [
          `    stopped on ${inWords(policy.calendar.localDate(clock.stopAt), start)} after ${clock.workingDays} working days`,
        ]
      : []),
    ...(clock.extension?.valid ? [`    extended (${clock.extension.name})`] : []),
    ...clock.remarks.map((remark) => `    ${remark}`),
  ]
}

const cited = ({ source }: Reason) => `${source.section}, paragraph ${source.paragraph}`

const ruleLines = (reason: Reason): readonly string[] => [
  `${reason.rule}: ${reason.title} (${cited(reason)})`,
  ...reason.conditions.map(
    ({ result, decisive, text }) => `    ${result ? '✓' : '✗'} ${text}${decisive ? '' : ' (not decisive)'}`,
  ),
]

const nearLine = ({ rule, title, nearMiss }: Reason) => `${rule}: ${title}: ${nearMiss}`
