// Values of facts in natural JSON, to and from the strings that a CRM holds.

import { Temporal } from 'temporal-polyfill'
import type { FactShape } from '../../src/rules/condition.ts'
import { toCrmText, typeValue } from '../../src/rules/fact.ts'
import { err, ok, type Result } from '../../src/rules/result.ts'
import { parseDay, parseMoment, showDay, showMoment } from './moment.ts'

export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text)

/** A JSON value as the CRM would hold it; `null` is empty. Errors: what the fact's type takes instead. */
export function toCrm(raw: unknown, { type, options }: FactShape, timeZone: string): Result<string, string> {
  if (raw === null) return ok('')
  const text = typeof raw === 'string' && raw.trim() !== '' ? ok(raw) : undefined
  switch (type) {
    case 'boolean':
      return typeof raw === 'boolean' ? ok(String(raw)) : err('this takes `true`, `false` or `null`')
    case 'number':
      return typeof raw === 'number' ? ok(String(raw)) : err('this takes a number or `null`')
    case 'instant': {
      const moment = parseMoment(raw, timeZone)
      return moment.ok ? ok(moment.value.toString()) : moment
    }
    case 'date': {
      const date = parseDay(raw)
      return date.ok ? ok(date.value.toString()) : date
    }
    case 'text':
      return text ?? err('this takes a text or `null`')
    case 'person':
      return typeof raw === 'string' && isEmail(raw)
        ? ok(raw.toLowerCase())
        : err('this takes an e-mail address or `null`')
    case 'option':
      return typeof raw === 'string' && options.includes(raw)
        ? ok(raw)
        : err(`this takes ${options.map((option) => `\`${option}\``).join(', ')} or \`null\``)
    case 'set': {
      const members: readonly unknown[] = Array.isArray(raw) ? raw : [undefined]
      const known = members.filter((member) => typeof member === 'string' && options.includes(member))
      return known.length === members.length
        ? ok(known.join(';'))
        : err(`this takes a list of ${options.map((option) => `\`${option}\``).join(', ')}`)
    }
  }
}

/** What the CRM holds, in the notation of an example. */
export function show(crm: string, { type, options }: FactShape, timeZone: string): string {
  const typed = typeValue(type, options, crm)
  if (!typed.ok) return crm
  const { value } = typed
  if (value === null) return 'empty'
  if (value instanceof Temporal.Instant) return showMoment(value, timeZone)
  if (value instanceof Temporal.PlainDate) return showDay(value)
  return toCrmText(value) || 'none'
}
