// Every worked example of every policy, a test each; and that they show each rule firing and refusing.

import { describe, expect, it } from 'vitest'
import { coverageOf, isCovered } from '../../bin/examples/coverage.ts'
import { policyFoldersIn, readPolicyFolder } from '../../bin/examples/policy-folder.ts'
import { runExample, type Played } from '../../bin/examples/run-example.ts'
import { rulesFolder } from '../../bin/rules-folder.ts'

describe.each(policyFoldersIn(rulesFolder))('%s', (name) => {
  const { policy, examples, mistakes } = readPolicyFolder(name, rulesFolder)
  const played: Played[] = []

  it('has no mistakes', () => expect(mistakes).toEqual([]))

  it.each(examples.map((example) => [example.title, example] as const))('%s', async (_, example) => {
    if (!policy) throw new Error('the policy has mistakes')
    const outcome = await runExample(example, policy)
    played.push(outcome)
    expect(outcome.failures).toEqual([])
  })

  it('shows each rule firing and refusing', () => {
    const bare = policy ? coverageOf(policy, played).filter((rule) => !isCovered(rule)) : []
    expect(bare.map(({ rule, fires }) => `${rule}: ${fires.length === 0 ? 'firing' : 'refusing'}`)).toEqual(
      [],
    )
  })
})
