// Due dates counted in days, weeks and months.

import { describe, expect, it } from 'vitest'
import { allDayWeek, date, due, dueText, england, plain, shippedCalendar } from './given.ts'

const scotland = shippedCalendar('scotland')
const fridaySaturdayOff = (() => {
  const open = [['08:00', '16:00']]
  return plain({
    timeZone: 'Asia/Riyadh',
    week: { sun: open, mon: open, tue: open, wed: open, thu: open },
  })
})()

describe('working days', () => {
  it.each`
    why                                            | calendar             | start                     | days    | dueOn
    ${'day one is the day after'}                  | ${england}           | ${'2026-11-23'}           | ${1}    | ${'2026-11-24'}
    ${'a time of day does not matter'}             | ${england}           | ${'2026-11-23T23:59:59Z'} | ${3}    | ${'2026-11-26'}
    ${'a weekend does not count'}                  | ${england}           | ${'2026-11-26T10:00Z'}    | ${3}    | ${'2026-12-01'}
    ${'Christmas does not count'}                  | ${england}           | ${'2026-12-24'}           | ${5}    | ${'2027-01-05'}
    ${'a start on Saturday: Monday is day one'}    | ${england}           | ${'2026-11-21'}           | ${1}    | ${'2026-11-23'}
    ${'a start on a holiday: the next is day one'} | ${england}           | ${'2026-12-25T12:00Z'}    | ${1}    | ${'2026-12-29'}
    ${'local midnight begins the day in summer'}   | ${england}           | ${'2026-06-30T23:00Z'}    | ${1}    | ${'2026-07-02'}
    ${'a second earlier it is the day before'}     | ${england}           | ${'2026-06-30T22:59:59Z'} | ${1}    | ${'2026-07-01'}
    ${'the funeral holiday of 2022'}               | ${england}           | ${'2022-09-16'}           | ${1}    | ${'2022-09-20'}
    ${'Scotland alone in June 2026'}               | ${scotland}          | ${'2026-06-12'}           | ${1}    | ${'2026-06-16'}
    ${'England works that day'}                    | ${england}           | ${'2026-06-12'}           | ${1}    | ${'2026-06-15'}
    ${'Scotland works on Easter Monday'}           | ${scotland}          | ${'2026-04-02'}           | ${1}    | ${'2026-04-06'}
    ${'29 February counts'}                        | ${england}           | ${'2028-02-28'}           | ${2}    | ${'2028-03-01'}
    ${'a weekend of Friday and Saturday'}          | ${fridaySaturdayOff} | ${'2026-11-19'}           | ${1}    | ${'2026-11-22'}
    ${'none from a working day is that day'}       | ${england}           | ${'2026-11-23T10:00Z'}    | ${0}    | ${'2026-11-23'}
    ${'none from a Saturday is Monday'}            | ${england}           | ${'2026-11-21'}           | ${0}    | ${'2026-11-23'}
    ${'back over a weekend'}                       | ${england}           | ${'2026-11-24T10:00Z'}    | ${-2}   | ${'2026-11-20'}
    ${'back from a Sunday'}                        | ${england}           | ${'2026-11-22'}           | ${-1}   | ${'2026-11-20'}
    ${'back over New Year and Christmas'}          | ${england}           | ${'2027-01-05'}           | ${-5}   | ${'2026-12-24'}
    ${'a thousand days'}                           | ${england}           | ${'2012-01-02'}           | ${1000} | ${'2015-12-14'}
  `('$why: $start and $days is $dueOn', ({ calendar, start, days, dueOn }) => {
    expect(due(calendar, start, { workingDays: days }).dueOn.toString()).toBe(dueOn)
  })

  it.each`
    why                                               | start                     | days  | switches                                                                | answer
    ${'due at the end of the date'}                   | ${'2026-11-23'}           | ${3}  | ${{}}                                                                   | ${'2026-11-26 2026-11-27T00:00:00Z'}
    ${'which is an hour earlier in summer'}           | ${'2026-06-23'}           | ${3}  | ${{}}                                                                   | ${'2026-06-26 2026-06-26T23:00:00Z'}
    ${'or at its closing'}                            | ${'2026-06-23'}           | ${3}  | ${{ dueTime: 'closing' }}                                               | ${'2026-06-26 2026-06-26T16:00:00Z'}
    ${'inclusive: the start date is day one'}         | ${'2026-11-23'}           | ${3}  | ${{ counting: 'inclusive' }}                                            | ${'2026-11-25 2026-11-26T00:00:00Z'}
    ${'inclusive from a Saturday: Monday is day one'} | ${'2026-11-21'}           | ${3}  | ${{ counting: 'inclusive' }}                                            | ${'2026-11-25 2026-11-26T00:00:00Z'}
    ${'inclusive, looking back'}                      | ${'2026-11-25'}           | ${-3} | ${{ counting: 'inclusive' }}                                            | ${'2026-11-23 2026-11-24T00:00:00Z'}
    ${'a Saturday received on Monday'}                | ${'2026-11-21'}           | ${1}  | ${{ nonWorkingStart: 'receivedNextWorkingDay' }}                        | ${'2026-11-24 2026-11-25T00:00:00Z'}
    ${'received on Monday, inclusive'}                | ${'2026-11-21'}           | ${1}  | ${{ nonWorkingStart: 'receivedNextWorkingDay', counting: 'inclusive' }} | ${'2026-11-23 2026-11-24T00:00:00Z'}
    ${'a working day is received that day'}           | ${'2026-11-23'}           | ${1}  | ${{ nonWorkingStart: 'receivedNextWorkingDay' }}                        | ${'2026-11-24 2026-11-25T00:00:00Z'}
    ${'before the cut-off'}                           | ${'2026-11-23T16:59:59Z'} | ${1}  | ${{ cutOff: '17:00' }}                                                  | ${'2026-11-24 2026-11-25T00:00:00Z'}
    ${'at the cut-off'}                               | ${'2026-11-23T17:00:00Z'} | ${1}  | ${{ cutOff: '17:00' }}                                                  | ${'2026-11-25 2026-11-26T00:00:00Z'}
    ${'the cut-off is local time'}                    | ${'2026-06-23T16:00:00Z'} | ${1}  | ${{ cutOff: '17:00' }}                                                  | ${'2026-06-25 2026-06-25T23:00:00Z'}
    ${'after it on Friday is Monday'}                 | ${'2026-11-20T18:00:00Z'} | ${1}  | ${{ cutOff: '17:00' }}                                                  | ${'2026-11-24 2026-11-25T00:00:00Z'}
    ${'a date has no time to be late'}                | ${'2026-11-23'}           | ${1}  | ${{ cutOff: '00:00' }}                                                  | ${'2026-11-24 2026-11-25T00:00:00Z'}
  `('$why', ({ start, days, switches, answer }) => {
    expect(dueText(england, start, { workingDays: days }, switches)).toBe(answer)
  })

  it('takes a date as its own hours say, unless it is a holiday or a closure', () => {
    const calendar = plain({
      holidays: { add: [{ on: '2026-11-28', title: 'Holiday' }] },
      closures: [{ from: '2026-12-05', to: '2026-12-05', title: 'Closed' }],
      hours: {
        '2026-11-21': [['10:00', '12:00']],
        '2026-11-23': [],
        '2026-11-28': [['10:00', '12:00']],
        '2026-12-05': [['10:00', '12:00']],
      },
    })
    const working = ['2026-11-21', '2026-11-23', '2026-11-24', '2026-11-28', '2026-12-05']
    expect(working.map((on) => calendar.isWorkingDay(date(on)))).toEqual([true, false, true, false, false])
    expect(dueText(calendar, '2026-11-20', { workingDays: 1 }, { dueTime: 'closing' })).toBe(
      '2026-11-21 2026-11-21T12:00:00Z',
    )
    expect(due(calendar, '2026-11-20', { workingDays: 2 }).dueOn.toString()).toBe('2026-11-24')
  })

  it('ends a day where its clocks skip midnight', () => {
    const cairo = plain({ timeZone: 'Africa/Cairo', week: allDayWeek })
    expect(dueText(cairo, '2026-04-22', { workingDays: 1 })).toBe('2026-04-23 2026-04-23T22:00:00Z')
    expect(dueText(cairo, '2026-04-23', { workingDays: 1 })).toBe('2026-04-24 2026-04-24T21:00:00Z')
    const saoPaulo = plain({ timeZone: 'America/Sao_Paulo' })
    expect(dueText(saoPaulo, '2018-11-01', { calendarDays: 2 })).toBe('2018-11-03 2018-11-04T03:00:00Z')
    expect(dueText(saoPaulo, '2018-11-01', { calendarDays: 3 })).toBe('2018-11-04 2018-11-05T02:00:00Z')
  })
})

