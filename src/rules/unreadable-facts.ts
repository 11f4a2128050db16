// Values of the CRM that fit no type, where a rule rests on them: such a rule can not be evaluated.

import { dependsOn } from './built-in-facts.ts'
import { factsOfClock } from './clock-rule.ts'
import { factsRead } from './condition.ts'
import type { Problem } from './decision.ts'
import type { FactSheet } from './fact-sheet.ts'
import { Unreadable } from './unreadable.ts'
import type { Policy, Rule } from './policy.ts'

const behindRules = new WeakMap<Policy, readonly string[]>()

/** Facts with a CRM property that some rule rests on, directly or through what is derived from them. */
function factsBehindRules(policy: Policy): readonly string[] {
  const known = behindRules.get(policy)
  if (known) return known
  const behind = new Set<string>()
  const visit = (name: string) => {
    if (behind.has(name)) return
    const fact = policy.facts.get(name)
    if (!fact) return
    behind.add(name)
    if (fact.derive) dependsOn(fact.derive).forEach(visit)
  }
  for (const rule of policy.rules) factsOf(rule).forEach(visit)
  if (policy.rolesBy !== undefined) visit(policy.rolesBy)
  if (policy.governedBy) policy.stages.forEach(({ start }) => start.forEach(visit))
  if (policy.pausedBy !== undefined) visit(policy.pausedBy)
  const facts = [...behind].filter((name) => policy.facts.get(name)?.property !== undefined)
  behindRules.set(policy, facts)
  return facts
}

function factsOf(rule: Rule): readonly string[] {
  const read = factsRead(rule.condition)
  return rule.kind === 'clock' ? [...read, ...factsOfClock(rule)] : read
}

/** One problem for each value that can not be read. */
export function unreadableFacts(policy: Policy, sheet: FactSheet): readonly Problem[] {
  return factsBehindRules(policy).flatMap((name) => {
    try {
      sheet.read(name)
      return []
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      return [
        { key: `fact/${name}`, message: `rules that rest on it can not be evaluated: ${error.message}` },
      ]
    }
  })
}
