// Reads the parameters of one event against the names that they may use.

import { parseSpan, type Span } from './calendar/span.ts'
import type { FactShape, Scope } from './condition.ts'
import type { FactType } from './fact.ts'
import { Fields } from './fields.ts'
import { nearest } from './finding.ts'
import type { Calendars } from './parse-counting.ts'
import type { Candidate, FactDefinition, SetRule } from './policy.ts'
import { placeholders } from './wording.ts'

/** What the names in a rule may refer to. */
export type RuleContext = {
  readonly scope: Scope
  readonly facts: ReadonlyMap<string, FactDefinition>
  readonly stages: ReadonlySet<string>
  readonly roles: ReadonlySet<string>
  readonly clocks: ReadonlySet<string>
  readonly messages: ReadonlySet<string>
  readonly calendars: Calendars
}

/** What all rules have, whatever their event. */
export type RuleBase = Omit<SetRule, 'kind' | 'fact' | 'value' | 'overwrite'>

export const candidateKeys = ['role', 'fact', 'skipDeputies'] as const

export class Params {
  readonly fields: Fields
  readonly context: RuleContext

  constructor(fields: Fields, context: RuleContext) {
    this.fields = fields
    this.context = context
  }

  /** Reports a name that is not among the known. */
  known(name: string, known: ReadonlySet<string>, at: string, what: string): void {
    if (name !== '' && !known.has(name))
      this.fields.report(at, `unknown ${what} \`${name}\`${nearest(name, known)}`)
  }

  /** Reports a fact that there is not, or of another type. */
  check(name: string, at: string, types: readonly FactType[], shape: FactShape | undefined): void {
    if (!shape) this.fields.report(at, `unknown fact \`${name}\`${nearest(name, this.context.scope.keys())}`)
    else if (!types.includes(shape.type))
      this.fields.report(at, `\`${name}\` is of type ${shape.type}, and this needs ${types.join(' or ')}`)
  }

  /** The fact that a parameter names; absent where the parameter is. */
  fact(key: string, types: readonly FactType[]): string | undefined {
    return this.factIn(this.fields, key, types)
  }

  /** The same of an object inside the parameters. */
  factIn(fields: Fields, key: string, types: readonly FactType[]): string | undefined {
    const name = fields.optionalText(key)
    if (name !== undefined) this.check(name, fields.at(key), types, this.context.scope.get(name))
    return name
  }

  /** The fact that a parameter must name. */
  required(key: string, types: readonly FactType[]): string {
    if (!this.fields.has(key)) this.fields.report(this.fields.pointer, `\`${key}\` is missing`)
    return this.fact(key, types) ?? ''
  }

  /** A fact that Redress writes: one with a CRM property. */
  written(key: string, types: readonly FactType[]): string | undefined {
    const name = this.fact(key, types)
    if (name !== undefined && this.context.scope.has(name) && !this.context.facts.get(name)?.property)
      this.fields.report(this.fields.at(key), `\`${name}\` has no CRM property to write`)
    return name
  }

  /** The facts that a parameter lists. */
  facts(key: string, types: readonly FactType[]): readonly string[] {
    return this.factsIn(this.fields, key, types)
  }

  /** The same of an object inside the parameters. */
  factsIn(fields: Fields, key: string, types: readonly FactType[]): readonly string[] {
    const names = fields.names(key)
    for (const name of names) this.check(name, fields.at(key), types, this.context.scope.get(name))
    return names
  }

  /** A length of time; absent where the parameter is. */
  span(fields: Fields, key: string): Span | undefined {
    if (!fields.has(key)) return undefined
    const span = parseSpan(fields.raw(key))
    return span.ok ? span.value : fields.report(fields.at(key), span.error)
  }

  /** A length of time that must be there. */
  requiredSpan(fields: Fields, key: string): Span {
    if (!fields.has(key)) fields.report(fields.pointer, `\`${key}\` is missing`)
    return this.span(fields, key) ?? { unit: 'workingDays', count: 0 }
  }

  /** Who could do it, the first choice first. */
  candidates(key: string): readonly Candidate[] {
    const items = this.fields.items(key)
    if (items.length === 0)
      this.fields.report(this.fields.at(key), `\`${key}\` must list at least one role or fact`)
    return items.map(([raw, pointer]): Candidate => {
      const fields = new Fields(raw, pointer, this.fields.report, candidateKeys)
      const [role, fact] = [fields.optionalText('role'), fields.optionalText('fact')]
      if ((role === undefined) === (fact === undefined))
        fields.report(pointer, 'a candidate is either a `role` or a `fact`')
      if (fact !== undefined && fields.has('skipDeputies'))
        fields.report(fields.at('skipDeputies'), 'a person whom a fact names has no deputies')
      if (fact !== undefined) {
        this.check(fact, fields.at('fact'), ['person'], this.context.scope.get(fact))
        return { kind: 'fact', fact }
      }
      this.known(role ?? '', this.context.roles, fields.at('role'), 'role')
      return { kind: 'role', role: role ?? '', skipDeputies: fields.flag('skipDeputies') }
    })
  }

  /** A text whose placeholders are known. */
  template(key: string): string {
    const text = this.fields.text(key)
    for (const [whole, name = ''] of text.matchAll(/\{([^{}]*)\}/g))
      if (!placeholders.includes(name) && !this.context.messages.has(name))
        this.fields.report(
          this.fields.at(key),
          `unknown placeholder \`${whole}\`${nearest(name, [...placeholders, ...this.context.messages])}`,
        )
    return text
  }
}
