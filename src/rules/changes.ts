// From what should be to what to write: only what differs, only what the mode allows, never a value set back twice.

import type { Change, Problem } from './decision.ts'
import { sameValue, toCrmText, type FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import type { Memory, SetBack } from './memory.ts'
import { modes, type Mode, type Policy } from './policy.ts'

type Wanted = {
  readonly found: string
  readonly stands: string
  readonly ownerRole: string | undefined
  /** The facts before anything was assigned or set, and after. */
  readonly before: FactSheet
  readonly after: FactSheet
  readonly facts: ReadonlySet<string>
}

/** Everything that differs between what the CRM holds and what it should hold. */
export function changesOf(policy: Policy, wanted: Wanted): readonly Change[] {
  const { found, stands, before, after, ownerRole } = wanted
  const changes: Change[] = []
  if (stands !== found) changes.push({ kind: 'stage', from: found, to: stands })
  const [from, to] = [toCrmText(before.read('owner')), toCrmText(after.read('owner'))]
  if (from !== to) changes.push({ kind: 'owner', from, to, role: ownerRole })
  for (const fact of wanted.facts) {
    const property = policy.facts.get(fact)?.property
    const value = after.read(fact)
    const present = presentValue(before, fact)
    if (property === undefined || (present !== undefined && sameValue(value, present))) continue
    changes.push({ kind: 'property', fact, property, from: toCrmText(present ?? null), to: toCrmText(value) })
  }
  return changes
}

/** The present value; `undefined` where the CRM holds something that does not fit the fact's type. */
function presentValue(sheet: FactSheet, fact: string): FactValue | undefined {
  try {
    return sheet.read(fact)
  } catch {
    return undefined
  }
}

const modeOf = (policy: Policy, change: Change): Mode =>
  change.kind === 'property' ? (policy.facts.get(change.fact)?.mode ?? 'full') : 'full'

export const isAllowed = (policy: Policy, change: Change, mode: Mode): boolean =>
  modes.indexOf(modeOf(policy, change)) <= modes.indexOf(mode)

/** What a change is written under: the CRM property, or `stage` or `owner`. */
export const slotOf = (change: Change): string => (change.kind === 'property' ? change.property : change.kind)

export type Settled = {
  readonly changes: readonly Change[]
  readonly setBack: NonNullable<Memory['setBack']>
  readonly problems: readonly Problem[]
}

/** What settling depends on besides the changes. */
export type Standing = {
  readonly memory: Memory
  readonly barred: ReadonlySet<string>
  readonly stageChanged: boolean
  /** Whether a property may hold what somebody wrote in their own words. */
  readonly isFreeText: (fact: string) => boolean
  /** Who last changed what is written under a slot, in the CRM's words; `undefined` where that was not read. */
  readonly changedBy: (slot: string) => string | undefined
}

/**
 * Leaves alone what was set back twice after Redress wrote it, and says so once. Stages have their own rule: the hold.
 * Nobody who is `barred` is left with the case, however often they are set back.
 */
export function withoutSetBacks(changes: readonly Change[], standing: Standing): Settled {
  const { memory, barred, stageChanged } = standing
  const setBack: Record<string, SetBack> = {}
  const problems: Problem[] = []
  const kept = changes.filter((change) => {
    const slot = slotOf(change)
    // A new stage has its own owner: that is no value set back.
    if (change.kind === 'owner' && stageChanged) return true
    if (change.kind === 'stage' || memory.written?.[slot] !== change.to || barred.has(change.from))
      return true
    const before = memory.setBack?.[slot]
    const times = (before?.value === change.to ? before.times : 0) + 1
    setBack[slot] = { value: change.to, times }
    if (times < 2) return true
    const by = before?.by ?? standing.changedBy(slot)
    setBack[slot] = { value: change.to, times: 2, ...(by !== undefined && { by }) }
    const isFreeText = change.kind === 'property' && standing.isFreeText(change.fact)
    const values = isFreeText ? '' : ` from \`${change.to}\` to \`${change.from}\``
    problems.push({
      key: ['set-back', slot, ...(isFreeText ? [] : [change.to])].join('/'),
      message: `\`${slot}\` was set back twice${values}${by ? ` by ${by}` : ''}: left alone`,
    })
    return false
  })
  // A value that stands as written keeps its count: it may be set back again.
  for (const [slot, entry] of Object.entries(memory.setBack ?? {}))
    if (!(slot in setBack) && memory.written?.[slot] === entry.value) setBack[slot] = entry
  return { changes: kept, setBack, problems }
}
