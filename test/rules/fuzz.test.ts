// Whatever a policy's files hold, parsing them answers; and what it accepts, decides every ticket.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/rules/decide.ts'
import { UnknownStage } from '../../src/rules/found-ticket.ts'
import type { Memory } from '../../src/rules/memory.ts'
import { parsePolicy, type PolicyFiles } from '../../src/rules/parse-policy.ts'
import type { Policy } from '../../src/rules/policy.ts'
import type { Ticket } from '../../src/rules/ticket.ts'
import { at, bournville } from './bournville.ts'
import { damaged, damages, randomFiles } from './corrupted-policies.ts'

const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300)

const moments = [
  '2026-11-23T09:00:00Z',
  '2026-11-25T17:30:00Z',
  '2026-12-24T23:59:59Z',
  '2027-03-28T01:30:00Z',
  '1969-12-31T00:00:00Z',
  '2400-01-01T00:00:00Z',
]
const texts = fc.oneof(
  fc.constantFrom(
    '',
    'true',
    'false',
    'yes',
    'partly',
    'not',
    'delay',
    'delay;other',
    'unresolved',
    'complex',
    'repairs',
    'constructor',
    '__proto__',
    '2026-11-24',
    '1e400',
    '-0',
    '12',
    'someone@example.org',
    ...moments,
  ),
  fc.string({ maxLength: 12 }),
)

type Draw = {
  readonly values: readonly string[]
  readonly pick: number
  readonly hasHistory: boolean
  readonly now: string
}
const draws: fc.Arbitrary<Draw> = fc.record({
  values: fc.array(texts, { minLength: 7, maxLength: 7 }),
  pick: fc.nat(),
  hasHistory: fc.boolean(),
  now: fc.constantFrom(...moments),
})

/** A ticket of a policy, whatever its facts and stages are called. */
function ticketOf(policy: Policy, { values, pick, hasHistory, now }: Draw, memory?: Memory): Ticket {
  const stage = policy.stages[pick % policy.stages.length]?.label ?? ''
  const properties = Object.fromEntries(
    [...policy.facts.values()].flatMap(({ property, options }, index) => {
      const drawn = values[(index * 3 + pick) % values.length] ?? ''
      const option =
        options.length > 0 && (pick + index) % 3 !== 0 ? options[(pick + index) % options.length] : drawn
      return property === undefined || (pick + index) % 2 === 0 ? [] : [[property, option ?? '']]
    }),
  )
  const history = Object.fromEntries(
    Object.entries({ ...properties, stage }).map(([name, value]) => [name, [{ value, at: now }]]),
  )
  const owner = pick % 4 === 0 ? (values[0] ?? '') : ''
  return { id: '1', stage, owner, properties, ...(hasHistory && { history }), ...(memory && { memory }) }
}

async function decides(policy: Policy, draw: Draw, memory?: Memory): Promise<Memory> {
  const begun = performance.now()
  const ticket = ticketOf(policy, draw, memory)
  const decision = await decide(ticket, policy, at(draw.now)).catch((error: unknown) => {
    if (error instanceof UnknownStage) return undefined
    throw error
  })
  expect(performance.now() - begun).toBeLessThan(5000)
  return decision?.memory ?? {}
}

const calendars = new Map([[bournville.calendar.id, bournville.calendar]])

function answers(files: PolicyFiles): Policy | undefined {
  const begun = performance.now()
  const policy = parsePolicy(files, calendars, 'test')
  expect(performance.now() - begun).toBeLessThan(5000)
  if (policy.ok) return policy.value
  expect(policy.error.length).toBeGreaterThan(0)
  return undefined
}

describe('a policy with something wrong in it', () => {
  it('is refused, or decides every ticket that it may meet', { timeout: 3_600_000 }, async () => {
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(damages, fc.array(draws, { minLength: 2, maxLength: 3 }), async (wrong, tickets) => {
        const policy = answers(damaged(wrong))
        if (!policy) return
        accepted += 1
        for (const draw of tickets) {
          const memory = await decides(policy, draw)
          await decides(policy, { ...draw, pick: draw.pick + 1 }, memory)
          // The policy was edited after the ticket had been looked at, and back again.
          await decides(policy, draw, await decides(bournville, draw))
          await decides(bournville, draw, memory)
        }
      }),
      { numRuns },
    )
    // Were all of them refused, nothing would have been decided.
    expect(accepted).toBeGreaterThan(numRuns / 50)
    if (process.env['FUZZ_RUNS'] !== undefined) console.log(`${accepted} of ${numRuns} accepted`)
  })

  it('is refused where it is no policy at all', { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(randomFiles, (files) => {
        expect(answers(files)).toBeUndefined()
      }),
      { numRuns },
    )
  })
})
