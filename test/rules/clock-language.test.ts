// What a clock can say: targets, pauses, repeats, extensions, dates without a time. Dates are worked out by hand.

import { describe, expect, it } from 'vitest'
import { clockOn, decisionOn, policyWith } from './one-clock.ts'

// November 2026: Mon 2, 9, 16, 23, 30. December: Mon 7, 14, 21, 28; holidays Fri 25 and (for the 26th) Mon 28.
const started = { startedAt: '2026-11-23T10:00:00Z' }
const short = (clock: Awaited<ReturnType<typeof clockOn>>) =>
  clock && `${clock.state} ${clock.dueOn.toString()}`

describe('a target', () => {
  const within = [
    { when: 'urgent', workingDays: 5 },
    { when: 'normal', workingDays: 10 },
    { by: 'promisedOn' },
  ]
  it.each`
    why                                       | more                                  | is
    ${'the first that applies'}               | ${{ urgent: 'true', normal: 'true' }} | ${'running 2026-11-30'}
    ${'the second, where the first does not'} | ${{ normal: 'true' }}                 | ${'running 2026-12-07'}
    ${'a date that was promised'}             | ${{ promisedOn: '2026-12-12' }}       | ${'running 2026-12-12'}
    ${'none applies: there is no clock'}      | ${{}}                                 | ${undefined}
  `('$why', async ({ more, is }) => {
    expect(
      short(await clockOn({ within }, { properties: { ...started, ...more } }, '2026-11-24T10:00:00Z')),
    ).toBe(is)
  })

  it('may be an instant, due then; at midnight on the date that ends', async () => {
    const clock = await clockOn(
      { within: { by: 'promisedAt' } },
      { properties: { ...started, promisedAt: '2026-12-01T00:00:00Z' } },
      '2026-11-24T10:00:00Z',
    )
    expect([clock?.dueOn.toString(), clock?.dueAt.toString()]).toEqual(['2026-11-30', '2026-12-01T00:00:00Z'])
  })

  it.each`
    why                                                   | startedAt                 | due
    ${'no closure in the ten days'}                       | ${'2026-11-23T10:00:00Z'} | ${'2026-12-07'}
    ${'due on the day before the break'}                  | ${'2026-12-04T10:00:00Z'} | ${'2026-12-18'}
    ${'the tenth day would fall after the break: twenty'} | ${'2026-12-07T10:00:00Z'} | ${'2027-01-25'}
    ${'begun in the break'}                               | ${'2026-12-22T10:00:00Z'} | ${'2027-02-05'}
    ${'begun on the last day of the break: none follows'} | ${'2027-01-08T10:00:00Z'} | ${'2027-01-22'}
  `('across a closure: $why', async ({ startedAt, due }) => {
    const params = { calendar: 'college', within: { workingDays: 10, acrossClosure: { workingDays: 20 } } }
    const clock = await clockOn(params, { properties: { startedAt } }, startedAt)
    expect(clock?.dueOn.toString()).toBe(due)
  })

  it('is counted by the calendar that the clock names', async () => {
    const start = { startedAt: '2026-11-27T10:00:00Z' }
    const on = async (calendar: string) =>
      (await clockOn({ calendar, within: { workingDays: 1 } }, { properties: start }, '2026-11-27T11:00:00Z'))
        ?.dueOn
    // St Andrew's day, Mon 30 November, is a holiday in Scotland alone.
    expect([String(await on('england-and-wales')), String(await on('scotland'))]).toEqual([
      '2026-11-30',
      '2026-12-01',
    ])
  })
})

