// Tests policies of a folder: plays their worked examples, and counts what these show.

import type { Tested } from './describe-test.ts'
import { coverageOf } from './examples/coverage.ts'
import { runExample, type Played } from './examples/run-example.ts'
import { policyFoldersIn, readPolicyFolder } from './policy-folder.ts'
import { rulesFolder } from './rules-folder.ts'

/** Tests policies of a folder such as `rules/`: the one named, or all of them. */
export async function testPolicies(
  name: string | undefined,
  rules: URL = rulesFolder,
): Promise<readonly Tested[]> {
  const tested: Tested[] = []
  for (const one of name === undefined ? policyFoldersIn(rules) : [name]) {
    const { policy, examples, mistakes } = readPolicyFolder(one, rules)
    const played: Played[] = []
    for (const example of policy ? examples : []) if (policy) played.push(await runExample(example, policy))
    tested.push({ policy: one, mistakes, played, coverage: policy ? coverageOf(policy, played) : [] })
  }
  return tested
}
