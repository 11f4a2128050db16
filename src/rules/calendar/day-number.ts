// Days as whole numbers (0 is 1970-01-01), so that counting across years is arithmetic instead of a walk.
// Only this folder sees them; everything it hands out is a `Temporal.PlainDate`.

import { Temporal } from 'temporal-polyfill'

export const MS_PER_DAY = 86_400_000

/** The day number of a date of the proleptic Gregorian calendar; `month` and `day` count from 1. */
export function dayNumber(year: number, month: number, day: number): number {
  // Years that begin in March put the leap day last, which makes the months' lengths a straight line.
  const y = month > 2 ? year : year - 1
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The days that a date of four digits can write, less the last, whose end it could not. */
export const FIRST_DAY = dayNumber(1, 1, 1)
export const LAST_DAY = dayNumber(9999, 12, 30)

/** The year, month and day (from 1) of a day number. */
export function civilDate(number: number): {
  readonly year: number
  readonly month: number
  readonly day: number
} {
  const shifted = number + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = yearOfEra + era * 400 + (month > 2 ? 0 : 1)
  return { year, month, day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1 }
}

export function numberOfDate(date: Temporal.PlainDate): number {
  return dayNumber(date.year, date.month, date.day)
}

export function dateOfNumber(number: number): Temporal.PlainDate {
  const { year, month, day } = civilDate(number)
  return new Temporal.PlainDate(year, month, day)
}

/** `months` later (earlier when negative), the day clamped to the month's last: 31 January and 1 month is 28 February. */
export function addMonths(number: number, months: number): number {
  const { year, month, day } = civilDate(number)
  const monthsSinceYearZero = year * 12 + (month - 1) + months
  const toYear = Math.floor(monthsSinceYearZero / 12)
  const toMonth = monthsSinceYearZero - toYear * 12 + 1
  const firstOfNext = toMonth === 12 ? dayNumber(toYear + 1, 1, 1) : dayNumber(toYear, toMonth + 1, 1)
  return Math.min(dayNumber(toYear, toMonth, day), firstOfNext - 1)
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayOf(number: number): number {
  // 1970-01-01 was a Thursday.
  return (((number + 3) % 7) + 7) % 7
}
