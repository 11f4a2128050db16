// Compares the tasks and notes that an example expects with those on the ticket.

import type { Policy } from '../../src/rules/policy.ts'
import type { Expectation, NoticeExpected } from './example.ts'
import type { Mismatch } from './mismatch.ts'
import { showDay, showMoment } from './moment.ts'
import type { Notice } from './ticket-life.ts'

export function compareNotices(
  { kind, notices: expected }: Extract<Expectation, { kind: 'tasks' | 'notes' }>,
  notices: Iterable<Notice>,
  policy: Policy,
): Mismatch | undefined {
  const present = [...notices].filter((notice) => (kind === 'tasks' ? notice.isOpen : notice.kind === 'note'))
  const what = kind === 'tasks' ? 'open tasks' : 'notes'
  const rulesOf = (of: readonly { readonly rule: string }[]) => [...new Set(of.map(({ rule }) => rule))]
  const [named, there] = [rulesOf(expected), rulesOf(present)]
  const apart = [...new Set([...named, ...there])].filter(
    (rule) => named.includes(rule) !== there.includes(rule),
  )
  if (apart.length > 0) {
    const list = (rules: readonly string[]) => rules.toSorted().join(', ') || 'none'
    return { what, expected: list(named), actual: list(there), rules: apart }
  }
  const wrong = expected.find((one) => !present.some((notice) => isSuch(one, notice, policy)))
  if (!wrong) return undefined
  const rivals = present.filter(({ rule }) => rule === wrong.rule)
  return {
    what,
    expected: wordsOf(wrong, policy),
    actual: rivals.map((notice) => wordsOfNotice(wrong, notice, policy)).join('; '),
    rules: [wrong.rule],
  }
}

function isSuch({ rule, to, dueAt, dueOn, says }: NoticeExpected, notice: Notice, policy: Policy): boolean {
  return (
    rule === notice.rule &&
    (to === undefined || to === (notice.to ?? '') || holdersOf(to, policy).includes(notice.to ?? '')) &&
    (dueAt === undefined || notice.dueAt?.equals(dueAt) === true) &&
    (dueOn === undefined || dayOf(notice, policy)?.equals(dueOn) === true) &&
    says.every((text) => textOf(notice).includes(text))
  )
}

/** Everybody who may act in a role. */
function holdersOf(name: string, policy: Policy): readonly string[] {
  const role = policy.roles.get(name)
  return role ? [...Object.values(role.owners), ...Object.values(role.deputies).flat()] : []
}

/** The day by whose end it is due: an instant that begins a day ends the day before. */
const dayOf = ({ dueAt }: Notice, { calendar }: Policy) =>
  dueAt && calendar.localDate(dueAt.subtract({ milliseconds: 1 }))

const textOf = ({ subject, body }: Notice) => (subject === '' ? body : `${subject}: ${body}`)

function wordsOf({ rule, to, dueAt, dueOn, says }: NoticeExpected, { calendar }: Policy): string {
  return [
    rule,
    ...(to === undefined ? [] : [`to ${to || 'nobody'}`]),
    ...(dueAt ? [`due ${showMoment(dueAt, calendar.timeZone)}`] : []),
    ...(dueOn ? [`due ${showDay(dueOn)}`] : []),
    ...says.map((text) => `… ${text} …`),
  ].join(', ')
}

/** A notice in as many words as were expected of it. */
function wordsOfNotice({ to, dueAt, dueOn, says }: NoticeExpected, notice: Notice, policy: Policy): string {
  const day = dayOf(notice, policy)
  return [
    notice.rule,
    ...(to === undefined ? [] : [`to ${notice.to ?? 'nobody'}`]),
    ...(dueAt ? [`due ${notice.dueAt ? showMoment(notice.dueAt, policy.calendar.timeZone) : 'never'}`] : []),
    ...(dueOn ? [`due ${day ? showDay(day) : 'never'}`] : []),
    ...(says.length > 0 ? [textOf(notice)] : []),
  ].join(', ')
}
