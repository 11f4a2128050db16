// `redress decide` and `redress due` line by line: one answer each, in order, whatever the line holds.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const program = fileURLToPath(new URL('../../bin/redress.ts', import.meta.url))

function answers(command: readonly string[], lines: readonly (string | object)[]) {
  const input = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
  const { stdout, status } = spawnSync(process.execPath, [program, ...command], { input, encoding: 'utf8' })
  expect(status).toBe(0)
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

const decide = (...lines: readonly (string | object)[]) =>
  answers(['decide', '--policy', 'bournville', '--json'], lines)
const now = '2026-11-25T10:00:00Z'
const ticket = { id: '1', stage: 'Early resolution', properties: { complaint_received_at: now } }

it('answers each line, and an error only for the line that has it', { timeout: 30_000 }, () => {
  const [first, broken, lost, wrong, last, ...rest] = decide(
    { ticket, now },
    '{"ticket":',
    { ticket: { ...ticket, stage: 'Stage 11' }, now },
    { ticket: { ...ticket, properties: { complaint_received_at: 5 } }, now },
    { ticket, now: '2026-11-26T10:00:00Z' },
  )
  expect(first.stage).toBe('Early resolution')
  expect(broken).toEqual({ error: expect.stringMatching(/^this line is not JSON: /) })
  expect(lost).toEqual({
    error: 'the ticket stands in `Stage 11`, which is no stage of `bournville`, did you mean `Stage 1`?',
  })
  expect(wrong.error).toContain('`ticket.properties.complaint_received_at` must be a string')
  expect(last.stage).toBe('Early resolution')
  expect(rest).toEqual([])
})

it('warns of names that nothing reads, and not of those that are none of its business', () => {
  const properties = {
    complaint_recieved_at: now,
    complaint_mood: 'bad',
    subject: 'Damp',
    hs_ticket_priority: 'HIGH',
    hubspot_owner_id: '',
  }
  const [typo, clean] = decide(
    { ticket: { ...ticket, propertys: {}, properties }, noww: now, now },
    { ticket: { ...ticket, properties: { subject: 'Damp', complaint_received_at: now } }, now },
  )
  expect(typo.warnings).toEqual([
    'unknown key `noww`, did you mean `now`?',
    'unknown key `ticket.propertys`, did you mean `properties`?',
    'unknown property `complaint_recieved_at`: no rule reads it, did you mean `complaint_received_at`?',
    expect.stringContaining('unknown property `complaint_mood`: no rule reads it'),
  ])
  expect(clean).not.toHaveProperty('warnings')
})

it('takes --json where JSON is all that it says', () => {
  const question = { calendar: 'england-and-wales', start: '2026-11-23', within: { workingDays: 3 } }
  expect(answers(['due', '--json'], [question])).toEqual([
    { dueOn: '2026-11-26', dueAt: '2026-11-27T00:00:00Z' },
  ])
})
