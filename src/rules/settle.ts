// Of what should be, what is written: within the mode, without what the CRM refused, and without what was set back twice.

import { changesOf, isAllowed, withoutSetBacks, type Settled } from './changes.ts'
import type { Change } from './decision.ts'
import type { FactSheet } from './fact-sheet.ts'
import type { Mode, Policy } from './policy.ts'
import type { Ticket } from './ticket.ts'
import { changesWithout, type Withheld } from './withheld.ts'

type Given = {
  readonly ticket: Ticket
  readonly found: string
  readonly stands: string
  readonly ownerRole: string | undefined
  /** The facts as they were found. */
  readonly before: FactSheet
  readonly mode: Mode
  readonly withheld: Withheld | undefined
  /** Facts that would be set to the same were the ticket to stay where it was found. */
  readonly staying: ReadonlySet<string>
  readonly paused: boolean
  readonly barred: ReadonlySet<string>
  readonly stageChanged: boolean
  /** Asks for the history of what is written under a slot. */
  readonly need: (slot: string) => void
}

export type Settlement = Settled & {
  /** All that differs, and what of it may be written. */
  readonly wanted: readonly Change[]
  readonly allowed: readonly Change[]
}

/** `names` are the facts that `after` may hold anew. */
export function settle(policy: Policy, after: FactSheet, names: readonly string[], given: Given): Settlement {
  const { ticket, found, stands, ownerRole, before, mode, withheld } = given
  const wanted = changesOf(policy, { found, stands, ownerRole, before, after, facts: new Set(names) })
  const inMode = wanted.filter((change) => isAllowed(policy, change, mode))
  const allowed = withheld ? changesWithout(wanted, inMode, withheld, given.staying) : inMode
  const settled = withoutSetBacks(given.paused ? [] : allowed, {
    memory: ticket.memory ?? {},
    barred: given.barred,
    stageChanged: given.stageChanged,
    isFreeText: (fact) => policy.facts.get(fact)?.type === 'text',
    changedBy: (slot) => {
      const history = ticket.history?.[slot]
      if (!history) given.need(slot)
      return history && (history[0]?.by ?? '')
    },
  })
  return { ...settled, wanted, allowed }
}
