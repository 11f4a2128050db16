// How an expectation is not met.

export type Mismatch = {
  readonly what: string
  readonly expected: string
  readonly actual: string
  /** Names of the rules whose reasons explain it. */
  readonly rules: readonly string[]
}
