// `redress due` against a plain walk by days and minutes, in several hundred cases, and against values that other
// makers of working-time software test theirs with.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { answerDue } from '../../../bin/due-answer.ts'
import { isRecord } from '../../../src/rules/finding.ts'
import { allDayWeek } from './given.ts'
import { irishHolidays } from './irish-holidays.ts'
import { plainAnswer, type Question, type World } from './plain-model.ts'

const published: unknown = JSON.parse(
  readFileSync(new URL('../../data/bank-holidays.json', import.meta.url), 'utf8'),
)
const bankHolidays = (nation: string): ReadonlySet<string> => {
  const list = isRecord(published) ? published[nation] : undefined
  if (!Array.isArray(list)) throw new Error(`no list of ${nation}`)
  return new Set(list.map((day: unknown) => (isRecord(day) ? String(day['date']) : '')))
}

const office: World['week'] = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:00']]]),
)
const shipped = (id: string, timeZone: string, holidays: ReadonlySet<string>) => ({
  name: id,
  calendar: id as unknown,
  world: { timeZone, week: office, holidays },
})
/** A calendar file, and the world that it describes. */
const given = (name: string, world: Omit<World, 'holidays'>, add: readonly string[] = []) => ({
  name,
  calendar: { ...world, holidays: { add: add.map((on) => ({ on, title: 'Holiday' })) } } as unknown,
  world: { ...world, holidays: new Set(add) },
})

const split: World['week'][string] = [
  ['08:00', '12:30'],
  ['13:15', '18:00'],
]
const night: World['week'][string] = [['00:00', '24:00']]
const everyDay = (spans: World['week'][string]): World['week'] =>
  Object.fromEntries(Object.keys(allDayWeek).map((day) => [day, spans]))

const worlds = [
  shipped('england-and-wales', 'Europe/London', bankHolidays('england-and-wales')),
  shipped('scotland', 'Europe/London', bankHolidays('scotland')),
  shipped('northern-ireland', 'Europe/London', bankHolidays('northern-ireland')),
  shipped(
    'ireland',
    'Europe/Dublin',
    new Set(Array.from({ length: 10 }, (_, index) => irishHolidays(2020 + index)).flat()),
  ),
  given('around the clock, closed at Christmas', {
    timeZone: 'Europe/London',
    week: everyDay(night),
    closures: [{ from: '2026-12-24', to: '2027-01-01' }],
  }),
  given('nights from Friday to Sunday', {
    timeZone: 'Europe/Berlin',
    week: {
      fri: [['20:00', '24:00']],
      sat: [
        ['00:00', '06:00'],
        ['20:00', '24:00'],
      ],
      sun: [['00:00', '06:00']],
    },
  }),
  given(
    'two shifts in New York, hours of their own',
    {
      timeZone: 'America/New_York',
      week: { mon: split, tue: split, wed: [['08:00', '12:30']], thu: split, fri: [['07:00', '24:00']] },
      hours: {
        '2026-03-28': [['10:00', '11:00']],
        '2026-03-30': [],
        '2026-10-26': [['08:00', '09:45']],
        '2026-12-24': [['08:00', '12:00']],
        '2026-12-25': [['08:00', '12:00']],
      },
      closures: [{ from: '2026-12-28', to: '2026-12-28' }],
    },
    ['2026-12-25', '2027-01-01'],
  ),
]

const starts = [
  ['a Monday at opening', '2026-11-23T09:00:00Z'],
  ['a Monday at closing', '2026-11-23T17:00:00Z'],
  ['a minute before it', '2026-11-23T16:59:00Z'],
  ['a Saturday', '2026-11-21T12:00:00Z'],
  ['a date', '2026-11-27'],
  ['a date at a weekend', '2026-11-28'],
  ['before clocks go forward', '2026-03-27T15:30:00Z'],
  ['the night in which they do', '2026-03-29T00:30:00Z'],
  ['before clocks go back', '2026-10-23T19:10:00Z'],
  ['the hour that comes twice', '2026-10-25T00:30:00Z'],
  ['and its second half', '2026-10-25T01:30:00Z'],
  ['before Christmas', '2026-12-23T14:20:00Z'],
  ['a holiday', '2026-12-25T10:00:00Z'],
  ['23:30 UTC in summer', '2026-06-12T23:30:00Z'],
  ['before Easter', '2027-03-25T11:00:00Z'],
  ['the last of January', '2028-01-31'],
] as const