describe('a pause', () => {
  const pauses = [
    { from: 'heldFrom', to: 'heldTo' },
    { from: 'waitFrom', to: 'waitTo' },
  ]
  it.each`
    why                                                   | more                                                                                                                                      | now                       | is
    ${'none'}                                             | ${{}}                                                                                                                                     | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-07'}
    ${'two days ended paused: two more'}                  | ${{ heldFrom: '2026-11-25T10:00:00Z', heldTo: '2026-11-27T10:00:00Z' }}                                                                   | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-09'}
    ${'within one day: that day counts'}                  | ${{ heldFrom: '2026-11-25T10:00:00Z', heldTo: '2026-11-25T16:00:00Z' }}                                                                   | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-07'}
    ${'over a weekend alone: nothing lost'}               | ${{ heldFrom: '2026-11-28T00:00:00Z', heldTo: '2026-11-30T00:00:00Z' }}                                                                   | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-07'}
    ${'overlapping pauses count once'}                    | ${{ heldFrom: '2026-11-25T10:00:00Z', heldTo: '2026-11-27T10:00:00Z', waitFrom: '2026-11-26T10:00:00Z', waitTo: '2026-11-28T10:00:00Z' }} | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-10'}
    ${'open: paused, with the date that it had'}          | ${{ heldFrom: '2026-12-03T10:00:00Z' }}                                                                                                   | ${'2026-12-10T10:00:00Z'} | ${'paused 2026-12-07'}
    ${'open, after an earlier one'}                       | ${{ heldFrom: '2026-12-03T10:00:00Z', waitFrom: '2026-11-25T10:00:00Z', waitTo: '2026-11-26T10:00:00Z' }}                                 | ${'2026-12-10T10:00:00Z'} | ${'paused 2026-12-08'}
    ${'its end is planned'}                               | ${{ heldFrom: '2026-11-25T10:00:00Z', heldTo: '2026-11-27T10:00:00Z' }}                                                                   | ${'2026-11-26T10:00:00Z'} | ${'paused 2026-12-09'}
    ${'in the future: it pauses nothing yet'}             | ${{ heldFrom: '2026-12-03T10:00:00Z' }}                                                                                                   | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-07'}
    ${'ends before it begins'}                            | ${{ heldFrom: '2026-11-27T10:00:00Z', heldTo: '2026-11-25T10:00:00Z' }}                                                                   | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-07'}
    ${'begun before the start'}                           | ${{ heldFrom: '2026-11-20T10:00:00Z', heldTo: '2026-11-24T10:00:00Z' }}                                                                   | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-07'}
    ${'overdue before the pause: stays overdue'}          | ${{ heldFrom: '2026-12-09T10:00:00Z' }}                                                                                                   | ${'2026-12-10T10:00:00Z'} | ${'overdue 2026-12-07'}
    ${'begun on the due date, which does not end for it'} | ${{ heldFrom: '2026-12-07T10:00:00Z' }}                                                                                                   | ${'2026-12-10T10:00:00Z'} | ${'paused 2026-12-07'}
    ${'an end that can not be read is no endless pause'}  | ${{ heldFrom: '2026-11-25T10:00:00Z', heldTo: 'soon' }}                                                                                   | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-07'}
  `('by recorded spans: $why', async ({ more, now, is }) => {
    expect(short(await clockOn({ pauses }, { properties: { ...started, ...more } }, now))).toBe(is)
  })

  it('looks again when a pause begins and when it ends', async () => {
    const at = async (heldFrom: string, heldTo: string, now: string) =>
      (
        await decisionOn({ pauses }, { properties: { ...started, heldFrom, heldTo } }, now)
      ).nextLookAt?.toString()
    expect(await at('2026-12-03T10:00:00Z', '', '2026-12-01T10:00:00Z')).toBe('2026-12-03T10:00:00Z')
    expect(await at('2026-12-03T10:00:00Z', '2026-12-04T09:00:00Z', '2026-12-03T12:00:00Z')).toBe(
      '2026-12-04T09:00:00Z',
    )
  })

  it('of working hours takes out open time alone', async () => {
    const params = { within: { workingHours: 16 }, pauses }
    const held = { heldFrom: '2026-11-23T16:00:00Z', heldTo: '2026-11-24T12:00:00Z' }
    // From Mon 10:00: six hours to 16:00, then from Tue 12:00 five, and five more on Wed from 09:00.
    const clock = await clockOn(params, { properties: { ...started, ...held } }, '2026-11-24T13:00:00Z')
    expect(clock?.dueAt.toString()).toBe('2026-11-25T14:00:00Z')
  })

  it('takes the paused days out of the days taken', async () => {
    const held = {
      heldFrom: '2026-11-25T10:00:00Z',
      heldTo: '2026-11-27T10:00:00Z',
      doneAt: '2026-11-30T09:00:00Z',
    }
    const clock = await clockOn({ pauses }, { properties: { ...started, ...held } }, '2026-11-30T10:00:00Z')
    // 24, 27 and 30 November: the 25th and 26th ended paused.
    expect([clock?.state, clock?.workingDays]).toEqual(['met', 3])
  })

  describe('while a fact has a value', () => {
    const whileHeld = { pauses: [{ while: 'onHold' }] }
    const history = {
      onhold: [
        { value: 'true', at: '2026-12-02T10:00:00Z' },
        { value: 'false', at: '2026-11-27T10:00:00Z' },
        { value: 'true', at: '2026-11-25T10:00:00Z' },
      ],
    }
    it('counts each span of its history', async () => {
      const given = { properties: { ...started, onHold: 'true' }, history }
      const clock = await clockOn(whileHeld, given, '2026-12-03T10:00:00Z')
      expect(short(clock)).toBe('paused 2026-12-09')
      expect(clock?.pausedSince?.toString()).toBe('2026-12-02T10:00:00Z')
    })

    it('asks for the history where it was not read, and until then goes by the present', async () => {
      const held = await decisionOn(
        whileHeld,
        { properties: { ...started, onHold: 'true' } },
        '2026-12-03T10:00:00Z',
      )
      expect([held.needs, held.clocks[0]?.state]).toEqual([['onhold'], 'paused'])
      const free = await decisionOn(whileHeld, { properties: started }, '2026-12-03T10:00:00Z')
      expect([free.needs, free.clocks[0]?.state]).toEqual([['onhold'], 'running'])
    })

    it('may be the stage', async () => {
      const given = {
        properties: started,
        stage: 'Waiting',
        history: {
          stage: [
            { value: 'Waiting', at: '2026-11-26T10:00:00Z' },
            { value: 'Open', at: '2026-11-23T10:00:00Z' },
          ],
        },
      }
      const params = { pauses: [{ while: 'stage', is: ['waiting'] }] }
      const clock = await clockOn(params, given, '2026-12-20T10:00:00Z')
      expect([short(clock), clock?.pausedSince?.toString()]).toEqual([
        'paused 2026-12-07',
        '2026-11-26T10:00:00Z',
      ])
    })
  })

  it('is said on the ticket', async () => {
    const given = { properties: { ...started, heldFrom: '2026-12-03T10:00:00Z' } }
    const { explanation } = await decisionOn({ pauses }, given, '2026-12-10T10:00:00Z')
    expect(explanation).toContain('Answer: paused since Thu 3 Dec.')
  })
})

