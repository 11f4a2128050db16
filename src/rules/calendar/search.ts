// Galloping search: finds the day on which a growing total reaches a target, in steps that double.

/**
 * The smallest whole number in `[from, to]` for which `isReached` holds, or `undefined` when it holds for none.
 * `isReached` must stay true once it is true. Asks about numbers near `from` first, so far limits cost nothing.
 */
export function firstReached(
  from: number,
  to: number,
  isReached: (n: number) => boolean,
): number | undefined {
  if (from > to) return undefined
  let step = 1
  let low = from
  let high = from
  while (!isReached(high)) {
    if (high === to) return undefined
    low = high + 1
    high = Math.min(to, high + step)
    step *= 2
  }
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2)
    if (isReached(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** The largest whole number in `[to, from]` for which `isReached` holds: `firstReached`, looking back. */
export function lastReached(from: number, to: number, isReached: (n: number) => boolean): number | undefined {
  const mirrored = firstReached(-from, -to, (n) => isReached(-n))
  return mirrored === undefined ? undefined : -mirrored
}

/** How many of the ascending `sorted` are below `limit`. */
export function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? Infinity) < limit) low = middle + 1
    else high = middle
  }
  return low
}
