// What HubSpot makes of a written value: checked against the property's type, and brought to the form it is read back in.

import { parseInstant, printInstant } from './instant.ts'
import type { Portal, Property } from './portal.ts'
import { textOf } from './scalar.ts'

export type Checked =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly error: string; readonly message: string }

const day = 86_400_000
const fine = (value: string): Checked => ({ ok: true, value })
const bad = (error: string, message: string): Checked => ({ ok: false, error, message })

/** `raw` as it would be stored over `current`; null and '' clear. */
export function checkValue(property: Property, raw: unknown, current: string, portal: Portal): Checked {
  if (raw === null || raw === '') return fine('')
  if (typeof raw === 'object') return bad('INVALID_VALUE', `${property.name} must be a string`)
  const text = textOf(raw)
  switch (property.type) {
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text))
        ? fine(text)
        : bad('INVALID_NUMBER', `${text} was not a valid number.`)
    case 'bool':
      return oneOf(text, ['true', 'false'])
    case 'date':
      return checkDate(text)
    case 'datetime':
      return checkDatetime(text)
    case 'enumeration':
      return checkOptions(property, text, current, portal)
    default:
      return fine(text)
  }
}

function checkDate(text: string): Checked {
  const ms = parseInstant(text)
  if (Number.isNaN(ms)) return bad('INVALID_DATE', `${text} was not a valid date.`)
  if (ms % day !== 0) return bad('INVALID_DATE', `${text} is at ${timeOfDay(ms)} UTC, not midnight!`)
  return fine(printInstant(ms).slice(0, 10))
}

function checkDatetime(text: string): Checked {
  const ms = parseInstant(text)
  return Number.isNaN(ms) ? bad('INVALID_LONG', `${text} was not a valid long.`) : fine(printInstant(ms))
}

function checkOptions(property: Property, text: string, current: string, portal: Portal): Checked {
  if (property.referencedObjectType === 'OWNER') {
    return checkOwner(portal, text)
  }
  if (property.externalOptions) return fine(text)
  const allowed = property.options.map((option) => option.value)
  if (property.fieldType !== 'checkbox') return oneOf(text, allowed)
  // A leading `;` adds to what is there; without one the set is replaced.
  const written = text.split(';').filter((value) => value !== '')
  const wrong = written.find((value) => !allowed.includes(value))
  if (wrong !== undefined) return oneOf(wrong, allowed)
  const kept = text.startsWith(';') ? current.split(';').filter((value) => value !== '') : []
  return fine([...new Set([...kept, ...written])].join(';'))
}

// That HubSpot refuses these two is not confirmed; what Redress makes of a refusal is to be seen.
function checkOwner(portal: Portal, id: string): Checked {
  const owner = portal.owners.find((each) => each.id === id)
  if (!owner) return bad('INVALID_OWNER_ID', `${id} is not a valid owner ID`)
  if (owner.archived) return bad('INVALID_OWNER_ID', `${id} is not a valid owner ID: the user is deactivated`)
  if (owner.isWithoutSeat)
    return bad('INVALID_OWNER_ID', `the user of owner ID ${id} has no seat that allows this`)
  return fine(id)
}

const oneOf = (text: string, allowed: readonly string[]): Checked =>
  allowed.includes(text)
    ? fine(text)
    : bad('INVALID_OPTION', `${text} was not one of the allowed options: [${allowed.join(', ')}]`)

const timeOfDay = (ms: number): string => {
  const at = new Date(ms)
  return `${at.getUTCHours()}:${at.getUTCMinutes()}:${at.getUTCSeconds()}.${at.getUTCMilliseconds()}`
}
