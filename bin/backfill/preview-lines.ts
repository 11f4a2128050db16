// A preview as lines for a terminal: what would change on a ticket, from what to what, and why.

import type { Temporal } from 'temporal-polyfill'
import type { Change } from '../../src/rules/decision.ts'
import { parseDate, parseInstant } from '../../src/rules/fact.ts'
import type { FactDefinition, Mode, Policy } from '../../src/rules/policy.ts'
import { inWords, listed } from '../../src/rules/wording.ts'
import { wrapped } from '../wrapped.ts'
import type { PlannedNotice, Preview } from './preview.ts'
import { counted } from './progress.ts'
import type { Sum } from './sum.ts'

const width = 100

/** Nothing for a ticket that is already right. `now` is the instant that it was decided at. */
export function previewLines(preview: Preview, policy: Policy, now: Temporal.Instant): readonly string[] {
  switch (preview.kind) {
    case 'gone':
      return []
    case 'undecided':
      return [`ticket ${preview.id}`, `  ! ${preview.why}`]
    case 'decided': {
      const { id, stage, changes, notices, problems, reason } = preview
      const told = [
        ...changes.flatMap((change) => changeLine(change, policy, now) ?? []),
        ...notices.map((notice) => noticeLine(notice, policy)),
      ]
      if (changes.length + notices.length + problems.length === 0) return []
      return [
        `ticket ${id}, ${stage}`,
        ...told.map((line) => `  ${line}`),
        ...problems.map((problem) => `  ! ${problem}`),
        ...indented(`why: ${reason}`),
      ]
    }
  }
}

const indented = (text: string): readonly string[] =>
  text
    .split('\n')
    .flatMap((line) => wrapped(line, width).map((each, index) => (index === 0 ? `  ${each}` : `    ${each}`)))

/** Nothing for the reason: it is printed whole below. */
function changeLine(change: Change, policy: Policy, now: Temporal.Instant): string | undefined {
  const label = (key: string) => policy.stages.find((stage) => stage.key === key)?.label ?? key
  if (change.kind === 'stage') return `stage: ${label(change.from)} → ${label(change.to)}`
  if (change.kind === 'owner') return `owner: ${change.from || 'nobody'} → ${change.to || 'nobody'}`
  const fact = policy.facts.get(change.fact)
  if (!fact) return `${change.property}: ${change.from} → ${change.to}`
  if (fact.type === 'text') return undefined
  const word = (value: string) => valueInWords(value, fact, policy, now)
  return `${fact.label}: ${word(change.from)} → ${word(change.to)}`
}

function valueInWords(
  value: string,
  { type }: FactDefinition,
  { calendar }: Policy,
  now: Temporal.Instant,
): string {
  if (value === '') return 'empty'
  const today = calendar.localDate(now)
  if (type === 'date') {
    const date = parseDate(value)
    return date ? inWords(date, today) : value
  }
  if (type === 'instant') {
    const at = parseInstant(value)
    if (!at) return value
    const local = at.toZonedDateTimeISO(calendar.timeZone)
    const time = local.toPlainTime().toString({ smallestUnit: 'minute' })
    return `${inWords(local.toPlainDate(), today)}, ${time}`
  }
  if (type === 'boolean') return value === 'true' ? 'yes' : 'no'
  const words = value.replaceAll('_', ' ')
  if (type === 'set') return listed(words.split(';'))
  return type === 'option' ? words : value
}

function noticeLine({ kind, subject, to, does }: PlannedNotice, policy: Policy): string {
  if (does === 'done') return `task done: ${subject}`
  const digestFor = policy.taskLimit?.digestFor ?? ''
  const role = policy.roles.get(digestFor)?.title ?? digestFor
  if (does === 'listed') return `task, listed with others for ${role}: ${subject}`
  return kind === 'note' ? `note: ${subject}` : `task for ${to ?? 'nobody'}: ${subject}`
}

export const writesIn: Readonly<Record<Mode, string>> = {
  observe: 'only the reason',
  assist: 'the reason, due dates, status and tasks',
  full: 'stage, owner, due dates, status, tasks and the reason',
}

/** `3 stages`. */
const some = (count: number, one: string, many = `${one}s`): readonly string[] =>
  count === 0 ? [] : [`${counted(count)} ${count === 1 ? one : many}`]

export function sumLines(sum: Sum, policy: Policy): readonly string[] {
  const parts = [
    ...some(sum.stages, 'stage'),
    ...some(sum.owners, 'owner'),
    ...some(sum.dueDates, 'due date'),
    ...some(sum.others, 'other value'),
    ...some(sum.reasons, 'reason'),
    ...some(sum.tasks, 'task'),
    ...some(sum.tasksListed, 'task in a list', 'tasks in a list'),
    ...some(sum.tasksDone, 'task done', 'tasks done'),
    ...some(sum.notes, 'note'),
  ]
  const looked = `${counted(sum.tickets)} ${sum.tickets === 1 ? 'ticket' : 'tickets'} looked at: `
  const changed =
    sum.changed === 0 ? 'none would change' : `${counted(sum.changed)} would change (${parts.join(', ')})`
  return [
    `${looked}${changed}, ${counted(sum.right)} already right.`,
    ...(sum.paused > 0
      ? [`Automation is paused on ${counted(sum.paused)} of them: nothing is written there.`]
      : []),
    ...(sum.notAnnounced > 0
      ? [
          `${counted(sum.notAnnounced)} of what is overdue was due before ${policy.enforceFrom ?? ''}, from when the policy announces it: recorded, without a task.`,
        ]
      : []),
    ...(sum.gone > 0 ? [`${counted(sum.gone)} went meanwhile.`] : []),
    ...(sum.withProblems > 0
      ? [`${counted(sum.withProblems)} with something for a person to see to (!).`]
      : []),
    ...(sum.undecided.length > 0
      ? [`${counted(sum.undecided.length)} can not be decided on:`, ...undecidedLines(sum.undecided)]
      : []),
  ]
}

function undecidedLines(undecided: Sum['undecided']): readonly string[] {
  const byReason = Map.groupBy(undecided, ({ why }) => why)
  return [...byReason].map(([why, tickets]) => {
    const ids = tickets.slice(0, 5).map(({ id }) => id)
    const more = tickets.length - ids.length
    return `  ${ids.join(', ')}${more > 0 ? ` and ${counted(more)} more` : ''}: ${why}`
  })
}
