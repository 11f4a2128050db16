// Cases that a strict reading of the policy language found wrong once: each names what must not come back.

import { describe, expect, it } from 'vitest'
import type { Clock } from '../../src/rules/clock.ts'
import { edited, look, parsed, ticketIn, turn } from './bournville.ts'
import { history as together, version } from './history.ts'
import { clockOn, decisionOn, policyWith } from './one-clock.ts'

// November 2026: Mon 2, 9, 16, 23, 30. December: Mon 7, 14, 21, 28; holidays Fri 25 and (for the 26th) Mon 28.
const started = { startedAt: '2026-11-23T10:00:00Z' }
const told = { ...started, toldAt: '2026-11-24T10:00:00Z' }
const held = [{ from: 'heldFrom', to: 'heldTo' }]
const short = (clock: Clock | undefined) => clock && `${clock.state} ${clock.dueOn.toString()}`
const mistakes = (params: Readonly<Record<string, unknown>>) => {
  const policy = policyWith(params)
  return policy.ok ? [] : policy.error.map(({ message }) => message)
}

describe('a pause with no end', () => {
  it('does not hide that a date which it can not move has passed', async () => {
    const params = { within: { by: 'promisedOn' }, pauses: held }
    const given = {
      properties: { ...started, promisedOn: '2026-12-01', heldFrom: '2026-11-24T10:00:00Z' },
    }
    const paused = await decisionOn(params, given, '2026-11-25T10:00:00Z')
    expect(short(paused.clocks[0])).toBe('paused 2026-12-01')
    expect(paused.nextLookAt?.toString()).toBe('2026-12-02T00:00:00.001Z')
    expect(short(await clockOn(params, given, '2026-12-02T00:00:00.001Z'))).toBe('overdue 2026-12-01')
  })

  it('stops the next working day, too, on which a time that ended at a weekend would be due', async () => {
    const params = { within: { calendarDays: 5 }, nonWorkingEnd: 'nextWorkingDay', pauses: held }
    const on = (more: Readonly<Record<string, string>>) =>
      clockOn(params, { properties: { ...started, ...more } }, '2026-12-04T10:00:00Z')
    expect(short(await on({ heldFrom: '2026-11-29T10:00:00Z' }))).toBe('paused 2026-11-30')
    expect(short(await on({ heldFrom: '2026-11-29T10:00:00Z', heldTo: '2026-12-02T10:00:00Z' }))).toBe(
      'overdue 2026-12-02',
    )
  })

  it.each`
    why                                         | to                        | is
    ${'two days of the time that was added'}    | ${'2026-12-11T10:00:00Z'} | ${'running 2026-12-16'}
    ${'it goes on: the date is the one it had'} | ${''}                     | ${'paused 2026-12-14'}
  `('in extended time: $why', async ({ to, is }) => {
    const params = { pauses: held, extensions: [{ name: 'a', notice: 'toldAt', atMost: { workingDays: 5 } }] }
    const properties = { ...told, heldFrom: '2026-12-09T10:00:00Z', heldTo: to }
    expect(short(await clockOn(params, { properties }, '2026-12-16T10:00:00Z'))).toBe(is)
  })
})

describe('a pause while a fact has a value', () => {
  const paused = { pauses: [{ while: 'agreed', is: ['false'] }] }
  it.each`
    why                                                 | agreed    | history                                            | is
    ${'a checkbox that nobody ever touched'}            | ${''}     | ${[]}                                              | ${'paused 2026-12-07'}
    ${'set for the first time five working days later'} | ${'true'} | ${[{ value: 'true', at: '2026-12-01T10:00:00Z' }]} | ${'running 2026-12-14'}
    ${'set before the start: it never stood still'}     | ${'true'} | ${[{ value: 'true', at: '2026-11-20T10:00:00Z' }]} | ${'running 2026-12-07'}
  `('is false before it is set: $why', async ({ agreed, history, is }) => {
    const given = { properties: { ...started, agreed }, history: { agreed: history } }
    expect(short(await clockOn(paused, given, '2026-12-04T10:00:00Z'))).toBe(is)
  })

  it('goes by the present where the history says nothing', async () => {
    const given = { properties: { ...started, onHold: 'true' }, history: { onhold: [] } }
    expect(short(await clockOn({ pauses: [{ while: 'onHold' }] }, given, '2026-12-04T10:00:00Z'))).toBe(
      'paused 2026-12-07',
    )
  })
})

