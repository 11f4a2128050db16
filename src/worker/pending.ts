// What a write under way will leave behind, stored before it is sent: a consumer that dies in between loses nothing.

import type { CrmTicket } from '../integrations/crm.ts'
import type { DecisionRow } from '../integrations/store/record.ts'
import { slotOf } from '../rules/changes.ts'
import type { Change, Decision } from '../rules/decision.ts'
import { isRecord } from '../rules/finding.ts'
import { stageKey } from '../rules/found-ticket.ts'
import { parseMemory, type Memory } from '../rules/memory.ts'
import type { Policy } from '../rules/policy.ts'
import { isShown } from './shown.ts'

export type Pending = {
  readonly memory: Memory
  /** What the ticket shows if the write took effect, by slot: a CRM property, `stage` (key) or `owner`. */
  readonly writes: Readonly<Record<string, string>>
  /** The decisions to record: any that a lost record left before, whose writes took effect, and this one last. */
  readonly decisions: readonly DecisionRow[]
}

export const pendingOf = ({ memory, changes }: Decision, decisions: readonly DecisionRow[]): Pending => ({
  memory,
  writes: Object.fromEntries(changes.map((change) => [slotOf(change), change.to])),
  decisions,
})

/** What a write left behind: its memory where it took effect, and the decisions that have to be recorded. */
export type LeftBehind = {
  readonly memory: Memory | undefined
  readonly decisions: readonly DecisionRow[]
}

/**
 * What the pending write left behind, by what the ticket shows. A person may have set a stage or an owner just so: the
 * texts that only Redress writes are the proof, and where it wrote none, all the values together.
 */
export function leftBehind(raw: string, found: CrmTicket, policy: Policy): LeftBehind | undefined {
  const pending: unknown = JSON.parse(raw)
  if (!isRecord(pending) || !isRecord(pending['writes']) || !Array.isArray(pending['decisions']))
    return undefined
  const key = (stage: string) => stageKey(policy, stage)
  const texts = new Set(
    [...policy.facts.values()].filter(({ type }) => type === 'text').map(({ property }) => property ?? ''),
  )
  const writes = Object.entries(pending['writes'])
  const written = writes.filter(([slot]) => texts.has(slot))
  const proof = written.length > 0 ? written : writes
  const decisions = pending['decisions'].filter(isDecisionRow)
  if (!proof.every(([slot, value]) => typeof value === 'string' && isShown(slot, value, found, policy)))
    return {
      memory: undefined,
      // A text of ours that is not there was not written; of anything else a person may have changed it since.
      decisions: written.length > 0 ? decisions.slice(0, -1) : withLastUnproven(decisions),
    }
  return { memory: parseMemory(pending['memory'], key), decisions }
}

/** Nothing tells whether the last write took effect. */
const withLastUnproven = (decisions: readonly DecisionRow[]): readonly DecisionRow[] =>
  decisions.map((row, index) =>
    index < decisions.length - 1
      ? row
      : { ...row, outcome: JSON.stringify({ ...fieldsIn(row.outcome), written: null }) },
  )

/** Without those that may have been written and are called for again: this look's own decision says the same. */
export const notDecidedAgain = (
  decisions: readonly DecisionRow[],
  { changes }: Decision,
): readonly DecisionRow[] =>
  decisions.filter(({ outcome }) => {
    const { written, changes: before } = fieldsIn(outcome)
    return written !== null || !Array.isArray(before) || writesOf(before) !== writesOf(changes)
  })

const writesOf = (changes: readonly Change[]): string =>
  JSON.stringify(changes.map((change) => [slotOf(change), change.to]))

function fieldsIn(text: string): Readonly<Record<string, unknown>> {
  const fields: unknown = JSON.parse(text)
  return isRecord(fields) ? fields : {}
}

const isDecisionRow = (raw: unknown): raw is DecisionRow =>
  isRecord(raw) &&
  ['ticketId', 'decidedAt', 'policy', 'version', 'digest', 'input', 'outcome'].every(
    (key) => typeof raw[key] === 'string',
  )