const spans = [
  { workingDays: 0 },
  { workingDays: 1 },
  { workingDays: 3 },
  { workingDays: 10 },
  { workingDays: -1 },
  { workingDays: -4 },
  { calendarDays: 5 },
  { calendarDays: 0 },
  { calendarDays: -5 },
  { weeks: 2 },
  { weeks: -1 },
  { months: 1 },
  { months: -2 },
  { workingHours: 0 },
  { workingHours: 4 },
  { workingHours: 8 },
  { workingHours: -8 },
  { workingHours: 19 },
  { workingMinutes: 135 },
  { workingMinutes: -45 },
] as const

const switches: readonly Omit<Question, 'start'>[] = [
  {},
  { counting: 'inclusive' },
  { nonWorkingStart: 'receivedNextWorkingDay' },
  { nonWorkingStart: 'receivedNextWorkingDay', counting: 'inclusive' },
  { cutOff: '12:00' },
  { cutOff: '12:00', counting: 'inclusive' },
  { cutOff: '12:00', nonWorkingStart: 'receivedNextWorkingDay', counting: 'inclusive', dueTime: 'closing' },
  { cutOff: '00:00' },
  { dueTime: 'closing' },
]

/** Pauses by the date of a start: over a day's end, within a day, overlapping, over a clock change. */
const pausesAt = (start: string, kind: number): Question['pauses'] => {
  const at = (hours: number): string =>
    new Date(Date.parse(start) + hours * 3_600_000).toISOString().replace('.000Z', 'Z')
  const kinds: readonly Question['pauses'][] = [
    undefined,
    [[at(1), at(2)]],
    [[at(2), at(50)]],
    [
      [at(3), at(30)],
      [at(20), at(75)],
      [at(75), at(80)],
    ],
    [[at(-30), at(5)]],
    [[at(24 * 400), null]],
  ]
  return kinds[kind % kinds.length]
}

/** Every start with every span; switches and pauses take turns, so that each pair of them comes up. */
const questions = starts.flatMap(([, start], row) =>
  spans.flatMap((within, column): Question[] => {
    const turn = row * spans.length + column
    const pauses = pausesAt(start, turn + Math.floor(turn / 6))
    const more = switches[(turn + Math.floor(turn / 9)) % switches.length]
    return [{ start, within, ...more, ...(pauses && { pauses }) }]
  }),
)
const untils = starts.flatMap(([, start], row) =>
  [0.5, 26, 24 * 9, -3].map((hours, column): Question => {
    const end = new Date(Date.parse(start) + hours * 3_600_000).toISOString().replace('.000Z', 'Z')
    const pauses = pausesAt(start, row + column)
    const more = switches[(row * 4 + column) % switches.length]
    return { start, until: end, ...more, ...(pauses && { pauses }) }
  }),
)

describe.each(worlds)('$name', ({ calendar, world }) => {
  it.each([
    ['due dates', questions],
    ['time passed', untils],
  ])(
    '%s are those of a walk by days and minutes',
    async (_, asked) => {
      const answer = answerDue()
      const differences: unknown[] = []
      for (const question of asked) {
        const mine = await answer({ calendar, ...question })
        const theirs = plainAnswer(world, question)
        if (JSON.stringify(mine) !== JSON.stringify({ ok: true, value: theirs }))
          differences.push({ question, mine: mine.ok ? mine.value : mine.error, theirs })
      }
      expect(differences.slice(0, 5)).toEqual([])
      expect(asked.length).toBeGreaterThan(60)
    },
    60_000,
  )
})

