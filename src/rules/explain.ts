// Why a condition holds or not: its tree with what each part came to, and whether that part alone decides.

import type { Read } from './is-met.ts'
import type { Condition, Leaf } from './condition.ts'
import { toCrmText, type FactValue } from './fact.ts'
import { holds, operators, type Literal, type OperatorName } from './operator.ts'

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

export type ReasonTree =
  | ({ readonly kind: 'leaf' } & LeafReason)
  | {
      readonly kind: 'all' | 'any' | 'not'
      readonly pointer: string
      readonly result: boolean
      /** Whether flipping all of this part flips the rule. */
      readonly decisive: boolean
      readonly conditions: readonly ReasonTree[]
    }

export type Naming = {
  readonly label: string
  readonly isText: boolean
  /** A value that was seen, and one that a condition asks for, in English. */
  readonly seen: (value: FactValue) => string
  readonly expected: (value: Literal, operator: OperatorName) => string
}

/** A condition with what each part expected, saw and came to. `name` gives a fact's label. */
export const explain = (condition: Condition, read: Read, name: (fact: string) => Naming): ReasonTree =>
  explained(seen(condition, read), true, false, read, name)

/** The leaves of a tree, in the order of the rule file. */
export const leavesOf = (tree: ReasonTree): readonly LeafReason[] => {
  if (tree.kind !== 'leaf') return tree.conditions.flatMap(leavesOf)
  const { pointer, label, fact, operator, expected, actual, known, result, decisive, text } = tree
  return [{ pointer, label, fact, operator, expected, actual, known, result, decisive, text }]
}

/** What a part of a condition came to, and the parts inside it. */
export type Seen = {
  readonly condition: Condition
  readonly result: boolean
  readonly inner: readonly Seen[]
}

/** Every part of a condition, also those that could not change the result any more. */
export function seen(condition: Condition, read: Read): Seen {
  switch (condition.kind) {
    case 'leaf':
      return {
        condition,
        result: holds(condition.operator, read(condition.fact), condition.value),
        inner: [],
      }
    case 'not': {
      const inner = [seen(condition.condition, read)]
      return { condition, result: inner.every((part) => !part.result), inner }
    }
    case 'all': {
      const inner = condition.conditions.map((part) => seen(part, read))
      return { condition, result: inner.every((part) => part.result), inner }
    }
    case 'any': {
      const inner = condition.conditions.map((part) => seen(part, read))
      return { condition, result: inner.some((part) => part.result), inner }
    }
  }
}

/** The parts inside that would flip this one by flipping alone: of a list, one whose fellows leave the result to it. */
export function decidersIn({ condition, inner }: Seen): readonly Seen[] {
  if (condition.kind !== 'all' && condition.kind !== 'any') return inner
  const deciding = inner.filter((part) => part.result === (condition.kind === 'any'))
  if (deciding.length === 0) return inner
  return deciding.length === 1 ? deciding : []
}

function explained(
  part: Seen,
  decisive: boolean,
  negated: boolean,
  read: Read,
  name: (fact: string) => Naming,
): ReasonTree {
  const { condition, result, inner } = part
  if (condition.kind === 'leaf') return leafReason(condition, result, decisive, negated, read, name)
  const deciders = decisive ? decidersIn(part) : []
  return {
    kind: condition.kind,
    pointer: condition.pointer,
    result,
    decisive,
    conditions: inner.map((one) =>
      explained(one, deciders.includes(one), negated !== (condition.kind === 'not'), read, name),
    ),
  }
}

function leafReason(
  leaf: Leaf,
  result: boolean,
  decisive: boolean,
  negated: boolean,
  read: Read,
  name: (fact: string) => Naming,
): ReasonTree {
  const { pointer, fact, operator, value: expected } = leaf
  const value = read(fact)
  const { label, isText, ...words } = name(fact)
  const known = value !== null
  const actual = isText && known ? '(present)' : toCrmText(value)
  const asked =
    operators[operator].takes === 'true'
      ? operators[operator].words
      : `${operators[operator].words} ${words.expected(expected, operator)}`
  const text = `${label}: ${words.seen(value)}; the rule ${negated ? 'does not hold where' : 'needs that'} it ${asked}`
  return { kind: 'leaf', pointer, label, fact, operator, expected, actual, known, result, decisive, text }
}
