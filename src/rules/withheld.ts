// What the CRM would not take in this look: the decision is made anew without it, and the rest goes through.

import { slotOf } from './changes.ts'
import type { Change } from './decision.ts'
import { sameValue, type FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import { judge } from './judge.ts'
import { modes, rulesAt, type Mode, type Policy } from './policy.ts'
import type { Ticket } from './ticket.ts'
import { setWrites } from './writes.ts'

export type Withheld = {
  /** The ticket stays where it was found: what rests on its move, or on being assigned, is not written either. */
  readonly move: boolean
  /** CRM properties that can not be written. */
  readonly properties: readonly string[]
  /** Why, for the reason on the ticket: the same words at each look. */
  readonly why: string
}

/** As much as is written of a ticket that stays where it was found: its time limits, and why. */
export const modeWithout = (mode: Mode, withheld: Withheld | undefined): Mode =>
  withheld?.move && modes.indexOf(mode) > modes.indexOf('assist') ? 'assist' : mode

/** Facts that would be set to the same were the ticket to stay: they do not rest on its move. */
export async function setWithoutMove(
  found: string,
  policy: Policy,
  sheet: FactSheet,
  ticket: Ticket,
  writes: ReadonlyMap<string, FactValue>,
): Promise<ReadonlySet<string>> {
  const staying = sheet.with([['stage', found]], false).quietly()
  const { held } = await judge(rulesAt(policy, 'set', found), policy, staying)
  const set = [...setWrites(policy, staying, held, ticket)]
  return new Set(set.flatMap(([fact, value]) => (sameValue(value, writes.get(fact) ?? null) ? [fact] : [])))
}

/** The changes that go through without what is withheld. `allowed` are those of `modeWithout`. */
export function changesWithout(
  wanted: readonly Change[],
  allowed: readonly Change[],
  { properties }: Withheld,
  set: ReadonlySet<string>,
): readonly Change[] {
  return wanted.filter(
    (change) =>
      (allowed.includes(change) || (change.kind === 'property' && set.has(change.fact))) &&
      !properties.includes(slotOf(change)),
  )
}
