// Reads how days are counted: the calendar, where it is another than the policy's, and the switches of its arithmetic.

import type { Calendar } from './calendar/calendar.ts'
import { parseClockTime } from './calendar/opening-span.ts'
import type { Counting } from './clock-rule.ts'
import type { Fields } from './fields.ts'
import { nearest } from './finding.ts'

export const countingKeys = [
  'calendar',
  'counting',
  'nonWorkingStart',
  'nonWorkingEnd',
  'cutOff',
  'dueTime',
] as const

export type Calendars = {
  readonly all: ReadonlyMap<string, Calendar>
  /** The policy's own. */
  readonly own: Calendar
}

export function parseCounting(fields: Fields, calendars: Calendars): Counting {
  const id = fields.optionalText('calendar')
  const calendar = id === undefined ? calendars.own : calendars.all.get(id)
  if (!calendar && id !== undefined)
    fields.report(fields.at('calendar'), `unknown calendar \`${id}\`${nearest(id, calendars.all.keys())}`)
  const cutOff = parseClockTime(fields.raw('cutOff'))
  if (fields.has('cutOff') && cutOff === undefined)
    fields.report(fields.at('cutOff'), '`cutOff` is a time such as 17:00')
  if (fields.raw('counting') === 'inclusive' && fields.raw('dueTime') === 'closing' && cutOff === undefined)
    fields.report(
      fields.pointer,
      'what comes after closing would be due before it came: a time that counts its first day and ends at closing needs a `cutOff`',
    )
  return {
    calendar: calendar ?? calendars.own,
    counting: fields.choice('counting', ['exclusive', 'inclusive']),
    nonWorkingStart: fields.choice('nonWorkingStart', ['nextIsDayOne', 'receivedNextWorkingDay']),
    nonWorkingEnd: fields.choice('nonWorkingEnd', ['stays', 'nextWorkingDay']),
    cutOff,
    dueTime: fields.choice('dueTime', ['endOfDay', 'closing']),
  }
}
