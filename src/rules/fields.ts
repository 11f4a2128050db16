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
  readonly #isObject: boolean

  constructor(raw: unknown, pointer: string, report: Report, known: readonly string[]) {
    this.pointer = pointer
    this.report = report
    this.#raw = isRecord(raw) ? raw : {}
    this.#isObject = isRecord(raw)
    if (!this.#isObject) {
      const name = pointer.split('/').at(-1) ?? ''
      report(pointer, raw === undefined && name !== '' ? `\`${name}\` is missing` : 'this must be an object')
    }
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
    // What is no object at all lacks everything: that was said once.
    if (!this.has(key) && this.#isObject) this.report(this.pointer, `\`${key}\` is missing`)
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

/** What every object answers to: looked up by such a name, a thing that is not there would seem to be. */
const forbidden = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype'])

/** More than any policy needs, and little enough to be read at once. */
const most = { levels: 40, values: 100_000, entries: 2000, text: 20_000, key: 200 }

/** Reports keys that could reach an object's prototype, and what is too deep, too long or too much to be read safely. */
export function reportHazards(raw: unknown, report: Report): void {
  let values = 0

  function visit(value: unknown, at: string, depth: number): void {
    values += 1
    if (values === most.values + 1) return report(at, `this file holds more than ${most.values} values`)
    if (values > most.values) return
    if (typeof value === 'string' && value.length > most.text)
      return report(at, `this text is longer than ${most.text} characters`)
    if (typeof value === 'string' && forbidden.has(value))
      return report(at, `\`${value}\` is not allowed: it names what every object has`)
    if (typeof value !== 'object' || value === null) return
    if (depth > most.levels) return report(at, `this nests deeper than ${most.levels} levels`)
    const entries = Object.entries(value)
    if (entries.length > most.entries) return report(at, `this holds more than ${most.entries} entries`)
    for (const [key, inner] of entries)
      if (forbidden.has(key))
        report(
          `${at}/${escapePointer(key)}`,
          `the key \`${key}\` is not allowed: it could change what every object means`,
        )
      else if (key.length > most.key) report(at, `a key is longer than ${most.key} characters`)
      else visit(inner, `${at}/${escapePointer(key)}`, depth + 1)
  }

  visit(raw, '', 0)
}
