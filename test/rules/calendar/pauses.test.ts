// Clocks that stand still for a while.

import { describe, expect, it } from 'vitest'
import { parseSpan } from '../../../src/rules/calendar/span.ts'
import { dueOf } from '../../../src/rules/calendar/due.ts'
import { dueText, england, instant, moment, plain, rulesOf, valueOf } from './given.ts'

const late = plain({
  week: { mon: [['09:00', '20:00']], tue: [['09:00', '20:00']], wed: [['09:00', '20:00']] },
})

describe('pauses, in days', () => {
  it.each`
    why                                                  | within                 | dueTime       | pauses                                                                                      | dueOn
    ${'without any'}                                     | ${{ workingDays: 3 }}  | ${'endOfDay'} | ${[]}                                                                                       | ${'2026-11-26'}
    ${'over one midnight: one day'}                      | ${{ workingDays: 3 }}  | ${'endOfDay'} | ${[['2026-11-24T15:00Z', '2026-11-25T09:00Z']]}                                             | ${'2026-11-27'}
    ${'within a day: none'}                              | ${{ workingDays: 3 }}  | ${'endOfDay'} | ${[['2026-11-24T09:00Z', '2026-11-24T23:59Z']]}                                             | ${'2026-11-26'}
    ${'a whole day, midnight to midnight: that day'}     | ${{ workingDays: 1 }}  | ${'endOfDay'} | ${[['2026-11-24T00:00Z', '2026-11-25T00:00Z']]}                                             | ${'2026-11-25'}
    ${'from the midnight at which a day ends: not that'} | ${{ workingDays: 1 }}  | ${'endOfDay'} | ${[['2026-11-25T00:00Z', '2026-11-26T00:00Z']]}                                             | ${'2026-11-24'}
    ${'over a weekend: none'}                            | ${{ workingDays: 5 }}  | ${'endOfDay'} | ${[['2026-11-28T00:00Z', '2026-11-30T00:00Z']]}                                             | ${'2026-11-30'}
    ${'from before the start'}                           | ${{ workingDays: 3 }}  | ${'endOfDay'} | ${[['2026-11-01T00:00Z', '2026-11-24T12:00Z']]}                                             | ${'2026-11-26'}
    ${'ended before the start'}                          | ${{ workingDays: 3 }}  | ${'endOfDay'} | ${[['2026-11-01T00:00Z', '2026-11-20T12:00Z']]}                                             | ${'2026-11-26'}
    ${'overlapping count once'}                          | ${{ workingDays: 3 }}  | ${'endOfDay'} | ${[['2026-11-24T15:00Z', '2026-11-25T09:00Z'], ['2026-11-24T12:00Z', '2026-11-25T08:00Z']]} | ${'2026-11-27'}
    ${'touching are one'}                                | ${{ workingDays: 3 }}  | ${'endOfDay'} | ${[['2026-11-24T15:00Z', '2026-11-24T18:00Z'], ['2026-11-24T18:00Z', '2026-11-25T08:00Z']]} | ${'2026-11-27'}
    ${'twice in any order'}                              | ${{ workingDays: 3 }}  | ${'endOfDay'} | ${[['2026-11-26T15:00Z', '2026-11-27T09:00Z'], ['2026-11-24T15:00Z', '2026-11-25T09:00Z']]} | ${'2026-11-30'}
    ${'empty'}                                           | ${{ workingDays: 3 }}  | ${'endOfDay'} | ${[['2026-11-25T00:00Z', '2026-11-25T00:00Z']]}                                             | ${'2026-11-26'}
    ${'after it is due'}                                 | ${{ workingDays: 3 }}  | ${'endOfDay'} | ${[['2026-11-27T00:00Z', null]]}                                                            | ${'2026-11-26'}
    ${'at closing, running again by midnight'}           | ${{ workingDays: 3 }}  | ${'closing'}  | ${[['2026-11-24T16:00Z', '2026-11-24T18:00Z']]}                                             | ${'2026-11-27'}
    ${'over midnight, but running at closing'}           | ${{ workingDays: 3 }}  | ${'closing'}  | ${[['2026-11-24T17:00Z', '2026-11-25T09:00Z']]}                                             | ${'2026-11-26'}
    ${'calendar days'}                                   | ${{ calendarDays: 3 }} | ${'endOfDay'} | ${[['2026-11-24T15:00Z', '2026-11-25T09:00Z']]}                                             | ${'2026-11-27'}
    ${'a month'}                                         | ${{ months: 1 }}       | ${'endOfDay'} | ${[['2026-12-01T15:00Z', '2026-12-06T09:00Z']]}                                             | ${'2026-12-28'}
    ${'looking back'}                                    | ${{ workingDays: -2 }} | ${'endOfDay'} | ${[['2026-11-19T15:00Z', '2026-11-20T09:00Z']]}                                             | ${'2026-11-18'}
    ${'looking back, a later pause'}                     | ${{ workingDays: -2 }} | ${'endOfDay'} | ${[['2026-11-24T15:00Z', '2026-11-26T09:00Z']]}                                             | ${'2026-11-19'}
  `('$why', ({ within, dueTime, pauses, dueOn }) => {
    expect(dueText(england, '2026-11-23T10:00Z', within, { dueTime, pauses }).slice(0, 10)).toBe(dueOn)
  })
})

