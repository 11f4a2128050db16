// Holidays baked for any country, calendars begun from them, and a year shown with where each day comes from.

import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bake } from '../../bin/calendar-bake.ts'
import {
  calendarIds,
  calendarsFolder,
  readBakedHolidays,
  readCalendarFile,
  writeBakedHolidays,
  writeCalendar,
} from '../../bin/calendar-files.ts'
import { listLines, yearLines } from '../../bin/calendar-lines.ts'
import { emptyYears, rebake, yearsToBake } from '../../bin/calendar-rebake.ts'
import { startingCalendar } from '../../bin/calendar-start.ts'
import { columns, weekInWords } from '../../bin/calendar-words.ts'
import { yearOf } from '../../bin/calendar-year.ts'
import { bakeRegion, countries, keysOf } from '../../bin/holidays.ts'
import { parseCalendar } from '../../src/rules/calendar/parse-calendar.ts'
import { baked, officeWeek, plain, valueOf } from '../rules/calendar/given.ts'

function copyOfCalendars(): URL {
  const path = mkdtempSync(join(tmpdir(), 'redress-calendars-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  cpSync(calendarsFolder, path, { recursive: true })
  return pathToFileURL(`${path}/`)
}
const tableIn = (folder: URL): string => readFileSync(new URL('holidays.json', folder), 'utf8')

describe('every country of date-holidays', () => {
  const known = countries()

  it('is there', () => expect(known.length).toBeGreaterThan(200))

  it.each(known.filter((country) => country !== 'GB'))('bakes %s, with holidays in every year', (country) => {
    expect(emptyYears(valueOf(bakeRegion(country, { from: 2024, to: 2028 })))).toEqual([])
  })

  it('bakes every region, and every region of one, sampled', () => {
    const keys = known.flatMap((country) => keysOf(country).slice(1))
    expect(keys.length).toBeGreaterThan(400)
    const deep = keys.filter((key) => key.split('-').length > 2)
    const sample = [...keys.filter((_, index) => index % 9 === 0), ...deep, 'CK-Rarotonga', 'ck-rarotonga']
    for (const key of sample)
      expect([key, emptyYears(valueOf(bakeRegion(key, { from: 2026, to: 2027 })))]).toEqual([key, []])
  }, 60_000)

  it.each([
    ['ZZ', 'unknown country `ZZ`'],
    ['GB', '`GB` needs a region: '],
    ['GB-ENGL', 'unknown region `ENGL` of `GB`, which has '],
    ['DE-BY-A-B', 'at most three parts'],
    ['IE-D', 'which has none'],
    ['', 'unknown country'],
  ])('refuses %j', (key, says) => {
    const region = bakeRegion(key, { from: 2026, to: 2026 })
    expect(region.ok ? 'baked' : region.error).toContain(says)
  })
})

describe('baking', () => {
  it('adds a region and leaves the text of all others as it was', () => {
    const folder = copyOfCalendars()
    const before = tableIn(folder)
    const { table, calendar } = valueOf(bake(['de-by'], { id: 'muenchen' }, folder))
    expect(tableIn(folder)).toBe(before)
    writeBakedHolidays(table, folder)
    const after = tableIn(folder)
    const lines = after.split('\n')
    const begin = lines.indexOf('  "DE-BY": {')
    const without = lines.toSpliced(begin, lines.indexOf('  },') - begin + 1).join('\n')
    expect([begin, without]).toEqual([1, before])
    valueOf(writeCalendar(calendar?.id ?? '', calendar?.text ?? '', folder))
    const file = valueOf(readCalendarFile('muenchen', readBakedHolidays(folder), folder))
    expect(file.calendar.timeZone).toBe('Europe/Berlin')
    const { workingDays } = valueOf(yearOf(file, 2026, readBakedHolidays(folder)))
    // 261 weekdays less 1 and 6 January, Good Friday, Easter Monday, 1, 14 and 25 May, 4 June and 25 December.
    expect(workingDays).toBe(252)
    writeBakedHolidays(valueOf(bake(['DE-BY'], {}, folder)).table, folder)
    expect(tableIn(folder)).toBe(after)
  })

  it('gives the shipped table again, to the letter', () => {
    const folder = copyOfCalendars()
    const before = tableIn(folder)
    writeBakedHolidays(valueOf(bake(Object.keys(baked), {}, folder)).table, folder)
    expect(tableIn(folder)).toBe(before)
  })

  it.each([
    ['an id there is', ['IE'], { id: 'ireland' }, 'there is a calendar `ireland` already'],
    ['an id that is a path', ['IE'], { id: '../ireland' }, 'is no id for a calendar'],
    ["the table's own name", ['IE'], { id: 'holidays' }, 'is no id for a calendar'],
    ['a country of many zones', ['US'], { id: 'usa' }, 'has several time zones, name one with --time-zone'],
    ['a zone on Mars', ['US'], { id: 'usa', timeZone: 'Mars/Olympus' }, 'unknown time zone `Mars/Olympus`'],
    ['two regions for one calendar', ['IE', 'FR'], { id: 'both' }, 'of one region'],
    ['years backwards', ['IE'], { from: 2030, to: 2020 }, 'the years run backwards'],
    ['a country nobody knows', ['IE', 'ZZ'], {}, 'unknown country `ZZ`'],
  ])('refuses %s', (_, regions, options, says) => {
    const result = bake(regions, options, calendarsFolder)
    expect(result.ok ? 'baked' : result.error).toContain(says)
  })

  it('begins a calendar with the zone that is named', () => {
    const text = valueOf(startingCalendar('usa', 'US', 'America/Chicago'))
    expect(valueOf(parseCalendar(JSON.parse(text), { US: valueOf(bakeRegion('US')) })).timeZone).toBe(
      'America/Chicago',
    )
  })
})

describe('baking again', () => {
  const old = {
    from: '2020-01-01',
    to: '2022-12-31',
    confirmedTo: '2021-12-31',
    days: [
      ['2020-01-01', 'New Year'],
      ['2021-01-01', 'New Year'],
      ['2021-05-03', 'May'],
      ['2022-01-01', 'New Year'],
    ] as const,
  }
  const fresh = (from: number, to: number) => ({
    from: `${from}-01-01`,
    to: `${to}-12-31`,
    days: Array.from(
      { length: to - from + 1 },
      (_, index) => [`${from + index}-01-01`, "New Year's Day"] as const,
    ),
  })

  it('keeps the years that are not asked for, fills the gap, lists what changes', () => {
    const asked = { from: 2021, to: 2021 }
    expect(yearsToBake({ from: 2025, to: 2026 }, old)).toEqual({ from: 2020, to: 2026 })
    const { region, added, removed, retitled } = valueOf(rebake(fresh(2020, 2022), old, asked))
    expect(region).toEqual({
      from: '2020-01-01',
      to: '2022-12-31',
      confirmedTo: '2021-12-31',
      days: [
        ['2020-01-01', 'New Year'],
        ['2021-01-01', "New Year's Day"],
        ['2022-01-01', 'New Year'],
      ],
    })
    expect({ added, removed, retitled }).toEqual({
      added: [],
      removed: [['2021-05-03', 'May']],
      retitled: [['2021-01-01', 'New Year', "New Year's Day"]],
    })
  })

  it('never loses a year', () => {
    const hollow = { ...fresh(2020, 2022), days: [['2020-01-01', 'New Year']] as const }
    const result = rebake(hollow, old, { from: 2020, to: 2022 })
    expect(result.ok ? 'baked' : result.error).toBe('2021 has holidays in the table, and would have none')
  })

  it('takes a new last date that is announced', () => {
    const { region } = valueOf(rebake(fresh(2020, 2022), old, { from: 2020, to: 2022 }, '2022-12-31'))
    expect(region.confirmedTo).toBe('2022-12-31')
  })

  it('names the years without a holiday', () => {
    expect(emptyYears({ ...old, days: [['2021-01-01', 'New Year']] })).toEqual([2020, 2022])
  })
})

describe('a year', () => {
  const raw = {
    id: 'depot',
    title: 'The depot',
    timeZone: 'Europe/London',
    week: officeWeek,
    holidays: {
      country: 'GB',
      region: 'ENG',
      add: [{ on: '2029-06-05', title: 'Jubilee' }],
      remove: [{ on: '2029-05-28', title: 'Moved to June' }, '2029-05-29'],
    },
    closures: [{ from: '2029-12-24', to: '2030-01-02', title: 'Christmas closure' }],
    hours: {
      '2029-12-25': [['09:00', '12:00']],
      '2029-11-10': [
        ['09:00', '12:00'],
        ['13:00', '15:00'],
      ],
    },
  }
  const file = { raw, calendar: plain(raw) }
  const year = valueOf(yearOf(file, 2029, baked))

  it('says where each day comes from, and what has no effect', () => {
    expect(year.removed).toEqual([
      { on: '2029-05-28', weekday: 'Mon', title: 'Moved to June', was: 'Spring bank holiday' },
      { on: '2029-05-29', weekday: 'Tue', title: 'Holiday', was: null },
    ])
    // Four weekdays of December that are no holiday: 24, 27, 28 and 31.
    expect(year.closures).toEqual([
      { from: '2029-12-24', to: '2030-01-02', title: 'Christmas closure', workingDays: 4 },
    ])
    expect(year.hours.map(({ on, open, closedBy }) => [on, open, closedBy])).toEqual([
      ['2029-11-10', true, null],
      ['2029-12-25', true, 'Christmas Day'],
    ])
    const { holidays } = year
    expect(holidays.find(({ on }) => on === '2029-06-05')).toEqual({
      on: '2029-06-05',
      weekday: 'Tue',
      title: 'Jubilee',
      source: 'calendar file',
      takesWorkingDay: true,
      projected: false,
    })
    expect(holidays.filter(({ projected }) => projected).length).toBe(7)
    expect([year.projected, year.confirmedTo]).toEqual([true, '2028-12-31'])
    // 261 weekdays and the Saturday with hours, less 7 baked holidays, the jubilee, and 4 days of the closure.
    expect(year.workingDays).toBe(262 - 7 - 1 - 4)
  })

  it('reads well', () => {
    expect(yearLines(year, file.calendar)).toEqual(
      expect.arrayContaining([
        'depot, 2029: 250 working days',
        'The depot',
        'week       Mon to Fri 09:00–17:00',
        '  worked      22   20   21   20   22   20   22   22   20   23   23   15',
        '  Tue  5 Jun  Jubilee                 added by the calendar file',
        '  Tue 29 May  Holiday        no effect: it is not in date-holidays',
        '  Mon 24 Dec to Wed  2 Jan 2030  Christmas closure  4 working days',
        '  Tue 25 Dec  09:00–12:00               no effect: closed for Christmas Day',
        '  Sat 10 Nov  09:00–12:00, 13:00–15:00',
      ]),
    )
  })

  it('is refused where holidays are not known', () => {
    const unknown = yearOf(file, 2041, baked)
    expect(unknown.ok ? 'shown' : unknown.error).toBe(
      'calendar `depot` covers the years 2010 to 2040, not 2041',
    )
  })

  it('lists all calendars, with what is not known said', () => {
    const free = { id: 'free', timeZone: 'UTC', week: officeWeek }
    expect(listLines([file, { raw: free, calendar: plain(free) }], 2041)).toEqual([
      'calendar  time zone      holidays  known         announced to  working days in 2041',
      'depot     Europe/London  GB-ENG    2010 to 2040  31 Dec 2028   not covered',
      'free      UTC            none      any year      not said      261',
    ])
    expect(calendarIds()).toContain('ireland')
  })

  it.each([
    [officeWeek, 'Mon to Fri 09:00–17:00'],
    [
      { ...officeWeek, wed: [], fri: [['09:00', '16:00']] },
      'Mon to Tue 09:00–17:00; Thu 09:00–17:00; Fri 09:00–16:00',
    ],
    [
      {
        sat: [
          ['10:00', '12:00'],
          ['13:00', '24:00'],
        ],
      },
      'Sat 10:00–12:00, 13:00–24:00',
    ],
  ])('puts the week in words: %j', (week, words) => {
    expect(weekInWords(plain({ week }).week)).toBe(words)
  })

  it('sets rows of different length in columns', () => {
    expect(columns([['a', 'long'], ['longer'], ['b', 'c', 'd']])).toEqual([
      'a       long',
      'longer',
      'b       c     d',
    ])
  })
})