describe('a duty that comes again', () => {
  const every = (counted: string) => ({ within: { workingDays: 20 }, repeat: { done: 'updatedAt', counted } })
  // Twenty working days from Mon 23 November: Mon 21 December; forty, past three holidays: Thu 21 January.
  it.each`
    counted        | why                                       | updatedAt                 | now                       | is
    ${'fromLast'}  | ${'never done yet'}                       | ${''}                     | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-21'}
    ${'fromLast'}  | ${'never done, and late'}                 | ${''}                     | ${'2026-12-22T10:00:00Z'} | ${'overdue 2026-12-21'}
    ${'fromLast'}  | ${'done: it begins anew'}                 | ${'2026-12-01T09:00:00Z'} | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-31'}
    ${'fromLast'}  | ${'done late: it begins anew'}            | ${'2026-12-23T09:00:00Z'} | ${'2026-12-23T10:00:00Z'} | ${'running 2027-01-25'}
    ${'fromLast'}  | ${'done before the start: it is nothing'} | ${'2026-11-20T09:00:00Z'} | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-21'}
    ${'fromLast'}  | ${'in the future: nothing yet'}           | ${'2026-12-10T09:00:00Z'} | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-21'}
    ${'fromStart'} | ${'never done yet'}                       | ${''}                     | ${'2026-12-01T10:00:00Z'} | ${'running 2026-12-21'}
    ${'fromStart'} | ${'done: the next of the row'}            | ${'2026-12-01T09:00:00Z'} | ${'2026-12-01T10:00:00Z'} | ${'running 2027-01-21'}
    ${'fromStart'} | ${'done late: it was the second already'} | ${'2026-12-23T09:00:00Z'} | ${'2026-12-23T10:00:00Z'} | ${'running 2027-02-18'}
  `('$counted: $why', async ({ counted, updatedAt, now, is }) => {
    expect(short(await clockOn(every(counted), { properties: { ...started, updatedAt } }, now))).toBe(is)
  })

  it('ends when the clock stops', async () => {
    const given = {
      properties: { ...started, updatedAt: '2026-12-01T09:00:00Z', doneAt: '2026-12-30T09:00:00Z' },
    }
    expect(short(await clockOn(every('fromLast'), given, '2027-01-04T10:00:00Z'))).toBe('met 2026-12-31')
  })
})