it('asks with every switch and every kind of pause', () => {
  const switchesOf = ({ counting, nonWorkingStart, cutOff, dueTime }: Question): string =>
    [counting, nonWorkingStart, cutOff, dueTime].join()
  expect(new Set(questions.map(switchesOf)).size).toBe(switches.length)
  expect(questions.filter(({ pauses }) => pauses).length).toBeGreaterThan(200)
  expect(questions.length).toBe(320)
})

const utc = (week: World['week'], more: object = {}) => ({ timeZone: 'UTC', week, ...more })
const only = (day: string, ...hours: World['week'][string]): World['week'] => ({ [day]: hours })
const holidays = (...dates: readonly string[]) => ({
  holidays: { add: dates.map((on) => ({ on, title: 'Holiday' })) },
})
const nine: World['week'][string] = [['09:00', '17:00']]
const mondayWednesday: World['week'] = { mon: nine, wed: nine }

/** Values from the tests of two Ruby gems, working_hours (computation) and zendesk/biz (for_duration). */
describe('values that peers test', () => {
  it.each`
    gem                | why                                          | calendar                                                                                    | start                       | within                    | due
    ${'working_hours'} | ${'days over a weekend'}                     | ${utc(office)}                                                                              | ${'1991-11-15'}             | ${{ workingDays: 2 }}     | ${'1991-11-19'}
    ${'working_hours'} | ${'days back'}                               | ${utc(office)}                                                                              | ${'1991-11-15'}             | ${{ workingDays: -7 }}    | ${'1991-11-06'}
    ${'working_hours'} | ${'a day that the week does not work'}       | ${utc(mondayWednesday)}                                                                     | ${'2014-04-07'}             | ${{ workingDays: 1 }}     | ${'2014-04-09'}
    ${'working_hours'} | ${'from such a day, which waits'}            | ${utc({ ...mondayWednesday, thu: nine, sun: nine })}                                        | ${'2014-04-08'}             | ${{ workingDays: 1 }}     | ${'2014-04-10'}
    ${'working_hours'} | ${'a holiday'}                               | ${utc(office, holidays('2014-04-08'))}                                                      | ${'2014-04-07'}             | ${{ workingDays: 1 }}     | ${'2014-04-09'}
    ${'working_hours'} | ${'from a holiday, which waits'}             | ${utc(office, holidays('2014-04-09'))}                                                      | ${'2014-04-09'}             | ${{ workingDays: 1 }}     | ${'2014-04-11'}
    ${'working_hours'} | ${'holidays and days off'}                   | ${utc(mondayWednesday, holidays('2014-04-09'))}                                             | ${'2014-04-07'}             | ${{ workingDays: 3 }}     | ${'2014-04-21'}
    ${'working_hours'} | ${'a day of Tokyo'}                          | ${{ timeZone: 'Asia/Tokyo', week: office }}                                                 | ${'1991-11-14T21:00:00Z'}   | ${{ workingDays: 1 }}     | ${'1991-11-18'}
    ${'working_hours'} | ${'hours in a day'}                          | ${utc(office)}                                                                              | ${'1991-11-15T14:00:42Z'}   | ${{ workingHours: 2 }}    | ${'1991-11-15T16:00:42Z'}
    ${'working_hours'} | ${'hours back over a weekend'}               | ${utc(office)}                                                                              | ${'1991-11-18T14:00:42Z'}   | ${{ workingHours: -7 }}   | ${'1991-11-15T15:00:42Z'}
    ${'working_hours'} | ${'hours of Tokyo'}                          | ${{ timeZone: 'Asia/Tokyo', week: office }}                                                 | ${'1991-11-15T07:00:00Z'}   | ${{ workingHours: 3 }}    | ${'1991-11-18T02:00:00Z'}
    ${'working_hours'} | ${'a break at noon'}                         | ${utc(only('mon', ['07:00', '12:00'], ['13:00', '18:00']))}                                 | ${'1991-11-11T05:00:00Z'}   | ${{ workingHours: 6 }}    | ${'1991-11-11T14:00:00Z'}
    ${'working_hours'} | ${'minutes over a weekend'}                  | ${utc(office)}                                                                              | ${'1991-11-15T16:30:42Z'}   | ${{ workingMinutes: 45 }} | ${'1991-11-18T09:15:42Z'}
    ${'working_hours'} | ${'two minutes, eighteen seconds before 17'} | ${utc(office)}                                                                              | ${'1991-11-15T16:59:42Z'}   | ${{ workingMinutes: 2 }}  | ${'1991-11-18T09:01:42Z'}
    ${'working_hours'} | ${'over a closing at 24:00'}                 | ${utc(only('mon', ['00:00', '24:00']))}                                                     | ${'2014-04-07T23:59:30Z'}   | ${{ workingMinutes: 1 }}  | ${'2014-04-14T00:00:30Z'}
    ${'working_hours'} | ${'back into a closing at 24:00'}            | ${utc({ ...only('mon', ['00:00', '24:00']), ...only('tue', ['08:00', '18:00']) })}          | ${'2014-04-08T00:00:30Z'}   | ${{ workingMinutes: -1 }} | ${'2014-04-07T23:59:00Z'}
    ${'working_hours'} | ${'no time, on a holiday'}                   | ${utc(office, holidays('2014-05-01'))}                                                      | ${'2014-05-01T12:00:00Z'}   | ${{ workingHours: 0 }}    | ${'2014-05-02T09:00:00Z'}
    ${'working_hours'} | ${'no time, at opening'}                     | ${utc(office)}                                                                              | ${'2014-04-07T09:00:00Z'}   | ${{ workingHours: 0 }}    | ${'2014-04-07T09:00:00Z'}
    ${'working_hours'} | ${'no time, at closing'}                     | ${utc(office)}                                                                              | ${'2014-04-07T17:00:00Z'}   | ${{ workingHours: 0 }}    | ${'2014-04-08T09:00:00Z'}
    ${'working_hours'} | ${'no time, a minute before closing'}        | ${utc(office)}                                                                              | ${'2014-04-07T16:59:00Z'}   | ${{ workingHours: 0 }}    | ${'2014-04-07T16:59:00Z'}
    ${'working_hours'} | ${'no time, as the break begins'}            | ${utc(only('mon', ['07:00', '12:00'], ['13:00', '18:00']))}                                 | ${'2014-04-07T12:00:00Z'}   | ${{ workingHours: 0 }}    | ${'2014-04-07T13:00:00Z'}
    ${'working_hours'} | ${'an offset of nine hours is 9 UTC'}        | ${utc(office)}                                                                              | ${'2014-04-07T00:00-09:00'} | ${{ workingHours: 0 }}    | ${'2014-04-07T09:00:00Z'}
    ${'biz'}           | ${'hours over days of different length'}     | ${utc({ mon: [['09:00', '17:00']], tue: [['10:00', '16:00']], wed: [['09:00', '17:00']] })} | ${'2006-01-02T11:00:00Z'}   | ${{ workingHours: 19 }}   | ${'2006-01-04T16:00:00Z'}
    ${'biz'}           | ${'and back'}                                | ${utc({ mon: [['09:00', '17:00']], tue: [['10:00', '16:00']], wed: [['09:00', '17:00']] })} | ${'2006-01-04T16:00:00Z'}   | ${{ workingHours: -19 }}  | ${'2006-01-02T11:00:00Z'}
  `('$gem: $why', async ({ calendar, start, within, due }) => {
    // There a start on a day off is first moved to the next that is worked: our switch for it is on.
    const answer = await answerDue()({
      calendar,
      start,
      within,
      nonWorkingStart: 'receivedNextWorkingDay',
    })
    expect(answer).toMatchObject({ ok: true, value: due.length === 10 ? { dueOn: due } : { dueAt: due } })
  })
})

