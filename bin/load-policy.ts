// Loads a policy from `rules/`, or ends the command with everything that is wrong with it.

import type { Finding } from '../src/rules/finding.ts'
import type { Policy } from '../src/rules/policy.ts'
import { policyOf } from '../src/rules/rulebook.ts'
import type { Result } from '../src/rules/result.ts'
import { positionOf } from './position.ts'
import { gatherRules } from './rules-folder.ts'

/** A policy as it stands on disk, or every finding. */
export function readPolicy(name: string): Result<Policy, readonly Finding[]> {
  const rules = gatherRules()
  return rules.ok ? policyOf(rules.value, name) : rules
}

export function loadPolicy(name: string): Policy {
  const policy = readPolicy(name)
  if (policy.ok) return policy.value
  for (const finding of policy.error) console.error(describe(finding))
  process.exit(1)
}

/** `file:line:column: message`. */
export const describe = (finding: Finding): string => `${positionOf(finding)}: ${finding.message}`
