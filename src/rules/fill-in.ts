// What a ticket should hold where it comes to stand: its people, what is set on it, and who is told of what.

import { recordedBefore } from './assign.ts'
import type { Beginning } from './begin.ts'
import type { Problem } from './decision.ts'
import type { FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import { judge, type Verdict } from './judge.ts'
import { noticesOf, type Notices } from './notices.ts'
import { rulesAt, type SetRule } from './policy.ts'
import type { Rounds } from './rounds.ts'
import { staff, type Staffing } from './staffing.ts'
import type { Terms } from './terms.ts'
import { earliestDueAt, statusOf, writesOf } from './writes.ts'
import type { World } from './world.ts'

export type Filled = {
  /** As it should be, but for the reason on the ticket. */
  readonly sheet: FactSheet
  /** Facts that may differ in it from what was found. */
  readonly names: readonly string[]
  /** Before people and what is set: the rules that set look at this. */
  readonly unset: FactSheet
  readonly writes: ReadonlyMap<string, FactValue>
  readonly sets: Verdict<SetRule>
  readonly staffing: Staffing
  readonly notices: Notices
  /** It came to its stage by a rule or by hand, or its owner is still owed for that. */
  readonly stageChanged: boolean
  /** In the order in which a person would read them. */
  readonly problems: readonly Problem[]
}

/** By the rules of the final stage only: set, assign, task, note. */
export async function fillIn(
  { ticket, now, memory, found, policy: before, problems: known, sheet }: Beginning,
  rounds: Rounds,
  { mode, withheld, isWriting }: Terms,
  directory: World['directory'],
): Promise<Filled> {
  const { policy, stage, clocks } = rounds
  const problems: Problem[] = [...known, ...rounds.problems]
  // An owner chosen by hand is recorded even where the ticket moves on in the same look.
  const recorded =
    stage === found.stage ? new Map<string, FactValue>() : await recordedBefore(before, sheet, memory)
  // A move that is not made takes no due date off the ticket.
  const staying = mode === 'full' ? new Set<string>() : rounds.foundWith
  const unset = rounds.sheet.with([
    ...recorded,
    ['clockStatus', statusOf(clocks, staying)],
    ['earliestDueAt', earliestDueAt(clocks)],
  ])
  const sets = await judge(rulesAt(policy, 'set', stage), policy, unset)
  problems.push(...sets.problems)

  const stageChanged = stage !== found.stage || found.movedByHand || memory.owed === true
  const staffing = await staff(policy, unset, stage, {
    memory,
    today: policy.calendar.localDate(now),
    directory,
    stageChanged,
    ownerChangedByHand: found.movedWithOwner && stage === found.stage,
    isSure: problems.length === 0,
  })
  problems.push(...staffing.problems)
  if (withheld && withheld.why !== '') problems.push({ key: 'refused', message: withheld.why })

  const people = new Map([...recorded, ...staffing.people])
  const staffed = unset.with(people)
  const writes = writesOf(policy, staffed, sets.held, clocks, staying, ticket, problems)
  const filled = staffed.with(writes)
  // Whoever owns it in fact has the tasks.
  const standing = isWriting ? filled : filled.with([['owner', sheet.read('owner')]])
  const notices = await noticesOf(policy, standing, ticket, clocks, directory)
  problems.push(...notices.problems)
  const names = [...people.keys(), ...writes.keys()]
  return { sheet: filled, names, unset, writes, sets, staffing, notices, stageChanged, problems }
}
