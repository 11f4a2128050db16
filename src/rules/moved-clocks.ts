// Clocks whose due date moved although nothing of the ticket did: a rule or a calendar was edited.

import type { Temporal } from 'temporal-polyfill'
import { isOpen, type Clock } from './clock.ts'
import type { Memory } from './memory.ts'
import type { Policy } from './policy.ts'

export type MovedClock = {
  readonly name: string
  readonly title: string
  readonly startAt: Temporal.Instant
  readonly before: string
  readonly dueOn: Temporal.PlainDate
}

/** Open clocks that were counted by other rules at the last look, from the same dates, to another due date. */
export function movedClocks(memory: Memory, policy: Policy, clocks: readonly Clock[]): readonly MovedClock[] {
  if (memory.digest === undefined || memory.digest === policy.digest) return []
  return clocks.filter(isOpen).flatMap(({ name, title, startAt, dueOn, inputs }) => {
    const before = memory.clocks?.[name]
    const isSame = before?.startAt === startAt.toString() && before.inputs === inputs
    if (!before || !isSame || before.dueOn === dueOn.toString()) return []
    return [{ name, title, startAt, before: before.dueOn, dueOn }]
  })
}
