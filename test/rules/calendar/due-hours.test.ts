// Due instants counted in open hours and minutes.

import { describe, expect, it } from 'vitest'
import { allDayWeek, due, dueText, england, plain } from './given.ts'

const aroundClock = plain({ week: allDayWeek })
const split = plain({
  week: {
    mon: [
      ['09:00', '12:00'],
      ['13:00', '17:00'],
    ],
    tue: [['10:00', '16:00']],
  },
})
const touching = plain({
  week: {
    mon: [
      ['12:00', '17:00'],
      ['09:00', '12:00'],
    ],
  },
})
const nights = plain({ week: { sat: [['22:00', '24:00']], sun: [['00:00', '06:00']] } })
const weekdaysAllDay = plain({ week: { mon: [['00:00', '24:00']], tue: [['00:00', '24:00']] } })
const losAngeles = plain({
  timeZone: 'America/Los_Angeles',
  week: { sun: [['02:30', '03:15']], mon: [['09:00', '17:00']] },
})
const inGap = plain({
  week: {
    sun: [
      ['00:30', '01:30'],
      ['02:00', '03:00'],
    ],
  },
})

describe('hours', () => {
  it.each`
    why                                                | calendar          | start                     | hours   | answer
    ${'within a day'}                                  | ${england}        | ${'2026-11-23T10:00Z'}    | ${2}    | ${'2026-11-23 2026-11-23T12:00:00Z'}
    ${'due exactly at closing is due at closing'}      | ${england}        | ${'2026-11-23T10:00Z'}    | ${7}    | ${'2026-11-23 2026-11-23T17:00:00Z'}
    ${'and a minute more is the next morning'}         | ${england}        | ${'2026-11-23T10:01Z'}    | ${7}    | ${'2026-11-24 2026-11-24T09:01:00Z'}
    ${'over a weekend'}                                | ${england}        | ${'2026-11-20T16:00Z'}    | ${4}    | ${'2026-11-23 2026-11-23T12:00:00Z'}
    ${'over Christmas'}                                | ${england}        | ${'2026-12-24T16:30Z'}    | ${1}    | ${'2026-12-29 2026-12-29T09:30:00Z'}
    ${'a start before opening waits'}                  | ${england}        | ${'2026-11-23T05:00Z'}    | ${1}    | ${'2026-11-23 2026-11-23T10:00:00Z'}
    ${'a start after closing waits'}                   | ${england}        | ${'2026-11-20T17:00Z'}    | ${8}    | ${'2026-11-23 2026-11-23T17:00:00Z'}
    ${'seconds of the start are kept'}                 | ${england}        | ${'2026-11-23T10:00:07Z'} | ${0.5}  | ${'2026-11-23 2026-11-23T10:30:07Z'}
    ${'local hours in summer'}                         | ${england}        | ${'2026-06-23T15:00Z'}    | ${2}    | ${'2026-06-24 2026-06-24T09:00:00Z'}
    ${'a date starts with its day'}                    | ${england}        | ${'2026-11-23'}           | ${1}    | ${'2026-11-23 2026-11-23T10:00:00Z'}
    ${'a thousand hours'}                              | ${england}        | ${'2026-01-05T09:00Z'}    | ${1000} | ${'2026-07-02 2026-07-02T16:00:00Z'}
    ${'a lunch break'}                                 | ${split}          | ${'2026-11-23T11:00Z'}    | ${2}    | ${'2026-11-23 2026-11-23T14:00:00Z'}
    ${'due when lunch begins'}                         | ${split}          | ${'2026-11-23T11:00Z'}    | ${1}    | ${'2026-11-23 2026-11-23T12:00:00Z'}
    ${'to the next day with hours'}                    | ${split}          | ${'2026-11-23T16:00Z'}    | ${2}    | ${'2026-11-24 2026-11-24T11:00:00Z'}
    ${'spans that touch, in any order'}                | ${touching}       | ${'2026-11-23T11:00Z'}    | ${2}    | ${'2026-11-23 2026-11-23T13:00:00Z'}
    ${'over midnight'}                                 | ${nights}         | ${'2026-11-21T23:00Z'}    | ${3}    | ${'2026-11-22 2026-11-22T02:00:00Z'}
    ${'closing at 24:00 is due on the date it closes'} | ${weekdaysAllDay} | ${'2026-11-24T12:00Z'}    | ${12}   | ${'2026-11-24 2026-11-25T00:00:00Z'}
    ${'and midnight inside open time, too'}            | ${weekdaysAllDay} | ${'2026-11-23T12:00Z'}    | ${12}   | ${'2026-11-23 2026-11-24T00:00:00Z'}
    ${'no time at all, open'}                          | ${england}        | ${'2026-11-23T10:00Z'}    | ${0}    | ${'2026-11-23 2026-11-23T10:00:00Z'}
    ${'no time at all, closed'}                        | ${england}        | ${'2026-11-21T10:00Z'}    | ${0}    | ${'2026-11-23 2026-11-23T09:00:00Z'}
    ${'no time at all, at closing: closed'}            | ${england}        | ${'2026-11-20T17:00Z'}    | ${0}    | ${'2026-11-23 2026-11-23T09:00:00Z'}
    ${'no time at all, at an opening at midnight'}     | ${weekdaysAllDay} | ${'2026-11-23T00:00Z'}    | ${0}    | ${'2026-11-23 2026-11-23T00:00:00Z'}
    ${'back within a day'}                             | ${england}        | ${'2026-11-23T12:00Z'}    | ${-2}   | ${'2026-11-23 2026-11-23T10:00:00Z'}
    ${'back to exactly an opening stays there'}        | ${england}        | ${'2026-11-23T12:00Z'}    | ${-3}   | ${'2026-11-23 2026-11-23T09:00:00Z'}
    ${'back over a weekend'}                           | ${england}        | ${'2026-11-23T10:00Z'}    | ${-2}   | ${'2026-11-20 2026-11-20T16:00:00Z'}
    ${'back from closed time'}                         | ${england}        | ${'2026-11-22T10:00Z'}    | ${-8}   | ${'2026-11-20 2026-11-20T09:00:00Z'}
    ${'back over a lunch break'}                       | ${split}          | ${'2026-11-23T14:00Z'}    | ${-2}   | ${'2026-11-23 2026-11-23T11:00:00Z'}
    ${'back to the afternoon opening'}                 | ${split}          | ${'2026-11-23T14:00Z'}    | ${-1}   | ${'2026-11-23 2026-11-23T13:00:00Z'}
  `('$why: $start and $hours h is $answer', ({ calendar, start, hours, answer }) => {
    expect(dueText(calendar, start, { workingHours: hours })).toBe(answer)
    expect(dueText(calendar, start, { workingMinutes: hours * 60 })).toBe(answer)
  })

  it.each`
    why                                        | calendar       | start                  | hours  | answer
    ${'23 hours when clocks go forward'}       | ${aroundClock} | ${'2026-03-29T00:00Z'} | ${23}  | ${'2026-03-29 2026-03-29T23:00:00Z'}
    ${'25 hours when clocks go back'}          | ${aroundClock} | ${'2026-10-24T23:00Z'} | ${25}  | ${'2026-10-25 2026-10-26T00:00:00Z'}
    ${'24 real hours, not a calendar day'}     | ${aroundClock} | ${'2026-03-28T12:00Z'} | ${24}  | ${'2026-03-29 2026-03-29T12:00:00Z'}
    ${'and back'}                              | ${aroundClock} | ${'2026-03-29T12:00Z'} | ${-24} | ${'2026-03-28 2026-03-28T12:00:00Z'}
    ${'a night of 7 hours'}                    | ${nights}      | ${'2026-03-28T22:00Z'} | ${7}   | ${'2026-03-29 2026-03-29T05:00:00Z'}
    ${'a night of 9 hours'}                    | ${nights}      | ${'2026-10-24T21:00Z'} | ${9}   | ${'2026-10-25 2026-10-25T06:00:00Z'}
    ${'office hours do not notice'}            | ${england}     | ${'2026-03-27T16:00Z'} | ${2}   | ${'2026-03-30 2026-03-30T09:00:00Z'}
    ${'hours that the clocks leave empty'}     | ${losAngeles}  | ${'2006-04-02T08:00Z'} | ${1}   | ${'2006-04-03 2006-04-03T17:00:00Z'}
    ${'skipped time moved into the next span'} | ${inGap}       | ${'2026-03-29T00:00Z'} | ${1.5} | ${'2026-03-29 2026-03-29T02:00:00Z'}
  `('clock changes: $why', ({ calendar, start, hours, answer }) => {
    expect(dueText(calendar, start, { workingHours: hours })).toBe(answer)
  })

  it('knows a day that a zone never had', () => {
    const apia = plain({ timeZone: 'Pacific/Apia', week: { ...allDayWeek } })
    // Samoa went from Thursday 29 to Saturday 31 December 2011.
    expect(due(apia, '2011-12-29T10:00Z', { workingHours: 1 }).dueOn.toString()).toBe('2011-12-29')
    expect(due(apia, '2011-12-30T10:00Z', { workingHours: 1 }).dueOn.toString()).toBe('2011-12-31')
    expect(dueText(apia, '2011-12-29T10:00Z', { workingHours: 48 })).toBe('2011-12-31 2011-12-31T10:00:00Z')
  })

  it('starts again on the next working day after the cut-off', () => {
    const late = plain({ week: { mon: [['09:00', '20:00']], tue: [['09:00', '20:00']] } })
    expect(dueText(late, '2026-11-23T18:00Z', { workingHours: 1 })).toBe('2026-11-23 2026-11-23T19:00:00Z')
    expect(dueText(late, '2026-11-23T18:00Z', { workingHours: 1 }, { cutOff: '17:00' })).toBe(
      '2026-11-24 2026-11-24T10:00:00Z',
    )
  })
})
