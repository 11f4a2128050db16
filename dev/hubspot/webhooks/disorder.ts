// The disorder that webhooks are known for, on request: events lost, sent twice or out of order.

import { type Random, shuffled } from './random.ts'

/** Probabilities between 0 and 1: per event for `duplicate` and `lose`, per batch for `shuffle`. */
export type Disorder = { duplicate: number; shuffle: number; lose: number }

/** Events as they will be sent; the second copy of a duplicate comes after all the first ones. */
export function disordered<T>(events: readonly T[], disorder: Disorder, random: Random): T[] {
  const happens = (probability: number): boolean => probability > 0 && random() < probability
  const kept = events.filter(() => !happens(disorder.lose))
  const sent = [...kept, ...kept.filter(() => happens(disorder.duplicate))]
  return happens(disorder.shuffle) ? shuffled(sent, random) : sent
}
