// What becomes of tasks and notes that were made or claimed, in the CRM and in the record.

import { CrmRefused, CrmUnavailable, type Crm, type CrmFault } from '../integrations/crm.ts'
import { actionsOf, markMade, markState, unclaim, type ActionRow } from '../integrations/store/actions.ts'
import { createPatience } from './patience.ts'

/** A task is done when its reason is gone, and open again when that comes back: it is made only once. */
export async function markTask(
  db: D1Database,
  crm: Crm,
  row: ActionRow,
  state: 'done' | 'open',
): Promise<void> {
  if (row.remoteId !== null) await crm.markTask(row.remoteId, state)
  await markState(db, row.key, state === 'done' ? 'completed' : 'made')
}

/** Throws where what was claimed and not found may still be made: it came to no answer a moment ago. */
export function waitForClaim({ key, comesUntil }: ActionRow): void {
  const leftMs = (comesUntil ?? 0) - Date.now()
  if (leftMs <= 0) return
  const message = `whether \`${key}\` was made is not known yet`
  throw new CrmUnavailable({ message, delaySeconds: Math.ceil(leftMs / 1000) })
}

/** A claim that was not finished, and is not called for any more: made after all, it is as `state` says; not made, it never was. */
export async function settleClaim(
  db: D1Database,
  crm: Crm,
  row: ActionRow,
  state: 'done' | 'open',
): Promise<void> {
  const found = await crm.findEngagement(row.kind, row.ticketId, row.key)
  if (found === undefined) {
    waitForClaim(row)
    return unclaim(db, row.key)
  }
  await markMade(db, row.key, found)
  if (row.kind === 'task' && state === 'done') await markTask(db, crm, { ...row, remoteId: found }, 'done')
}

/** Nothing is to be done about tickets that are no longer there: what is open is completed. Answers those to try again. */
export async function endTasks(
  db: D1Database,
  crm: Crm,
  ticketIds: readonly string[],
  keepHold: () => Promise<void>,
): Promise<ReadonlyMap<string, CrmFault>> {
  const unfinished = new Map<string, CrmFault>()
  if (ticketIds.length === 0) return unfinished
  const open = (await actionsOf(db, ticketIds)).filter(
    ({ kind, state }) => state === 'claimed' || (kind === 'task' && state !== 'completed'),
  )
  const patience = createPatience()
  for (const row of open) {
    const fault = patience.over()
    if (fault) {
      unfinished.set(row.ticketId, fault)
      continue
    }
    await keepHold()
    try {
      await (row.state === 'claimed' ? settleClaim(db, crm, row, 'done') : markTask(db, crm, row, 'done'))
      patience.worked()
    } catch (error) {
      if (error instanceof CrmUnavailable) {
        patience.failed(error.fault)
        unfinished.set(row.ticketId, error.fault)
      } else if (error instanceof CrmRefused)
        console.warn(`a task of ticket ${row.ticketId} stays open: ${error.message}`)
      else throw error
    }
  }
  return unfinished
}
