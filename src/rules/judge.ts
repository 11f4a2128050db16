// Judges rules twice, by the engine and by the interpreter, and explains each: on disagreement a rule counts as not evaluated.

import { factsRead } from './condition.ts'
import type { Problem, Reason } from './decision.ts'
import { heldRules } from './engine.ts'
import { explain, interpret, type Naming } from './explain.ts'
import type { FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import { Unreadable } from './unreadable.ts'
import type { Policy, Rule } from './policy.ts'

export type Verdict<R extends Rule> = {
  readonly held: readonly R[]
  readonly reasons: readonly Reason[]
  readonly problems: readonly Problem[]
}

/** Which rules hold for the facts of a sheet, each with its reason. A rule that can not be evaluated does not hold, and says why. */
export async function judge<R extends Rule>(
  rules: readonly R[],
  policy: Policy,
  sheet: FactSheet,
): Promise<Verdict<R>> {
  const facts = new Map<string, FactValue>()
  const errors = new Map<string, string>()
  for (const rule of rules)
    try {
      for (const fact of factsRead(rule.condition)) facts.set(fact, sheet.read(fact))
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      errors.set(rule.name, error.message)
    }
  const readable = rules.filter((rule) => !errors.has(rule.name))
  const held = await heldRules(readable, facts)
  const read = (fact: string): FactValue => facts.get(fact) ?? null
  for (const rule of readable)
    if (interpret(rule.condition, read) !== held.has(rule.name))
      errors.set(rule.name, 'the two evaluators disagree: this is a fault of Redress, not of the rule')

  const name = (fact: string): Naming => {
    const definition = policy.facts.get(fact)
    return { label: definition?.label ?? fact, isText: definition?.type === 'text' }
  }
  const reasons = rules.map((rule): Reason => {
    const { kind, title, source } = rule
    const base = { rule: rule.name, title, kind, source }
    const error = errors.get(rule.name)
    if (error !== undefined) return { ...base, status: 'error', error, conditions: [] }
    const conditions = explain(rule.condition, read, name)
    if (held.has(rule.name)) return { ...base, status: 'held', conditions }
    const blocking = conditions.filter((leaf) => leaf.decisive && !leaf.result)
    const [only] = blocking
    return {
      ...base,
      status: 'not held',
      conditions,
      ...(only && blocking.length === 1 && { nearMiss: only.text }),
    }
  })
  return {
    held: rules.filter((rule) => held.has(rule.name) && !errors.has(rule.name)),
    reasons,
    problems: [...errors].map(([rule, message]) => ({
      key: `rule/${rule}`,
      message: `rule \`${rule}\` could not be evaluated: ${message}`,
    })),
  }
}
