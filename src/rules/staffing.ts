// Who has the ticket where it comes to stand: the people that `assign` rules name, unless somebody chose others.

import { assign, peopleIn, type Assignment, type Circumstances } from './assign.ts'
import type { Reason } from './decision.ts'
import { toCrmText } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import { judge } from './judge.ts'
import { isUnknown } from './people.ts'
import { rulesAt, type Policy } from './policy.ts'

export type Staffing = Assignment & {
  /** Who may not have the case. */
  readonly barred: ReadonlySet<string>
  readonly reasons: () => readonly Reason[]
}

/** `isSure` is false where a rule could not be evaluated: that stops assignments, as it stops moves. */
export async function staff(
  policy: Policy,
  sheet: FactSheet,
  stage: string,
  given: Circumstances & { readonly isSure: boolean },
): Promise<Staffing> {
  const { memory, directory, stageChanged } = given
  const barred = peopleIn(policy.conflicts, sheet)
  const owner = toCrmText(sheet.read('owner'))
  // Somebody who may not have the case, or has left, counts as nobody.
  const isUnowned = barred.has(owner) || isUnknown(owner, directory)
  const unowned = isUnowned ? sheet.with([['owner', null]]) : sheet
  const { held, reasons, problems } = await judge(rulesAt(policy, 'assign', stage), policy, unowned)
  if (given.isSure && problems.length === 0)
    return { ...assign(held, policy, unowned, given), barred, reasons }
  return {
    people: new Map(),
    ownerRole: memory.ownerRole,
    appointed: undefined,
    owed: stageChanged,
    problems,
    unable: [],
    barred,
    reasons,
  }
}
