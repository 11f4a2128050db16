// The calendar `ireland` against the Act's own rules, on every day of 2012 to 2040.

import { Temporal } from 'temporal-polyfill'
import { expect, it } from 'vitest'
import { date, due, shippedCalendar } from './given.ts'
import { irishHolidays } from './irish-holidays.ts'

const ireland = shippedCalendar('ireland')

it.each(Array.from({ length: 29 }, (_, index) => 2012 + index))(
  'has the public holidays of %i and no others',
  (year) => {
    const mine = ireland.holidays.filter(({ on }) => on.year === year).map(({ on }) => on.toString())
    expect(mine).toEqual(irishHolidays(year).toSorted())
    for (let day = new Temporal.PlainDate(year, 1, 1); day.year === year; day = day.add({ days: 1 }))
      expect([day.toString(), ireland.isWorkingDay(day)]).toEqual([
        day.toString(),
        day.dayOfWeek <= 5 && !irishHolidays(year).includes(day.toString()),
      ])
  },
)

it.each`
  on              | works    | why
  ${'2027-03-26'} | ${true}  | ${'Good Friday is not a public holiday'}
  ${'2027-03-29'} | ${false} | ${'Easter Monday'}
  ${'2022-03-18'} | ${false} | ${'once, in 2022'}
  ${'2024-03-18'} | ${true}  | ${"St Patrick's Day on a Sunday closes no Monday"}
  ${'2027-12-27'} | ${true}  | ${'nor does Christmas Day on a Saturday'}
  ${'2022-02-07'} | ${true}  | ${"St Brigid's Day is one from 2023"}
  ${'2023-02-06'} | ${false} | ${'the first Monday of February'}
  ${'2030-02-01'} | ${false} | ${'1 February itself where it is a Friday'}
  ${'2030-02-04'} | ${true}  | ${'and then not the Monday'}
  ${'2027-10-25'} | ${false} | ${'the last Monday of October'}
`('$on: $why', ({ on, works }) => {
  expect(ireland.isWorkingDay(date(on))).toBe(works)
})

it('has its own summer time and counts by it', () => {
  expect(ireland.timeZone).toBe('Europe/Dublin')
  expect(due(ireland, '2026-06-30T23:30:00Z', { workingDays: 1 }).dueAt.toString()).toBe(
    '2026-07-02T23:00:00Z',
  )
})
