// Tasks and notes: which are called for, each under a key that makes it once, and which tasks still have a reason to be open.

import { Temporal } from 'temporal-polyfill'
import { appoint, peopleIn } from './assign.ts'
import { dueOf } from './calendar/due.ts'
import { isOpen, type Clock } from './clock.ts'
import type { Action, Problem, Reason } from './decision.ts'
import { toCrmText } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import { Unreadable } from './unreadable.ts'
import { judge } from './judge.ts'
import type { Directory, Unable } from './people.ts'
import { rulesAt, rulesOf, type NoteRule, type Once, type Policy, type TaskRule } from './policy.ts'
import type { Ticket } from './ticket.ts'
import { filled, inWords, textOn } from './wording.ts'
import { shownDue } from './writes.ts'

export type Notices = {
  readonly actions: readonly Action[]
  readonly standing: readonly string[]
  /** Sentences for the reason on the ticket. */
  readonly says: readonly string[]
  readonly reasons: () => readonly Reason[]
  readonly problems: readonly Problem[]
  readonly unable: readonly Unable[]
}

export async function noticesOf(
  policy: Policy,
  sheet: FactSheet,
  ticket: Ticket,
  clocks: readonly Clock[],
  directory: Directory,
): Promise<Notices> {
  const here = String(sheet.read('stage'))
  const rules = [...rulesAt(policy, 'task', here), ...rulesAt(policy, 'note', here)]
  const { held, reasons, problems } = await judge<TaskRule | NoteRule>(rules, policy, sheet)
  const failed: Problem[] = [...problems]
  const unable: Unable[] = []
  const today = policy.calendar.localDate(sheet.now)
  const barred = peopleIn(policy.conflicts, sheet)
  const clockNamed = (name: string) => clocks.find((clock) => clock.name === name)

  const words = (clock: Clock | undefined, dueAt: Temporal.Instant | undefined) => {
    const dueOn = clock?.dueOn ?? (dueAt && policy.calendar.localDate(dueAt.subtract({ seconds: 1 })))
    const startOn = clock && policy.calendar.localDate(clock.startAt)
    return {
      ...Object.fromEntries([...policy.messages].map(([name, texts]) => [name, textOn(texts, today)])),
      // Beside the start, never beside today: the same words however late they are read.
      ...(dueOn && { dueOn: inWords(dueOn, startOn) }),
      ...(startOn && { startOn: inWords(startOn) }),
      stage: policy.stages.find(({ key }) => key === here)?.label ?? '',
      owner: toCrmText(sheet.read('owner')) || 'nobody yet',
    }
  }
  const keyOf = (rule: TaskRule | NoteRule): string | undefined => {
    const anchor = anchorOf(rule.once, sheet, clockNamed)
    return anchor === undefined ? undefined : [policy.id, rule.name, ticket.id, ...anchor].join('/')
  }

  const notAnnounced = new Map<string, string>()
  /** The date, where that is before the policy announces anything. */
  const before = (dueOn: Temporal.PlainDate | undefined): string | undefined =>
    dueOn && policy.enforceFrom !== undefined && dueOn.toString() < policy.enforceFrom
      ? dueOn.toString()
      : undefined

  const says: string[] = []
  const actionOf = (rule: TaskRule | NoteRule): readonly Action[] => {
    const key = keyOf(rule)
    if (key === undefined) return []
    const clock = rule.once.kind === 'clock' ? clockNamed(rule.once.clock) : undefined
    const dueAt = rule.kind === 'task' ? taskDue(rule) : undefined
    const early = before(clock?.dueOn ?? (dueAt && policy.calendar.localDate(shownDue(dueAt))))
    if (early !== undefined) {
      notAnnounced.set(rule.name, early)
      return []
    }
    const base = { key, rule: rule.name, ofClock: clock !== undefined }
    if (rule.kind === 'note')
      return [
        {
          ...base,
          kind: 'note',
          to: undefined,
          dueAt: undefined,
          subject: rule.title,
          body: filled(rule.text, words(clock, undefined)),
        },
      ]
    const appointee = appoint(rule.candidates, barred, policy, sheet, today, directory)
    unable.push(...appointee.unable)
    if (appointee.kind === 'nobody')
      failed.push({
        key: `nobody/${rule.name}`,
        message: `nobody for the task \`${rule.title}\`: ${appointee.why}`,
      })
    const values = words(clock, dueAt)
    if (rule.says !== undefined) says.push(filled(rule.says, values))
    return [
      {
        ...base,
        kind: 'task',
        to: appointee.kind === 'found' ? appointee.email : undefined,
        dueAt,
        subject: filled(rule.subject, values),
        body: filled(rule.body, values),
      },
    ]
  }
  const actions = held.flatMap((rule) => {
    try {
      return actionOf(rule)
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      failed.push({ key: `rule/${rule.name}`, message: `rule \`${rule.name}\`: ${error.message}` })
      return []
    }
  })
  // A notice about a clock stands until that clock ends; any other while its rule holds.
  const ofOpenClocks = rulesOf(policy, 'task').flatMap((rule) => {
    const clock = rule.once.kind === 'clock' ? clockNamed(rule.once.clock) : undefined
    const key = clock && isOpen(clock) ? keyOf(rule) : undefined
    return key ?? []
  })
  return {
    actions,
    standing: [...new Set([...actions.map((action) => action.key), ...ofOpenClocks])],
    says,
    reasons: () =>
      reasons().map((reason) => {
        const dueOn = notAnnounced.get(reason.rule)
        return dueOn === undefined ? reason : { ...reason, notAnnounced: dueOn }
      }),
    problems: failed,
    unable,
  }

  function taskDue(rule: TaskRule): Temporal.Instant | undefined {
    if (rule.due.kind === 'clock') return clockNamed(rule.due.clock)?.dueAt
    const start = sheet.instant(rule.due.from)
    if (!start) return undefined
    const due = dueOf({ calendar: policy.calendar, start, within: rule.due.within })
    return due.ok ? due.value.dueAt : undefined
  }
}

function anchorOf(
  once: Once,
  sheet: FactSheet,
  clockNamed: (name: string) => Clock | undefined,
): readonly string[] | undefined {
  switch (once.kind) {
    case 'ticket':
      return []
    case 'fact': {
      const value = toCrmText(sheet.read(once.fact))
      return value === '' ? undefined : [value]
    }
    case 'clock': {
      const clock = clockNamed(once.clock)
      return clock && [clock.startAt.toString({ smallestUnit: 'second' }), clock.dueOn.toString()]
    }
  }
}
