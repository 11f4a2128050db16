// What goes wrong in a phase: mostly when there is something to do.

import { hour, minute, type Dice } from './dice.ts'
import { crmAnswers, crmSteps, d1Steps, type Act, type Fault } from './history.ts'

export function faultsBetween(from: number, to: number, acts: readonly Act[], dice: Dice): readonly Fault[] {
  const faults: Fault[] = []
  const most = dice.happens(0.1) ? 0 : 1 + dice.below(6)
  // Mostly when there is something to do.
  const time = () => {
    const act = acts.length > 0 && dice.happens(0.8) ? dice.one(acts) : undefined
    return act ? Math.max(from, act.at - 10_000 + dice.below(60_000)) : from + dice.below(to - from)
  }
  const kills = ['killed before', 'killed after', 'restarted before', 'restarted after'] as const
  const kinds: readonly (() => Fault)[] = [
    () => ({
      kind: 'step',
      at: time(),
      on: dice.happens(0.5) ? 'crm' : `crm ${dice.one(crmSteps)}`,
      how: dice.one([
        ...crmAnswers,
        'dropped before',
        'dropped after',
        'times out before',
        'times out after',
        'answers in part',
      ]),
      skip: dice.below(3),
      times: 1 + dice.below(3),
    }),
    () => ({
      kind: 'step',
      at: time(),
      on: dice.happens(0.5) ? 'd1' : `d1 ${dice.one(d1Steps)}`,
      how: dice.one(['fails before', 'fails after', 'stalls']),
      skip: dice.below(4),
      times: 1 + dice.below(2),
    }),
    () => ({
      kind: 'step',
      at: time(),
      on: dice.one([
        'any',
        'crm write',
        'crm make',
        'crm mark',
        'd1 intent',
        'd1 record',
        'd1 made',
        'd1 claim',
      ]),
      how: dice.one(kills),
      skip: dice.below(3),
      times: 1,
    }),
    () => ({ kind: 'step', at: time(), on: 'any', how: dice.one(kills), skip: dice.below(20), times: 1 }),
    () => ({
      kind: 'webhooks',
      at: time(),
      how: dice.one(['lost', 'twice', 'shuffled', 'late', 'late']),
      forMs: dice.one([minute, hour]),
    }),
    () => ({ kind: 'queue', at: time(), how: dice.one(['delivers twice', 'delivers twice', 'refuses']) }),
    () => ({ kind: 'cron', at: time() }),
    () => ({ kind: 'refuses', at: time(), ticket: 1 + dice.below(3), forMs: 1 + dice.below(hour) }),
  ]
  for (let made = 0; made < most; made += 1) faults.push(dice.one(kinds)())
  return faults.toSorted((a, b) => a.at - b.at)
}
