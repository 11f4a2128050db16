// `redress calendar`: shows a year of a calendar, and bakes the holidays that calendars are made from.

import { type Command, InvalidArgumentError } from 'commander'
import type { BakeOptions } from './calendar-bake.ts'
import { calendarIds, readBakedHolidays, readCalendarFile } from './calendar-files.ts'
import { listLines, yearLines } from './calendar-lines.ts'
import { yearOf } from './calendar-year.ts'
import { parseDate } from '../src/rules/calendar/date-text.ts'

type ShowOptions = { readonly year: number; readonly json?: true }

export function addCalendar(program: Command): void {
  const calendar = program
    .command('calendar')
    .description(
      'show a year of a calendar: working days by month, holidays, closures and own hours, and where they come from',
    )
    .argument('[id]', 'a calendar under rules/calendars; a list of them all unless given')
    .option('--year <year>', 'the year to show', readYear, new Date().getFullYear())
    .option('--json', 'answer in JSON')
    .action((id: string | undefined, options: ShowOptions) => show(program, id, options))
  calendar
    .command('bake')
    .description(
      'work out holidays with date-holidays, show what would change, and write them to rules/calendars/holidays.json',
    )
    .argument('<regions...>', 'countries, or countries and regions: IE GB-ENG DE-BY')
    .option('--write', 'write the table, and the calendar file that --id asks for')
    .option('--id <id>', 'begin a calendar file of this id, with these holidays and office hours')
    .option('--time-zone <name>', 'its time zone, where the country has several')
    .option('--from <year>', 'first year, 2010 unless given; years outside stay as they are', readYear)
    .option('--to <year>', 'last year, 2040 unless given', readYear)
    .option(
      '--confirmed-to <date>',
      'last date officially announced; kept from the last time unless given',
      readDate,
    )
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
Example
  redress calendar bake DE-BY --id muenchen --write`,
    )
    .action(async (regions: readonly string[], _: BakeOptions, command: Command) => {
      // Loaded only when it is needed: date-holidays takes its time.
      const { runBake } = await import('./calendar-bake.ts')
      // `--json` before or after is taken by the command above.
      runBake(program, regions, command.optsWithGlobals<BakeOptions>())
    })
}

function show(program: Command, id: string | undefined, { year, json }: ShowOptions): void {
  const baked = readBakedHolidays()
  const files = (id === undefined ? calendarIds() : [id]).map((name) => {
    const file = readCalendarFile(name, baked)
    return file.ok ? file.value : program.error(file.error)
  })
  const [only] = files
  if (id === undefined && !json) return console.log(listLines(files, year).join('\n'))
  const years = files.map((file) => {
    const shown = yearOf(file, year, baked)
    return shown.ok ? shown.value : program.error(shown.error)
  })
  const [shown] = years
  if (json) console.log(JSON.stringify(id === undefined ? years : shown, null, 2))
  else if (only && shown) console.log(yearLines(shown, only.calendar).join('\n'))
}

function readYear(text: string): number {
  if (!/^[1-9]\d{3}$/.test(text)) throw new InvalidArgumentError('a year has four digits.')
  return Number(text)
}

function readDate(text: string): string {
  if (!parseDate(text)) throw new InvalidArgumentError('a date is written 2028-12-31.')
  return text
}
