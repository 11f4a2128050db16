// `redress calendar`: shows a year of a calendar, and bakes the holidays that calendars are made from.

import { type Command, InvalidArgumentError } from 'commander'
import { calendarIds, readBakedHolidays, readCalendar, writeBakedHolidays } from './calendar-files.ts'
import { formatYear, yearOf } from './calendar-year.ts'
import { parseDate } from '../src/rules/calendar/date-text.ts'

type ShowOptions = { readonly year: number; readonly json?: true }
type BakeOptions = { readonly from?: number; readonly to?: number; readonly confirmedTo?: string }

export function addCalendar(program: Command): void {
  const calendar = program
    .command('calendar')
    .description(
      'show a year of a calendar: working days by month, holidays and closures, and where they come from',
    )
    .argument('[id]', 'a calendar under rules/calendars; all of them unless given')
    .option('--year <year>', 'the year to show', readYear, new Date().getFullYear())
    .option('--json', 'answer in JSON')
    .action((id: string | undefined, options: ShowOptions) => show(program, id, options))
  calendar
    .command('bake')
    .description('work out holidays with date-holidays and write them to rules/calendars/holidays.json')
    .argument('<regions...>', 'countries, or countries and regions: IE GB-ENG DE-BY')
    .option('--from <year>', 'first year, 2010 unless given', readYear)
    .option('--to <year>', 'last year, 2040 unless given', readYear)
    .option(
      '--confirmed-to <date>',
      'last date officially announced; kept from the last time unless given',
      readDate,
    )
    .action((regions: readonly string[], options: BakeOptions) => bake(program, regions, options))
}

function show(program: Command, id: string | undefined, { year, json }: ShowOptions): void {
  const baked = readBakedHolidays()
  const years = (id === undefined ? calendarIds() : [id]).map((name) => {
    const calendar = readCalendar(name, baked)
    if (!calendar.ok) return program.error(calendar.error)
    const shown = yearOf(calendar.value, year)
    return shown.ok ? shown.value : program.error(shown.error)
  })
  if (json) console.log(JSON.stringify(id === undefined ? years : years[0], null, 2))
  else console.log(years.map((shown) => formatYear(shown)).join('\n\n'))
}

async function bake(program: Command, regions: readonly string[], options: BakeOptions): Promise<void> {
  const { BAKED_YEARS, bakeRegion } = await import('./holidays.ts')
  const years = { from: options.from ?? BAKED_YEARS.from, to: options.to ?? BAKED_YEARS.to }
  if (years.from > years.to) program.error(`the years run backwards: ${years.from} to ${years.to}`)
  const table = { ...readBakedHolidays() }
  for (const region of regions) {
    const key = region.toUpperCase()
    const baked = bakeRegion(key, years)
    if (!baked.ok) return program.error(baked.error)
    const confirmedTo = options.confirmedTo ?? table[key]?.confirmedTo
    const { from, to, days } = baked.value
    table[key] = { from, to, ...(confirmedTo === undefined ? {} : { confirmedTo }), days }
    console.log(`${key}: ${days.length} holidays from ${from} to ${to}`)
  }
  writeBakedHolidays(table)
}

function readYear(text: string): number {
  if (!/^[1-9]\d{3}$/.test(text)) throw new InvalidArgumentError('a year has four digits.')
  return Number(text)
}

function readDate(text: string): string {
  if (!parseDate(text)) throw new InvalidArgumentError('a date is written 2028-12-31.')
  return text
}