describe('an extension', () => {
  it('is looked at when its notice counts, not a second before: a date is the course of its day', async () => {
    const params = { extensions: [{ name: 'a', notice: 'toldOn', atMost: { workingDays: 5 } }] }
    const given = { properties: { ...started, toldOn: '2026-11-27' } }
    const midnight = await decisionOn(params, given, '2026-11-27T00:00:00Z')
    expect([short(midnight.clocks[0]), midnight.nextLookAt?.toString()]).toEqual([
      'running 2026-12-07',
      '2026-11-27T00:00:01Z',
    ])
    expect(short(await clockOn(params, given, '2026-11-27T00:00:01Z'))).toBe('running 2026-12-14')
  })

  it.each(['fromLast', 'fromStart'])('of one round does not extend the next: %s', async (counted) => {
    const params = {
      within: { calendarDays: 7 },
      repeat: { done: 'updatedAt', counted },
      extensions: [{ name: 'a', notice: 'toldAt', atMost: { calendarDays: 3 } }],
    }
    const on = async (updatedAt: string) =>
      short(await clockOn(params, { properties: { ...told, updatedAt } }, '2026-12-02T10:00:00Z'))
    expect(await on('')).toBe('running 2026-12-03')
    expect(await on('2026-12-01T10:00:00Z')).toBe(
      counted === 'fromLast' ? 'running 2026-12-08' : 'running 2026-12-14',
    )
  })

  it('of so many hours is counted from the instant that was due', async () => {
    const params = {
      within: { workingHours: 12 },
      extensions: [{ name: 'a', notice: 'toldAt', atMost: { workingHours: 3 } }],
    }
    const properties = { ...started, toldAt: '2026-11-23T12:00:00Z' }
    const clock = await clockOn(params, { properties }, '2026-11-23T13:00:00Z')
    expect(clock?.dueAt.toString()).toBe('2026-11-24T17:00:00Z')
  })

  it('is none where how often, or why, can not be told', async () => {
    const on = async (more: object, times: string) =>
      clockOn(
        { extensions: [{ name: 'a', notice: 'toldAt', atMost: { workingDays: 5 }, ...more }] },
        { properties: { ...told, times } },
        '2026-11-25T10:00:00Z',
        { reasons: { type: 'set', label: 'reasons', property: 'reasons', options: ['a'] } },
      )
    const often = await on({ times: { fact: 'times', atMost: 1 } }, 'three')
    expect([short(often), often?.remarks.join()]).toEqual([
      'running 2026-12-07',
      'the extension does not count: how often it was extended can not be read',
    ])
    expect((await on({ reason: 'reasons' }, ''))?.remarks.join()).toContain('no reason is recorded')
  })
})

describe('the end of a window', () => {
  const windows = {
    windowEnd: {
      type: 'instant',
      label: 'end of the window',
      derive: { due: { from: 'startedAt', within: { workingDays: 5 } } },
    },
    inTime: { type: 'boolean', label: 'in time', derive: { notBefore: ['windowEnd', 'toldOn'] } },
    late: { type: 'boolean', label: 'late', derive: { laterThan: ['toldOn', ['windowEnd']] } },
  }
  it.each`
    toldOn          | inTime
    ${'2026-11-30'} | ${true}
    ${'2026-12-01'} | ${false}
  `('is the midnight after its last day, and $toldOn is in time: $inTime', async ({ toldOn, inTime }) => {
    const isCancelledBy = async (fact: string) =>
      (
        await clockOn(
          { cancel: [fact] },
          { properties: { ...started, toldOn } },
          '2026-12-03T10:00:00Z',
          windows,
        )
      )?.state === 'cancelled'
    expect([await isCancelledBy('inTime'), await isCancelledBy('late')]).toEqual([inTime, !inTime])
  })
})

describe('a result', () => {
  it('does not change because a day comes on which another length of time would apply', async () => {
    const more = { over: { type: 'boolean', label: 'over', derive: { reached: 'promisedOn' } } }
    const params = { within: [{ when: 'over', workingDays: 1 }, { workingDays: 10 }] }
    const properties = { ...started, promisedOn: '2026-12-20', doneAt: '2026-12-01T10:00:00Z' }
    const met = await decisionOn(params, { properties }, '2026-12-02T10:00:00Z', more)
    expect(short(met.clocks[0])).toBe('met 2026-12-07')
    for (const memory of [met.memory, {}])
      expect(short(await clockOn(params, { properties, memory }, '2026-12-22T10:00:00Z', more))).toBe(
        'met 2026-12-07',
      )
  })
})

describe('a date that can not be read', () => {
  it('does not take away the time limit that was shown', async () => {
    const properties = { ...started, promisedOn: 'soon', dueOn: '2026-12-01' }
    const decision = await decisionOn(
      { within: { by: 'promisedOn' } },
      { properties },
      '2026-11-25T10:00:00Z',
    )
    expect(decision.changes).toEqual([])
    expect(decision.problems.map(({ key }) => key)).toContain('clock/answer')
  })
})

