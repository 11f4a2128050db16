// Calendars that are refused, and what is said about them.

import { describe, expect, it } from 'vitest'
import { dueOf } from '../../../src/rules/calendar/due.ts'
import { elapsed } from '../../../src/rules/calendar/elapsed.ts'
import { describeFindings, parseCalendar } from '../../../src/rules/calendar/parse-calendar.ts'
import { parseSpan } from '../../../src/rules/calendar/span.ts'
import { warnAt } from '../../../src/rules/calendar/warning.ts'
import { baked, date, due, england, moment, officeWeek, plain, valueOf } from './given.ts'

const good = { id: 'test', timeZone: 'Europe/London', week: officeWeek }
const refusal = (raw: unknown): string => {
  const calendar = parseCalendar(raw, baked, 'test.json')
  return calendar.ok ? 'accepted' : describeFindings(calendar.error)
}

it.each`
  why                               | more                                                                                                  | says
  ${'no zone'}                      | ${{ timeZone: 'Mars/Olympus' }}                                                                       | ${'timeZone: unknown time zone `Mars/Olympus`'}
  ${'a date for a zone'}            | ${{ timeZone: '2020-01-01T00:00Z' }}                                                                  | ${'timeZone: unknown time zone'}
  ${'an unknown key'}               | ${{ closure: [] }}                                                                                    | ${'closure: unknown key `closure`, did you mean `closures`?'}
  ${'an unknown day'}               | ${{ week: { monday: [] } }}                                                                           | ${'week.monday: unknown key'}
  ${'a bad time'}                   | ${{ week: { mon: [['9:00', '17:00']] } }}                                                             | ${'week.mon[0]: `9:00` is not a time'}
  ${'a time after midnight'}        | ${{ week: { mon: [['09:00', '24:01']] } }}                                                            | ${'week.mon[0]: `24:01` is not a time'}
  ${'a span that ends too early'}   | ${{ week: { mon: [['09:00', '12:00'], ['17:00', '13:00']] } }}                                        | ${'week.mon[1]: the span ends before it starts (17:00 to 13:00)'}
  ${'an empty span'}                | ${{ week: { mon: [['09:00', '09:00']] } }}                                                            | ${'week.mon[0]: the span from 09:00 is empty'}
  ${'spans that overlap'}           | ${{ week: { mon: [['09:00', '13:00'], ['12:00', '17:00']] } }}                                        | ${'week.mon: the spans 09:00–13:00 and 12:00–17:00 overlap'}
  ${'hours that are no list'}       | ${{ week: { mon: '09:00' } }}                                                                         | ${'week.mon: opening hours are a list of spans'}
  ${'no working day'}               | ${{ week: {} }}                                                                                       | ${'has no working day'}
  ${'a year closed'}                | ${{ closures: [{ from: '2026-01-01', to: '2026-12-31', title: 'Closed' }] }}                          | ${'2026 has no working day'}
  ${'a year closed in parts'}       | ${{ closures: [{ from: '2026-01-01', to: '2026-06-30' }, { from: '2026-07-01', to: '2026-12-31' }] }} | ${'2026 has no working day'}
  ${'the year in between'}          | ${{ closures: [{ from: '2025-07-01', to: '2027-06-30', title: 'Closed' }] }}                          | ${'2026 has no working day'}
  ${'an age closed'}                | ${{ closures: [{ from: '0001-01-01', to: '9999-12-31', title: 'Closed' }] }}                          | ${'leaves a year without a working day'}
  ${'hours in one year only'}       | ${{ week: {}, hours: { '2026-11-23': [['09:00', '12:00']] } }}                                        | ${'has no working day'}
  ${'a closure back to front'}      | ${{ closures: [{ from: '2026-12-31', to: '2026-12-24', title: 'Closed' }] }}                          | ${'closures[0]: the closure ends before it starts'}
  ${'a date that does not exist'}   | ${{ closures: [{ from: '2026-02-30', to: '2026-03-01', title: 'Closed' }] }}                          | ${'closures[0].from: `from` must be a date that exists'}
  ${'a holiday on no date'}         | ${{ holidays: { add: [{ on: '2026-13-01', title: 'Holiday' }] } }}                                    | ${'holidays.add[0].on: `on` must be a date'}
  ${'own hours on no date'}         | ${{ hours: { '2026-1-1': [] } }}                                                                      | ${'hours.2026-1-1: `2026-1-1` is not a date'}
  ${'a region nobody baked'}        | ${{ holidays: { country: 'GB', region: 'XYZ' } }}                                                     | ${'holidays.country: no holidays are baked for `GB-XYZ`'}
  ${'a long name of a day'}         | ${{ week: { Monday: [['09:00', '17:00']] } }}                                                         | ${'week.Monday: unknown key `Monday`, did you mean `mon`?'}
  ${'another name than its file'}   | ${{ id: 'tset' }}                                                                                     | ${'id: `id` must be `test`, as the file is called, not `tset`'}
  ${'a neighbour that is baked'}    | ${{ holidays: { country: 'DE' } }}                                                                    | ${'no holidays are baked for `DE`: bake them with `redress calendar bake DE --write`'}
  ${'a slip in a region'}           | ${{ holidays: { country: 'GB', region: 'EGN' } }}                                                     | ${'no holidays are baked for `GB-EGN`, did you mean `GB-ENG`? If not, bake them with'}
  ${'an unknown key of a closure'}  | ${{ closures: [{ from: '2026-12-24', until: '2026-12-31' }] }}                                        | ${'closures[0].until: unknown key `until`'}
  ${'an unknown key of a holiday'}  | ${{ holidays: { add: [{ on: '2026-12-24', name: 'Eve' }] } }}                                         | ${'holidays.add[0].name: unknown key `name`'}
  ${'own hours that overlap'}       | ${{ hours: { '2026-12-23': [['09:00', '12:00'], ['11:00', '13:00']] } }}                              | ${'hours.2026-12-23: the spans 09:00–12:00 and 11:00–13:00 overlap'}
  ${'a night in one span'}          | ${{ week: { mon: [['22:00', '06:00']] } }}                                                            | ${'split a night at 24:00 over two days'}
  ${'a removed holiday on no date'} | ${{ holidays: { remove: ['2026-02-29'] } }}                                                           | ${'holidays.remove[0].on: `on` must be a date'}
  ${'a region without country'}     | ${{ holidays: { region: 'ENG' } }}                                                                    | ${'holidays.region: `region` needs a `country`'}
`('$why is refused', ({ more, says }) => {
  expect(refusal({ ...good, ...more })).toContain(says)
})

