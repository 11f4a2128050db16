// The one file that touches json-rules-engine: which of these rules hold for these facts.

import { Engine, Operator, type TopLevelCondition } from 'json-rules-engine'
import type { Condition } from './condition.ts'
import type { FactValue } from './fact.ts'
import { holds, isOperator, operatorNames, type Literal } from './operator.ts'
import type { Judged } from './rule-set.ts'

type EngineCondition =
  | { all: EngineCondition[] }
  | { any: EngineCondition[] }
  | { not: EngineCondition }
  | { fact: string; operator: string; value: Literal }

function toEngine(condition: Condition): EngineCondition {
  switch (condition.kind) {
    case 'leaf':
      return { fact: condition.fact, operator: condition.operator, value: condition.value }
    case 'not':
      return { not: toEngine(condition.condition) }
    case 'all':
      return { all: condition.conditions.map(toEngine) }
    case 'any':
      return { any: condition.conditions.map(toEngine) }
  }
}

const converted = new WeakMap<Condition, TopLevelCondition>()

/** A condition in the engine's notation, which the engine copies and leaves as it is. At the top it takes no bare leaf. */
function inEngineTerms(condition: Condition): TopLevelCondition {
  const known = converted.get(condition)
  if (known) return known
  const inner = toEngine(condition)
  const top = 'fact' in inner ? { all: [inner] } : inner
  converted.set(condition, top)
  return top
}

const engineOperators = operatorNames.map(
  (name) =>
    new Operator<FactValue, Literal>(
      name,
      (actual, expected) => isOperator(name) && holds(name, actual, expected),
    ),
)

const refusePath = (): never => {
  throw new Error('a condition has no path')
}

/**
 * Names of the rules that hold. Facts must hold a value for every name that the rules read (`null` for unknown).
 * A new engine each time: one shared by overlapping runs skips rules once the first run ends.
 */
export async function heldRules(
  rules: readonly Judged[],
  facts: ReadonlyMap<string, FactValue>,
): Promise<ReadonlySet<string>> {
  if (rules.length === 0) return new Set()
  const engine = new Engine([], { pathResolver: refusePath })
  for (const operator of engineOperators) engine.addOperator(operator)
  for (const { name, condition } of rules)
    engine.addRule({ name, conditions: inEngineTerms(condition), event: { type: 'held' } })
  const { results, failureResults } = await engine.run(Object.fromEntries(facts))
  if (results.length + failureResults.length !== rules.length)
    throw new Error(
      `the engine lost a rule: ${results.length + failureResults.length} of ${rules.length} came back`,
    )
  return new Set(results.map((result) => result.name))
}
