// `redress explain` as a person calls it: what is promised of a ticket, in English and as JSON.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

function explain(ticket: unknown, ...args: readonly string[]) {
  const options = ['--policy', 'bournville', '--ticket', '-', '--at', '2026-12-24T10:00:00Z', ...args]
  return spawnSync(process.execPath, ['bin/redress.ts', 'explain', ...options], {
    cwd: root,
    input: JSON.stringify(ticket),
    encoding: 'utf8',
  })
}

const answered = {
  id: '1',
  stage: 'Stage 1 answered',
  properties: {
    complaint_stage1_responded_at: '2026-12-20T15:00:00Z',
    complaint_aspects_raised: 'delay',
    complaint_review_requested_at: '2026-12-22T10:00:00Z',
  },
}

it('names the holidays that a clock leaves out, and the moves that lack one condition', () => {
  const { stdout } = explain(answered)
  expect(stdout).toContain('stage: Stage 1 answered → Stage 2')
  expect(stdout).toContain(
    'not counted: Fri 25 Dec Christmas Day, Mon 28 Dec Boxing Day (substitute day), and weekends',
  )
  expect(stdout).toContain('withdrawn: A withdrawn complaint is closed')
  expect(stdout).toContain('Nothing changes by itself before 2026-12-30T00:00:00.')
})

it('says the same to machines', () => {
  const answer = JSON.parse(explain(answered, '--json').stdout)
  expect(answer.stage).toBe('Stage 2')
  expect(answer.skipped['stage2-acknowledge']).toContainEqual({
    on: '2026-12-25',
    kind: 'holiday',
    title: 'Christmas Day',
  })
})

it('refuses a ticket in no stage of the policy, and an instant that is none', () => {
  const lost = explain({ ...answered, stage: 'Stage 9' })
  expect([lost.status, lost.stderr]).toEqual([
    1,
    expect.stringContaining('which is no stage of `bournville`'),
  ])
  expect(explain(answered, '--at', 'Christmas').stderr).toContain('must be an ISO instant')
})
