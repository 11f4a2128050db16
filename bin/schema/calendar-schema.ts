// Calendar files: which days and hours count, in one time zone.

import { calendarKeys, weekdays } from '../../src/rules/calendar/parse-calendar.ts'
import { Definitions, closed, list, schemaKey, text, type Schema } from './json-schema.ts'
import { date, timeOfDay } from './plain-values.ts'

/** `regions` are the keys of the baked tables of holidays, such as `GB-ENG`. */
export function calendarSchema(regions: readonly string[]): Schema {
  const shared = new Definitions()
  const hours = shared.ref('hours', () => ({
    title: 'opening hours',
    type: 'array',
    items: {
      type: 'array',
      items: timeOfDay('A time of the day; 24:00 is its end.'),
      minItems: 2,
      maxItems: 2,
    },
    examples: [[['09:00', '17:00']]],
  }))
  const schema = closed(
    'calendar',
    calendarKeys,
    {
      $schema: schemaKey,
      id: text('A name of its own: that of the file.'),
      title: text('What the calendar is called.'),
      timeZone: text('The time zone by its IANA name.', { examples: ['Europe/London'] }),
      week: {
        description: 'The opening hours of each day of the week; a day that is not there is closed.',
        type: 'object',
        properties: Object.fromEntries(weekdays.map((day) => [day, hours])),
        additionalProperties: false,
      },
      holidays: closed(
        'holidays',
        ['country', 'region', 'add', 'remove'],
        {
          country: text(`The country whose holidays are closed; there are tables for ${regions.join(', ')}.`),
          region: text('The part of the country, where each has its own.'),
          add: list('Days that are closed too.', holiday(shared)),
          remove: list('Days that are not closed after all.', holiday(shared)),
        },
        [],
        { description: 'The public holidays, on which the office is closed.' },
      ),
      closures: list(
        'Spans of days on which the office is closed.',
        closed(
          'closure',
          ['from', 'to', 'title'],
          {
            from: date('The first day.'),
            to: date('The last day; the first unless given.'),
            title: text('Why.'),
          },
          ['from'],
        ),
      ),
      hours: {
        description: 'Days with other opening hours than their weekday; an empty list is closed.',
        type: 'object',
        propertyNames: { pattern: String.raw`^\d{4}-\d\d-\d\d$` },
        additionalProperties: hours,
      },
    },
    ['id', 'timeZone', 'week'],
  )
  return shared.file('calendar', schema)
}

const holiday = (shared: Definitions): Schema =>
  shared.ref('holiday', () => ({
    title: 'holiday',
    anyOf: [
      date('The day.'),
      closed('holiday with a name', ['on', 'title'], { on: date('The day.'), title: text('What it is.') }, [
        'on',
      ]),
    ],
  }))
