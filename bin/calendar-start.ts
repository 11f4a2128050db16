// The file that a new calendar starts from: office hours and a country's holidays, for a person to make their own.

import { Temporal } from 'temporal-polyfill'
import { timeZonesOf } from './holidays.ts'
import { type Result, err, ok } from '../src/rules/result.ts'

/**
 * The text of a calendar file for a baked region. Errors: an id that is no name for a file, a time zone that does not
 * exist, and none given where the country has several.
 */
export function startingCalendar(id: string, key: string, timeZone?: string): Result<string, string> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id === 'holidays' || id === 'bake')
    return err(`\`${id}\` is no id for a calendar: use small letters and hyphens, such as \`my-office\``)
  const zone = zoneFor(key, timeZone)
  if (!zone.ok) return zone
  const [country, ...parts] = key.split('-')
  const place = {
    country,
    ...(parts.length > 0 && { region: parts.join('-') }),
  }
  const places = Object.entries(place).map(
    ([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`,
  )
  const week = ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => `    "${day}": [["09:00", "17:00"]]`)
  return ok(
    [
      '{',
      '  "$schema": "./schema/calendar.schema.json",',
      `  "id": ${JSON.stringify(id)},`,
      `  "timeZone": ${JSON.stringify(zone.value)},`,
      '  "week": {',
      week.join(',\n'),
      '  },',
      '  "holidays": {',
      ...places,
      '    "add": [],',
      '    "remove": []',
      '  },',
      '  "closures": [],',
      '  "hours": {}',
      '}',
      '',
    ].join('\n'),
  )
}

function zoneFor(key: string, given: string | undefined): Result<string, string> {
  if (given !== undefined) {
    try {
      return ok(Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(given).timeZoneId)
    } catch {
      return err(`unknown time zone \`${given}\`: use a name such as \`Europe/London\``)
    }
  }
  const zones = timeZonesOf(key)
  const [zone, another] = zones
  if (zone === undefined) return err(`no time zone is known for \`${key}\`: name one with --time-zone`)
  if (another === undefined) return ok(zone)
  return err(`\`${key}\` has several time zones, name one with --time-zone: ${zones.join(', ')}`)
}
