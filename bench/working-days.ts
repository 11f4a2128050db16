// Working-day arithmetic: a due date by the calendar's running totals, and by three libraries that go day by day.

import Holidays from 'date-holidays'
import { addBusinessDays } from 'date-fns'
import dayjs from 'dayjs'
import businessDays from 'dayjs-business-days2'
import { Temporal } from 'temporal-polyfill'
import { dueOf, type Due } from '../src/rules/calendar/due.ts'
import { bournville } from '../test/rules/bournville.ts'
import type { Part, Row } from './part.ts'
import { timed } from './side-by-side.ts'

const { calendar } = bournville
const holidays = calendar.holidays.map(({ on }) => on.toString())
const isHoliday = new Set(holidays)
dayjs.extend(businessDays, { holidays, holidayFormat: 'YYYY-MM-DD' })
const library = new Holidays('GB', 'ENG')

/** A start, as ours takes it and as the libraries do: noon of the day by the clock of this process. */
type Question = {
  readonly start: Temporal.PlainDate
  readonly noon: Date
  readonly days: number
}

const noonOf = ({ year, month, day }: Temporal.PlainDate) => new Date(year, month - 1, day, 12)

/** Every ninth day of five years, for the three lengths of the shipped policy. */
function questions(count: number): readonly Question[] {
  const first = Temporal.PlainDate.from('2026-01-01')
  return Array.from({ length: count }, (_, index) => {
    const start = first.add({ days: (index * 9) % (5 * 365) })
    return { start, noon: noonOf(start), days: [3, 10, 20][index % 3] ?? 10 }
  })
}

function ours({ start, days }: Question): Due {
  const due = dueOf({ calendar, start, within: { unit: 'workingDays', count: days } })
  if (!due.ok) throw new Error('the calendar does not reach so far')
  return due.value
}

function byDateHolidays({ noon, days }: Question): Date {
  const date = new Date(noon)
  for (let left = days; left > 0;) {
    date.setDate(date.getDate() + 1)
    if (date.getDay() === 0 || date.getDay() === 6) continue
    const found = library.isHoliday(date)
    if (!found || !found.some(({ type }) => type === 'public')) left -= 1
  }
  return date
}

const byDateFns = ({ noon, days }: Question): Date => addBusinessDays(noon, days)
const byDayjs = ({ noon, days }: Question) => dayjs(noon).businessDaysAdd(days)
const textOf = (date: dayjs.ConfigType) => dayjs(date).format('YYYY-MM-DD')

/** Whether a holiday lies after the start and not after `end`: date-fns knows of none. */
function meetsHoliday({ start }: Question, end: string): boolean {
  for (let day = start.add({ days: 1 }); day.toString() <= end; day = day.add({ days: 1 }))
    if (isHoliday.has(day.toString())) return true
  return false
}

function checkAlike(all: readonly Question[]): void {
  let plain = 0
  for (const question of all) {
    const due = ours(question).dueOn.toString()
    const isPlain = !meetsHoliday(question, due)
    if (isPlain) plain += 1
    const others = {
      'date-holidays': textOf(byDateHolidays(question)),
      'dayjs-business-days2': textOf(byDayjs(question)),
      ...(isPlain && { 'date-fns': textOf(byDateFns(question)) }),
    }
    for (const [name, other] of Object.entries(others))
      if (other !== due)
        throw new Error(
          `${question.days} working days from ${question.start.toString()}: ours ${due}, ${name} ${other}`,
        )
  }
  if (plain === 0 || plain === all.length) throw new Error('the starts do not tell holidays from none')
}

async function run(isQuick: boolean): Promise<readonly Row[]> {
  const all = questions(isQuick ? 12 : 60)
  checkAlike(all)
  // Few and short: asked day by day a single due date takes as long as thousands of the others.
  const some = all.slice(0, 12)
  const { ms, ratio } = await timed(
    {
      ours: () => some.map(ours),
      'date-fns': () => some.map(byDateFns),
      'dayjs-business-days2': () => some.map(byDayjs),
      'date-holidays': () => some.map(byDateHolidays),
    },
    { rounds: isQuick ? 2 : 7, msEach: isQuick ? 50 : 200 },
  )
  const row = (key: 'ours' | 'date-fns' | 'dayjs-business-days2' | 'date-holidays', what: string): Row => ({
    key,
    what,
    measured: (ms(key) * 1000) / some.length,
    unit: 'µs',
    ...(key !== 'ours' && { ratio: ratio(key, 'ours'), to: 'ours' }),
  })
  return [
    row('ours', 'a due date, ours'),
    {
      ...row('date-holidays', 'date-holidays, asked day by day'),
      target: { of: 'ratio', atLeast: 1000, words: 'at least 1,000 × ours' },
    },
    row('dayjs-business-days2', 'dayjs-business-days2, with the holidays listed'),
    row('date-fns', 'date-fns `addBusinessDays`, which knows no holidays'),
  ]
}

export const workingDays: Part = {
  title: 'Working days',
  how: 'Due dates 3, 10 and 20 working days from days all over the week and year in England, each library in turn; per due date. Ours answers with the date and the instant in the calendar’s zone, the others with a date. The same dozen starts are asked again and again, as tickets of the same days would ask: ours remembers at which instants local days begin. Before anything is timed the answers are seen to be the same, those of date-fns where no holiday lies between.',
  missed: {
    'date-holidays':
      'Counting the days is the small part of a due date; the large one is to make the date and the instant that it answers with, and where a day was not asked for before, to find out when it begins and ends there.',
  },
  run,
}
