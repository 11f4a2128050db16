// `redress explain` as a person calls it: what is promised of a ticket, in English and as JSON.

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { copyOfRules, edit, put } from './changed-rules.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What the command says of a ticket, given as JSON or as the text of a file. */
function explain(ticket: unknown, ...args: readonly string[]) {
  const options = ['--policy', 'bournville', '--ticket', '-', '--at', '2026-12-24T10:00:00Z', ...args]
  return spawnSync(process.execPath, ['bin/redress.ts', 'explain', ...options], {
    cwd: root,
    input: typeof ticket === 'string' ? ticket : JSON.stringify(ticket),
    encoding: 'utf8',
  })
}

/** Gives the calendar of a copy other holidays and closures. */
function putCalendar(rules: URL, changes: object): void {
  const file = 'calendars/england-and-wales.json'
  put(rules, file, { ...JSON.parse(readFileSync(new URL(file, rules), 'utf8')), ...changes })
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

describe('a ticket at Christmas', { timeout: 30_000 }, () => {
  const { stdout } = explain(answered)

  it('says what would change, with dates in words', () => {
    expect(stdout).toMatch(/^Ticket 1 in Stage 1 answered, Thu 24 Dec 2026, 10:00 \(Europe\/London\)/)
    expect(stdout).toContain('stage: Stage 1 answered → Stage 2\n')
    expect(stdout).toContain('complaint_stage2_started_at: (empty) → Tue 22 Dec 2026, 10:00\n')
    expect(stdout).toContain('Nothing changes by itself before Wed 30 Dec, 00:00.')
  })

  it('counts a short clock day by day, a long one by runs of days, and names what it left out', () => {
    expect(stdout).toContain('counted     1 Wed 23 Dec, 2 Thu 24 Dec, 3 Tue 29 Dec\n')
    expect(stdout).toContain(
      'counted     1–2: 23–24 Dec; 3–5: 29–31 Dec; 6–10: 4–8 Jan 2027; 11–15: 11–15 Jan 2027; 16–20: 18–22 Jan 2027\n',
    )
    expect(stdout).toContain(
      'not counted Fri 25 Dec Christmas Day (public holiday), Mon 28 Dec Boxing Day (substitute day) (public holiday), weekends\n',
    )
  })

  it('shows the conditions of what holds as a tree, and marks those that decide', () => {
    expect(stdout).toMatch(
      / {6}✓ any of these\n {8}✓ .*stage: .*Stage 2.* {2}← decisive\n {8}✗ a review was requested after the response/,
    )
  })

  it('names the near misses of moves, and other rules that do not hold only when asked', () => {
    expect(stdout).toMatch(/Near misses\n {2}withdrawn: .*withdrawn/)
    expect(stdout).not.toContain('early-formal')
    expect(explain(answered, '--all').stdout).toMatch(
      /Rules that do not hold\n(.*\n)* {2}early-formal: .*\n {6}✗ all of these\n/,
    )
  })

  it('says all of it to machines', () => {
    const answer = JSON.parse(explain(answered, '--json').stdout)
    expect(answer.stage).toBe('Stage 2')
    const holiday = { kind: 'holiday', source: 'public holiday' }
    expect(answer.skipped['stage2-acknowledge']).toEqual([
      { on: '2026-12-25', title: 'Christmas Day', ...holiday },
      { on: '2026-12-28', title: 'Boxing Day (substitute day)', ...holiday },
    ])
    expect(answer.counted['stage2-acknowledge']).toMatchObject({
      calendar: 'england-and-wales',
      unit: 'workingDays',
      days: [{ on: '2026-12-23' }, { on: '2026-12-24' }, { on: '2026-12-29' }],
    })
    const reason = answer.reasons.find(({ rule }: { rule: string }) => rule === 'stage2-acknowledge')
    expect(reason.tree).toMatchObject({
      kind: 'any',
      result: true,
      conditions: [
        { kind: 'leaf', fact: 'stage', expected: 'stage2', actual: 'stage2', result: true, decisive: true },
        { kind: 'leaf', fact: 'reviewPending', result: false, decisive: false },
      ],
    })
    expect(answer.reasons.some(({ status }: { status: string }) => status === 'not held')).toBe(true)
  })
})

describe('other ways of counting', { timeout: 30_000 }, () => {
  const ticket = (at: string, more: object = {}) => ({
    id: '1',
    stage: 'Stage 1',
    properties: { complaint_stage1_started_at: at, ...more },
  })
  const within = '"within": { "workingDays": 3 }, "warn": { "workingDays": 1 }'
  const explainWith = (clock: string, question: unknown, calendar?: (rules: URL) => void) => {
    const rules = copyOfRules()
    if (clock !== within) edit(rules, 'bournville/clocks.json', within, clock)
    calendar?.(rules)
    const { stdout, stderr } = explain(question, '--rules', fileURLToPath(rules))
    expect(stderr).toBe('')
    const [, lines = ''] = /stage1-acknowledge: ((?:.*\n)*?) {2}\S/.exec(stdout) ?? []
    return lines
  }

  it('says that a cut-off moved the start to the next working day', () => {
    const lines = explainWith(`${within}, "cutOff": "17:00"`, ticket('2026-11-20T17:30:00Z'))
    expect(lines).toContain('start       Fri 20 Nov 2026, 17:30\n')
    expect(lines).toContain('received    counts as received on Mon 23 Nov: it came after 17:00\n')
    expect(lines).toContain('counted     1 Tue 24 Nov, 2 Wed 25 Nov, 3 Thu 26 Nov\n')
  })

  it('counts hours by the open time of each day, and says at what time it is due', () => {
    const lines = explainWith('"within": { "workingHours": 10 }', ticket('2026-11-20T16:30:00Z'))
    expect(lines).toContain('due         Tue 24 Nov, 10:30 (10 working hours, england-and-wales)\n')
    expect(lines).toContain('counted     Fri 20 Nov 30 min, Mon 23 Nov 8 h, Tue 24 Nov 1 h 30 min\n')
  })

  it('names closures, and holidays that only the calendar file has', () => {
    const lines = explainWith(within, ticket('2026-11-23T10:00:00Z'), (rules) =>
      putCalendar(rules, {
        holidays: { country: 'GB', region: 'ENG', add: [{ on: '2026-11-24', title: "Founders' day" }] },
        closures: [{ from: '2026-11-25', to: '2026-11-26', title: 'Move of the office' }],
      }),
    )
    expect(lines).toContain('counted     1 Fri 27 Nov, 2 Mon 30 Nov, 3 Tue 1 Dec\n')
    expect(lines).toContain("Tue 24 Nov Founders' day (holiday, added in the calendar's file)")
    expect(lines).toContain('Thu 26 Nov Move of the office (closure)')
  })

  it('names the days on which a clock stood still', () => {
    const pauses = '"pauses": [{ "from": "newEvidenceAt", "to": "reviewRequestedAt" }]'
    const paused = {
      complaint_new_evidence_at: '2026-11-24T09:00:00Z',
      complaint_review_requested_at: '2026-11-26T09:00:00Z',
    }
    const lines = explainWith(`${within}, ${pauses}`, ticket('2026-11-23T10:00:00Z', paused))
    expect(lines).toContain('counted     1 Thu 26 Nov, 2 Fri 27 Nov, 3 Mon 30 Nov\n')
    expect(lines).toContain('stood still Tue 24 Nov and Wed 25 Nov not counted\n')
    expect(lines).toContain('paused      Tue 24 Nov, 09:00 to Thu 26 Nov, 09:00\n')
  })
})

describe('what it refuses', { timeout: 30_000 }, () => {
  it.each([
    [
      'a stage that is none of the policy',
      { ...answered, stage: 'Stage 3' },
      'which is no stage of `bournville`, did you mean `Stage 1`?',
    ],
    ['a stage like no other', { ...answered, stage: 'Xylophone' }, 'it has `Early resolution`, `Stage 1`'],
    ['a ticket without stage', { id: '1' }, '`ticket.stage` must be the label of a stage'],
    ['a list', [answered], 'a ticket is a JSON object'],
    ['broken JSON', '{\n  "stage": }', 'standard input:2:12: this is not JSON'],
    ['nothing', '', 'standard input:1:1: there is nothing in it'],
    ['a ticket in each line', '{"stage":"Closed"}\n{"stage":"Closed"}\n', 'it takes one ticket, not a line'],
  ])('%s', (_, ticket, message) => {
    const { status, stdout, stderr } = explain(ticket)
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('    at ')
  })

  it.each([
    ['a time that is none', ['--at', 'Christmas'], '`--at`: `Christmas` is no time'],
    ['a policy that is not there', ['--policy', 'bournvile'], 'did you mean `bournville`?'],
    ['a file that is not there', ['--ticket', 'no-such.json'], 'no-such.json: there is no such file to read'],
  ])('%s', (_, args, message) => {
    const { status, stderr } = explain(answered, ...args)
    expect([status, stderr]).toEqual([1, expect.stringContaining(message)])
  })

  it('warns of a property that no rule reads, and takes a local time and a file', () => {
    const file = new URL('ticket.json', copyOfRules())
    const { properties } = answered
    writeFileSync(
      file,
      JSON.stringify({ ...answered, properties: { ...properties, complaint_withdrawn: 'true' } }),
    )
    const path = fileURLToPath(file)
    const { status, stdout, stderr } = explain('', '--ticket', path, '--at', 'Thu 2026-12-24 10:00')
    expect(status).toBe(0)
    expect(stdout).toContain('Thu 24 Dec 2026, 10:00')
    expect(stderr).toBe(
      `${path}: unknown property \`complaint_withdrawn\`: no rule reads it, did you mean \`complaint_withdrawn_at\`?\n`,
    )
  })
})
