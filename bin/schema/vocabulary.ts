// The names that a policy declares, as schemas: its facts by type, stages, roles, clocks, rules, messages, calendars.

import { factTypes, type FactType } from '../../src/rules/fact.ts'
import { labelOf } from '../../src/rules/english/naming.ts'
import type { Policy, RuleKind } from '../../src/rules/policy.ts'
import { Definitions, oneOf, type Schema } from './json-schema.ts'

export class Vocabulary extends Definitions {
  readonly policy: Policy
  readonly #calendars: readonly string[]

  /** `calendars` are the ids that the policy may name. */
  constructor(policy: Policy, calendars: readonly string[]) {
    super()
    this.policy = policy
    this.#calendars = calendars
  }

  /** The name of a fact of one of these types. */
  fact(types: readonly FactType[] = factTypes): Schema {
    return this.#facts(`fact-${nameOf(types)}`, `name of a fact${ofType(types)}`, types, () => true)
  }

  /** The name of a fact that a CRM property holds. */
  property(types: readonly FactType[] = factTypes): Schema {
    return this.#facts(
      `property-${nameOf(types)}`,
      `name of a fact${ofType(types)} that has a CRM property`,
      types,
      (name) => this.policy.facts.get(name)?.property !== undefined,
    )
  }

  /** The same, or the stage: what the CRM keeps the history of. */
  remembered(): Schema {
    return this.#facts(
      'remembered',
      'name of a fact that has a CRM property, or `stage`',
      factTypes,
      (name) => name === 'stage' || this.policy.facts.get(name)?.property !== undefined,
    )
  }

  #facts(
    name: string,
    title: string,
    types: readonly FactType[],
    isMeant: (fact: string) => boolean,
  ): Schema {
    return this.ref(name, () => {
      const names = [...this.policy.scope]
        .filter(([fact, { type }]) => types.includes(type) && isMeant(fact))
        .map(([fact]) => [fact, labelOf(this.policy, fact)] as const)
      return { title, ...oneOf(Object.fromEntries(names)) }
    })
  }

  stage(): Schema {
    return this.#names(
      'stage',
      'key of a stage',
      this.policy.stages.map(({ key, label }) => [key, label]),
    )
  }

  stageLabel(): Schema {
    return this.#names(
      'stage-label',
      'name of a stage, as the CRM shows it',
      this.policy.stages.map(({ label, says }) => [label, says]),
    )
  }

  role(): Schema {
    return this.#names(
      'role',
      'name of a role',
      [...this.policy.roles.values()].map(({ name, title }) => [name, title]),
    )
  }

  /** The name of a rule of these kinds. */
  rule(...kinds: readonly RuleKind[]): Schema {
    return this.#names(
      `rule${kinds.map((kind) => `-${kind}`).join('')}`,
      `name of a ${kinds.length === 0 ? 'rule' : kinds.join(' or ')}`,
      this.policy.rules
        .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
        .map(({ name, title }) => [name, title]),
    )
  }

  /** An option of one of the policy's sets. */
  member(): Schema {
    const sets = [...this.policy.scope.values()].filter(({ type }) => type === 'set')
    const options = new Set(sets.flatMap((set) => set.options))
    return this.#names(
      'member',
      'option of a set',
      [...options].map((option) => [option, 'an option of a set of facts']),
    )
  }

  calendar(): Schema {
    return this.#names(
      'calendar',
      'id of a calendar',
      this.#calendars.map((id) => [id, `rules/calendars/${id}.json`]),
    )
  }

  #names(name: string, title: string, values: readonly (readonly [string, string])[]): Schema {
    return this.ref(name, () => ({ title, ...oneOf(Object.fromEntries(values)) }))
  }
}

const isAny = (types: readonly FactType[]) => types.length === factTypes.length

const nameOf = (types: readonly FactType[]) => (isAny(types) ? 'any' : types.join('-or-'))

const ofType = (types: readonly FactType[]) => (isAny(types) ? '' : ` of type ${types.join(' or ')}`)
