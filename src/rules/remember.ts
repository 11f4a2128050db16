// What to remember of a ticket after a look.

import { slotOf } from './changes.ts'
import type { Clock } from './clock.ts'
import type { Change } from './decision.ts'
import { toCrmText } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import { Unreadable } from './unreadable.ts'
import type { ClockMemory, Memory } from './memory.ts'
import type { Policy } from './policy.ts'

type Outcome = {
  readonly found: string
  readonly previousStage: string | null
  /** Facts after the decision's own writes, or as they were found. */
  readonly sheet: FactSheet
  /** What was written; empty where nothing could be. */
  readonly changes: readonly Change[]
  /** Whether the ticket is now as it should be, so that its facts are the ones to compare with next time. */
  readonly isSettled: boolean
  readonly clocks: readonly Clock[]
  readonly setBack: NonNullable<Memory['setBack']>
  readonly hold: string | undefined
  readonly lead: string | undefined
  readonly ownerRole: string | undefined
  /** Owner by a rule's word, who may have been the owner before. */
  readonly appointed: string | undefined
  readonly owed: boolean
}

export function memoryAfter(before: Memory, policy: Policy, outcome: Outcome): Memory {
  const moved = outcome.changes.find((change) => change.kind === 'stage')
  const stage = moved ? moved.to : outcome.found
  const previousStage = moved ? outcome.found : outcome.previousStage
  const owner = toCrmText(outcome.sheet.read('owner'))
  const written: Record<string, string> = { ...before.written }
  for (const change of outcome.changes) written[slotOf(change)] = change.to
  if (outcome.appointed !== undefined && outcome.appointed === owner) written['owner'] = owner
  const lead = outcome.lead ?? before.lead
  return {
    stage,
    owner,
    written,
    facts: outcome.isSettled || !before.facts ? factTexts(policy, outcome.sheet) : before.facts,
    clocks: { ...before.clocks, ...clockMemories(outcome.clocks) },
    ...(policy.digest !== '' && { digest: policy.digest }),
    ...(previousStage !== null && { previousStage }),
    ...(Object.keys(outcome.setBack).length > 0 && { setBack: outcome.setBack }),
    ...(outcome.hold !== undefined && { hold: outcome.hold }),
    ...(lead !== undefined && { lead }),
    ...(outcome.owed && { owed: true }),
    ...(outcome.ownerRole !== undefined && { ownerRole: outcome.ownerRole }),
  }
}

/** Declared facts in CRM notation; free text only as present, for it may hold anything about anybody. */
function factTexts(policy: Policy, sheet: FactSheet): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const [name, { type, property }] of policy.facts) {
    if (property === undefined) continue
    try {
      const value = sheet.read(name)
      if (value !== null) texts[name] = type === 'text' ? '(present)' : toCrmText(value)
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      texts[name] = '(unreadable)'
    }
  }
  return texts
}

const clockMemories = (clocks: readonly Clock[]): Readonly<Record<string, ClockMemory>> =>
  Object.fromEntries(
    clocks.map((clock) => [
      clock.name,
      {
        startAt: clock.startAt.toString(),
        state: clock.state,
        dueOn: clock.dueOn.toString(),
        dueAt: clock.dueAt.toString(),
        inputs: clock.inputs,
        ...(clock.movedBack && { movedBack: true as const }),
        ...(clock.stopAt && { stopAt: clock.stopAt.toString() }),
        ...(clock.workingDays !== undefined && { workingDays: clock.workingDays }),
      },
    ]),
  )