describe('extensions', () => {
  const first = { name: 'first', notice: 'toldAt', until: 'extendedTo', atMost: { workingDays: 10 } }
  const told = { ...started, toldAt: '2026-12-01T09:00:00Z' }
  it.each`
    why                                                     | extensions                                                                                                                  | more                                                                                                | is                      | remark
    ${'within its cap'}                                     | ${[first]}                                                                                                                  | ${{ extendedTo: '2026-12-18' }}                                                                     | ${'running 2026-12-18'} | ${undefined}
    ${'without a date of its own gives the most'}           | ${[{ name: 'x', notice: 'toldAt', atMost: { workingDays: 5 } }]}                                                            | ${{}}                                                                                               | ${'running 2026-12-14'} | ${undefined}
    ${'a second builds on the first'}                       | ${[first, { name: 'second', after: 'first', notice: 'toldAgainAt', until: 'extendedAgainTo', atMost: { workingDays: 5 } }]} | ${{ extendedTo: '2026-12-18', toldAgainAt: '2026-12-17T09:00:00Z', extendedAgainTo: '2026-12-23' }} | ${'running 2026-12-23'} | ${undefined}
    ${'a second told after the first time, before the new'} | ${[first, { name: 'second', after: 'first', notice: 'toldAgainAt', atMost: { workingDays: 1 } }]}                           | ${{ extendedTo: '2026-12-11', toldAgainAt: '2026-12-11T23:00:00Z' }}                                | ${'running 2026-12-14'} | ${undefined}
    ${'a second told too late leaves the first'}            | ${[first, { name: 'second', after: 'first', notice: 'toldAgainAt', atMost: { workingDays: 1 } }]}                           | ${{ extendedTo: '2026-12-08', toldAgainAt: '2026-12-09T09:00:00Z' }}                                | ${'overdue 2026-12-08'} | ${'sent after the time was up'}
    ${'a second without the first is none'}                 | ${[{ ...first, notice: 'approvedAt' }, { name: 'second', after: 'first', notice: 'toldAt', atMost: { workingDays: 1 } }]}   | ${{}}                                                                                               | ${'running 2026-12-07'} | ${undefined}
    ${'consent missing'}                                    | ${[{ ...first, needs: ['agreed'] }]}                                                                                        | ${{ extendedTo: '2026-12-18' }}                                                                     | ${'running 2026-12-07'} | ${'needs `the agreed`'}
    ${'consent given'}                                      | ${[{ ...first, needs: ['agreed', 'approvedAt'] }]}                                                                          | ${{ extendedTo: '2026-12-18', agreed: 'true', approvedAt: '2026-11-30T09:00:00Z' }}                 | ${'running 2026-12-18'} | ${undefined}
    ${'approval that lies in the future'}                   | ${[{ ...first, needs: ['approvedAt'] }]}                                                                                    | ${{ extendedTo: '2026-12-18', approvedAt: '2026-12-20T09:00:00Z' }}                                 | ${'running 2026-12-07'} | ${'needs `the approvedAt`'}
    ${'the total cap, met'}                                 | ${[{ name: 'x', notice: 'toldAt', until: 'extendedTo', total: { workingDays: 15 } }]}                                       | ${{ extendedTo: '2026-12-14' }}                                                                     | ${'running 2026-12-14'} | ${undefined}
    ${'the total cap, passed'}                              | ${[{ name: 'x', notice: 'toldAt', until: 'extendedTo', total: { workingDays: 15 } }]}                                       | ${{ extendedTo: '2026-12-15' }}                                                                     | ${'running 2026-12-07'} | ${'after the latest allowed, Mon 14 Dec'}
    ${'the smaller of two caps'}                            | ${[{ name: 'x', notice: 'toldAt', atMost: { workingDays: 3 }, total: { workingDays: 15 } }]}                                | ${{}}                                                                                               | ${'running 2026-12-10'} | ${undefined}
    ${'a total that is no more than the time itself'}       | ${[{ name: 'x', notice: 'toldAt', total: { workingDays: 10 } }]}                                                            | ${{}}                                                                                               | ${'running 2026-12-07'} | ${'no more time can be given'}
    ${'too often, as recorded'}                             | ${[{ ...first, times: { fact: 'times', atMost: 1 } }]}                                                                      | ${{ extendedTo: '2026-12-18', times: '2' }}                                                         | ${'running 2026-12-07'} | ${'extended 2 times, and 1 are allowed'}
    ${'as often as allowed'}                                | ${[{ ...first, times: { fact: 'times', atMost: 2 } }]}                                                                      | ${{ extendedTo: '2026-12-18', times: '2' }}                                                         | ${'running 2026-12-18'} | ${undefined}
    ${'of several the first valid one'}                     | ${[{ ...first, reason: 'because' }, { name: 'other', notice: 'toldAt', atMost: { workingDays: 2 } }]}                       | ${{ extendedTo: '2026-12-18' }}                                                                     | ${'running 2026-12-09'} | ${undefined}
  `('$why', async ({ extensions, more, is, remark }) => {
    const now = more.toldAgainAt ? `${more.toldAgainAt.slice(0, 10)}T23:30:00Z` : '2026-12-01T10:00:00Z'
    const clock = await clockOn({ extensions }, { properties: { ...told, ...more } }, now)
    expect(short(clock)).toBe(is)
    if (remark === undefined) expect(clock?.remarks).toEqual([])
    else expect(clock?.remarks.join()).toContain(remark)
  })

  it('count the notices in the history', async () => {
    const params = { extensions: [{ ...first, times: { fact: 'timesTold', atMost: 1 } }] }
    const properties = { ...told, extendedTo: '2026-12-18' }
    const once = [{ value: '2026-12-01T09:00:00Z', at: '2026-12-01T09:01:00Z' }]
    const twice = [...once, { value: '2026-11-28T09:00:00Z', at: '2026-11-28T09:01:00Z' }]
    const due = async (toldat: typeof once) =>
      short(await clockOn(params, { properties, history: { toldat } }, '2026-12-01T10:00:00Z'))
    expect([await due(once), await due(twice)]).toEqual(['running 2026-12-18', 'running 2026-12-07'])
  })
})