describe('calendar units', () => {
  it.each`
    why                                          | start                  | within                  | switches                                         | dueOn
    ${'a Saturday is as good as any day'}        | ${'2026-11-23'}        | ${{ calendarDays: 5 }}  | ${{}}                                            | ${'2026-11-28'}
    ${'Christmas Day, too'}                      | ${'2026-12-18'}        | ${{ weeks: 1 }}         | ${{}}                                            | ${'2026-12-25'}
    ${'eight weeks over a clock change'}         | ${'2026-03-02T12:00Z'} | ${{ weeks: 8 }}         | ${{}}                                            | ${'2026-04-27'}
    ${'a month is clamped'}                      | ${'2026-01-31'}        | ${{ months: 1 }}        | ${{}}                                            | ${'2026-02-28'}
    ${'in a leap year to the 29th'}              | ${'2028-01-31'}        | ${{ months: 1 }}        | ${{}}                                            | ${'2028-02-29'}
    ${'six months from 31 August'}               | ${'2026-08-31'}        | ${{ months: 6 }}        | ${{}}                                            | ${'2027-02-28'}
    ${'months back'}                             | ${'2026-03-31'}        | ${{ months: -1 }}       | ${{}}                                            | ${'2026-02-28'}
    ${'months back over a year'}                 | ${'2026-01-15'}        | ${{ months: -14 }}      | ${{}}                                            | ${'2024-11-15'}
    ${'days back'}                               | ${'2026-03-01'}        | ${{ calendarDays: -1 }} | ${{}}                                            | ${'2026-02-28'}
    ${'none is the start date'}                  | ${'2026-11-22'}        | ${{ calendarDays: 0 }}  | ${{}}                                            | ${'2026-11-22'}
    ${'inclusive: the start date is day one'}    | ${'2026-11-23'}        | ${{ calendarDays: 5 }}  | ${{ counting: 'inclusive' }}                     | ${'2026-11-27'}
    ${'a Saturday received on Monday'}           | ${'2026-11-21'}        | ${{ calendarDays: 5 }}  | ${{ nonWorkingStart: 'receivedNextWorkingDay' }} | ${'2026-11-28'}
    ${'beyond the holidays nobody is asked for'} | ${'2050-01-31'}        | ${{ months: 1 }}        | ${{}}                                            | ${'2050-02-28'}
  `('$why: $start and $within is $dueOn', ({ start, within, switches, dueOn }) => {
    expect(due(england, start, within, switches).dueOn.toString()).toBe(dueOn)
  })

  it('is due at the closing where there is one, else at midnight', () => {
    expect(dueText(england, '2026-11-23', { weeks: 1 }, { dueTime: 'closing' })).toBe(
      '2026-11-30 2026-11-30T17:00:00Z',
    )
    expect(dueText(england, '2026-11-21', { weeks: 1 }, { dueTime: 'closing' })).toBe(
      '2026-11-28 2026-11-29T00:00:00Z',
    )
  })
})
