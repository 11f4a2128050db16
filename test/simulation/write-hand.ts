// What people do by hand on a complaint: one act, alone in its phase for the tickets that it concerns.

import type { Dice } from './dice.ts'
import type { Act } from './history.ts'
import type { Complaint } from './write-records.ts'

const labels = {
  early: 'Early resolution',
  stage1: 'Stage 1',
  answered: 'Stage 1 answered',
  stage2: 'Stage 2',
  closed: 'Closed',
}
const order = ['early', 'stage1', 'answered', 'stage2', 'closed'] as const

export function byHand(
  complaint: Complaint,
  all: readonly Complaint[],
  before: readonly Act[],
  at: number,
  dice: Dice,
): readonly Act[] {
  const ticket = complaint.number
  if (complaint.stage === 'gone') {
    complaint.stage = 'closed'
    return [{ kind: 'restore', at, ticket }]
  }
  const place = order.indexOf(complaint.stage)
  const moveTo = (to: number): readonly Act[] => {
    const stage = order[to]
    if (!stage || to === place) return []
    complaint.stage = stage
    return [{ kind: 'move', at, ticket, stage: labels[stage] }]
  }
  const untouched = (other: Complaint) =>
    other.number !== ticket &&
    other.stage !== 'gone' &&
    !other.isMerged &&
    !before.some((act) => act.kind !== 'deploy' && act.ticket === other.number)
  const other = all.find(untouched)
  const deleted = (): readonly Act[] => {
    complaint.stage = 'gone'
    return [{ kind: 'delete', at, ticket }]
  }
  const merged = (): readonly Act[] => {
    if (!other) return []
    other.isMerged = true
    return [{ kind: 'merge', at, ticket, other: other.number }]
  }
  return dice.one<() => readonly Act[]>([
    () => moveTo(place - 1),
    () => moveTo(place + 1),
    () => moveTo(4),
    () => [
      {
        kind: 'own',
        at,
        ticket,
        owner: dice.one([
          'tom.customer@bournville.example',
          'leo.repairs@bournville.example',
          'ada.tenancy@bournville.example',
        ]),
      },
    ],
    () => [{ kind: 'own', at, ticket, owner: '' }],
    () => {
      complaint.isPaused = !complaint.isPaused
      return [
        { kind: 'edit', at, ticket, values: { complaint_automation: complaint.isPaused ? 'paused' : 'on' } },
      ]
    },
    () => [
      {
        kind: 'edit',
        at,
        ticket,
        values: { complaint_service_area: dice.one(['repairs', 'rents', 'care']) },
      },
    ],
    () => [{ kind: 'edit', at, ticket, values: { complaint_stage1_acknowledged_at: '' } }],
    deleted,
    deleted,
    merged,
    merged,
  ])()
}