describe('pauses, in hours', () => {
  it.each`
    why                              | hours | pauses                                                                                      | dueAt
    ${'inside open time'}            | ${2}  | ${[['2026-11-23T10:30Z', '2026-11-23T11:00Z']]}                                             | ${'2026-11-23T12:30:00Z'}
    ${'over closing time'}           | ${8}  | ${[['2026-11-23T16:00Z', '2026-11-24T10:00Z']]}                                             | ${'2026-11-24T12:00:00Z'}
    ${'while closed'}                | ${8}  | ${[['2026-11-23T17:00Z', '2026-11-24T09:00Z']]}                                             | ${'2026-11-24T10:00:00Z'}
    ${'overlapping'}                 | ${2}  | ${[['2026-11-23T10:30Z', '2026-11-23T11:00Z'], ['2026-11-23T10:45Z', '2026-11-23T11:15Z']]} | ${'2026-11-23T12:45:00Z'}
    ${'from before the start'}       | ${2}  | ${[['2026-11-20T10:30Z', '2026-11-23T11:00Z']]}                                             | ${'2026-11-23T13:00:00Z'}
    ${'begun as it falls due'}       | ${2}  | ${[['2026-11-23T12:00Z', null]]}                                                            | ${'2026-11-23T12:00:00Z'}
    ${'no time at all while paused'} | ${0}  | ${[['2026-11-23T09:00Z', '2026-11-23T17:00Z']]}                                             | ${'2026-11-24T09:00:00Z'}
    ${'looking back'}                | ${-2} | ${[['2026-11-23T09:15Z', '2026-11-23T09:45Z']]}                                             | ${'2026-11-20T15:30:00Z'}
  `('$why', ({ hours, pauses, dueAt }) => {
    expect(dueText(england, '2026-11-23T10:00Z', { workingHours: hours }, { pauses }).slice(11)).toBe(dueAt)
  })

  it('counts what is left after the pause in other hours', () => {
    const pauses = [['2026-11-23T18:00Z', '2026-11-24T18:00Z']] as const
    expect(dueText(late, '2026-11-23T17:00Z', { workingHours: 4 }, { pauses })).toBe(
      '2026-11-25 2026-11-25T10:00:00Z',
    )
  })
})

it.each([{ workingDays: 3 }, { workingHours: 12 }, { weeks: 2 }, { workingDays: 0 }, { workingHours: 0 }])(
  'a pause that has no end leaves %o without a due date',
  (within) => {
    const due = dueOf({
      calendar: england,
      start: moment('2026-11-23T10:00Z'),
      within: valueOf(parseSpan(within)),
      ...rulesOf({ pauses: [['2026-11-23T10:00Z', null]] }),
    })
    expect(due).toMatchObject({ ok: false, error: { kind: 'paused', since: instant('2026-11-23T10:00Z') } })
  },
)
