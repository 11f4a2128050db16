// How dates and texts read in English: dates in words, and templates whose placeholders are a closed list.

import type { Temporal } from 'temporal-polyfill'
import type { DatedText } from './policy.ts'

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** What a template may name, besides the policy's own messages. */
export const placeholders: readonly string[] = ['dueOn', 'startOn', 'stage', 'owner']

/** `Mon 23 Nov`, with the year where it is another than `beside`'s: a date that is read for years must say which. */
export function inWords(date: Temporal.PlainDate, beside: Temporal.PlainDate = date): string {
  const words = `${weekdays[date.dayOfWeek - 1]} ${date.day} ${months[date.month - 1]}`
  return date.year === beside.year ? words : `${words} ${date.year}`
}

/** `a`, `a and b`, `a, b and c`. */
export const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`

export const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** Fills `{name}`; values come from the policy and the calendar, and are not themselves templates. */
export const filled = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  )

/** The text that holds on a date: the latest that had begun. */
export const textOn = (texts: readonly DatedText[], date: Temporal.PlainDate): string =>
  texts
    .filter((text) => text.from <= date.toString())
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
    .at(-1)?.text ?? ''
