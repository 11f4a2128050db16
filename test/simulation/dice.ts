// Chances and choices from one seeded source, and the lengths of time that histories are made of.

import type { Random } from '../../dev/hubspot/webhooks/random.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export type Dice = ReturnType<typeof createDice>

export function createDice(random: Random) {
  const below = (n: number) => Math.floor(random() * n)
  return {
    below,
    happens: (chance: number) => random() < chance,
    one: <T>(list: readonly [T, ...T[]] | readonly T[]): T => {
      const found = list[below(list.length)]
      if (found === undefined) throw new Error('nothing to choose from')
      return found
    },
  }
}