it.each([[null], [[]], ['england'], [{}]])('%j is no calendar', (raw) => {
  expect(refusal(raw)).not.toBe('accepted')
})

it('says everything that is wrong at once', () => {
  expect(refusal({ ...good, timeZone: 'Mars', week: { mon: [['9', '10']] } }).split('; ')).toHaveLength(2)
})

it.each`
  why                               | more
  ${'$schema'}                      | ${{ $schema: '../calendar.schema.json' }}
  ${'a zone in small letters'}      | ${{ timeZone: 'europe/london' }}
  ${'an old zone name'}             | ${{ timeZone: 'GB' }}
  ${'a removed holiday as a date'}  | ${{ holidays: { country: 'GB', region: 'ENG', remove: ['2026-12-25'] } }}
  ${'holidays that are only added'} | ${{ holidays: { add: [{ on: '2026-11-23', title: 'Holiday' }] } }}
`('$why is accepted', ({ more }) => {
  expect(refusal({ ...good, ...more })).toBe('accepted')
})

it('removes and adds holidays', () => {
  const calendar = plain({
    holidays: {
      country: 'GB',
      region: 'ENG',
      remove: [{ on: '2026-12-25', title: 'Moved' }],
      add: [{ on: '2026-12-23', title: 'Instead' }],
    },
  })
  expect(calendar.isWorkingDay(date('2026-12-25'))).toBe(true)
  expect(calendar.isWorkingDay(date('2026-12-23'))).toBe(false)
})

describe('beyond the holidays that are known', () => {
  const start = moment('2040-12-28')
  const uncovered = { ok: false, error: { kind: 'uncovered' } }

  it.each([
    [{ workingDays: 3 }, '2040-12-28'],
    [{ workingHours: 25 }, '2040-12-28'],
    [{ workingDays: 3_000_000 }, '2040-12-28'],
    [{ workingDays: 1 }, '2041-06-01'],
    [{ workingDays: -1 }, '2041-06-01'],
    [{ workingDays: -1 }, '2010-01-03'],
    [{ workingHours: 0 }, '2050-06-01'],
    [{ workingHours: -1 }, '2010-01-02'],
  ])('%o of %s is refused', (within, from) => {
    expect(
      dueOf({ calendar: england, start: moment(from), within: valueOf(parseSpan(within)) }),
    ).toMatchObject(uncovered)
  })

  it('counts to the last day', () => {
    expect(due(england, '2040-12-28', { workingDays: 1 }).dueAt.toString()).toBe('2041-01-01T00:00:00Z')
  })

  it('refuses elapsed time and warnings', () => {
    expect(elapsed({ calendar: england, start, until: moment('2041-01-02') })).toMatchObject(uncovered)
    const { dueOn, dueAt } = due(england, '2050-01-01', { weeks: 1 })
    expect(
      warnAt({ calendar: england, dueOn, dueAt, warn: { unit: 'workingDays', count: 1 } }),
    ).toMatchObject(uncovered)
    expect(() => england.isWorkingDay(date('2041-01-01'))).toThrow(
      'covers the dates from 2010-01-01 to 2040-12-31 only',
    )
  })

  it('has no limit where no country is named', () => {
    expect(due(plain(), '1999-12-31', { workingDays: 100_000 }).dueOn.year).toBe(2383)
  })
})

it.each`
  raw                             | says
  ${null}                         | ${'a span is an object'}
  ${[]}                           | ${'a span is an object'}
  ${{}}                           | ${'a span needs one of'}
  ${{ workingDays: 1, weeks: 1 }} | ${'one unit, not both `workingDays` and `weeks`'}
  ${{ days: 1 }}                  | ${'unknown unit `days`'}
  ${{ workingDays: 1.5 }}         | ${'must be a whole number'}
  ${{ workingDays: '3' }}         | ${'must be a number'}
  ${{ months: 1e9 }}              | ${'too large'}
`('the span $raw is refused', ({ raw, says }) => {
  const span = parseSpan(raw)
  expect(span.ok ? 'accepted' : span.error).toContain(says)
})
