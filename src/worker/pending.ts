// What a write under way will leave behind, stored before it is sent: a consumer that dies in between loses nothing.

import type { CrmTicket } from '../integrations/crm.ts'
import type { DecisionRow } from '../integrations/store/record.ts'
import { slotOf } from '../rules/changes.ts'
import type { Decision } from '../rules/decision.ts'
import { isRecord } from '../rules/finding.ts'
import { parseMemory, type Memory } from '../rules/memory.ts'
import { isSame } from './echo.ts'

export type Pending = {
  readonly memory: Memory
  /** What the ticket shows if the write took effect, by slot: a CRM property, `stage` (key) or `owner`. */
  readonly writes: Readonly<Record<string, string>>
  /** The decision to record. */
  readonly decision: DecisionRow
}

export const pendingOf = ({ memory, changes }: Decision, decision: DecisionRow): Pending => ({
  memory,
  writes: Object.fromEntries(changes.map((change) => [slotOf(change), change.to])),
  decision,
})

/** The pending write, where the ticket shows that it took effect: one value that differed before is proof. */
export function tookEffect(
  raw: string,
  found: CrmTicket,
  stageKey: (stage: string) => string | undefined,
): { readonly memory: Memory; readonly decision: DecisionRow } | undefined {
  const pending: unknown = JSON.parse(raw)
  if (!isRecord(pending) || !isRecord(pending['writes']) || !isDecisionRow(pending['decision']))
    return undefined
  const shown = (slot: string) => {
    if (slot === 'stage') return stageKey(found.stage ?? '')
    return slot === 'owner' ? found.owner : found.properties[slot]
  }
  const hasEffect = Object.entries(pending['writes']).some(
    ([slot, value]) => typeof value === 'string' && isSame(shown(slot) ?? '\0', value),
  )
  if (!hasEffect) return undefined
  return { memory: parseMemory(pending['memory'], stageKey), decision: pending['decision'] }
}

const isDecisionRow = (raw: unknown): raw is DecisionRow =>
  isRecord(raw) &&
  ['ticketId', 'decidedAt', 'policy', 'version', 'digest', 'input', 'outcome'].every(
    (key) => typeof raw[key] === 'string',
  )
