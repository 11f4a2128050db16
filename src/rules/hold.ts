// A hold: after a hand move back no move rule fires, until a fact that some move rule reads has changed since.

import { dependsOn } from './built-in-facts.ts'
import { factsRead } from './condition.ts'
import { toCrmText } from './fact.ts'
import { Unreadable, type FactSheet } from './fact-sheet.ts'
import { rulesOf, type Policy } from './policy.ts'

/** What the people's facts behind all move rules are now, as one text to compare. What Redress writes itself is left out. */
export function moveFactsOf(policy: Policy, sheet: FactSheet): string {
  return factsBehindMoves(policy)
    .map((fact) => {
      try {
        return `${fact}=${policy.facts.get(fact)?.type === 'text' ? sheet.read(fact) !== null : toCrmText(sheet.read(fact))}`
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error
        return `${fact}=?`
      }
    })
    .join('|')
}

const behindMoves = new WeakMap<Policy, readonly string[]>()

function factsBehindMoves(policy: Policy): readonly string[] {
  const known = behindMoves.get(policy)
  if (known) return known
  const written = new Set(
    policy.rules.flatMap((rule) => {
      if (rule.kind === 'set') return [rule.fact]
      if (rule.kind === 'assign') return [rule.fact, rule.record ?? '']
      if (rule.kind === 'clock') return [rule.due ?? '', rule.result ?? '', rule.taken ?? '']
      return []
    }),
  )
  const behind = new Set<string>()
  const visit = (name: string) => {
    if (behind.has(name)) return
    const fact = policy.facts.get(name)
    if (!fact) return
    behind.add(name)
    if (fact.derive) dependsOn(fact.derive).forEach(visit)
  }
  for (const rule of rulesOf(policy, 'move')) factsRead(rule.condition).forEach(visit)
  const facts = [...behind]
    .filter((name) => policy.facts.get(name)?.property && !written.has(name))
    .toSorted()
  behindMoves.set(policy, facts)
  return facts
}
