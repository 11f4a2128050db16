// Times functions in turn, round after round, with tinybench.

import { Bench } from 'tinybench'
import { median, medianRatio } from './median.ts'

export type Timed<Name extends string> = {
  /** Median milliseconds of one call. */
  readonly ms: (name: Name) => number
  /** How many times longer one takes than the other: the median over the rounds. */
  readonly ratio: (name: Name, other: Name) => number
}

type Rounds = { readonly rounds: number; readonly msEach: number }

export async function timed<Name extends string>(
  tasks: Readonly<Record<Name, () => unknown>>,
  { rounds, msEach }: Rounds,
): Promise<Timed<Name>> {
  const taken = new Map<string, number[]>()
  for (let round = 0; round < rounds; round += 1) {
    const bench = new Bench({ time: msEach, iterations: 1, warmup: round === 0, warmupTime: msEach })
    for (const [name, task] of Object.entries<() => unknown>(tasks)) bench.add(name, task)
    await bench.run()
    for (const { name, result } of bench.tasks) {
      if (result.state !== 'completed') throw new Error(`\`${name}\` was ${result.state}`)
      taken.set(name, [...(taken.get(name) ?? []), result.latency.p50])
    }
  }
  const of = (name: Name) => taken.get(name) ?? []
  return {
    ms: (name) => median(of(name)),
    ratio: (name, other) => medianRatio(of(name), of(other)),
  }
}
