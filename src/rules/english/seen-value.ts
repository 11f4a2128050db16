// What a fact was seen to be, as a person would say it: dates local and in words, stages by their label.

import { Temporal } from 'temporal-polyfill'
import type { FactValue } from '../fact.ts'
import type { Policy } from '../policy.ts'
import { inWords } from '../wording.ts'
import { stageInWords } from './naming.ts'

/** Free text is only said to be there: it may hold anything about anybody. */
export function seenInWords(policy: Policy, fact: string, value: FactValue): string {
  if (value === null) return 'not known'
  if (policy.scope.get(fact)?.type === 'text') return 'present'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (value instanceof Temporal.PlainDate) return `${inWords(value)} ${value.year}`
  if (value instanceof Temporal.Instant) {
    const local = value.toZonedDateTimeISO(policy.calendar.timeZone)
    const time = local.toPlainTime().toString({ smallestUnit: local.second === 0 ? 'minute' : 'second' })
    return `${inWords(local.toPlainDate())} ${local.year}, ${time}`
  }
  if (fact === 'stage' || fact === 'previousStage') return stageInWords(policy, String(value))
  const words = [value].flat().map((one) => String(one).replaceAll('_', ' '))
  return words.join(', ') || 'none'
}
