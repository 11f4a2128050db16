// Working time passed, warnings, and what a count skipped.

import { describe, expect, it } from 'vitest'
import { elapsed } from '../../../src/rules/calendar/elapsed.ts'
import { skippedBetween } from '../../../src/rules/calendar/skipped.ts'
import { parseSpan } from '../../../src/rules/calendar/span.ts'
import { warnAt } from '../../../src/rules/calendar/warning.ts'
import {
  allDayWeek,
  date,
  due,
  england,
  moment,
  pausesOf,
  plain,
  rulesOf,
  shippedCalendar,
  valueOf,
} from './given.ts'

const HOUR = 3600

describe('elapsed', () => {
  it.each`
    why                                   | start                  | until                  | switches                                                    | seconds           | days
    ${'within a day'}                     | ${'2026-11-23T10:00Z'} | ${'2026-11-23T12:00Z'} | ${{}}                                                       | ${2 * HOUR}       | ${0}
    ${'to the next day'}                  | ${'2026-11-23T16:00Z'} | ${'2026-11-24T10:00Z'} | ${{}}                                                       | ${2 * HOUR}       | ${1}
    ${'over a weekend'}                   | ${'2026-11-20T16:00Z'} | ${'2026-11-23T10:00Z'} | ${{}}                                                       | ${2 * HOUR}       | ${1}
    ${'to a Saturday'}                    | ${'2026-11-20T16:00Z'} | ${'2026-11-21T10:00Z'} | ${{}}                                                       | ${HOUR}           | ${0}
    ${'dates'}                            | ${'2026-11-23'}        | ${'2026-11-27'}        | ${{}}                                                       | ${32 * HOUR}      | ${4}
    ${'the same instant'}                 | ${'2026-11-23T10:00Z'} | ${'2026-11-23T10:00Z'} | ${{ counting: 'inclusive' }}                                | ${0}              | ${0}
    ${'an end before the start'}          | ${'2026-11-23T10:00Z'} | ${'2026-11-20T10:00Z'} | ${{}}                                                       | ${0}              | ${0}
    ${'inclusive'}                        | ${'2026-11-23T16:00Z'} | ${'2026-11-24T10:00Z'} | ${{ counting: 'inclusive' }}                                | ${2 * HOUR}       | ${2}
    ${'received on the next working day'} | ${'2026-11-21T16:00Z'} | ${'2026-11-24T10:00Z'} | ${{ nonWorkingStart: 'receivedNextWorkingDay' }}            | ${9 * HOUR}       | ${1}
    ${'after the cut-off'}                | ${'2026-11-23T16:00Z'} | ${'2026-11-24T10:00Z'} | ${{ cutOff: '15:00' }}                                      | ${HOUR}           | ${0}
    ${'paused for a while'}               | ${'2026-11-23T10:00Z'} | ${'2026-11-25T12:00Z'} | ${{ pauses: [['2026-11-23T16:00Z', '2026-11-24T10:00Z']] }} | ${16 * HOUR}      | ${2}
    ${"paused over a day's end"}          | ${'2026-11-23T10:00Z'} | ${'2026-11-25T12:00Z'} | ${{ pauses: [['2026-11-24T16:00Z', '2026-11-25T10:00Z']] }} | ${16 * HOUR}      | ${1}
    ${'paused still'}                     | ${'2026-11-23T10:00Z'} | ${'2026-11-25T12:00Z'} | ${{ pauses: [['2026-11-24T16:00Z', null]] }}                | ${14 * HOUR}      | ${0}
    ${'paused after the end'}             | ${'2026-11-23T10:00Z'} | ${'2026-11-25T12:00Z'} | ${{ pauses: [['2026-11-25T13:00Z', null]] }}                | ${18 * HOUR}      | ${2}
    ${'a year'}                           | ${'2026-01-01'}        | ${'2027-01-01'}        | ${{}}                                                       | ${253 * 8 * HOUR} | ${253}
  `('$why', ({ start, until, switches, seconds, days }) => {
    expect(
      valueOf(
        elapsed({ calendar: england, start: moment(start), until: moment(until), ...rulesOf(switches) }),
      ),
    ).toEqual({
      workingSeconds: seconds,
      workingDays: days,
    })
  })

  it.each([
    ['forward', '2026-03-29', '2026-03-30', 23],
    ['back', '2026-10-25', '2026-10-26', 25],
    ['both', '2026-01-01', '2027-01-01', 365 * 24],
  ])('real hours when clocks go %s', (_, start, until, hours) => {
    const calendar = plain({ week: allDayWeek })
    const { workingSeconds } = valueOf(elapsed({ calendar, start: date(start), until: date(until) }))
    expect(workingSeconds).toBe(hours * HOUR)
  })
})

