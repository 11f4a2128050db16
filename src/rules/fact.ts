// A fact: a named, typed value that a condition may test. `null` is unknown.

import { Temporal } from 'temporal-polyfill'
import { quoted } from './quoted.ts'
import { err, ok, type Result } from './result.ts'

export const factTypes = ['text', 'boolean', 'number', 'instant', 'date', 'option', 'set', 'person'] as const
export type FactType = (typeof factTypes)[number]

/** Free text may hold anything about anybody: nothing that is remembered or written elsewhere may be made of it. */
export const plainTypes: readonly FactType[] = factTypes.filter((type) => type !== 'text')

export type FactValue =
  | null
  | boolean
  | number
  | string
  | readonly string[]
  | Temporal.Instant
  | Temporal.PlainDate

/** Why a CRM string could not become a fact. */
export type TypingError = { readonly given: string; readonly expected: string }

/** No instant outside these years: at the ends of all time there is no day before or after to count to. */
const [earliest = 0, latest = 0] = ['0000-01-01T00:00Z', '9999-12-31T23:59:59Z'].map(
  (text) => Temporal.Instant.from(text).epochMilliseconds,
)

/** An instant as CRMs write it: ISO 8601 with an offset, a bare date (midnight UTC), or milliseconds since 1970. */
export function parseInstant(text: string): Temporal.Instant | undefined {
  try {
    const at = instantIn(text)
    return at.epochMilliseconds >= earliest && at.epochMilliseconds <= latest ? at : undefined
  } catch {
    return undefined
  }
}

function instantIn(text: string): Temporal.Instant {
  if (/^-?\d{9,16}$/.test(text)) return Temporal.Instant.fromEpochMilliseconds(Number(text))
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.Instant.from(`${text}T00:00Z`)
  return Temporal.Instant.from(text)
}

/** A date as CRMs write it: `YYYY-MM-DD`, or the date of an instant in UTC. */
export function parseDate(text: string): Temporal.PlainDate | undefined {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.PlainDate.from(text)
    return parseInstant(text)?.toZonedDateTimeISO('UTC').toPlainDate()
  } catch {
    return undefined
  }
}

/**
 * Types one CRM string. Empty is unknown, but an empty checkbox is false and an empty set of checkboxes is the
 * empty set. Sets come out sorted, e-mails in lower case.
 */
export function typeValue(
  type: FactType,
  options: readonly string[],
  raw: string,
): Result<FactValue, TypingError> {
  const text = raw.trim()
  const refuse = (expected: string) => err({ given: quoted(text, 80), expected })
  if (text === '') return ok(type === 'set' ? [] : type === 'boolean' ? false : null)
  switch (type) {
    case 'text':
      return ok(text)
    case 'person':
      return ok(text.toLowerCase())
    case 'boolean':
      if (/^(true|yes)$/i.test(text)) return ok(true)
      return /^(false|no)$/i.test(text) ? ok(false) : refuse('`true` or `false`')
    case 'number': {
      const value = Number(text)
      return Number.isFinite(value) ? ok(value) : refuse('a number')
    }
    case 'instant': {
      const value = parseInstant(text)
      return value ? ok(value) : refuse('a date and time')
    }
    case 'date': {
      const value = parseDate(text)
      return value ? ok(value) : refuse('a date')
    }
    case 'option':
      return options.includes(text) ? ok(text) : refuse(`one of ${options.join(', ')}`)
    case 'set': {
      const members = text.split(';').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
      const stranger = members.find((member) => !options.includes(member))
      if (stranger !== undefined) return refuse(`only ${options.join(', ')}, not ${quoted(stranger, 40)}`)
      return ok([...new Set(members)].toSorted())
    }
  }
}

/** A fact as the CRM writes it; unknown is `''`. Instants carry whole seconds where they can. */
export function toCrmText(value: FactValue): string {
  if (value === null) return ''
  if (Array.isArray(value)) return value.join(';')
  return String(value)
}

/** Whether two values of one fact mean the same; order of a set is no difference, nor is the notation of an instant. */
export const sameValue = (a: FactValue, b: FactValue): boolean => inOrder(a) === inOrder(b)

const inOrder = (value: FactValue) => (isSet(value) ? value.toSorted().join(';') : toCrmText(value))

const isSet = (value: FactValue): value is readonly string[] => Array.isArray(value)
