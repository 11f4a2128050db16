// Reads the fields of one JSON object of a policy: each mistake is reported where it stands, and reading goes on.

import { parseDate } from './calendar/date-text.ts'
import { isRecord, nearest, type Report } from './finding.ts'

export const escapePointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

/**
 * The fields of an object that may hold only `known` keys. Readers answer a harmless value after a report: a policy
 * with any finding is never used.
 */
export class Fields {
  readonly pointer: string
  readonly report: Report
  readonly #raw: Readonly<Record<string, unknown>>

  constructor(raw: unknown, pointer: string, report: Report, known: readonly string[]) {
    this.pointer = pointer
    this.report = report
    this.#raw = isRecord(raw) ? raw : {}
    if (!isRecord(raw)) report(pointer, 'this must be an object')
    for (const key of Object.keys(this.#raw))
      if (!known.includes(key))
        report(`${pointer}/${escapePointer(key)}`, `unknown key \`${key}\`${nearest(key, known)}`)
  }

  at(key: string): string {
    return `${this.pointer}/${escapePointer(key)}`
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#raw, key)
  }

  raw(key: string): unknown {
    return this.has(key) ? this.#raw[key] : undefined
  }

  optionalText(key: string): string | undefined {
    const value = this.raw(key)
    if (value === undefined) return undefined
    if (typeof value === 'string' && value.trim() !== '' && value.length <= 4000) return value
    return this.report(this.at(key), `\`${key}\` must be a text that is not empty`)
  }

  text(key: string): string {
    if (!this.has(key)) this.report(this.pointer, `\`${key}\` is missing`)
    return this.optionalText(key) ?? ''
  }

  /** A date as text, `YYYY-MM-DD`, that the calendar has. */
  date(key: string): string {
    const text = this.text(key)
    if (text !== '' && !parseDate(text))
      this.report(this.at(key), `\`${key}\` must be a date such as 2026-11-23`)
    return text
  }

  flag(key: string): boolean {
    const value = this.raw(key)
    if (value !== undefined && typeof value !== 'boolean')
      this.report(this.at(key), `\`${key}\` must be true or false`)
    return value === true
  }

  /** One of `choices`; the first where the key is absent. */
  choice<const C extends string>(key: string, choices: readonly [C, ...C[]]): C {
    const value = this.raw(key)
    if (value === undefined) return choices[0]
    const found = choices.find((choice) => choice === value)
    if (found === undefined)
      this.report(
        this.at(key),
        `\`${key}\` must be ${choices.map((choice) => `\`${choice}\``).join(' or ')}${nearest(String(value), choices)}`,
      )
    return found ?? choices[0]
  }

  /** A list of names, or one name for a list of one; empty where the key is absent. */
  names(key: string): readonly string[] {
    const value = this.raw(key)
    if (value === undefined) return []
    const list: readonly unknown[] = Array.isArray(value) ? value : [value]
    const names = list.filter((name) => typeof name === 'string' && name !== '')
    if (names.length !== list.length) this.report(this.at(key), `\`${key}\` must be a list of names`)
    return names.map(String)
  }

  /** The entries of an object, each with its JSON pointer. */
  entries(key: string): readonly (readonly [string, unknown, string])[] {
    const value = this.raw(key)
    if (value === undefined) return []
    if (!isRecord(value)) {
      this.report(this.at(key), `\`${key}\` must be an object`)
      return []
    }
    return Object.entries(value).map(
      ([name, entry]) => [name, entry, `${this.at(key)}/${escapePointer(name)}`] as const,
    )
  }

  /** The items of a list, each with its JSON pointer. */
  items(key: string): readonly (readonly [unknown, string])[] {
    const value = this.raw(key)
    if (value === undefined) return []
    if (!Array.isArray(value)) {
      this.report(this.at(key), `\`${key}\` must be a list`)
      return []
    }
    return value.map((item: unknown, index) => [item, `${this.at(key)}/${index}`] as const)
  }
}

const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

/** Reports keys that could reach an object's prototype, and nesting so deep that reading it could overflow. */
export function reportHazards(raw: unknown, report: Report, pointer = '', depth = 0): void {
  if (typeof raw !== 'object' || raw === null) return
  if (depth > 40) return report(pointer, 'this nests deeper than 40 levels')
  for (const [key, value] of Object.entries(raw)) {
    const at = `${pointer}/${escapePointer(key)}`
    if (forbidden.has(key))
      report(at, `the key \`${key}\` is not allowed: it could change what every object means`)
    else reportHazards(value, report, at, depth + 1)
  }
}
