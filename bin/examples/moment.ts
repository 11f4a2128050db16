// Dates and times as examples write them: local to the calendar, with the weekday where a reader should see it.

import { Temporal } from 'temporal-polyfill'
import { err, ok, type Result } from '../../src/rules/result.ts'

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const day = String.raw`(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?(\d{4}-\d\d-\d\d)`
export const dayPattern = new RegExp(`^${day}$`)
export const momentPattern = new RegExp(String.raw`^${day}[ T](\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?$`)

/** `2026-11-23` or `Mon 2026-11-23`. Errors: another notation, a date that does not exist, a wrong weekday. */
export function parseDay(raw: unknown): Result<Temporal.PlainDate, string> {
  const [, weekday, date = ''] = dayPattern.exec(String(raw)) ?? []
  if (typeof raw !== 'string' || date === '')
    return err(`\`${String(raw)}\` is no date: write \`2026-11-23\` or \`Mon 2026-11-23\``)
  return checked(weekday, date)
}

/**
 * `2026-11-23 10:00` or `Mon 2026-11-23 10:00` in the zone, or an ISO instant with `Z` or an offset. Errors: another
 * notation, a wrong weekday, a local time that the clock change leaves out or repeats.
 */
export function parseMoment(raw: unknown, timeZone: string): Result<Temporal.Instant, string> {
  const [, weekday, date = '', time = '', offset] = momentPattern.exec(String(raw)) ?? []
  if (typeof raw !== 'string' || date === '')
    return err(
      `\`${String(raw)}\` is no time: write \`2026-11-23 10:00\`, \`Mon 2026-11-23 10:00\` or \`2026-11-23T10:00Z\``,
    )
  const on = checked(weekday, date)
  if (!on.ok) return on
  try {
    if (offset !== undefined) return ok(Temporal.Instant.from(`${date}T${time}${offset}`))
    const local = Temporal.PlainDateTime.from(`${date}T${time}`)
    return ok(local.toZonedDateTime(timeZone, { disambiguation: 'reject' }).toInstant())
  } catch {
    return err(
      `\`${raw}\` is no time in ${timeZone}: it does not exist, or the clock change makes it two; an offset such as \`+01:00\` says which`,
    )
  }
}

function checked(weekday: string | undefined, text: string): Result<Temporal.PlainDate, string> {
  try {
    const date = Temporal.PlainDate.from(text, { overflow: 'reject' })
    const actual = weekdays[date.dayOfWeek - 1]
    return weekday === undefined || weekday === actual
      ? ok(date)
      : err(`${text} is a ${actual}, not a ${weekday}`)
  } catch {
    return err(`${text} does not exist`)
  }
}

export const showDay = (date: Temporal.PlainDate): string =>
  `${weekdays[date.dayOfWeek - 1]} ${date.toString()}`

export function showMoment(instant: Temporal.Instant, timeZone: string): string {
  const local = instant.toZonedDateTimeISO(timeZone)
  const time = local.toPlainTime()
  const isWhole = time.second === 0 && time.millisecond === 0
  return `${showDay(local.toPlainDate())} ${time.toString({ smallestUnit: isWhole ? 'minute' : 'second' })}`
}
