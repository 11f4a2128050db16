// Which properties the policy rests on: an event of any other is no reason to look.

import type { Policy } from '../rules/policy.ts'
import type { Env } from './env.ts'
import { readProperties } from './outcome.ts'
import { policyFor } from './policy.ts'

const known = new WeakMap<Policy, ReadonlySet<string>>()

/** With a policy that can not be used every event counts: the tickets wait in the queue until it can. */
export function readBy(env: Env): (property: string) => boolean {
  try {
    const policy = policyFor(env)
    const properties = known.get(policy) ?? new Set(readProperties(policy))
    known.set(policy, properties)
    return (property) => properties.has(property)
  } catch {
    return () => true
  }
}
