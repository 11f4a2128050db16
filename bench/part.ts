// One part of the benchmarks: what it measures, and what there is to say where a target is missed.

export type Unit = 'µs' | 'ms' | 's' | 'a second' | 'calls' | 'events' | 'rows' | 'kB'

/** The greatest or the least that a value may be, and in what words that is asked for. */
export type Target = {
  readonly of: 'measured' | 'ratio'
  readonly atMost?: number
  readonly atLeast?: number
  readonly words: string
}

export type Row = {
  /** Unlike any other of the part: what is said of a missed target is found by it. */
  readonly key: string
  readonly what: string
  readonly measured: number
  readonly unit: Unit
  /** A second figure of the same thing, in words. */
  readonly beside?: string
  /** Between things measured side by side in this run. */
  readonly ratio?: number
  /** What the ratio is to. */
  readonly to?: string
  readonly target?: Target
}

export type Part = {
  readonly title: string
  /** How it was measured and what compared with what, in a sentence or two. */
  readonly how: string
  /** By row: why its target is missed, and what would close the gap. No figures: those are in the table. */
  readonly missed: Readonly<Record<string, string>>
  readonly run: (isQuick: boolean) => Promise<readonly Row[]>
}

export function isMet({ measured, ratio, target }: Row): boolean | undefined {
  if (!target) return undefined
  const value = target.of === 'ratio' ? ratio : measured
  if (value === undefined) return undefined
  return value <= (target.atMost ?? Infinity) && value >= (target.atLeast ?? -Infinity)
}
