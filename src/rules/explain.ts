// Why a condition holds or not: the second evaluator, which interprets the same tree and keeps what it saw.

import { toCrmText, type FactValue } from './fact.ts'
import { holds, operators } from './operator.ts'
import type { Condition, Leaf } from './condition.ts'

export type LeafReason = {
  readonly pointer: string
  readonly label: string
  readonly fact: string
  readonly operator: string
  readonly expected: unknown
  /** In CRM notation; free text only as present or absent. */
  readonly actual: string
  readonly known: boolean
  readonly result: boolean
  /** Whether flipping this leaf alone flips the rule. */
  readonly decisive: boolean
  /** One English sentence. */
  readonly text: string
}

type Read = (fact: string) => FactValue

/** Whether a condition holds, by interpreting its tree. */
export function interpret(condition: Condition, read: Read, flipped?: Leaf): boolean {
  switch (condition.kind) {
    case 'leaf':
      return holds(condition.operator, read(condition.fact), condition.value) !== (condition === flipped)
    case 'not':
      return !interpret(condition.condition, read, flipped)
    case 'all':
      return condition.conditions.every((child) => interpret(child, read, flipped))
    case 'any':
      return condition.conditions.some((child) => interpret(child, read, flipped))
  }
}

const leavesOf = (condition: Condition): readonly Leaf[] => {
  switch (condition.kind) {
    case 'leaf':
      return [condition]
    case 'not':
      return leavesOf(condition.condition)
    case 'all':
    case 'any':
      return condition.conditions.flatMap(leavesOf)
  }
}

export type Naming = { readonly label: string; readonly isText: boolean }

/** Every leaf of a condition with what it expected and saw. `name` gives a fact's label. */
export function explain(
  condition: Condition,
  read: Read,
  name: (fact: string) => Naming,
): readonly LeafReason[] {
  const result = interpret(condition, read)
  return leavesOf(condition).map((leaf) => {
    const value = read(leaf.fact)
    const { label, isText } = name(leaf.fact)
    const known = value !== null
    const actual = isText && known ? '(present)' : toCrmText(value)
    const met = holds(leaf.operator, value, leaf.value)
    return {
      pointer: leaf.pointer,
      label,
      fact: leaf.fact,
      operator: leaf.operator,
      expected: leaf.value,
      actual,
      known,
      result: met,
      decisive: interpret(condition, read, leaf) !== result,
      text: sentence(leaf, label, actual, known),
    }
  })
}

function sentence(leaf: Leaf, label: string, actual: string, known: boolean): string {
  const { takes, words } = operators[leaf.operator]
  const expected = takes === 'true' ? words : `${words} ${String(leaf.value)}`
  return `${label}: ${known ? actual || 'none' : 'not known'}; the rule needs that it ${expected}`
}
