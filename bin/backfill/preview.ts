// What a backfill would change on each ticket: decided here by the Worker's own code, and nothing written.

import type { Temporal } from 'temporal-polyfill'
import type { Crm } from '../../src/integrations/crm.ts'
import { patiently, type Sleep } from '../../src/integrations/hubspot/provision/patience.ts'
import type { Action, Change } from '../../src/rules/decision.ts'
import type { Mode, Policy } from '../../src/rules/policy.ts'
import type { Look } from '../../src/worker/look.ts'
import { looksAt, type Looks } from '../../src/worker/looks.ts'
import { awaited } from '../../src/worker/required.ts'
import type { Memory, Remembered } from './remembered.ts'

export type PlannedNotice = {
  readonly kind: 'task' | 'note'
  readonly subject: string
  readonly to: string | undefined
  /** `listed`: more than the policy's limit of an hour, so in one task with others. */
  readonly does: 'made' | 'listed' | 'done'
}

export type Preview = {
  readonly id: string
  /** Label of the stage it stands in now. */
  readonly stage: string
} & (
  | {
      readonly kind: 'decided'
      readonly changes: readonly Change[]
      readonly notices: readonly PlannedNotice[]
      /** Dates of what is overdue, too long ago to be announced. */
      readonly notAnnounced: readonly string[]
      readonly reason: string
      /** What a person has to see to: it would be listed as a failure. */
      readonly problems: readonly string[]
      readonly paused: boolean
    }
  | { readonly kind: 'undecided'; readonly why: string }
  /** It was deleted, or went elsewhere, since it was listed. */
  | { readonly kind: 'gone' }
)

export type Previewing = {
  readonly crm: Crm
  readonly policy: Policy
  readonly mode: Mode
  readonly now: Temporal.Instant
  readonly memory: Memory
  readonly sleep: Sleep
}

const attempts = 6

/** Tickets a call may read. */
const atOnce = 100

/** Previews tickets in the order given; counts the tasks of all calls against the policy's limit. */
export function createPreviewer(work: Previewing) {
  const limit = work.policy.taskLimit?.anHour ?? Number.POSITIVE_INFINITY
  let tasks = work.memory.tasksOfLate

  const available = async () =>
    new Set([...(await work.crm.people())].filter((email) => !work.memory.refused.has(email)))

  return async function* previewsOf(ids: readonly string[]): AsyncGenerator<Preview> {
    const remembered = await work.memory.of(ids)
    for (let from = 0; from < ids.length; from += atOnce) {
      const some = ids.slice(from, from + atOnce)
      const looks = await patiently(
        work.sleep,
        async () =>
          looksAt(
            some,
            async () => remembered.rows,
            await available(),
            { ...work, clock: async () => work.now },
            awaited(remembered.rows.values()),
          ),
        attempts,
      )
      yield* inOrder(some, looks, remembered)
    }
  }

  function inOrder(ids: readonly string[], looks: Looks, remembered: Remembered): readonly Preview[] {
    const found = new Map(looks.looks.map((look) => [look.id, look]))
    const strays = new Map(looks.strays.map(({ ticketId, message }) => [ticketId, message]))
    return ids.map((id): Preview => {
      const look = found.get(id)
      if (look) return decided(look, remembered)
      const why = looks.broken.get(id)?.message ?? strays.get(id)
      return { id, stage: '', ...(why === undefined ? { kind: 'gone' } : { kind: 'undecided', why }) }
    })
  }

  function decided(look: Look, remembered: Remembered): Preview {
    const { id, found, decision } = look
    return {
      kind: 'decided',
      id,
      stage: found.stage ?? '',
      changes: decision.changes,
      notices: decision.isGivingNotice ? noticesOf(look, remembered) : [],
      notAnnounced: decision.reasons.flatMap(({ notAnnounced }) => notAnnounced ?? []),
      reason: decision.explanation,
      problems: decision.problems.map(({ message }) => message),
      paused: decision.paused,
    }
  }

  function noticesOf({ id, decision }: Look, { actions: known }: Remembered): readonly PlannedNotice[] {
    const fresh = decision.actions.filter(({ key }) => {
      const before = known.get(key)
      return (
        before === undefined ||
        before.state === 'claimed' ||
        (before.state === 'completed' && before.remoteId !== null)
      )
    })
    const isSure = !decision.problems.some(({ key }) => key.startsWith('rule/') || key.startsWith('clock/'))
    const over = [...known.values()].filter(
      ({ key, ticketId, kind, state }) =>
        ticketId === id &&
        kind === 'task' &&
        (state === 'made' || state === 'listed') &&
        isSure &&
        !decision.standing.includes(key),
    )
    return [
      ...fresh.map((action) => planned(action, known.has(action.key))),
      ...over.map(({ kind, subject }) => ({ kind, subject, to: undefined, does: 'done' }) as const),
    ]
  }

  function planned({ kind, subject, to }: Action, isKnown: boolean): PlannedNotice {
    if (kind === 'note' || isKnown) return { kind, subject, to, does: 'made' }
    tasks += 1
    return { kind, subject, to, does: tasks > limit ? 'listed' : 'made' }
  }
}

/** Whether anything would be written, or a task made or done. */
export const isChange = (preview: Preview): boolean =>
  preview.kind === 'decided' && preview.changes.length + preview.notices.length > 0
