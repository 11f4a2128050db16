// The facts of several versions of a policy in one table: what they share once, what differs under a name of its own.

import type { FactShape, Scope } from './condition.ts'
import { datedName, renamedDerivation, type Rename } from './fact-names.ts'
import { isRecord } from './finding.ts'
import type { FactDefinition, Policy } from './policy.ts'

export type JointFacts = {
  /** What each version's facts are called here. */
  readonly renames: ReadonlyMap<Policy, Rename>
  readonly facts: ReadonlyMap<string, FactDefinition>
  readonly scope: Scope
}

/**
 * A fact with a CRM property is one fact wherever that property is meant. A derived fact is one where it rests on the
 * same; where a version derives it otherwise, the older has the version's date in its name. The newest come first.
 */
export function jointFacts(newestFirst: readonly Policy[]): JointFacts {
  const nameOf = new Map<string, string>()
  const facts = new Map<string, FactDefinition>()
  const scope = new Map<string, FactShape>()
  const renames = new Map<Policy, Rename>()
  // Built in, and the states and starts of clocks: no version's fact may be called so.
  for (const version of newestFirst)
    for (const [name, shape] of version.scope)
      if (!version.facts.has(name)) scope.set(name, withOptions(scope.get(name), shape))

  const taken = new Set(scope.keys())
  for (const version of newestFirst) {
    const known = new Map<string, string>()
    const rename: Rename = (name) => {
      const fact = version.facts.get(name)
      if (!fact) return name
      const before = known.get(name)
      if (before !== undefined) return before
      const identity = fact.derive
        ? essenceOf([name, fact.type, renamedDerivation(fact.derive, rename)])
        : `property ${fact.property ?? ''}`
      const own = nameOf.get(identity) ?? (taken.has(name) ? datedName(name, version.effectiveFrom) : name)
      known.set(name, own)
      nameOf.set(identity, own)
      taken.add(own)
      return own
    }
    for (const [name, fact] of version.facts) {
      const own = rename(name)
      const derive = fact.derive && renamedDerivation(fact.derive, rename)
      const joint = facts.get(own) ?? { ...fact, name: own, derive }
      facts.set(own, { ...joint, options: withOptions(joint, fact).options })
      scope.set(own, withOptions(scope.get(own), fact))
    }
    renames.set(version, rename)
  }
  return { renames, facts, scope }
}

const withOptions = (known: FactShape | undefined, shape: FactShape): FactShape => ({
  type: known?.type ?? shape.type,
  options: known ? [...new Set([...known.options, ...shape.options])] : shape.options,
})

/** What a derivation says, wherever in its file it stands; a calendar is what its file says today. */
const essenceOf = (derivation: unknown): string =>
  JSON.stringify(derivation, (key, value: unknown) => {
    if (key === 'pointer') return undefined
    return key === 'calendar' && isRecord(value) ? value['id'] : value
  })