it('an extension without a cap needs its date, and may give any', async () => {
  const extensions = [{ name: 'open', notice: 'toldAt', until: 'extendedTo', atMost: 'open' }]
  const told = { ...started, toldAt: '2026-12-01T09:00:00Z' }
  const due = async (more: object) =>
    short(await clockOn({ extensions }, { properties: { ...told, ...more } }, '2026-12-01T10:00:00Z'))
  expect(await due({ extendedTo: '2027-06-30' })).toBe('running 2027-06-30')
  expect(await due({})).toBe('running 2026-12-07')
})

it('a consent that came after the time was up does not count', async () => {
  const extensions = [{ name: 'x', notice: 'toldAt', needs: ['approvedAt'], atMost: { workingDays: 10 } }]
  const told = { ...started, toldAt: '2026-12-01T09:00:00Z', approvedAt: '2026-12-08T09:00:00Z' }
  const clock = await clockOn({ extensions }, { properties: told }, '2026-12-08T10:00:00Z')
  expect(short(clock)).toBe('overdue 2026-12-07')
  expect(clock?.remarks.join()).toContain('came after the time was up, on Mon 7 Dec')
})

it('a right that lapses ends with its time, and is not overdue', async () => {
  const state = async (now: string) => (await clockOn({ lapses: true }, { properties: started }, now))?.state
  expect(await state('2026-12-08T00:00:00Z')).toBe('running')
  expect(await state('2026-12-08T00:00:00.001Z')).toBe('cancelled')
  const { nextLookAt } = await decisionOn({ lapses: true }, { properties: started }, '2026-12-01T10:00:00Z')
  expect(nextLookAt?.toString()).toBe('2026-12-08T00:00:00.001Z')
})

it.each`
  why                                        | within                  | nonWorkingEnd       | due
  ${'twenty calendar days end on a Sunday'}  | ${{ calendarDays: 20 }} | ${'stays'}          | ${'2026-12-13'}
  ${'and roll on to the Monday'}             | ${{ calendarDays: 20 }} | ${'nextWorkingDay'} | ${'2026-12-14'}
  ${'past Christmas, a Friday, to the 29th'} | ${{ calendarDays: 32 }} | ${'nextWorkingDay'} | ${'2026-12-29'}
  ${'a working day stays'}                   | ${{ calendarDays: 21 }} | ${'nextWorkingDay'} | ${'2026-12-14'}
`('$why', async ({ within, nonWorkingEnd, due }) => {
  const clock = await clockOn({ within, nonWorkingEnd }, { properties: started }, '2026-11-24T10:00:00Z')
  expect(clock?.dueOn.toString()).toBe(due)
})

