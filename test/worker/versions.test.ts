// What the record says of the version of the policy, where there are several.

import { Temporal } from 'temporal-polyfill'
import { expect, it } from 'vitest'
import { bakedPolicy } from '../../src/rules/baked-rulebook.ts'
import { readProperties } from '../../src/rules/crm-properties.ts'
import { withPast } from '../../src/rules/versions.ts'
import { lookAt } from '../../src/worker/look.ts'
import { decisionRow } from '../../src/worker/outcome.ts'
import { rulebook } from '../../src/worker/policy.ts'

function twoVersions() {
  const present = bakedPolicy(rulebook, 'bournville')
  const text = JSON.stringify(rulebook).replaceAll('complaint_cause', 'complaint_former_cause')
  const old = bakedPolicy(JSON.parse(text.replaceAll(days(20), days(15))), 'bournville')
  if (!present || !old) throw new Error('there is no policy')
  const before = { ...old, version: '2021.1', effectiveFrom: '2021-04-01' }
  const policy = withPast(present, new Map([['2021-04-01', before]]))
  if (!policy.ok) throw new Error(JSON.stringify(policy.error))
  return policy.value
}

/** A number of working days as the rulebook has it. */
const days = (count: number) => JSON.stringify({ unit: 'workingDays', count })

it('names the version that governs the stage, those of all stages, and the fingerprint of them together', async () => {
  const policy = twoVersions()
  const found = {
    id: '7',
    stage: 'Stage 2',
    owner: '',
    properties: {
      createdate: '2024-03-01T09:00:00Z',
      complaint_stage1_started_at: '2024-04-02T09:00:00Z',
      complaint_stage1_responded_at: '2024-03-14T12:00:00Z',
      complaint_stage2_started_at: '2024-03-28T10:00:00Z',
    },
  }
  const now = Temporal.Instant.from('2024-04-10T10:00:00Z')
  const look = await lookAt(found, undefined, policy, now, {})
  const { version, digest, outcome } = decisionRow(look, policy, now.toString(), true)
  expect({ version, digest }).toEqual({ version: '2021.1', digest: policy.digest })
  expect(JSON.parse(outcome)).toMatchObject({ governedBy: { stage1: '2026.1', stage2: '2021.1' } })
  expect(look.decision.clocks.map(({ dueOn }) => dueOn.toString())).toContain('2024-04-22')
})

it('reads the properties of every version', () => {
  const properties = readProperties(twoVersions())
  expect(properties).toEqual(expect.arrayContaining(['complaint_cause', 'complaint_former_cause']))
})
