// The policy this Worker serves, by the names that the account has for it: read from the rulebook once in the life of an isolate.

import shipped from '../generated/rulebook.json' with { type: 'json' }
import { noMapping, type Mapping } from '../integrations/hubspot/adopted/mapping.ts'
import { unbaked } from '../rules/baked.ts'
import { bakedPolicy, stale, type BakedRulebook } from '../rules/baked-rulebook.ts'
import { isRecord, nearest } from '../rules/finding.ts'
import type { Policy } from '../rules/policy.ts'
import type { Env } from './env.ts'

/** As the build step baked it. */
export const rulebook: BakedRulebook = shipped

type Served = { readonly policy: Policy; readonly mapping: Mapping }

const known = new Map<string, Served>()

/** Throws where there is no such policy: nothing may be decided without it. */
export const policyFor = (env: Env): Policy => servedBy(env).policy

/** What the account calls the policy's things. Throws as `policyFor` does. */
export const mappingFor = (env: Env): Mapping => servedBy(env).mapping

export const policyName = (env: Env): string => env.REDRESS_POLICY?.trim() || 'bournville'

function servedBy(env: Env): Served {
  const name = policyName(env)
  const before = known.get(name)
  if (before) return before
  const policy = bakedPolicy(rulebook, name)
  if (!policy) {
    const near = nearest(name, Object.keys(rulebook.policies))
    throw new Error(`the policy can not be used:\nrules: unknown policy \`${name}\`${near}`)
  }
  const served = { policy, mapping: mappingOf(name) }
  known.set(name, served)
  return served
}

function mappingOf(name: string): Mapping {
  const raw = rulebook.policies[name]?.mapping
  if (raw === undefined) return noMapping
  const mapping = unbaked(raw, new Map())
  if (!isMapping(mapping)) throw new Error(`the mapping of policy \`${name}\` ${stale}`)
  return mapping
}

// As the build step parsed it.
const isMapping = (mapping: unknown): mapping is Mapping =>
  isRecord(mapping) && mapping['properties'] instanceof Map