it('a request after a right has lapsed is late for whoever asked', async () => {
  const lapsed = { properties: { ...started, doneAt: '2026-12-09T09:00:00Z' } }
  const clock = await clockOn({ lapses: true }, lapsed, '2026-12-10T10:00:00Z')
  expect([clock?.state, clock?.stopAt]).toEqual(['cancelled', undefined])
})

it('more days that end on a day off roll on like the time itself', async () => {
  const params = {
    within: { calendarDays: 20 },
    nonWorkingEnd: 'nextWorkingDay',
    extensions: [{ name: 'x', notice: 'toldAt', atMost: { calendarDays: 5 } }],
  }
  // Sun 13 December rolls on to Mon 14; five days more are Sat 19, which rolls on to Mon 21.
  const told = { properties: { ...started, toldAt: '2026-12-01T09:00:00Z' } }
  expect(short(await clockOn(params, told, '2026-12-01T10:00:00Z'))).toBe('running 2026-12-21')
})

it('a date alone is a day of the calendar that the clock counts by', async () => {
  const params = { start: 'startedOn', calendar: 'new-york', within: { workingDays: 3 } }
  const clock = await clockOn(params, { properties: { startedOn: '2026-11-24' } }, '2026-11-25T10:00:00Z')
  expect(clock?.dueOn.toString()).toBe('2026-11-27')
})

it('the later of two dates is a date, and lasts its whole day', async () => {
  const more = {
    windowOn: {
      type: 'date',
      label: 'end of the time for asking',
      derive: { latest: ['promisedOn', 'extendedTo'] },
    },
    inTime: { type: 'boolean', label: 'asked in time', derive: { notBefore: ['windowOn', 'doneAt'] } },
  }
  const given = (doneAt: string) => ({
    properties: { ...started, promisedOn: '2026-11-30', extendedTo: '2026-11-27', doneAt },
  })
  const params = { stop: ['approvedAt'], within: [{ when: 'inTime', workingDays: 5 }, { workingDays: 10 }] }
  const due = async (doneAt: string) =>
    (await clockOn(params, given(doneAt), '2026-12-01T10:00:00Z', more))?.dueOn.toString()
  expect(await due('2026-11-30T16:00:00Z')).toBe('2026-11-30')
  expect(await due('2026-12-01T09:00:00Z')).toBe('2026-12-07')
})

describe('a time that starts where another ends', () => {
  const due = { due: { from: 'startedAt', within: { workingDays: 5 } } }
  it('counts from the date that it is due on', async () => {
    const more = { ackDue: { type: 'date', label: 'acknowledge by', derive: due } }
    const clock = await clockOn({ start: 'ackDue' }, { properties: started }, '2026-12-01T10:00:00Z', more)
    // Due Mon 30 November; ten working days later Mon 14 December.
    expect(clock?.dueOn.toString()).toBe('2026-12-14')
  })

  it('may not count from the midnight after it', () => {
    const policy = policyWith(
      { start: 'ackOver' },
      { ackOver: { type: 'instant', label: 'over', derive: due } },
    )
    expect(policy.ok ? [] : policy.error.map(({ message }) => message).join()).toContain(
      'give `ackOver` the type date',
    )
  })
})

describe('dates without a time', () => {
  it.each`
    why                                              | params                                                                           | given                                   | is
    ${'a start counts from its date'}                | ${{ start: 'startedOn' }}                                                        | ${{ startedOn: '2026-11-23' }}          | ${'running 2026-12-07'}
    ${'a stop on the day of the start stops'}        | ${{ stop: ['doneOn'] }}                                                          | ${{ ...started, doneOn: '2026-11-23' }} | ${'met 2026-12-07'}
    ${'a stop on the due date is in time'}           | ${{ stop: ['doneOn'], dueTime: 'closing' }}                                      | ${{ ...started, doneOn: '2026-12-07' }} | ${'met 2026-12-07'}
    ${'a stop on the day after is late'}             | ${{ stop: ['doneOn'] }}                                                          | ${{ ...started, doneOn: '2026-12-08' }} | ${'met_late 2026-12-07'}
    ${'a stop on the day before the start is none'}  | ${{ stop: ['doneOn'] }}                                                          | ${{ ...started, doneOn: '2026-11-22' }} | ${'overdue 2026-12-07'}
    ${'a notice on the day of the start is in time'} | ${{ extensions: [{ name: 'x', notice: 'toldOn', atMost: { workingDays: 1 } }] }} | ${{ ...started, toldOn: '2026-11-23' }} | ${'overdue 2026-12-08'}
  `('$why', async ({ params, given, is }) => {
    const now = is.startsWith('running') ? '2026-11-24T10:00:00Z' : '2026-12-10T10:00:00Z'
    expect(short(await clockOn(params, { properties: given }, now))).toBe(is)
  })
})

