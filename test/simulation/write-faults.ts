// What goes wrong in a phase: mostly when there is something to do, and mostly where something can be lost or done twice.

import { hour, minute, type Dice } from './dice.ts'
import { crmAnswers, crmSteps, d1Steps, type Act, type Fault, type StepName } from './history.ts'

/** Reads are many and lose nothing: a call that writes is struck as often as all of them together. */
const crmPlaces: readonly StepName[] = [
  ...crmSteps.map((step) => `crm ${step}` as const),
  ...(['write', 'write', 'write', 'write', 'make', 'make', 'make', 'mark'] as const).map(
    (step) => `crm ${step}` as const,
  ),
]
const d1Places: readonly StepName[] = [
  ...d1Steps.map((step) => `d1 ${step}` as const),
  ...(['intent', 'claim', 'made', 'record', 'record'] as const).map((step) => `d1 ${step}` as const),
]
const places = [...crmPlaces, ...d1Places, 'queue send'] as const

const kills = ['killed before', 'killed after', 'restarted before', 'restarted after'] as const

export function faultsBetween(from: number, to: number, acts: readonly Act[], dice: Dice): readonly Fault[] {
  const faults: Fault[] = []
  const most = dice.happens(0.1) ? 0 : 2 + dice.below(8)
  const time = () => {
    const act = acts.length > 0 && dice.happens(0.8) ? dice.one(acts) : undefined
    return act ? Math.max(from, act.at - 10_000 + dice.below(60_000)) : from + dice.below(to - from)
  }
  const skip = () => dice.one([0, 0, 1, 2])
  const onCrm = (): Fault => ({
    kind: 'step',
    at: time(),
    on: dice.happens(0.2) ? 'crm' : dice.one(crmPlaces),
    how: dice.one([
      dice.one(crmAnswers),
      'dropped before',
      'dropped after',
      'times out before',
      'times out after',
      'answers in part',
    ]),
    skip: skip(),
    times: 1 + dice.below(3),
  })
  const onD1 = (): Fault => ({
    kind: 'step',
    at: time(),
    on: dice.happens(0.2) ? 'd1' : dice.one(d1Places),
    how: dice.one(['fails before', 'fails after', 'stalls']),
    skip: skip(),
    times: 1 + dice.below(2),
  })
  const death = (): Fault => {
    const isAnywhere = dice.happens(0.3)
    return {
      kind: 'step',
      at: time(),
      on: isAnywhere ? 'any' : dice.one(places),
      how: dice.one(kills),
      skip: isAnywhere ? dice.below(20) : skip(),
      times: 1,
    }
  }
  const kinds: readonly (() => Fault)[] = [
    onCrm,
    onCrm,
    onCrm,
    onD1,
    onD1,
    death,
    death,
    () => ({
      kind: 'step',
      at: time(),
      on: 'crm make',
      how: 'times out, lands later',
      skip: skip(),
      times: 1 + dice.below(2),
    }),
    () => ({
      kind: 'webhooks',
      at: time(),
      how: dice.one(['lost', 'twice', 'shuffled', 'late', 'late']),
      forMs: dice.one([minute, hour]),
    }),
    () => ({ kind: 'queue', at: time(), how: dice.one(['delivers twice', 'delivers twice', 'refuses']) }),
    () => ({ kind: 'cron', at: time() }),
    () => ({
      kind: dice.one(['refuses', 'breaks']),
      at: time(),
      ticket: 1 + dice.below(3),
      forMs: 1 + dice.below(hour),
    }),
  ]
  for (let made = 0; made < most; made += 1) faults.push(dice.one(kinds)())
  return faults.toSorted((a, b) => a.at - b.at)
}
