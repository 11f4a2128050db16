// Each nation's calendar against GOV.UK's list, on every weekday of every year that the list has.

import { readFileSync } from 'node:fs'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { isRecord } from '../../../src/rules/finding.ts'
import { baked, calendarOf, officeWeek, shippedCalendar } from './given.ts'

const published: unknown = JSON.parse(
  readFileSync(new URL('../../data/bank-holidays.json', import.meta.url), 'utf8'),
)

function publishedDates(list: string): ReadonlySet<string> {
  const days = isRecord(published) ? published[list] : undefined
  if (!Array.isArray(days)) throw new Error(`no list ${list}`)
  return new Set(days.map((day: unknown) => (isRecord(day) ? String(day['date']) : '')))
}

const wales = calendarOf({
  id: 'wales',
  timeZone: 'Europe/London',
  week: officeWeek,
  holidays: {
    country: 'GB',
    region: 'WLS',
    add: [{ on: '2012-06-04', title: 'Spring bank holiday' }],
    remove: ['2012-05-28'],
  },
})

const years = Array.from({ length: 17 }, (_, index) => 2012 + index)

describe.each([
  ['england-and-wales', shippedCalendar('england-and-wales'), 'england-and-wales'],
  ['wales', wales, 'england-and-wales'],
  ['scotland', shippedCalendar('scotland'), 'scotland'],
  ['northern-ireland', shippedCalendar('northern-ireland'), 'northern-ireland'],
] as const)('%s', (_, calendar, list) => {
  const expected = publishedDates(list)

  it.each(years)('has the bank holidays of %i and no others', (year) => {
    const mine: string[] = []
    const theirs: string[] = []
    for (let day = new Temporal.PlainDate(year, 1, 1); day.year === year; day = day.add({ days: 1 })) {
      if (day.dayOfWeek > 5) continue
      if (!calendar.isWorkingDay(day)) mine.push(day.toString())
      if (expected.has(day.toString())) theirs.push(day.toString())
    }
    expect(theirs.length).toBeGreaterThan(7)
    expect(mine).toEqual(theirs)
  })

  it('leaves out no year of the list', () => {
    expect([...new Set([...expected].map((on) => Number(on.slice(0, 4))))]).toEqual(years)
  })

  it('says which years are only projected', () => {
    expect(calendar.confirmedTo?.toString()).toBe('2028-12-31')
  })
})

describe('the baked table', () => {
  it.each(Object.entries(baked))('of %s has dates that exist, ascending, from 2010 to 2040', (_, region) => {
    const days = region.days.map(([on]) => Temporal.PlainDate.from(on).toString())
    expect(days).toEqual([...new Set(days)].toSorted())
    expect(new Set(days.map((on) => on.slice(0, 4))).size).toBe(31)
  })

  it('has Ireland, without the days that only banks close', () => {
    const days = baked['IE']?.days.filter(([on]) => on.startsWith('2026')).map(([on]) => on)
    expect(days?.join(' ')).toBe(
      '2026-01-01 2026-02-02 2026-03-17 2026-04-06 2026-05-04 2026-06-01 2026-08-03 2026-10-26 2026-12-25 2026-12-26',
    )
  })
})
