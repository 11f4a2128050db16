// Rules that are judged together, compiled: their facts numbered, sorted by the stages in which they can hold.

import { compile, never, type Test, type Values } from './compile.ts'
import { factsRead, type Condition, type Leaf } from './condition.ts'
import type { FactValue } from './fact.ts'

export type Judged = { readonly name: string; readonly condition: Condition }

type Compiled = {
  readonly name: string
  /** Where the fact of this number has this value the rule can not hold: found out without a call. */
  readonly number: number
  readonly barredBy: FactValue | undefined
  readonly test: Test
}

export class RuleSet {
  readonly #rules: readonly Judged[]
  /** Each at its number; the stage is always number 0. */
  readonly #facts: readonly string[]
  readonly #byStage = new Map<FactValue, readonly Compiled[]>()

  constructor(rules: readonly Judged[]) {
    this.#rules = rules
    this.#facts = [...new Set(['stage', ...rules.flatMap(({ condition }) => factsRead(condition))])]
  }

  isOf(rules: readonly Judged[]): boolean {
    return rules.length === this.#rules.length && rules.every((rule, index) => rule === this.#rules[index])
  }

  /** The values of the facts that the rules read. */
  valuesOf(read: (fact: string) => FactValue): Values {
    return this.#facts.map((fact) => read(fact))
  }

  /** Names of the rules that hold, in order. */
  held(values: Values): readonly string[] {
    const stage = values[0] ?? null
    const held: string[] = []
    for (const { name, number, barredBy, test } of this.#byStage.get(stage) ?? this.#compiledFor(stage))
      if (values[number] !== barredBy && test(values)) held.push(name)
    return held
  }

  /** Those of the rules that can hold in a stage. */
  #compiledFor(stage: FactValue): readonly Compiled[] {
    const numberOf = (fact: string) => this.#facts.indexOf(fact)
    const compiled = this.#rules.flatMap(({ name, condition }): readonly Compiled[] => {
      const test = compile(condition, { stage, numberOf })
      const needed = neededIn(condition)
      const [number, barredBy] = needed ? [numberOf(needed.fact), needed.value !== true] : [0, undefined]
      return test === never ? [] : [{ name, number, barredBy, test }]
    })
    this.#byStage.set(stage, compiled)
    return compiled
  }
}

/** A condition without which the whole does not hold, on a fact that is true or false. */
function neededIn(condition: Condition): Leaf | undefined {
  const parts: readonly Condition[] = condition.kind === 'all' ? condition.conditions : [condition]
  return parts
    .filter((part): part is Leaf => part.kind === 'leaf')
    .find(({ operator, value }) => operator === 'equal' && typeof value === 'boolean')
}

const sets = new WeakMap<Judged, RuleSet[]>()

/** The set of these rules; the same one for the same rules in the same order. */
export function ruleSetOf(rules: readonly Judged[]): RuleSet {
  const [first] = rules
  if (!first) return new RuleSet(rules)
  const known = sets.get(first) ?? []
  sets.set(first, known)
  const before = known.find((set) => set.isOf(rules))
  if (before) return before
  const set = new RuleSet(rules)
  known.push(set)
  return set
}
