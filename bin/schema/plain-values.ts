// Dates, times, addresses and lengths of time as policies write them.

import { LARGEST, isOpenTime, units, type Unit } from '../../src/rules/calendar/span.ts'
import { text, type Schema } from './json-schema.ts'
import type { Vocabulary } from './vocabulary.ts'

export const date = (description: string): Schema =>
  text(description, { title: 'date', pattern: String.raw`^\d{4}-\d\d-\d\d$`, examples: ['2026-11-23'] })

export const timeOfDay = (description: string): Schema => ({
  title: 'time of day',
  description,
  type: 'string',
  pattern: String.raw`^([01]\d|2[0-3]):[0-5]\d$|^24:00$`,
  examples: ['17:00'],
})

export const emailPattern = String.raw`^[^\s@]+@[^\s@]+$`

/** An e-mail address; those of the policy's directory are proposed. */
export function email(words: Vocabulary): Schema {
  return words.ref('email', () => {
    const people = [...(words.policy.directory ?? [])]
    const any = { type: 'string', pattern: emailPattern }
    const known = { enum: people.map(([one]) => one), enumDescriptions: people.map(([, { name }]) => name) }
    return { title: 'e-mail address', ...(people.length === 0 ? any : { anyOf: [known, any] }) }
  })
}

const unitMeanings: Readonly<Record<Unit, string>> = {
  workingDays: 'days that the calendar counts; the day after the start is the first',
  workingHours: 'hours in which the office is open',
  workingMinutes: 'minutes in which the office is open',
  calendarDays: 'days, whether the office is open or not',
  weeks: 'weeks of seven days',
  months: 'months: to the same day of a later month, or its last',
}

/** A length of time in one unit. `isPositive`: more than nothing. */
export const span = (words: Vocabulary, isPositive = true): Schema =>
  words.ref(isPositive ? 'span' : 'span-any', () => ({
    title: isPositive ? 'length of time' : 'length of time, which may be nothing',
    type: 'object',
    properties: spanUnits(isPositive),
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
    examples: [{ workingDays: 10 }],
  }))

export const spanUnits = (isPositive: boolean): Readonly<Record<string, Schema>> =>
  Object.fromEntries(
    units.map((unit) => [
      unit,
      {
        description: unitMeanings[unit],
        type: isOpenTime(unit) ? 'number' : 'integer',
        ...(isPositive ? { exclusiveMinimum: 0 } : { minimum: -LARGEST }),
        maximum: LARGEST,
      },
    ]),
  )
