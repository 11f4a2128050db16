// `redress calendar bake`: works out the holidays of a country or region, shows what would change, and writes it.

import type { Command } from 'commander'
import { Temporal } from 'temporal-polyfill'
import {
  calendarIds,
  calendarsFolder,
  readBakedHolidays,
  writeBakedHolidays,
  writeCalendar,
} from './calendar-files.ts'
import { type Rebake, emptyYears, rebake, yearsToBake } from './calendar-rebake.ts'
import { startingCalendar } from './calendar-start.ts'
import { inYear } from './calendar-words.ts'
import { BAKED_YEARS, bakeRegion } from './holidays.ts'
import type { BakedHolidays } from '../src/rules/calendar/baked-holidays.ts'
import { type Result, err, ok } from '../src/rules/result.ts'

export type BakeOptions = {
  readonly from?: number
  readonly to?: number
  readonly confirmedTo?: string
  readonly id?: string
  readonly timeZone?: string
  readonly write?: true
  readonly json?: true
}

export type Baked = {
  readonly regions: readonly (readonly [key: string, change: Rebake])[]
  readonly table: BakedHolidays
  /** The calendar file to begin with, where one is asked for. */
  readonly calendar: { readonly id: string; readonly text: string } | undefined
}

/** Works out what baking would write. Errors: what can not be baked, or a calendar that can not be begun. */
export function bake(regions: readonly string[], options: BakeOptions, folder: URL): Result<Baked, string> {
  const asked = { from: options.from ?? BAKED_YEARS.from, to: options.to ?? BAKED_YEARS.to }
  if (asked.from > asked.to) return err(`the years run backwards: ${asked.from} to ${asked.to}`)
  const table: Record<string, BakedHolidays[string]> = { ...readBakedHolidays(folder) }
  const changes: [string, Rebake][] = []
  for (const key of new Set(regions.map((region) => region.toUpperCase()))) {
    const old = Object.hasOwn(table, key) ? table[key] : undefined
    const fresh = bakeRegion(key, yearsToBake(asked, old))
    const change = fresh.ok ? rebake(fresh.value, old, asked, options.confirmedTo) : fresh
    if (!change.ok) return err(fresh.ok ? `holidays of \`${key}\`: ${change.error}` : change.error)
    table[key] = change.value.region
    changes.push([key, change.value])
  }
  if (options.id === undefined) return ok({ regions: changes, table, calendar: undefined })
  const [only, another] = changes
  if (!only || another) return err('`--id` begins the calendar of one region, not of several')
  if (calendarIds(folder).includes(options.id)) return err(`there is a calendar \`${options.id}\` already`)
  const text = startingCalendar(options.id, only[0], options.timeZone)
  return text.ok ? ok({ regions: changes, table, calendar: { id: options.id, text: text.value } }) : text
}

/** The action of the command. */
export function runBake(program: Command, regions: readonly string[], options: BakeOptions): void {
  const baked = bake(regions, options, calendarsFolder)
  if (!baked.ok) return program.error(baked.error)
  if (options.write) {
    writeBakedHolidays(baked.value.table)
    const { calendar } = baked.value
    const written = calendar && writeCalendar(calendar.id, calendar.text)
    if (written && !written.ok) return program.error(written.error)
  }
  const year = Temporal.Now.plainDateISO().year
  if (options.json) console.log(JSON.stringify(inJson(baked.value, options.write === true), null, 2))
  else console.log(inEnglish(baked.value, options.write === true, year))
}

function inJson({ regions, calendar }: Baked, isWritten: boolean) {
  return {
    written: isWritten,
    regions: regions.map(([key, { region, isNew, added, removed, retitled }]) => {
      const { days, ...head } = region
      const shown = { region: key, isNew, ...head, holidays: days.length, emptyYears: emptyYears(region) }
      return { ...shown, added, removed, retitled }
    }),
    calendar: calendar ?? null,
  }
}

/** More changes than a person reads at once. */
const SHOWN_CHANGES = 40

function inEnglish({ regions, calendar }: Baked, isWritten: boolean, year: number): string {
  const lines = regions.flatMap(([key, change]) => describe(key, change, year))
  const files = [
    'rules/calendars/holidays.json',
    ...(calendar ? [`rules/calendars/${calendar.id}.json`] : []),
  ]
  const where = files.join(' and ')
  if (calendar)
    lines.push('', isWritten ? `The new calendar \`${calendar.id}\`:` : 'The calendar file would be:')
  if (calendar) lines.push(calendar.text.trimEnd())
  if (calendar)
    lines.push('', 'Its working week is a guess: put in the days and hours that your offices keep.')
  lines.push('', isWritten ? `Written to ${where}.` : `Nothing is written yet: --write puts it in ${where}.`)
  return lines.join('\n')
}

function describe(key: string, change: Rebake, year: number): readonly string[] {
  const { region, isNew, added, removed, retitled } = change
  const count = added.length + removed.length + retitled.length
  const kind = isNew ? 'new' : count === 0 ? 'as it was' : `${count} ${count === 1 ? 'change' : 'changes'}`
  const empty = emptyYears(region)
  const changes = [
    ...added.map(([on, title]) => [on, `+ ${on}  ${title}`] as const),
    ...removed.map(([on, title]) => [on, `- ${on}  ${title}`] as const),
    ...retitled.map(([on, from, to]) => [on, `~ ${on}  ${to} (was ${from})`] as const),
  ].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const shown = isNew ? [] : changes.slice(0, SHOWN_CHANGES).map(([, line]) => `  ${line}`)
  return [
    `${key}: ${region.days.length} holidays from ${region.from.slice(0, 4)} to ${region.to.slice(0, 4)}, ${kind}`,
    ...shown,
    ...(!isNew && count > SHOWN_CHANGES ? [`  and ${count - SHOWN_CHANGES} more`] : []),
    ...(empty.length > 0 ? [`  no holiday at all in ${empty.join(', ')}: check this`] : []),
    ...(isNew ? [`  in ${year}:`] : []),
    ...region.days
      .filter(([on]) => isNew && on.startsWith(`${year}-`))
      .map(([on, title]) => `    ${inYear(Temporal.PlainDate.from(on))}  ${title}`),
  ]
}