describe('what a policy may not say of a clock', () => {
  it.each`
    why                                     | params                                                                                                                                        | says
    ${'a time that never applies'}          | ${{ within: [{ workingDays: 5 }, { when: 'urgent', workingDays: 3 }] }}                                                                       | ${'/within/0: the lengths of time after this one never apply'}
    ${'no time'}                            | ${{ within: [] }}                                                                                                                             | ${'/within: `within` must list at least one'}
    ${'a time and a date at once'}          | ${{ within: { by: 'promisedOn', workingDays: 5 } }}                                                                                           | ${'/within: a target is either'}
    ${'a date that is none'}                | ${{ within: { by: 'because' } }}                                                                                                              | ${'/within/by: `because` is of type text'}
    ${'an unknown unit'}                    | ${{ within: { workDays: 5 } }}                                                                                                                | ${'/within: unknown unit `workDays`'}
    ${'a date that comes again'}            | ${{ within: { by: 'promisedOn' }, repeat: { done: 'updatedAt' } }}                                                                            | ${'/repeat: a time that comes again'}
    ${'a pause that is neither'}            | ${{ pauses: [{}] }}                                                                                                                           | ${'/pauses/0: a pause is either'}
    ${'a pause without an end'}             | ${{ pauses: [{ from: 'heldFrom' }] }}                                                                                                         | ${'/pauses/0: `to` is missing'}
    ${'a pause by what has no history'}     | ${{ pauses: [{ while: 'timesTold', is: ['1'] }] }}                                                                                            | ${'/pauses/0/while: `timesTold` has no CRM property'}
    ${'a pause by a value that is none'}    | ${{ pauses: [{ while: 'stage', is: ['waitin'] }] }}                                                                                           | ${'did you mean `waiting`'}
    ${'a pause by no value'}                | ${{ pauses: [{ while: 'stage' }] }}                                                                                                           | ${'/pauses/0: `is` must list'}
    ${'an extension without a cap'}         | ${{ extensions: [{ name: 'x', notice: 'toldAt' }] }}                                                                                          | ${'/extensions/0: an extension needs a cap'}
    ${'an extension after none'}            | ${{ extensions: [{ name: 'x', after: 'y', notice: 'toldAt', atMost: { weeks: 1 } }] }}                                                        | ${'/extensions/0/after: no extension before this one'}
    ${'two extensions of one name'}         | ${{ extensions: [{ name: 'x', notice: 'toldAt', atMost: { weeks: 1 } }, { name: 'x', notice: 'toldAt', atMost: { weeks: 1 } }] }}             | ${'/extensions/1/name: this clock has two extensions'}
    ${'an extension no time'}               | ${{ extensions: [{ name: 'x', notice: 'toldAt', atMost: { weeks: 1 }, times: { fact: 'times', atMost: 0 } }] }}                               | ${'/times/atMost: `atMost` says how often'}
    ${'one notice that extends twice'}      | ${{ extensions: [{ name: 'x', notice: 'toldAt', atMost: { weeks: 1 } }, { name: 'y', after: 'x', notice: 'toldAt', atMost: { weeks: 1 } }] }} | ${'/extensions/1/notice: `x` has this notice already'}
    ${'a first day that ended before'}      | ${{ counting: 'inclusive', dueTime: 'closing' }}                                                                                              | ${'needs a `cutOff`'}
    ${'another calendar that there is not'} | ${{ calendar: 'colege' }}                                                                                                                     | ${'/calendar: unknown calendar `colege`, did you mean `college`'}
    ${'a misspelt key'}                     | ${{ pause: [] }}                                                                                                                              | ${'/pause: unknown key `pause`, did you mean `pauses`'}
  `('$why', ({ params, says }) => {
    const policy = policyWith(params)
    const found = policy.ok ? [] : policy.error.map(({ pointer, message }) => `${pointer}: ${message}`)
    expect(found.join('\n')).toContain(says)
  })
})
