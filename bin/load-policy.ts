// Loads a policy from `rules/`, or ends the command with everything that is wrong with it.

import type { Policy } from '../src/rules/policy.ts'
import { policyOf } from '../src/rules/rulebook.ts'
import { err, type Result } from '../src/rules/result.ts'
import { placed, type Mistake } from './json-text.ts'
import { gatherRules, rulesFolder } from './rules-folder.ts'

/** A policy of a folder such as `rules/` as it stands on disk, or everything that is wrong with it. */
export function readPolicy(name: string, folder: URL = rulesFolder): Result<Policy, readonly Mistake[]> {
  const rules = gatherRules(folder)
  if (!rules.ok) return rules
  const policy = policyOf(rules.value, name)
  return policy.ok ? policy : err(policy.error.map(placed))
}

export function loadPolicy(name: string, folder: URL = rulesFolder): Policy {
  const policy = readPolicy(name, folder)
  if (policy.ok) return policy.value
  for (const mistake of policy.error) console.error(describe(mistake))
  process.exit(1)
}

/** `file:line:column: message`. */
export const describe = ({ place, message }: Mistake): string => `${place}: ${message}`
