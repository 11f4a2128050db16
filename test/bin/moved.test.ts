// Which due dates a corrected calendar moves, told before it takes effect.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it, onTestFinished } from 'vitest'
import { describe as described } from '../../bin/decide-answer.ts'
import { compareClocks } from '../../bin/compare-clocks.ts'
import { movedJson, movedLines, type TicketMoved } from '../../bin/moved-lines.ts'
import { loadPolicy } from '../../bin/load-policy.ts'
import { gatherRules } from '../../bin/rules-folder.ts'
import { decide } from '../../src/rules/decide.ts'
import { parseMemory } from '../../src/rules/memory.ts'
import { policyOf } from '../../src/rules/rulebook.ts'
import { valueOf } from '../rules/calendar/given.ts'

const file = fileURLToPath(new URL('../../rules/calendars/england-and-wales.json', import.meta.url))
const england: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'))

const corrected = (more: object) => {
  const rulebook = valueOf(gatherRules())
  const calendars = { ...rulebook.calendars, 'england-and-wales': { ...england, ...more } }
  return valueOf(policyOf({ ...rulebook, calendars }, 'bournville'))
}
const closing = (from: string, to = from) => corrected({ closures: [{ from, to, title: 'Closed' }] })
const asToday = loadPolicy('bournville')

const asked = '2026-12-14T09:00:00Z'
const ticket = (id: string, properties: Readonly<Record<string, string>> = {}) => ({
  id,
  stage: 'Stage 1',
  owner: '',
  properties: {
    complaint_received_at: asked,
    complaint_formal_requested: 'true',
    complaint_formal_requested_at: asked,
    ...properties,
  },
})
const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)
const compared = async (
  one: Parameters<typeof decide>[0],
  now: string,
  then: Awaited<ReturnType<typeof corrected>>,
): Promise<TicketMoved> => ({
  kind: 'compared',
  line: 1,
  ticket: one.id,
  timeZone: 'Europe/London',
  ...compareClocks(await decide(one, asToday, at(now)), await decide(one, then, at(now))),
})

describe('moved clocks', () => {
  it('are those whose count meets the correction', async () => {
    const moved = await compared(ticket('17'), '2026-12-15T10:00:00Z', closing('2026-12-24'))
    expect(movedJson([moved])).toEqual({
      moved: [
        {
          ticket: '17',
          clock: 'stage1-respond',
          title: expect.any(String),
          startAt: asked,
          from: { dueOn: '2026-12-30', dueAt: '2026-12-31T00:00:00Z', state: 'running' },
          to: { dueOn: '2026-12-31', dueAt: '2027-01-01T00:00:00Z', state: 'running' },
        },
      ],
      unmoved: 1,
      tickets: 1,
      problems: [],
      failed: [],
    })
    const [head, row] = movedLines([moved])
    expect(head).toBe('1 of 2 running clocks of 1 ticket moves')
    expect(row).toMatch(/^ {2}ticket 17 {2}.+ {2}Wed 30 Dec 2026 {2}to Thu 31 Dec 2026 {2}1 day later$/)
  })

  it('say that a holiday taken away makes a clock overdue', async () => {
    const wasClosed = closing('2026-12-16')
    const now = '2026-12-18T10:00:00Z'
    const one = ticket('18')
    const moved: TicketMoved = {
      kind: 'compared',
      line: 1,
      ticket: '18',
      timeZone: 'Europe/London',
      ...compareClocks(await decide(one, wasClosed, at(now)), await decide(one, asToday, at(now))),
    }
    expect(movedLines([moved]).join('\n')).toMatch(
      /Fri 18 Dec 2026 {2}to Thu 17 Dec 2026 {2}1 day earlier, then overdue/,
    )
  })

  it('are not those that have stopped: they keep their result', async () => {
    const answered = ticket('19', {
      complaint_stage1_acknowledged_at: '2026-12-15T09:00:00Z',
      complaint_stage1_responded_at: '2026-12-18T09:00:00Z',
    })
    const { memory } = described(await decide(answered, asToday, at('2026-12-18T10:00:00Z')), asToday)
    const remembered = { ...answered, memory: parseMemory(memory, (name) => name) }
    for (const one of [answered, remembered]) {
      const moved = await compared(one, '2026-12-18T11:00:00Z', closing('2026-12-15', '2026-12-24'))
      expect(movedLines([moved])).toEqual(['No due date moves: 0 running clocks of 1 ticket'])
    }
  })

  it('are none where nothing changed', async () => {
    const moved = await compared(ticket('20'), '2026-12-15T10:00:00Z', corrected({}))
    expect(movedJson([moved])).toMatchObject({ moved: [], unmoved: 2 })
  })

  it('of one date differ by the time of day', () => {
    const on = Temporal.PlainDate.from('2026-06-15')
    const shown = (dueAt: string) => ({ dueOn: on, dueAt: at(dueAt), state: 'running' as const })
    const clock = {
      name: 'reply',
      title: 'Reply',
      startAt: at(asked),
      from: shown('2026-06-15T16:00:00Z'),
      to: shown('2026-06-15T11:00:00Z'),
    }
    const one: TicketMoved = {
      kind: 'compared',
      line: 1,
      ticket: '21',
      timeZone: 'Europe/London',
      moved: [clock, { ...clock, to: undefined }, { ...clock, from: undefined }],
      unmoved: 0,
      problems: ['no calendar that far'],
    }
    expect(movedLines([one])).toEqual([
      '3 of 3 running clocks of 1 ticket move',
      '  ticket 21  Reply  Mon 15 Jun 2026, 17:00  to Mon 15 Jun 2026, 12:00  earlier',
      '  ticket 21  Reply  Mon 15 Jun 2026         has no due date any more',
      '  ticket 21  Reply                          is due Mon 15 Jun 2026     a new clock',
      '',
      'New problems',
      '  ticket 21: no calendar that far',
    ])
  })
})

