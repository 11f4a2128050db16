// A decision for machines: all that `redress decide` answers, and how its clocks were counted.

import type { Decision } from '../src/rules/decision.ts'
import type { Policy } from '../src/rules/policy.ts'
import type { Ticket } from '../src/rules/ticket.ts'
import { countedClock, type CountedClock } from './clock-lines.ts'
import { sourceOf } from './counted-words.ts'
import { describe } from './decide-answer.ts'

export function explanationInJson(ticket: Ticket, decision: Decision, policy: Policy) {
  const counted = decision.clocks.map((clock) => countedClock(clock))
  const byClock = <T>(of: (counting: CountedClock) => T): Record<string, T> =>
    Object.fromEntries(counted.map((counting) => [counting.clock.name, of(counting)]))
  return {
    ...describe(decision, policy),
    counted: byClock(({ clock, counted: count }) => ({
      calendar: clock.rule.calendar.id,
      from: clock.from.toString(),
      receivedOn: count.receivedOn?.toString() ?? null,
      unit: count.unit ?? null,
      days: count.days.map(({ on, seconds }) => ({
        on: on.toString(),
        ...(seconds !== undefined && { seconds }),
      })),
      paused: count.paused.map((on) => on.toString()),
    })),
    skipped: byClock(({ clock, counted: count }) =>
      count.skipped.map((day) => ({
        on: day.on.toString(),
        kind: day.kind,
        title: day.title,
        source: sourceOf(day, clock.rule.calendar),
      })),
    ),
  }
}
