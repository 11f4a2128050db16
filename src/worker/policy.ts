// The policy this Worker serves, by the names that the account has for it: read from the rulebook once in the life of an isolate.

import raw from '../generated/rulebook.json' with { type: 'json' }
import { adoptedPolicy } from '../integrations/hubspot/adopted/adopted-policy.ts'
import { noMapping, parseMapping, type Mapping } from '../integrations/hubspot/adopted/mapping.ts'
import type { Finding } from '../rules/finding.ts'
import type { Policy } from '../rules/policy.ts'
import { ok, type Result } from '../rules/result.ts'
import { policyOf, readRulebook } from '../rules/rulebook.ts'
import type { Env } from './env.ts'

type Served = { readonly policy: Policy; readonly mapping: Mapping }

const known = new Map<string, Served>()

/** Throws with every finding where the policy or its mapping can not be used: nothing may be decided without it. */
export const policyFor = (env: Env): Policy => servedBy(env).policy

/** What the account calls the policy's things. Throws as `policyFor` does. */
export const mappingFor = (env: Env): Mapping => servedBy(env).mapping

export const policyName = (env: Env): string => env.REDRESS_POLICY?.trim() || 'bournville'

function servedBy(env: Env): Served {
  const name = policyName(env)
  const before = known.get(name)
  if (before) return before
  const rulebook = readRulebook(raw)
  const policy = usable('policy', policyOf(rulebook, name))
  const adopted = rulebook.policies[name]?.adopted
  const mapping = usable('mapping', adopted === undefined ? ok(noMapping) : parseMapping(adopted, policy))
  const served = { policy: adoptedPolicy(policy, mapping), mapping }
  known.set(name, served)
  return served
}

function usable<T>(what: string, read: Result<T, readonly Finding[]>): T {
  if (read.ok) return read.value
  const findings = read.error.map(({ file, pointer, message }) => `${file}${pointer}: ${message}`)
  throw new Error(`the ${what} can not be used:\n${findings.join('\n')}`)
}
