// The policy this Worker serves: read from the rulebook once in the life of an isolate.

import raw from '../generated/rulebook.json' with { type: 'json' }
import { noMapping, parseMapping, type Mapping } from '../integrations/hubspot/adopted/mapping.ts'
import type { Policy } from '../rules/policy.ts'
import { ok } from '../rules/result.ts'
import { policyOf, readRulebook } from '../rules/rulebook.ts'
import type { Env } from './env.ts'

const rulebook = () => readRulebook(raw)
const read = new Map<string, Policy>()
const mappings = new Map<string, Mapping>()

const nameOf = (env: Env): string => env.REDRESS_POLICY?.trim() || 'bournville'

/** Throws with every finding where the policy can not be used: nothing may be decided without it. */
export function policyFor(env: Env): Policy {
  const name = nameOf(env)
  const known = read.get(name)
  if (known) return known
  const policy = policyOf(rulebook(), name)
  if (!policy.ok) {
    const findings = policy.error.map(({ file, pointer, message }) => `${file}${pointer}: ${message}`)
    throw new Error(`the policy can not be used:\n${findings.join('\n')}`)
  }
  read.set(name, policy.value)
  return policy.value
}

/** What the account calls the policy's things. Throws with every finding where that can not be used. */
export function mappingFor(env: Env): Mapping {
  const name = nameOf(env)
  const known = mappings.get(name)
  if (known) return known
  const adopted = rulebook().policies[name]?.adopted
  const mapping = adopted === undefined ? ok(noMapping) : parseMapping(adopted, policyFor(env))
  if (!mapping.ok) {
    const findings = mapping.error.map(({ file, pointer, message }) => `${file}${pointer}: ${message}`)
    throw new Error(`the mapping can not be used:\n${findings.join('\n')}`)
  }
  mappings.set(name, mapping.value)
  return mapping.value
}
