// The CRM properties that a policy's facts rest on.

import type { Policy } from './policy.ts'

/** Every property that is read of a ticket. */
export const readProperties = (policy: Policy): readonly string[] =>
  [...policy.facts.values()].flatMap((fact) => fact.property ?? [])

/** Those of them that hold a person. */
export const personProperties = (policy: Policy): readonly string[] =>
  [...policy.facts.values()].flatMap((fact) =>
    fact.type === 'person' && fact.property ? [fact.property] : [],
  )
