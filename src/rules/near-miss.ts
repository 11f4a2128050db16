// A near miss: the one thing that keeps a rule from holding, as far down as it is one thing.

import type { Read } from './is-met.ts'
import type { Condition, Leaf } from './condition.ts'
import { supposed } from './english/supposition.ts'
import { decidersIn, seen, type Seen } from './explain.ts'
import type { Policy, Rule } from './policy.ts'
import { Unreadable } from './unreadable.ts'

/** What would come of the rule, and if what; nothing where more than one thing is in its way, or it would do nothing. */
export function nearMissOf(rule: Rule, policy: Policy, read: Read): string | undefined {
  if (rule.kind === 'move' && read('stage') === rule.to) return undefined
  const only = onlyDecider(rule.condition, read)
  if (!only) return undefined
  const { leaf, wanted } = deepest(only, policy, read)
  const stage = rule.kind === 'move' ? policy.stages.find(({ key }) => key === rule.to)?.label : undefined
  const then = stage === undefined ? 'would hold' : `would move to ${stage}`
  return `${then} if ${supposed(policy, leaf, wanted)}`
}

type Lack = { readonly leaf: Leaf; readonly wanted: boolean }

/** The leaf that alone would flip a condition, and what it would have to come to. */
function onlyDecider(condition: Condition, read: Read): Lack | undefined {
  const [only, ...more] = deciders(seen(condition, read))
  return more.length === 0 ? only : undefined
}

const deciders = (part: Seen): readonly Lack[] =>
  part.condition.kind === 'leaf'
    ? [{ leaf: part.condition, wanted: !part.result }]
    : decidersIn(part).flatMap(deciders)

/** Where it is a fact that follows from a condition, what is lacking there: facts are never derived from themselves. */
function deepest(lack: Lack, policy: Policy, read: Read): Lack {
  const { fact, operator } = lack.leaf
  const derive = policy.facts.get(fact)?.derive
  if (derive?.op !== 'when' || (operator !== 'equal' && operator !== 'notEqual')) return lack
  try {
    const inner = onlyDecider(derive.condition, read)
    return inner ? deepest(inner, policy, read) : lack
  } catch (error) {
    if (error instanceof Unreadable) return lack
    throw error
  }
}
