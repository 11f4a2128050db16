// Laws of clocks over anything that a clock can say: random parameters, random tickets, random times.

import { Temporal } from 'temporal-polyfill'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/rules/decide.ts'
import type { Decision } from '../../src/rules/decision.ts'
import type { Policy } from '../../src/rules/policy.ts'
import type { Ticket } from '../../src/rules/ticket.ts'
import { applied } from './bournville.ts'
import { policyWith } from './one-clock.ts'
import { clockParams, derived, instants, knownBy, tickets } from './random-clocks.ts'

const essence = ({ stage, owner, changes, clocks, actions, nextLookAt, problems }: Decision) =>
  JSON.stringify({ stage, owner, changes, clocks, actions, nextLookAt, problems })

/** What people see of a clock. */
const seen = ({ clocks, stage, problems }: Decision) => ({
  stage,
  problems,
  clocks: clocks.map(({ name, state, startAt, dueOn, dueAt, stopAt, extension, remarks }) => ({
    name,
    state,
    startAt: String(startAt),
    dueOn: String(dueOn),
    dueAt: String(dueAt),
    stopAt: String(stopAt),
    // A stopped clock keeps its result, not what led to it.
    ...(stopAt === undefined && { extension: extension && JSON.stringify(extension), remarks }),
  })),
})

const days = 86_400_000

/** Random clocks, each asked about a few tickets and times: to read a policy takes longer than to decide. */
const eachClock = (
  law: (policy: Policy, ticket: Ticket, now: Temporal.Instant, between: readonly number[]) => Promise<void>,
) =>
  fc.assert(
    fc.asyncProperty(
      clockParams,
      fc.array(
        fc.tuple(
          tickets,
          instants,
          fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 2 }),
        ),
        {
          minLength: 1,
          maxLength: 8,
        },
      ),
      async (params, asked) => {
        const policy = policyWith(params, derived)
        fc.pre(policy.ok)
        for (const [ticket, now, between] of asked)
          await law(policy.value, knownBy(ticket, now), Temporal.Instant.from(now), between)
      },
    ),
    { numRuns: 60 },
  )

describe('a clock', () => {
  it('is the same when it is asked for twice', { timeout: 20_000 }, () =>
    eachClock(async (policy, ticket, now) => {
      expect(essence(await decide(ticket, policy, now))).toBe(essence(await decide(ticket, policy, now)))
    }),
  )

  it('stands as it is once it is written', { timeout: 20_000 }, () =>
    eachClock(async (policy, ticket, now) => {
      const first = await decide(ticket, policy, now)
      const second = await decide(applied(ticket, first, now, policy), policy, now)
      expect(second.changes).toEqual([])
      expect(seen(second)).toEqual(seen(first))
    }),
  )

  it('does not change before the next look', { timeout: 20_000 }, () =>
    eachClock(async (policy, ticket, now, between) => {
      const first = await decide(ticket, policy, now)
      const after = applied(ticket, first, now, policy)
      const next = first.nextLookAt
      const idle = next ? next.epochMilliseconds - now.epochMilliseconds - 1 : 400 * days
      for (const part of [...between, 1000]) {
        const then = await decide(after, policy, now.add({ milliseconds: Math.floor((idle * part) / 1000) }))
        expect(then.changes).toEqual([])
        expect(seen(then)).toEqual(seen(first))
      }
    }),
  )
})
