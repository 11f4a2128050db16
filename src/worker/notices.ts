// Makes the tasks and notes that decisions call for, once each, and completes tasks whose reason is gone.

import type { Crm, CrmFault } from '../integrations/crm.ts'
import { CrmRefused, CrmUnavailable } from '../integrations/crm.ts'
import {
  actionsOf,
  claim,
  markState,
  unclaim,
  markMade,
  type ActionRow,
} from '../integrations/store/actions.ts'
import type { FailureRow } from '../integrations/store/failures.ts'
import type { Action } from '../rules/decision.ts'
import { shownDue } from '../rules/writes.ts'
import type { Look } from './look.ts'

export type NoticeOutcome = {
  /** Notices the CRM refuses, by ticket. */
  readonly failures: ReadonlyMap<string, readonly FailureRow[]>
  /** Tickets whose notices have to be tried again. */
  readonly unfinished: ReadonlyMap<string, CrmFault>
}

/** `now` is the decision's instant, `realNow` the real clock's. Many notices take long: `keepHold` is called before each ticket's. */
export async function giveNotice(
  db: D1Database,
  crm: Crm,
  looks: readonly (Look & { readonly isWritten: boolean })[],
  now: string,
  realNow: number,
  keepHold: () => Promise<void>,
): Promise<NoticeOutcome> {
  const failures = new Map<string, readonly FailureRow[]>()
  const unfinished = new Map<string, CrmFault>()
  const acting = looks
    .filter(({ decision }) => decision.isGivingNotice)
    .map((look) => ({
      ...look,
      // Where the write was refused, only the clocks' own notices are true.
      actions: look.decision.actions.filter(({ ofClock }) => ofClock || look.isWritten),
    }))
  if (acting.length === 0) return { failures, unfinished }

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
  const ours = await claim(db, fresh, realNow)
  for (const look of acting) {
    await keepHold()
    const own = [...rows.values()].filter((row) => row.ticketId === look.id)
    try {
      for (const action of look.actions) {
        const row = rows.get(action.key)
        if (row?.state === 'completed') await mark(row, 'open')
        // What somebody else claimed may be made already.
        else if (row?.state !== 'made') await make(action, look.id, !ours.has(action.key))
      }
      for (const row of own)
        if (isOver(row, look)) await (row.state === 'claimed' ? settle(row) : mark(row, 'done'))
    } catch (error) {
      if (error instanceof CrmUnavailable) unfinished.set(look.id, error.fault)
      else if (error instanceof CrmRefused)
        failures.set(look.id, [
          { key: `${look.id}/notice`, ticketId: look.id, kind: 'notice', message: error.message, at: now },
        ])
      else throw error
    }
  }
  return { failures, unfinished }

  async function make(action: Action, ticketId: string, wasClaimed: boolean): Promise<void> {
    // A claim that was not finished: it may have been made before the consumer died.
    const found = wasClaimed ? await crm.findEngagement(action.kind, ticketId, action.key) : undefined
    const at = action.dueAt ? shownDue(action.dueAt).toString() : now
    const { kind, subject, body, to } = action
    const made =
      found ?? (await crm.createEngagement({ kind, ticketId, ref: action.key, subject, body, to, at }))
    await markMade(db, action.key, made)
  }

  /** A claim whose reason went before it was finished: made after all, it is done; not made, it never was. */
  async function settle(row: ActionRow): Promise<void> {
    const found = await crm.findEngagement(row.kind, row.ticketId, row.key)
    if (found === undefined) return unclaim(db, row.key)
    await markMade(db, row.key, found)
    if (row.kind === 'task') await mark({ ...row, remoteId: found }, 'done')
  }

  /** A task is done when its reason is gone, and open again when that comes back: it is made only once. */
  async function mark(row: ActionRow, state: 'done' | 'open'): Promise<void> {
    if (row.remoteId !== null) await crm.markTask(row.remoteId, state)
    await markState(db, row.key, state === 'done' ? 'completed' : 'made')
  }
}

/** Whether a task's, or an unfinished note's, reason is gone. A rule that could not be evaluated proves nothing gone. */
const isOver = (row: ActionRow, { decision }: Look): boolean =>
  (row.state === 'claimed' || (row.kind === 'task' && row.state === 'made')) &&
  !decision.standing.includes(row.key) &&
  !decision.problems.some(({ key }) => key.startsWith('rule/') || key.startsWith('clock/'))
