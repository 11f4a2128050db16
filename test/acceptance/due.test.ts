/**
 * `redress due`, line by line, against dates counted by hand.
 *
 * Left open by the contract, so not asserted: `dueAt` of negative day counts, a zero count of days, `dueOn` of hours
 * that end at midnight, the shape of `holidays.remove` and of `pauses` that stay open.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { millis, redress } from './command.ts'
import type { Line } from './command.ts'

const nine = [['09:00', '17:00']]
const workingWeek = { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine }
const office = {
  id: 'office',
  timeZone: 'Europe/London',
  week: workingWeek,
  holidays: { country: 'GB', region: 'ENG', add: [], remove: [] },
  closures: [],
  hours: {},
}
const england = { calendar: 'england-and-wales' }
const ew = (start: string, workingDays: number, more: object = {}): object => ({
  ...england,
  start,
  within: { workingDays },
  ...more,
})
const hours = (start: string, workingHours: number, more: object = {}): object => ({
  calendar: office,
  start,
  within: { workingHours },
  ...more,
})
const until = (start: string, end: string, more: object = {}): object => ({
  calendar: office,
  start,
  until: end,
  ...more,
})

type Expected = Readonly<{
  dueOn?: string
  dueAt?: string
  workingDays?: number
  workingSeconds?: number
  error?: true
}>
const dueCases: readonly (readonly [string, unknown, Expected])[] = [
  ['the day after is day one', ew('2026-11-23', 3), { dueOn: '2026-11-26', dueAt: '2026-11-27T00:00:00Z' }],
  [
    'an instant of that day starts the same',
    ew('2026-11-23T10:00:00Z', 10),
    { dueOn: '2026-12-07', dueAt: '2026-12-08T00:00:00Z' },
  ],
  [
    'Christmas does not count: 29 30 31 4 5',
    ew('2026-12-24', 5),
    { dueOn: '2027-01-05', dueAt: '2027-01-06T00:00:00Z' },
  ],
  ['across Christmas: 22 23 24 | 29 30 31 | 4 5 6 7', ew('2026-12-21', 10), { dueOn: '2027-01-07' }],
  [
    'twenty days from a request in December',
    ew('2026-12-10T10:00:00Z', 20),
    { dueOn: '2027-01-12', dueAt: '2027-01-13T00:00:00Z' },
  ],
  [
    'across Easter, ending in summer time: 24 25 30',
    ew('2027-03-23', 3),
    { dueOn: '2027-03-30', dueAt: '2027-03-30T23:00:00Z' },
  ],
  [
    '23:30 UTC in June is the next local day: 18 19 22',
    ew('2026-06-16T23:30:00Z', 3),
    { dueOn: '2026-06-22', dueAt: '2026-06-22T23:00:00Z' },
  ],
  ['a Saturday start: Monday is day one', ew('2026-11-21', 3), { dueOn: '2026-11-25' }],
  ['the state funeral of 19 September 2022', ew('2022-09-16', 1), { dueOn: '2022-09-20' }],
  ['8 May 2020 was a holiday', ew('2020-05-07', 1), { dueOn: '2020-05-11' }],
  ['4 May 2020 was not', ew('2020-05-01', 1), { dueOn: '2020-05-04' }],
  ['2 and 3 June 2022', ew('2022-06-01', 1), { dueOn: '2022-06-06' }],
  ['30 May 2022 was a working day', ew('2022-05-27', 1), { dueOn: '2022-05-30' }],
  ['Boxing Day on a Saturday moves to Monday', ew('2026-12-24', 1), { dueOn: '2026-12-29' }],
  [
    'Scotland works on Easter Monday',
    { calendar: 'scotland', start: '2027-03-25', within: { workingDays: 1 } },
    { dueOn: '2027-03-29' },
  ],
  [
    "Scotland rests on St Andrew's Day",
    { calendar: 'scotland', start: '2026-11-27', within: { workingDays: 1 } },
    { dueOn: '2026-12-01' },
  ],
  [
    'Scotland alone on 15 June 2026',
    { calendar: 'scotland', start: '2026-06-12', within: { workingDays: 1 } },
    { dueOn: '2026-06-16' },
  ],
  [
    "Scotland's 2 January moves to Monday 4th",
    { calendar: 'scotland', start: '2026-12-31', within: { workingDays: 1 } },
    { dueOn: '2027-01-05' },
  ],
  ['England is back on 4 January', ew('2026-12-31', 1), { dueOn: '2027-01-04' }],
  [
    'Northern Ireland rests on 17 March',
    { calendar: 'northern-ireland', start: '2027-03-16', within: { workingDays: 1 } },
    { dueOn: '2027-03-18' },
  ],
  [
    'and on 12 July',
    { calendar: 'northern-ireland', start: '2027-07-09', within: { workingDays: 1 } },
    { dueOn: '2027-07-13' },
  ],
  [
    'inclusive: Monday itself is day one',
    ew('2026-11-23', 3, { counting: 'inclusive' }),
    { dueOn: '2026-11-25' },
  ],
  [
    'inclusive from a Saturday: Monday is day one',
    ew('2026-11-21', 3, { counting: 'inclusive' }),
    { dueOn: '2026-11-25' },
  ],
  [
    'a Saturday received on Monday: Tuesday is day one',
    ew('2026-11-21', 3, { nonWorkingStart: 'receivedNextWorkingDay' }),
    { dueOn: '2026-11-26' },
  ],
  [
    'a Saturday by the default switch',
    ew('2026-11-21', 3, { nonWorkingStart: 'nextIsDayOne' }),
    { dueOn: '2026-11-25' },
  ],
  [
    'one second before the cut-off',
    ew('2026-11-23T16:59:59Z', 3, { cutOff: '17:00' }),
    { dueOn: '2026-11-26' },
  ],
  [
    'at the cut-off: received on Tuesday',
    ew('2026-11-23T17:00:00Z', 3, { cutOff: '17:00' }),
    { dueOn: '2026-11-27' },
  ],
  [
    'after it on a Friday: received on Monday',
    ew('2026-11-20T17:30:00Z', 3, { cutOff: '17:00' }),
    { dueOn: '2026-11-26' },
  ],
  [
    'the cut-off is local: 16:30 UTC in summer is 17:30',
    ew('2026-06-15T16:30:00Z', 1, { cutOff: '17:00' }),
    { dueOn: '2026-06-17' },
  ],
  [
    'due at closing',
    { calendar: office, start: '2026-11-23', within: { workingDays: 3 }, dueTime: 'closing' },
    { dueOn: '2026-11-26', dueAt: '2026-11-26T17:00:00Z' },
  ],
  [
    'calendar days count every day',
    { ...england, start: '2026-12-10', within: { calendarDays: 20 } },
    { dueOn: '2026-12-30', dueAt: '2026-12-31T00:00:00Z' },
  ],
  ['eight weeks', { ...england, start: '2026-11-23', within: { weeks: 8 } }, { dueOn: '2027-01-18' }],
  [
    'a month from the 31st is clamped',
    { ...england, start: '2027-01-31', within: { months: 1 } },
    { dueOn: '2027-02-28' },
  ],
  [
    'six months from 31 August',
    { ...england, start: '2026-08-31', within: { months: 6 } },
    { dueOn: '2027-02-28' },
  ],
  ['one working day back', ew('2026-11-23', -1), { dueOn: '2026-11-20' }],
  ['three working days back over Christmas', ew('2026-12-30', -3), { dueOn: '2026-12-23' }],
  [
    'hours run over night',
    hours('2026-11-23T15:00:00Z', 4),
    { dueOn: '2026-11-24', dueAt: '2026-11-24T11:00:00Z' },
  ],
  [
    'due exactly at closing is due at closing',
    hours('2026-11-23T15:00:00Z', 2),
    { dueOn: '2026-11-23', dueAt: '2026-11-23T17:00:00Z' },
  ],
  [
    'hours from a Saturday',
    hours('2026-11-21T12:00:00Z', 1),
    { dueOn: '2026-11-23', dueAt: '2026-11-23T10:00:00Z' },
  ],
  [
    'minutes over a weekend',
    { calendar: office, start: '2026-11-20T16:30:00Z', within: { workingMinutes: 90 } },
    { dueAt: '2026-11-23T10:00:00Z' },
  ],
  [
    'hours into summer time',
    hours('2027-03-25T16:00:00Z', 2),
    { dueOn: '2027-03-30', dueAt: '2027-03-30T09:00:00Z' },
  ],
  ['no hours while open: due at once', hours('2026-11-23T12:00:00Z', 0), { dueAt: '2026-11-23T12:00:00Z' }],
  [
    'no hours while closed: at the next opening',
    hours('2026-11-21T12:00:00Z', 0),
    { dueAt: '2026-11-23T09:00:00Z' },
  ],
  [
    'hours back to an opening stay there',
    hours('2026-11-23T11:00:00Z', -2),
    { dueAt: '2026-11-23T09:00:00Z' },
  ],
  ['hours back over a weekend', hours('2026-11-23T11:00:00Z', -3), { dueAt: '2026-11-20T16:00:00Z' }],
  [
    'real seconds on the day of 25 hours',
    {
      calendar: {
        ...office,
        week: { sun: [['00:00', '24:00']], mon: [['00:00', '24:00']] },
        holidays: { add: [] },
      },
      start: '2026-10-24T23:00:00Z',
      within: { workingHours: 25 },
    },
    { dueAt: '2026-10-26T00:00:00Z' },
  ],
  [
    'several openings a day',
    {
      calendar: {
        ...office,
        week: {
          ...workingWeek,
          mon: [
            ['09:00', '12:00'],
            ['13:00', '17:00'],
          ],
        },
      },
      start: '2026-11-23T11:00:00Z',
      within: { workingHours: 2 },
    },
    { dueAt: '2026-11-23T14:00:00Z' },
  ],
  [
    'a day paused at its end does not count',
    ew('2026-11-23', 3, { pauses: [['2026-11-24T10:00:00Z', '2026-11-25T10:00:00Z']] }),
    { dueOn: '2026-11-27' },
  ],
  [
    'a pause within a day costs nothing',
    ew('2026-11-23', 3, { pauses: [['2026-11-24T10:00:00Z', '2026-11-24T15:00:00Z']] }),
    { dueOn: '2026-11-26' },
  ],
  [
    'hours lose the pause',
    hours('2026-11-23T10:00:00Z', 4, { pauses: [['2026-11-23T11:00:00Z', '2026-11-23T13:00:00Z']] }),
    { dueAt: '2026-11-23T16:00:00Z' },
  ],
  [
    'overlapping pauses count once',
    hours('2026-11-23T10:00:00Z', 4, {
      pauses: [
        ['2026-11-23T11:00:00Z', '2026-11-23T13:00:00Z'],
        ['2026-11-23T12:00:00Z', '2026-11-23T14:00:00Z'],
      ],
    }),
    { dueAt: '2026-11-23T17:00:00Z' },
  ],
  [
    'a closed office',
    {
      calendar: { ...office, closures: [{ from: '2026-12-24', to: '2026-12-31', title: 'Closed' }] },
      start: '2026-12-23',
      within: { workingDays: 1 },
    },
    { dueOn: '2027-01-04' },
  ],
  [
    'shorter hours on a day',
    {
      calendar: { ...office, hours: { '2026-11-23': [['09:00', '12:00']] } },
      start: '2026-11-23T11:00:00Z',
      within: { workingHours: 2 },
    },
    { dueAt: '2026-11-24T10:00:00Z' },
  ],
  [
    'hours on a Saturday',
    {
      calendar: { ...office, hours: { '2026-11-28': [['09:00', '12:00']] } },
      start: '2026-11-27T16:00:00Z',
      within: { workingHours: 2 },
    },
    { dueAt: '2026-11-28T10:00:00Z' },
  ],
  [
    'no hours on a day: closed',
    {
      calendar: { ...office, hours: { '2026-11-24': [] } },
      start: '2026-11-23T16:00:00Z',
      within: { workingHours: 2 },
    },
    { dueAt: '2026-11-25T10:00:00Z' },
  ],
  [
    'a closure wins over hours',
    {
      calendar: {
        ...office,
        closures: [{ from: '2026-11-24', to: '2026-11-24', title: 'Closed' }],
        hours: { '2026-11-24': [['09:00', '12:00']] },
      },
      start: '2026-11-23',
      within: { workingDays: 1 },
    },
    { dueOn: '2026-11-25' },
  ],
  [
    'holidays may be only what is added',
    {
      calendar: { ...office, holidays: { add: [{ on: '2026-12-24', title: 'Party' }] } },
      start: '2026-12-23',
      within: { workingDays: 1 },
    },
    { dueOn: '2026-12-25' },
  ],
  [
    'until: hours and days between',
    until('2026-11-23T10:00:00Z', '2026-11-25T12:00:00Z'),
    { workingSeconds: 64_800, workingDays: 2 },
  ],
  [
    'until over a weekend',
    until('2026-11-20T16:00:00Z', '2026-11-23T09:30:00Z'),
    { workingSeconds: 5400, workingDays: 1 },
  ],
  [
    'until a Sunday',
    until('2026-11-20T16:00:00Z', '2026-11-22T12:00:00Z'),
    { workingSeconds: 3600, workingDays: 0 },
  ],
  [
    'until before the start',
    until('2026-11-23T10:00:00Z', '2026-11-20T10:00:00Z'),
    { workingSeconds: 0, workingDays: 0 },
  ],
  [
    'until less a pause',
    until('2026-11-23T10:00:00Z', '2026-11-23T12:00:00Z', {
      pauses: [['2026-11-23T11:00:00Z', '2026-11-23T11:30:00Z']],
    }),
    { workingSeconds: 5400, workingDays: 0 },
  ],
  ['two units', { ...england, start: '2026-11-23', within: { workingDays: 1, weeks: 1 } }, { error: true }],
  ['no unit', { ...england, start: '2026-11-23', within: {} }, { error: true }],
  [
    'an unknown calendar',
    { calendar: 'atlantis', start: '2026-11-23', within: { workingDays: 1 } },
    { error: true },
  ],
  ['no such date', { ...england, start: '2026-02-30', within: { workingDays: 1 } }, { error: true }],
  [
    'a calendar without a working day',
    { calendar: { ...office, week: {} }, start: '2026-11-23', within: { workingDays: 1 } },
    { error: true },
  ],
  ['an unknown switch', ew('2026-11-23', 3, { counting: 'backwards' }), { error: true }],
  ['not JSON', '{"calendar":', { error: true }],
  ['and the next line is answered all the same', ew('2026-11-23', 3), { dueOn: '2026-11-26' }],
]

describe('redress due', () => {
  let answers: readonly Line[] = []
  beforeAll(async () => {
    answers = await redress(
      ['due'],
      dueCases.map(([, line]) => line),
    )
  })

  it.each(dueCases.map(([why, , expected], index) => [why, expected, index] as const))(
    '%s',
    (_, expected, index) => {
      const answer = answers[index] ?? {}
      if (expected.error) return expect(answer).toHaveProperty('error')
      const seen = Object.fromEntries(
        Object.keys(expected).map((key) => [key, key === 'dueAt' ? millis(answer[key]) : answer[key]]),
      )
      return expect({ ...seen, error: answer['error'] }).toEqual({
        ...expected,
        ...(expected.dueAt === undefined ? {} : { dueAt: millis(expected.dueAt) }),
        error: undefined,
      })
    },
  )
})