describe('the command', { timeout: 30_000 }, () => {
  const program = fileURLToPath(new URL('../../bin/redress.ts', import.meta.url))
  const run = (args: readonly string[], input = '') =>
    spawnSync(process.execPath, [program, 'moved', '--policy', 'bournville', ...args], {
      input,
      encoding: 'utf8',
    })
  const written = (calendar: unknown): string => {
    const folder = mkdtempSync(join(tmpdir(), 'redress-moved-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, 'corrected.json')
    writeFileSync(path, typeof calendar === 'string' ? calendar : JSON.stringify(calendar, null, 2))
    return path
  }
  const line = JSON.stringify({ ticket: ticket('17'), now: '2026-12-15T10:00:00Z' })

  it('reads tickets as `decide` does, and goes on after a line that it can not read', () => {
    const calendar = written({ ...england, closures: [{ from: '2026-12-24', title: 'Closed' }] })
    const { stdout, status } = run(
      ['--tickets', '-', '--calendar', calendar, '--json'],
      `${line}\nnonsense\n\n`,
    )
    expect(JSON.parse(stdout)).toMatchObject({
      moved: [{ ticket: '17', from: { dueOn: '2026-12-30' }, to: { dueOn: '2026-12-31' } }],
      failed: [{ line: 2 }],
    })
    expect(status).toBe(1)
  })

  it('compares with another folder of rules', () => {
    const rules = fileURLToPath(new URL('../../rules/', import.meta.url))
    const { stdout, status } = run(['--tickets', '-', '--rules', rules], line)
    expect([stdout, status]).toEqual(['No due date moves: 2 running clocks of 1 ticket\n', 0])
  })

  it.each([
    ['nothing to compare with', () => [], 'either --calendar or --rules'],
    [
      'a calendar that stands for none',
      () => ['--calendar', written({ ...england, id: 'england' })],
      'there is no calendar `england`',
    ],
    ['a calendar without id', () => ['--calendar', written({})], 'needs its `id`'],
    [
      'a calendar with a mistake, at its place',
      () => ['--calendar', written({ ...england, closures: [{ from: '2026-02-30' }] })],
      /corrected\.json:\d+:\d+: `from` must be a date that exists/,
    ],
    ['what is not JSON', () => ['--calendar', written('{')], 'corrected.json:1'],
    ['no file', () => ['--calendar', 'nowhere.json'], 'nowhere.json'],
  ] as const)('refuses %s', (_, args, says) => {
    const { stderr, status } = run(['--tickets', '-', ...args()], line)
    expect(status).toBe(1)
    expect(stderr).toEqual(
      typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says),
    )
  })
})
