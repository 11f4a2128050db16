// The shortest history found that still fails the same check: parts are left out, larger ones first, for as long as there is time.

import type { CheckName, Failure } from './checks/failure.ts'
import type { History, Phase } from './history.ts'

export type Trial = (history: History) => Promise<readonly Failure[]>

/** `now`: real milliseconds; `forMs` bounds the search. */
export async function shrink(
  history: History,
  check: CheckName,
  trial: Trial,
  { now, forMs }: { readonly now: () => number; readonly forMs: number },
): Promise<History> {
  const endAt = now() + forMs
  let best = history
  const fails = async (candidate: History): Promise<boolean> => {
    if (now() > endAt) return false
    const failures = await trial(candidate)
    if (!failures.some((failure) => failure.check === check)) return false
    best = candidate
    return true
  }
  // Phases at the end do nothing for what failed before them.
  while (best.phases.length > 1 && (await fails({ ...best, phases: best.phases.slice(0, -1) })));
  for (let isShorter = true; isShorter && now() < endAt;) {
    isShorter = false
    for (let size = Math.ceil(partsOf(best) / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
      for (let from = 0; from < partsOf(best) && now() < endAt;)
        if (await fails(without(best, from, size))) isShorter = true
        else from += size
  }
  return best
}

const partsOf = ({ phases }: History): number =>
  phases.reduce((sum, { acts, faults }) => sum + acts.length + faults.length, 0)

/** Without `size` of its acts and faults from `from` on: all faults come before all acts. */
function without(history: History, from: number, size: number): History {
  let place = 0
  const isKept = (): boolean => {
    const here = place
    place += 1
    return here < from || here >= from + size
  }
  const kept = <T>(list: readonly T[]): readonly T[] => list.filter(isKept)
  const faults = history.phases.map((phase) => kept(phase.faults))
  const acts = history.phases.map((phase) => kept(phase.acts))
  const phases = history.phases.map((phase, index): Phase => ({
    ...phase,
    faults: faults[index] ?? [],
    acts: acts[index] ?? [],
  }))
  return { ...history, phases }
}
