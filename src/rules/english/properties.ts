// The CRM properties of a policy: name, type, label, options, and whether people or Redress fill each in.

import type { FactDefinition, Policy, Rule } from '../policy.ts'

export type PropertyInWords = {
  readonly property: string
  readonly fact: string
  readonly label: string
  readonly type: FactDefinition['type']
  readonly options: readonly string[]
  /** `Redress, else people`: Redress writes it and leaves what a person filled in. */
  readonly filledInBy: 'people' | 'Redress' | 'Redress, else people'
}

/** In the order of the policy, what people fill in first. */
export function propertiesOf(policy: Policy): readonly PropertyInWords[] {
  const writers = new Map<string, boolean>()
  for (const rule of policy.rules)
    for (const [fact, isOwn] of writesOf(rule)) writers.set(fact, isOwn && writers.get(fact) !== false)
  const properties = [...policy.facts.values()].flatMap((fact): readonly PropertyInWords[] => {
    if (fact.property === undefined) return []
    const isOwn = writers.get(fact.name)
    const filledInBy = isOwn === undefined ? 'people' : isOwn ? 'Redress, else people' : 'Redress'
    const { name, property, label, type, options } = fact
    return [{ property, fact: name, label, type, options, filledInBy }]
  })
  return [
    ...properties.filter(({ filledInBy }) => filledInBy === 'people'),
    ...properties.filter(({ filledInBy }) => filledInBy !== 'people'),
  ]
}

/** The facts that a rule writes, and whether it leaves what a person filled in. */
function writesOf(rule: Rule): readonly (readonly [fact: string, isOwn: boolean])[] {
  switch (rule.kind) {
    case 'clock':
      return [rule.due, rule.result, rule.taken].flatMap((fact) =>
        fact === undefined ? [] : [[fact, false] as const],
      )
    case 'set':
      return [[rule.fact, rule.overwrite !== 'always']]
    case 'assign':
      return [rule.fact, rule.record].flatMap((fact) =>
        fact === undefined || fact === 'owner' ? [] : [[fact, true] as const],
      )
    case 'move':
    case 'task':
    case 'note':
      return []
  }
}
