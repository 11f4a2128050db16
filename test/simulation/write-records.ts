// What people fill in on a complaint, from its start to its end, as far as it has come.

import { day, hour, minute, type Dice } from './dice.ts'
import type { Values } from './history.ts'

type Stage = 'early' | 'stage1' | 'answered' | 'stage2' | 'closed' | 'gone'

export type Complaint = {
  readonly number: number
  stage: Stage
  /** It came to its stage in this phase. */
  isFresh: boolean
  /** A review was asked for without a ground in this phase: what is recorded then depends on when Redress looks. */
  hasAsked?: boolean
  isApproved?: boolean
  isResponded?: boolean
  isPaused?: boolean
  /** It was merged into another, by whose number people go on. */
  isMerged?: boolean
}

/** A time shortly before, as people write it down. */
const timeBefore = (at: number, dice: Dice): string =>
  new Date(Math.floor((at - dice.below(2 * hour)) / minute) * minute).toISOString()

export function newComplaint(complaint: Complaint, at: number, dice: Dice): Values {
  const area = dice.one(['repairs', 'tenancy', 'rents', 'estates', 'care', 'other'])
  const values: Record<string, string> = {
    subject: `Complaint ${complaint.number}`,
    complaint_received_at: timeBefore(at, dice),
    complaint_service_area: area,
    complaint_aspects_raised: dice.one(['delay', 'delay;communication', 'service_quality;charges']),
  }
  if (dice.happens(0.2)) {
    complaint.stage = 'stage2'
    return { ...values, ...loggedLate(at, dice) }
  }
  if (dice.happens(0.3)) Object.assign(values, formal(at, dice))
  if (dice.happens(0.15)) values['complaint_complexity'] = 'complex'
  if ('complaint_formal_requested' in values || 'complaint_complexity' in values) complaint.stage = 'stage1'
  return values
}

/** All that happened up to the request for a review, filled in at once. */
function loggedLate(at: number, dice: Dice): Values {
  const days = (count: number) => timeBefore(at - count * day, dice)
  return {
    complaint_received_at: days(13),
    complaint_formal_requested: 'true',
    complaint_formal_requested_at: days(12),
    complaint_stage1_acknowledged_at: days(11),
    ...response(days(6), dice),
    ...reviewRequest(at, dice),
  }
}

const formal = (at: number, dice: Dice): Values => ({
  complaint_formal_requested: 'true',
  ...(dice.happens(0.6) && { complaint_formal_requested_at: timeBefore(at, dice) }),
})

/**
 * What people fill in as a complaint goes on; none of it is taken back. A stage in which something is recorded of who
 * works on it (an owner, an investigator, a reviewer) is not left in the phase it is entered: that they are recorded
 * depends on Redress having looked meanwhile.
 */
export function recorded(complaint: Complaint, at: number, dice: Dice): Values | undefined {
  const time = timeBefore(at, dice)
  const note = () => ({ complaint_adjustments: dice.one(['large print', 'call after five', 'an advocate']) })
  const go = (stage: Stage, values: Values): Values => {
    const isPassing =
      (complaint.stage === 'answered' && !complaint.hasAsked) ||
      (complaint.stage === 'early' && stage === 'stage1')
    if (complaint.isFresh && !isPassing) return note()
    complaint.isFresh = true
    complaint.stage = stage
    return values
  }
  const withdrawn = () => go('closed', { complaint_withdrawn_at: time })
  const choose = (...options: readonly (() => Values)[]) => dice.one(options)()
  switch (complaint.stage) {
    case 'early':
      return choose(
        () => go('stage1', formal(at, dice)),
        () => go('stage1', formal(at, dice)),
        () => go('stage1', { complaint_early_outcome: 'unresolved' }),
        () => go('stage1', { complaint_complexity: 'complex' }),
        () => go('closed', { complaint_early_outcome: 'resolved' }),
        note,
        withdrawn,
      )
    case 'stage1':
      return choose(
        () => ({ complaint_stage1_acknowledged_at: time }),
        () => ({ complaint_stage1_update_sent_at: time }),
        () => ({
          complaint_stage1_extension_notified_at: time,
          complaint_stage1_extension_reason: 'a survey is needed',
        }),
        () => go('answered', response(time, dice)),
        () => go('answered', response(time, dice)),
        note,
        withdrawn,
      )
    case 'answered': {
      const requested = () => go('stage2', reviewRequest(at, dice))
      return choose(
        requested,
        requested,
        // No ground: with one it would move on that, or on those that are recorded until Redress looks.
        () => {
          complaint.hasAsked = true
          complaint.isFresh = true
          return {
            ...requestAt(at),
            complaint_aspects_addressed: 'delay;communication;service_quality;charges',
            complaint_new_evidence_warrants_review: 'undecided',
          }
        },
        note,
      )
    }
    case 'stage2':
      return choose(
        () => ({ complaint_stage2_acknowledged_at: new Date(at).toISOString() }),
        () => {
          const values = { complaint_stage2_report_approved_at: new Date(at).toISOString() }
          if (complaint.isResponded) return go('closed', values)
          complaint.isApproved = true
          return values
        },
        () => {
          const values = {
            complaint_stage2_responded_at: new Date(at).toISOString(),
            complaint_stage2_outcome: 'upheld',
          }
          if (complaint.isApproved) return go('closed', values)
          complaint.isResponded = true
          return values
        },
      )
    case 'closed':
      return dice.happens(0.5)
        ? { complaint_learning: dice.one(['call back sooner', 'check twice']) }
        : undefined
    case 'gone':
      return undefined
  }
}

const response = (time: string, dice: Dice): Values => ({
  complaint_stage1_responded_at: time,
  complaint_stage1_outcome: dice.one(['upheld', 'partly_upheld', 'not_upheld']),
  complaint_aspects_addressed: dice.one(['delay', 'delay;communication', 'service_quality;charges']),
})

const requestAt = (at: number): Values => ({
  complaint_review_requested_at: new Date(Math.floor(at / minute) * minute).toISOString(),
})

const reviewRequest = (at: number, dice: Dice): Values => ({
  ...requestAt(at),
  ...dice.one([
    { complaint_response_justified: 'not', complaint_wrong_rectified: 'partly' },
    { complaint_new_evidence_warrants_review: 'yes', complaint_new_evidence_at: timeBefore(at, dice) },
  ]),
})
