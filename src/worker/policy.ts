// The policy this Worker serves: read from the rulebook once in the life of an isolate.

import raw from '../generated/rulebook.json' with { type: 'json' }
import type { Policy } from '../rules/policy.ts'
import { policyOf, readRulebook } from '../rules/rulebook.ts'
import type { Env } from './env.ts'

const read = new Map<string, Policy>()

/** Throws with every finding where the policy can not be used: nothing may be decided without it. */
export function policyFor(env: Env): Policy {
  const name = env.REDRESS_POLICY?.trim() || 'bournville'
  const known = read.get(name)
  if (known) return known
  const policy = policyOf(readRulebook(raw), name)
  if (!policy.ok) {
    const findings = policy.error.map(({ file, pointer, message }) => `${file}${pointer}: ${message}`)
    throw new Error(`the policy can not be used:\n${findings.join('\n')}`)
  }
  read.set(name, policy.value)
  return policy.value
}
