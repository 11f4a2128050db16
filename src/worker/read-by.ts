// Which properties the policy rests on: an event of any other is no reason to look.

import raw from '../generated/rulebook.json' with { type: 'json' }
import { isRecord } from '../rules/finding.ts'
import type { Env } from './env.ts'
import { policyName } from './policy.ts'

/** By policy, as the build step found them: a webhook is answered without reading the policy, which takes far longer. */
const known = new Map<string, ReadonlySet<unknown>>()

/** Every event counts where nothing is known of the policy. */
export function readBy(env: Env): (property: string) => boolean {
  const name = policyName(env)
  const properties = known.get(name) ?? propertiesOf(name)
  if (!properties) return () => true
  known.set(name, properties)
  return (property) => properties.has(property)
}

function propertiesOf(name: string): ReadonlySet<unknown> | undefined {
  const policies: Readonly<Record<string, unknown>> = raw.policies
  const entry = Object.hasOwn(policies, name) ? policies[name] : undefined
  return isRecord(entry) && Array.isArray(entry['reads']) ? new Set(entry['reads']) : undefined
}
