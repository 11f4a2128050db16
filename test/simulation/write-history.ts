// From a seed to a history: people who work on a few complaints over days or weeks, and everything that goes wrong meanwhile.
//
// What a person does by hand (a move, an owner, a merge, a value taken back) means something else before Redress has
// acted than after it. Nothing can make these independent of when Redress looked, so each comes first for its ticket in a
// phase, and alone; at the end of a phase all is in order. What people record comes in any number, at any time.

import { seededRandom, shuffled } from '../../dev/hubspot/webhooks/random.ts'
import { createDice, day, hour, minute, type Dice } from './dice.ts'
import { editionsOf, eras } from './editions.ts'
import type { Act, Fault, History, Phase } from './history.ts'
import { faultsBetween } from './write-faults.ts'
import { byHand } from './write-hand.ts'
import { newComplaint, recorded, type Complaint } from './write-records.ts'

export function writeHistory(seed: number): History {
  const random = seededRandom(seed)
  const dice = createDice(random)
  const eraNumber = seed % eras.length
  const era = eras[eraNumber] ?? eras[0]
  const startAt = Date.parse(`${era.from}T00:00:00Z`) + dice.below(5) * day
  const complaints: Complaint[] = []
  const most = 2 + dice.below(2)
  const phases: Phase[] = []
  const editions = editionsOf(era)
  let edition: string = editions.base
  let from = startAt
  for (let left = dice.one([1, 2, 2, 3, 3]); left > 0; left -= 1) {
    const begin = from + 8 * hour
    const acts: Act[] = []
    for (const complaint of complaints) Object.assign(complaint, { isFresh: false, hasAsked: false })
    // At times people are at work on all of them at once, so that one call writes several.
    const together = dice.happens(0.4) ? begin + dice.below(6 * hour) : undefined
    const startOf = () => (together === undefined ? begin + dice.below(6 * hour) : together + dice.below(500))
    for (const complaint of shuffled(complaints, random))
      if (dice.happens(0.75)) acts.push(...actsOn(complaint, complaints, acts, startOf(), dice))
    const news =
      complaints.length === 0 ? 1 + dice.below(most) : dice.below(Math.min(2, most - complaints.length + 1))
    for (let made = 0; made < news; made += 1) {
      const complaint: Complaint = { number: complaints.length + 1, stage: 'early', isFresh: true }
      complaints.push(complaint)
      acts.push(...actsOn(complaint, complaints, acts, startOf(), dice, true))
    }
    // What is paused keeps the due date that it shows.
    const pauses = acts.some((act) => act.kind === 'edit' && act.values['complaint_automation'] === 'paused')
    if (edition !== editions.next && !pauses && dice.happens(0.35)) {
      edition = edition === editions.base && dice.happens(0.6) ? editions.late : editions.next
      acts.push({ kind: 'deploy', at: deployAt(begin + dice.below(8 * hour), acts), edition })
    }
    // A phase may go on over weekends, until time limits are over.
    const days = dice.happens(0.5) ? 1 : 2 + dice.below(14)
    const endDay = from + days * day
    const calmAt = endDay - 2 * hour
    const isTold = acts.some((act) => isUnlisted(act) || act.kind === 'merge')
    const drawn = faultsBetween(begin, Math.min(calmAt, begin + 3 * day), acts, dice)
    const faults = [...drawn, ...sharedTrouble(together, dice)].map((fault) =>
      isTold && fault.kind === 'webhooks' && fault.how === 'lost'
        ? { ...fault, how: 'late' as const }
        : fault,
    )
    faults.push(...lostMerges(acts, complaints, dice))
    const loses = faults.some((fault) => fault.kind === 'webhooks' && fault.how === 'lost')
    phases.push({
      acts: acts.toSorted((a, b) => a.at - b.at),
      faults,
      calmAt,
      nightlyAt: loses || dice.happens(0.2) ? endDay + 140 * minute : undefined,
      endAt: endDay + 5 * hour,
    })
    from = endDay + day
  }
  return { seed, era: eraNumber, startAt, slowness: dice.one([1, 1, 8]), phases }
}

/**
 * A clock that has stopped keeps its due date when a calendar is edited, and one that runs follows it. So nothing stops a
 * clock shortly before an edition is deployed: it would rest on whether that was seen before.
 */
function deployAt(wanted: number, acts: readonly Act[]): number {
  const stops = acts.filter(
    (act) =>
      (act.kind === 'edit' || act.kind === 'create') &&
      Object.keys(act.values).some((name) => /_(acknowledged|responded|approved|withdrawn)_at$/.test(name)),
  )
  return Math.min(wanted, ...stops.map(({ at }) => at - 10 * minute))
}

function actsOn(
  complaint: Complaint,
  all: readonly Complaint[],
  before: readonly Act[],
  start: number,
  dice: Dice,
  isNew = false,
): readonly Act[] {
  if (complaint.isMerged) return []
  let at = start
  const acts: Act[] = []
  if (isNew)
    acts.push({ kind: 'create', at, ticket: complaint.number, values: newComplaint(complaint, at, dice) })
  else if (dice.happens(0.4)) return byHand(complaint, all, before, at, dice)
  for (let steps = isNew ? dice.below(3) : 1 + dice.below(2); steps > 0; steps -= 1) {
    at += dice.below(dice.one([1500, 6000, 30_000, hour]))
    const values = recorded(complaint, at, dice)
    if (values) acts.push({ kind: 'edit', at, ticket: complaint.number, values })
  }
  return acts
}

/** Where one call is for several tickets, HubSpot may take half of it, or none of it because of one. */
function sharedTrouble(together: number | undefined, dice: Dice): readonly Fault[] {
  if (together === undefined || dice.happens(0.4)) return []
  const bad = { at: together - minute, ticket: 1 + dice.below(3), forMs: hour }
  return dice.one<() => readonly Fault[]>([
    () => [
      { kind: 'step', at: together, on: 'crm write', how: 'answers in part', skip: dice.below(2), times: 1 },
    ],
    () => [{ ...bad, kind: 'refuses' }],
    () => [{ ...bad, kind: 'breaks' }],
  ])()
}

/** The nightly list has what closed of late, but nights are few here, and nothing that is gone: see decision 0014. */
const isUnlisted = (act: Act): boolean =>
  act.kind === 'delete' || act.kind === 'restore' || (act.kind === 'move' && act.stage === 'Closed')

/**
 * A merge of which no notice comes is seen at the next look, at night if no other: what people do on the ticket before, or an
 * edition, would mean something else by then, and nobody looks at a ticket that is closed, or gives notice on one that is paused.
 */
function lostMerges(acts: readonly Act[], complaints: readonly Complaint[], dice: Dice): readonly Fault[] {
  if (acts.some((act) => act.kind === 'deploy' || isUnlisted(act))) return []
  const isOpen = (number: number) =>
    complaints.some(
      (complaint) => complaint.number === number && complaint.stage !== 'closed' && !complaint.isPaused,
    )
  return acts.flatMap((act): readonly Fault[] => {
    if (act.kind !== 'merge' || !isOpen(act.ticket) || !isOpen(act.other)) return []
    const isAlone = !acts.some((one) => one !== act && 'ticket' in one && touches(one, act.ticket, act.other))
    return isAlone && dice.happens(0.7)
      ? [{ kind: 'webhooks', at: act.at - 1000, how: 'lost', forMs: minute }]
      : []
  })
}

const touches = (act: Act & { readonly ticket: number }, ...numbers: readonly number[]): boolean =>
  numbers.includes(act.ticket) || (act.kind === 'merge' && numbers.includes(act.other))
