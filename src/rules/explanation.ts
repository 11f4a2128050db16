// The reason on the ticket: two or three sentences that a resident could read. What, why, by when, who.

import type { Temporal } from 'temporal-polyfill'
import { isOpen, type Clock } from './clock.ts'
import type { Problem } from './decision.ts'
import type { MoveRule, Policy } from './policy.ts'
import { capitalised, inWords, listed } from './wording.ts'

type Movement = {
  /** Stage last seen, stage found, stage it goes to. */
  readonly from: string | undefined
  readonly found: string
  readonly to: string
  readonly moves: readonly MoveRule[]
  readonly now: Temporal.Instant
  /** Whether Redress carries the move out, or only says what it would do. */
  readonly isWriting: boolean
}

/** The first sentence after a move, by rule or by hand; `undefined` where nothing moved. */
export function leadOf(policy: Policy, movement: Movement): string | undefined {
  const { from, found, to, moves, now, isWriting } = movement
  const label = (key: string) => policy.stages.find((stage) => stage.key === key)?.label ?? key
  const today = inWords(policy.calendar.localDate(now))
  if (to !== found) {
    const because = listed([...new Set(moves.map((rule) => rule.because))])
    const sources = listed([
      ...new Set(moves.map(({ source }) => `${source.section}, paragraph ${source.paragraph}`)),
    ])
    return isWriting
      ? `Moved to ${label(to)} on ${today} because ${because} (${sources}).`
      : `Would move to ${label(to)} because ${because} (${sources}).`
  }
  if (from === undefined || from === found) return undefined
  return `Moved from ${label(from)} to ${label(found)} by hand, seen on ${today}.`
}

type State = {
  readonly lead: string | undefined
  readonly stage: string
  readonly clocks: readonly Clock[]
  readonly ownerRole: string | undefined
  readonly isHeld: boolean
  readonly says: readonly string[]
  readonly problems: readonly Problem[]
  readonly hasOwner: boolean
}

/** The whole reason. It holds no relative time, so it changes only when something it speaks of does. */
export function explanationOf(policy: Policy, state: State): string {
  const stage = policy.stages.find(({ key }) => key === state.stage)
  const sentences = [
    state.lead ?? `In ${stage?.label ?? state.stage}: ${stage?.says ?? ''}.`,
    ...clockSentences(policy, state.clocks),
    ...(state.ownerRole !== undefined && state.hasOwner && !stage?.closed
      ? [`It is with the ${policy.roles.get(state.ownerRole)?.title ?? state.ownerRole}.`]
      : []),
    ...state.says,
    ...(state.isHeld
      ? ['It was moved back by hand, so it stays here until something that the procedure depends on changes.']
      : []),
    ...state.problems.map((problem) => `Needs a person: ${problem.message}.`),
  ]
  return [...new Set(sentences)].join(' ')
}

function clockSentences(policy: Policy, clocks: readonly Clock[]): readonly string[] {
  const started = (clock: Clock) => policy.calendar.localDate(clock.startAt)
  const byDue = clocks.toSorted((a, b) => (a.dueOn.toString() < b.dueOn.toString() ? -1 : 1))

  const owed = byDue.filter(isOpen).map((clock) => {
    const on = inWords(clock.dueOn, started(clock))
    const extended = clock.extension?.valid ? ' (extended)' : ''
    const { todo } = clock.rule.words
    if (clock.pausedSince)
      return `${todo}: paused since ${inWords(policy.calendar.localDate(clock.pausedSince), started(clock))}`
    if (clock.state === 'overdue') return `${todo}: overdue, it was due by ${on}${extended}`
    return `${todo} by ${on}${extended}${clock.state === 'due_soon' ? ', due soon' : ''}`
  })
  const done = byDue
    .filter((clock) => clock.current && clock.stopAt)
    .map((clock) => {
      const on = clock.stopAt ? inWords(policy.calendar.localDate(clock.stopAt), started(clock)) : ''
      const late =
        clock.state === 'met_late' ? `late: it was due by ${inWords(clock.dueOn, started(clock))}` : 'in time'
      return `${clock.rule.words.done} on ${on}, ${late}.`
    })
  const [first, ...rest] = owed
  const sentence =
    first === undefined
      ? []
      : [
          `${[first, ...rest.map(uncapitalised)].join(owed.some((part) => part.includes(',')) ? '; ' : ', ')}.`,
        ]
  const awaited = byDue
    .filter((clock) => clock.state === 'waiting')
    .map(
      (clock) =>
        `${clock.rule.words.todo}: the time begins only on ${inWords(started(clock))} ${started(clock).year}.`,
    )
  const remarks = clocks
    .filter(isOpen)
    .flatMap((clock) => clock.remarks.map((remark) => `${capitalised(remark)}.`))
  return [...done, ...sentence, ...awaited, ...remarks]
}

const uncapitalised = (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1)
