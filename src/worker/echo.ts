// Echoes: news of our own writes, which deserve no look while they are what was last written.

import type { Hint } from '../integrations/hubspot/events.ts'
import { isRecord } from '../rules/finding.ts'
import { parseInstant } from '../rules/fact.ts'

/** Whether two notations of a CRM value mean the same: instants in ISO or milliseconds, sets in any order. */
export function isSame(a: string, b: string): boolean {
  if (a === b) return true
  const [left, right] = [parseInstant(a), parseInstant(b)]
  if (left && right) return left.equals(right)
  const members = (text: string) => text.split(';').toSorted().join(';')
  return a.includes(';') && members(a) === members(b)
}

/** Whether all that a hint tells is what `echoes` (values last written, by CRM name) already says. */
export function isEcho(hint: Hint, echoes: string | undefined): boolean {
  if (!hint.echoes || echoes === undefined) return false
  const written: unknown = JSON.parse(echoes)
  if (!isRecord(written)) return false
  return hint.echoes.every(({ property, value }) => {
    const last = written[property]
    return typeof last === 'string' && isSame(last, value)
  })
}
