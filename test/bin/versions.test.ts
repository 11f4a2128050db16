/* oxlint-disable unicorn/no-thenable -- a step of an example has a `then`, and no step is ever awaited */
// Earlier versions under `past/`: checked with their places, gathered for the Worker, played by the examples.

import { cpSync, mkdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readPolicy } from '../../bin/load-policy.ts'
import { gatherRules } from '../../bin/rules-folder.ts'
import { testPolicies } from '../../bin/test-policies.ts'
import { bakedPolicy, bakeRulebook } from '../../src/rules/baked-rulebook.ts'
import { copyOfRules, edit, placeOf, put, saidOf } from './changed-rules.ts'

const past = 'bournville/past/2021-04-01'

/** Rules with a version of 2021, in which stage 2 takes 15 working days. */
function rulesWithPast(folder = past): URL {
  const rules = copyOfRules()
  mkdirSync(new URL(`${folder}/`, rules), { recursive: true })
  for (const file of ['policy', 'stages', 'owners', 'clocks', 'properties', 'notices'])
    cpSync(new URL(`bournville/${file}.json`, rules), new URL(`${folder}/${file}.json`, rules))
  edit(rules, `${folder}/policy.json`, /"version": "[^"]*"/, '"version": "2021.1"')
  edit(rules, `${folder}/policy.json`, /"effectiveFrom": "[^"]*"/, '"effectiveFrom": "2021-04-01"')
  edit(rules, `${folder}/clocks.json`, '"workingDays": 20', '"workingDays": 15')
  return rules
}

const digestOf = (rules: URL): string | undefined => {
  const gathered = gatherRules(rules)
  return gathered.ok ? gathered.value.policies['bournville']?.digest : undefined
}

describe('an earlier version', () => {
  it('has no mistakes where it goes together with the present one', () => {
    expect(saidOf(rulesWithPast())).toEqual([])
  })

  it('is checked, each mistake with its place', () => {
    const rules = rulesWithPast()
    edit(rules, `${past}/clocks.json`, '"start": "stage1Start"', '"start": "stage1Starts"')
    expect(saidOf(rules)).toEqual([
      `${placeOf(rules, `${past}/clocks.json`, '"stage1Starts"')}: unknown fact \`stage1Starts\`, did you mean \`stage1Start\`?`,
    ])
  })

  it('has to stand in the folder of its date', () => {
    const folder = 'bournville/past/2021'
    const rules = rulesWithPast(folder)
    expect(saidOf(rules)).toEqual([
      `${placeOf(rules, `${folder}/policy.json`, '"2021-04-01"')}: its folder is named \`2021\`, and must have the name of this date`,
    ])
  })

  it('is carried by the rulebook, and its fingerprint with it', () => {
    const rules = rulesWithPast()
    const [alone, before] = [digestOf(copyOfRules()), digestOf(rules)]
    edit(rules, `${past}/clocks.json`, '"workingDays": 15', '"workingDays": 16')
    expect(new Set([alone, before, digestOf(rules)]).size).toBe(3)
    const policy = readPolicy('bournville', rules)
    if (!policy.ok) throw new Error(JSON.stringify(policy.error))
    const carried = bakedPolicy(bakeRulebook({ bournville: { policy: policy.value } }), 'bournville')
    expect(carried?.digest).toBe(digestOf(rules))
    expect(carried?.versions?.map(({ version }) => version)).toEqual(['2021.1', '2026.1'])
  })

  it('governs what began under it in the examples', { timeout: 30_000 }, async () => {
    const rules = rulesWithPast()
    put(rules, 'bournville/examples/two-versions.json', {
      title: 'A review that began in 2024 before the present version',
      ticket: {
        stage: 'Stage 1 answered',
        receivedAt: '2024-03-01T09:00:00Z',
        stage1StartedAt: '2024-03-01T09:00:00Z',
        stage1RespondedAt: '2024-03-14T12:00:00Z',
        aspectsRaised: ['delay'],
      },
      steps: [
        {
          at: '2024-03-28T10:00:00Z',
          set: { reviewRequestedAt: '2024-03-28T10:00:00Z' },
          then: { stage: 'Stage 2', clocks: { 'stage2-respond': 'running, due 2024-04-22' } },
        },
      ],
    })
    const [tested] = await testPolicies('bournville', rules)
    expect(tested?.mistakes).toEqual([])
    expect(tested?.played.flatMap(({ failures }) => failures)).toEqual([])
  })
})
