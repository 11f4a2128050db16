// Makes the tasks and notes that decisions call for, once each, and completes tasks whose reason is gone.

import type { Crm, CrmFault, NewEngagement } from '../integrations/crm.ts'
import { CrmHolderRefused, CrmRefused, CrmUnavailable } from '../integrations/crm.ts'
import {
  actionsOf,
  awaitClaim,
  claim,
  markMade,
  unclaim,
  type ActionRow,
} from '../integrations/store/actions.ts'
import type { FailureRow } from '../integrations/store/failures.ts'
import type { Action } from '../rules/decision.ts'
import { shownDue } from '../rules/writes.ts'
import type { Look } from './look.ts'
import { createPatience } from './patience.ts'
import { markTask, settleClaim, waitForClaim } from './task-state.ts'

export type NoticeOutcome = {
  /** Notices the CRM refuses, by ticket. */
  readonly failures: ReadonlyMap<string, readonly FailureRow[]>
  /** Tickets whose notices have to be tried again. */
  readonly unfinished: ReadonlyMap<string, CrmFault>
  /** Tickets whose refused write is known: it has a task already. */
  readonly refusedBefore: ReadonlySet<string>
  /** People who were not taken as holder of a task, and what the CRM says of it. */
  readonly refusedPeople: ReadonlyMap<string, string>
}

/** A look, with what became of its write. */
export type Acting = Look & {
  readonly isWritten: boolean
  /** The task that a refused write calls for. */
  readonly refusal: Action | undefined
}

/**
 * So long after a call that came to no answer its task may still be made: looking for it would find nothing, and it would
 * be made twice. A call is given up after fifteen seconds.
 */
const mayStillComeMs = 35_000

const knownStates = new Set<string | undefined>(['made', 'listed'])

/** `now` is the decision's instant, `realNow` the real clock's. Many notices take long: `keepHold` is called before each. */
export async function giveNotice(
  db: D1Database,
  crm: Crm,
  looks: readonly Acting[],
  now: string,
  realNow: number,
  keepHold: () => Promise<void>,
  tasksAnHour: number | undefined,
): Promise<NoticeOutcome> {
  const failures = new Map<string, readonly FailureRow[]>()
  const refusedPeople = new Map<string, string>()
  const unfinished = new Map<string, CrmFault>()
  const acting = looks.map((look) => ({
    ...look,
    // Where the write was refused, only the clocks' own notices are true.
    actions: look.decision.isGivingNotice
      ? [
          ...look.decision.actions.filter(({ ofClock }) => ofClock || look.isWritten),
          ...(look.refusal ? [look.refusal] : []),
        ]
      : [],
  }))

  const rows = new Map(
    (
      await actionsOf(
        db,
        acting.map(({ id }) => id),
      )
    ).map((row) => [row.key, row]),
  )
  const fresh = acting.flatMap(({ id, actions }) =>
    actions
      .filter((action) => !rows.has(action.key))
      .map(({ key, kind, subject }) => ({ key, ticketId: id, kind, subject })),
  )
  const { ours, listed } = await claim(db, fresh, realNow, tasksAnHour)
  const patience = createPatience()
  for (const look of acting) {
    const steps = stepsOf(look, look.actions)
    if (steps.length === 0) continue
    const over = patience.over()
    if (over) {
      unfinished.set(look.id, over)
      continue
    }
    for (const step of steps) {
      await keepHold()
      try {
        await step()
        patience.worked()
      } catch (error) {
        if (error instanceof CrmUnavailable) {
          patience.failed(error.fault)
          unfinished.set(look.id, error.fault)
          break
        }
        if (!(error instanceof CrmRefused)) throw error
        // What is refused is no reason to leave the ticket's other tasks as they are.
        failures.set(look.id, [
          { key: `${look.id}/notice`, ticketId: look.id, kind: 'notice', message: error.message, at: now },
        ])
      }
    }
  }
  const refusedBefore = acting.flatMap(({ id, refusal }) =>
    refusal && knownStates.has(rows.get(refusal.key)?.state) ? [id] : [],
  )
  return { failures, unfinished, refusedBefore: new Set(refusedBefore), refusedPeople }

  /** What is to be done in the CRM for one ticket, in order. */
  function stepsOf(look: Acting, actions: readonly Action[]): readonly (() => Promise<void>)[] {
    const called = actions.flatMap((action) => {
      const row = rows.get(action.key)
      // What was only listed has no task to open again.
      if (row?.state === 'completed' && row.remoteId !== null) return [() => markTask(db, crm, row, 'open')]
      if (row?.state === 'made' || row?.state === 'listed' || listed.has(action.key)) return []
      // What somebody else claimed may be made already.
      return [() => make(action, look.id, !ours.has(action.key))]
    })
    const calledFor = new Set(actions.map(({ key }) => key))
    const others = [...rows.values()]
      .filter((row) => row.ticketId === look.id && !calledFor.has(row.key))
      .flatMap((row) => {
        // Where no notice is given, what was begun is settled all the same: that only reads.
        const over = look.decision.isGivingNotice && isOver(row, look)
        // Also one that stands but is not called for any more: that it is due soon, say, once it is overdue.
        if (row.state === 'claimed') return [() => settleClaim(db, crm, row, over ? 'done' : 'open')]
        return over ? [() => markTask(db, crm, row, 'done')] : []
      })
    return [...called, ...others]
  }

  async function make(action: Action, ticketId: string, wasClaimed: boolean): Promise<void> {
    // A claim that was not finished: it may have been made before the consumer died.
    const found = wasClaimed ? await crm.findEngagement(action.kind, ticketId, action.key) : undefined
    const at = action.dueAt ? shownDue(action.dueAt).toString() : now
    const { kind, subject, body, to } = action
    const row = rows.get(action.key)
    if (wasClaimed && row && !found) waitForClaim(row)
    if (wasClaimed) await keepHold()
    const made = found ?? (await create({ kind, ticketId, ref: action.key, subject, body, to, at }))
    await markMade(db, action.key, made)
  }

  async function create(engagement: NewEngagement): Promise<string> {
    await awaitClaim(db, engagement.ref, Date.now() + mayStillComeMs)
    try {
      return await crm.createEngagement(engagement)
    } catch (error) {
      if (error instanceof CrmHolderRefused && engagement.to !== undefined) {
        // Nobody having it is seen on the ticket; a deadline without a task is not.
        refusedPeople.set(engagement.to, error.message)
        return create({ ...engagement, to: undefined })
      }
      // With an answer there is nothing to wait for: it is made already, or not at all.
      if (error instanceof CrmUnavailable && !error.fault.isUnanswered)
        await awaitClaim(db, engagement.ref, null)
      // The CRM said so: nothing was made, and there is nothing to look for.
      if (error instanceof CrmRefused) await unclaim(db, engagement.ref)
      throw error
    }
  }
}

/** Whether a task's, or an unfinished note's, reason is gone. A rule that could not be evaluated proves nothing gone. */
const isOver = (row: ActionRow, { decision, refusal }: Acting): boolean =>
  (row.state === 'claimed' || (row.kind === 'task' && (row.state === 'made' || row.state === 'listed'))) &&
  !decision.standing.includes(row.key) &&
  row.key !== refusal?.key &&
  !decision.problems.some(({ key }) => key.startsWith('rule/') || key.startsWith('clock/'))