describe('a policy', () => {
  it.each`
    params
    ${{ within: { by: 'promisedAt' }, due: 'promisedAt' }}
    ${{ start: 'startedOn', due: 'startedOn' }}
    ${{ extensions: [{ name: 'a', notice: 'toldAt', until: 'dueOn', atMost: { workingDays: 1 } }] }}
  `('can not have a clock write what it counts from: $params', ({ params }) => {
    expect(mistakes(params).join()).toContain('so it can not write it too')
  })

  it('can not give less than nothing across a closure', () => {
    expect(mistakes({ within: { workingDays: 10, acrossClosure: { workingDays: -5 } } })).toEqual([
      '`acrossClosure` must be more than nothing',
    ])
  })
})

describe('free text', () => {
  it('makes no key of a task, and no pause: it would be remembered', () => {
    const [from, to] = ['"once":{"fact":"reviewRequestedAt"}', '"once":{"fact":"adjustments"}']
    const files = version('2024-04-01', [[from, to]])
    const policy = parsed(files)
    expect(policy.ok ? [] : policy.error.map(({ message }) => message)).toContain(
      '`adjustments` is of type text, and this needs boolean or number or instant or date or option or set or person',
    )
    expect(mistakes({ pauses: [{ while: 'because', is: ['ill'] }] }).join()).toContain('is of type text')
  })
})

describe('a duty that comes again', () => {
  it('may have come two thousand times', async () => {
    const params = { within: { calendarDays: 1 }, repeat: { done: 'updatedAt', counted: 'fromStart' } }
    const properties = { startedAt: '2021-01-04T10:00:00Z', updatedAt: '2026-12-01T10:00:00Z' }
    expect(short(await clockOn(params, { properties }, '2026-12-01T11:00:00Z'))).toBe('running 2026-12-02')
  })
})

describe('the next look', () => {
  it('is at once where a clock starts with what is written only now: nobody else tells of it', async () => {
    const policy = together(version('2021-04-01', [['"start":"stage2Start"', '"start":"stage2StartedAt"']]))
    const asked = ticketIn('Stage 1 answered', {
      complaint_formal_requested: 'true',
      complaint_stage1_started_at: '2026-11-02T10:00:00Z',
      complaint_stage1_responded_at: '2026-11-16T10:00:00Z',
      complaint_review_requested_at: '2026-11-23T10:00:00Z',
      complaint_aspects_raised: 'delay',
    })
    const moved = await turn(asked, '2026-11-23T11:00:00Z', {}, policy)
    expect(moved.ticket.stage).toBe('Stage 2')
    expect(moved.decision.nextLookAt?.toString()).toBe('2026-11-23T11:00:00.001Z')
    expect(moved.decision.nextLookUnwritten?.toString()).not.toBe('2026-11-23T11:00:00.001Z')
    const { decision } = await turn(moved.ticket, '2026-11-23T11:00:00.001Z', {}, policy)
    expect(decision.clocks.map(({ name, state }) => `${name} ${state}`)).toContain('stage2-respond running')
    expect(decision.nextLookAt?.toString()).not.toBe('2026-11-23T11:00:00.002Z')
  })

  it('of a closed ticket whose clocks go on is at the latest when another version takes effect', async () => {
    const onward = [['"cancel":["withdrawn","closedUnanswered"]', '"cancel":["withdrawn"]']] as const
    const policy = together(version('2024-04-01', onward), version('2026-12-01', onward))
    const running = await turn(
      ticketIn('Stage 1', {
        complaint_formal_requested: 'true',
        complaint_formal_requested_at: '2026-11-23T10:00:00Z',
      }),
      '2026-11-24T10:00:00Z',
      {},
      policy,
    )
    const closed = edited(running.ticket, '2026-11-30T10:00:00Z', { stage: 'Closed' })
    const decision = await look(closed, '2026-11-30T10:01:00Z', {}, policy)
    expect(decision.clocks.map(({ state }) => state)).toContain('running')
    expect(decision.nextLookAt?.toString()).toBe('2026-12-01T00:00:00Z')
  })
})

it.each(['-271821-04-20T00:00:00Z', '-8640000000000000', '+275760-09-13T00:00:00Z'])(
  'a date at the end of all time, %s, can not be read: there is no day beside it to count to',
  async (toldOn) => {
    const params = { pauses: [{ from: 'toldOn', to: 'promisedOn' }], within: { by: 'promisedAt' } }
    const given = { properties: { ...started, toldOn, promisedAt: toldOn, promisedOn: '2026-12-01' } }
    const decision = await decisionOn(params, given, '2026-11-25T10:00:00Z')
    expect(decision.problems.map(({ key }) => key)).toContain('fact/promisedAt')
  },
)
