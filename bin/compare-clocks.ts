// Which clocks of a ticket fall due at another time under other rules or another calendar. Pure.

import { Temporal } from 'temporal-polyfill'
import { isOpen, type Clock, type ClockState } from '../src/rules/clock.ts'
import type { Decision } from '../src/rules/decision.ts'

/** What a clock shows: its due date, the instant behind it, and its state. */
export type Shown = {
  readonly dueOn: Temporal.PlainDate
  readonly dueAt: Temporal.Instant
  readonly state: ClockState
}

/** `from` is absent where the clock is not there now, `to` where it would not be there any more. */
export type ClockChange = {
  readonly name: string
  readonly title: string
  readonly startAt: Temporal.Instant
  readonly from: Shown | undefined
  readonly to: Shown | undefined
}

export type Comparison = {
  readonly moved: readonly ClockChange[]
  /** Clocks that run, or wait to, and stay as they are. */
  readonly unmoved: number
  /** Problems that only the second decision has. */
  readonly problems: readonly string[]
}

/** Whether a calendar still moves it: a stopped clock keeps its result. */
const isGoing = (clock: Clock): boolean => isOpen(clock) || clock.state === 'waiting'

/** Compares the clocks of two decisions about one ticket at one instant. */
export function compareClocks(now: Decision, other: Decision): Comparison {
  const pairs = new Map<string, readonly [Clock | undefined, Clock | undefined]>()
  for (const clock of now.clocks) pairs.set(keyOf(clock), [clock, undefined])
  for (const clock of other.clocks) pairs.set(keyOf(clock), [pairs.get(keyOf(clock))?.[0], clock])
  const going = [...pairs.values()].filter((pair) => pair.some((clock) => clock && isGoing(clock)))
  const moved = going.flatMap(([from, to]) => {
    const clock = to ?? from
    if (!clock || (from && to && isSame(from, to))) return []
    const { name, title, startAt } = clock
    return [{ name, title, startAt, from: from && shown(from), to: to && shown(to) }]
  })
  const known = new Set(now.problems.map(({ key }) => key))
  return {
    moved,
    unmoved: going.length - moved.length,
    problems: other.problems.filter(({ key }) => !known.has(key)).map(({ message }) => message),
  }
}

const keyOf = ({ name, startAt }: Clock): string => `${name} ${startAt.toString()}`

const isSame = (from: Clock, to: Clock): boolean =>
  Temporal.Instant.compare(from.dueAt, to.dueAt) === 0 && from.dueOn.equals(to.dueOn)

const shown = ({ dueOn, dueAt, state }: Clock): Shown => ({ dueOn, dueAt, state })