describe('warnings', () => {
  it.each`
    why                                | start                  | within                 | warn                   | at
    ${'a working day before'}          | ${'2026-11-23'}        | ${{ workingDays: 3 }}  | ${{ workingDays: 1 }}  | ${'2026-11-25T00:00:00Z'}
    ${'over a weekend'}                | ${'2026-11-23'}        | ${{ workingDays: 5 }}  | ${{ workingDays: 1 }}  | ${'2026-11-27T00:00:00Z'}
    ${'before a Saturday'}             | ${'2026-11-21'}        | ${{ weeks: 1 }}        | ${{ workingDays: 2 }}  | ${'2026-11-26T00:00:00Z'}
    ${'on the day itself'}             | ${'2026-11-23'}        | ${{ workingDays: 3 }}  | ${{ workingDays: 0 }}  | ${'2026-11-26T00:00:00Z'}
    ${'local midnight'}                | ${'2026-06-23'}        | ${{ workingDays: 3 }}  | ${{ workingDays: 1 }}  | ${'2026-06-24T23:00:00Z'}
    ${'open hours that remain'}        | ${'2026-11-23T10:00Z'} | ${{ workingHours: 9 }} | ${{ workingHours: 4 }} | ${'2026-11-23T15:00:00Z'}
    ${'exactly at an opening'}         | ${'2026-11-23T10:00Z'} | ${{ workingHours: 9 }} | ${{ workingHours: 2 }} | ${'2026-11-24T09:00:00Z'}
    ${'hours before the end of a day'} | ${'2026-11-23'}        | ${{ workingDays: 3 }}  | ${{ workingHours: 4 }} | ${'2026-11-26T13:00:00Z'}
    ${'calendar days'}                 | ${'2026-11-23'}        | ${{ workingDays: 5 }}  | ${{ calendarDays: 2 }} | ${'2026-11-28T00:00:00Z'}
    ${'a week'}                        | ${'2026-11-23'}        | ${{ workingDays: 5 }}  | ${{ weeks: 1 }}        | ${'2026-11-23T00:00:00Z'}
  `('$why', ({ start, within, warn, at }) => {
    const question = { calendar: england, ...due(england, start, within), warn: valueOf(parseSpan(warn)) }
    expect(valueOf(warnAt(question)).toString()).toBe(at)
  })

  it('counts only hours that run', () => {
    const pauses = pausesOf([['2026-11-23T12:00Z', '2026-11-23T14:00Z']])
    const question = { calendar: england, ...due(england, '2026-11-23T15:00Z', { workingHours: 1 }), pauses }
    expect(valueOf(warnAt({ ...question, warn: { unit: 'workingHours', count: 4 } })).toString()).toBe(
      '2026-11-23T10:00:00Z',
    )
  })
})

describe('skipped days', () => {
  it('names holidays and closures on days that the week works, in order', () => {
    const calendar = plain({
      holidays: { country: 'GB', region: 'ENG' },
      closures: [{ from: '2026-12-24', to: '2026-12-31', title: 'Office closed' }],
      hours: { '2026-12-23': [], '2026-12-22': [['09:00', '12:00']] },
    })
    const skipped = skippedBetween(calendar, date('2026-12-21'), date('2027-01-02'))
    expect(skipped.map(({ on, kind, title }) => `${on.toString()} ${kind} ${title}`)).toEqual([
      '2026-12-23 hours Closed',
      '2026-12-24 closure Office closed',
      '2026-12-25 holiday Christmas Day',
      '2026-12-28 holiday Boxing Day (substitute day)',
      '2026-12-29 closure Office closed',
      '2026-12-30 closure Office closed',
      '2026-12-31 closure Office closed',
      "2027-01-01 holiday New Year's Day",
    ])
  })

  it('is half-open', () => {
    const scotland = shippedCalendar('scotland')
    expect(skippedBetween(scotland, date('2026-06-15'), date('2026-06-16'))).toHaveLength(1)
    expect(skippedBetween(scotland, date('2026-06-14'), date('2026-06-15'))).toHaveLength(0)
  })
})
