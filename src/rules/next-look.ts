// When a ticket has to be looked at again although nobody touches it.

import { Temporal } from 'temporal-polyfill'
import { isOpen, type Clock } from './clock.ts'
import { absences } from './people.ts'
import type { Policy } from './policy.ts'

export type Looks = {
  /** Something could change by itself then. */
  readonly note: (at: Temporal.Instant) => void
  /** The first of them that is to come. */
  readonly next: () => Temporal.Instant | undefined
}

export function createLooks(now: Temporal.Instant): Looks {
  let first: Temporal.Instant | undefined
  return {
    note: (at) => {
      const isSooner = first === undefined || Temporal.Instant.compare(at, first) < 0
      if (isSooner && Temporal.Instant.compare(at, now) > 0) first = at
    },
    next: () => first,
  }
}

/** Notes when people come and go, as far as they may be given this ticket, and when the next version is in force. */
export function noteChanges({ note }: Looks, policy: Policy, stage: string, clocks: readonly Clock[]): void {
  const isClosed = policy.stages.find(({ key }) => key === stage)?.closed === true
  for (const { from, to } of isClosed ? [] : absences(policy))
    for (const day of [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to).add({ days: 1 })])
      note(policy.calendar.startOfDay(day))
  if ((!isClosed || clocks.some(isOpen)) && policy.changesAt) note(policy.changesAt)
}