/** Counted by hand from a wall calendar; what the walk above can not show, because it has to agree with itself. */
describe('counted by hand', () => {
  const at = '2026-12-23'
  const half = utc(office, { hours: { [at]: [['09:00', '12:00']] } })
  it.each`
    why                                                         | calendar               | start                     | within                 | more                                                                                                                | due
    ${'a cut-off at 17:00 on a day that closed at 12:00'}       | ${half}                | ${'2026-12-23T15:00:00Z'} | ${{ workingDays: 1 }}  | ${{ cutOff: '17:00' }}                                                                                              | ${'2026-12-25T00:00:00Z'}
    ${'after it'}                                               | ${half}                | ${'2026-12-23T17:00:00Z'} | ${{ workingDays: 1 }}  | ${{ cutOff: '17:00' }}                                                                                              | ${'2026-12-26T00:00:00Z'}
    ${'due at the early closing'}                               | ${half}                | ${'2026-12-22'}           | ${{ workingDays: 1 }}  | ${{ dueTime: 'closing' }}                                                                                           | ${'2026-12-23T12:00:00Z'}
    ${'cut-off and inclusive: the day received is day 1'}       | ${'england-and-wales'} | ${'2026-11-20T18:00:00Z'} | ${{ workingDays: 1 }}  | ${{ cutOff: '17:00', counting: 'inclusive' }}                                                                       | ${'2026-11-24T00:00:00Z'}
    ${'a Sunday received on Monday, inclusive'}                 | ${'england-and-wales'} | ${'2026-11-22T18:00:00Z'} | ${{ workingDays: 3 }}  | ${{ nonWorkingStart: 'receivedNextWorkingDay', counting: 'inclusive' }}                                             | ${'2026-11-26T00:00:00Z'}
    ${'three months from 30 November'}                          | ${'england-and-wales'} | ${'2026-11-30'}           | ${{ months: 3 }}       | ${{}}                                                                                                               | ${'2027-03-01T00:00:00Z'}
    ${'a month from 31 March, in summer time'}                  | ${'england-and-wales'} | ${'2026-03-31'}           | ${{ months: 1 }}       | ${{}}                                                                                                               | ${'2026-04-30T23:00:00Z'}
    ${'a year from 29 February'}                                | ${'england-and-wales'} | ${'2028-02-29'}           | ${{ months: 12 }}      | ${{}}                                                                                                               | ${'2029-03-01T00:00:00Z'}
    ${'24 and 28 December: in Ireland nothing moves to Monday'} | ${'ireland'}           | ${'2026-12-23'}           | ${{ workingDays: 2 }}  | ${{}}                                                                                                               | ${'2026-12-29T00:00:00Z'}
    ${'the same in England, where Monday is a holiday'}         | ${'england-and-wales'} | ${'2026-12-23'}           | ${{ workingDays: 2 }}  | ${{}}                                                                                                               | ${'2026-12-30T00:00:00Z'}
    ${'an open pause later than the due date'}                  | ${'england-and-wales'} | ${'2026-11-23T10:00:00Z'} | ${{ workingHours: 2 }} | ${{ pauses: [['2026-11-23T12:00:00Z', null]] }}                                                                     | ${'2026-11-23T12:00:00Z'}
    ${'twice the same pause'}                                   | ${'england-and-wales'} | ${'2026-11-23T10:00:00Z'} | ${{ workingHours: 2 }} | ${{ pauses: [['2026-11-23T11:00:00Z', '2026-11-23T12:00:00Z'], ['2026-11-23T11:00:00Z', '2026-11-23T12:00:00Z']] }} | ${'2026-11-23T13:00:00Z'}
    ${'a pause of two days over three nights'}                  | ${'scotland'}          | ${'2026-06-12T09:00:00Z'} | ${{ workingDays: 2 }}  | ${{ pauses: [['2026-06-16T10:00:00Z', '2026-06-18T10:00:00Z']] }}                                                   | ${'2026-06-19T23:00:00Z'}
  `('$why', async ({ calendar, start, within, more, due }) => {
    const answer = await answerDue()({ calendar, start, within, ...more })
    expect(answer).toMatchObject({ ok: true, value: { dueAt: due } })
  })
})
