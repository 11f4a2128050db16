// Every worked example of every policy, a test each; and that they show each rule firing and refusing.

import { describe, expect, it } from 'vitest'
import { isCovered } from '../../bin/examples/coverage.ts'
import { policyFoldersIn, readPolicyFolder } from '../../bin/policy-folder.ts'
import { runExample } from '../../bin/examples/run-example.ts'
import { rulesFolder } from '../../bin/rules-folder.ts'
import { testPolicies } from '../../bin/test-policies.ts'

describe.each(policyFoldersIn(rulesFolder))('%s', (name) => {
  const { policy, examples, mistakes } = readPolicyFolder(name, rulesFolder)

  it('has no mistakes', () => expect(mistakes).toEqual([]))

  it.each(examples.map((example) => [example.title, example] as const))('%s', async (_, example) => {
    if (!policy) throw new Error('the policy has mistakes')
    const { failures } = await runExample(example, policy)
    expect(failures).toEqual([])
  })

  it('shows each rule firing and refusing', { timeout: 30_000 }, async () => {
    const coverage = (await testPolicies(name)).flatMap((tested) => tested.coverage)
    expect(coverage.filter((rule) => !isCovered(rule))).toEqual([])
  })
})
