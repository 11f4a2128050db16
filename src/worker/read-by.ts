// Which properties the policy rests on: an event of any other is no reason to look.

import type { Env } from './env.ts'
import { policyName, rulebook } from './policy.ts'

/** By policy, as the build step found them: a webhook is answered without reading the policy, which takes far longer. */
const known = new Map<string, ReadonlySet<string>>()

/** Every event counts where nothing is known of the policy. */
export function readBy(env: Env): (property: string) => boolean {
  const name = policyName(env)
  const properties = known.get(name) ?? propertiesOf(name)
  if (!properties) return () => true
  known.set(name, properties)
  return (property) => properties.has(property)
}

function propertiesOf(name: string): ReadonlySet<string> | undefined {
  const entry = Object.hasOwn(rulebook.policies, name) ? rulebook.policies[name] : undefined
  return entry?.reads && new Set(entry.reads)
}
