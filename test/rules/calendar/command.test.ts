// `redress due` and `redress calendar`, run as a person would.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { isRecord } from '../../../src/rules/finding.ts'
import { officeWeek } from './given.ts'

const program = fileURLToPath(new URL('../../../bin/redress.ts', import.meta.url))
const run = (args: readonly string[], input = '') =>
  spawnSync(process.execPath, [program, ...args], { input, encoding: 'utf8' })

const answers = (lines: readonly string[]): readonly unknown[] => {
  const { stdout, status } = run(['due'], `${lines.join('\n')}\n`)
  expect(status).toBe(0)
  return stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}
const answersTo = (questions: readonly object[]) =>
  answers(questions.map((question) => JSON.stringify(question)))

const errorOf = (answer: unknown): string => (isRecord(answer) ? String(answer['error']) : 'no answer')
const office = { timeZone: 'Europe/London', week: officeWeek }
const base = { calendar: 'england-and-wales', start: '2026-11-23T10:00:00Z' }

describe('due', () => {
  it('answers in order, mistakes included', () => {
    const replies = answers([
      JSON.stringify({ ...base, within: { workingDays: 3 } }),
      'not json',
      '',
      JSON.stringify({ ...base, until: '2026-11-25T12:00:00Z' }),
      JSON.stringify({ ...base, start: '2026-11-23', within: { workingHours: 4 } }),
    ])
    expect(replies[0]).toEqual({ dueOn: '2026-11-26', dueAt: '2026-11-27T00:00:00Z' })
    expect(errorOf(replies[1])).toContain('not JSON')
    expect(errorOf(replies[2])).toContain('not JSON')
    expect(replies[3]).toEqual({ workingSeconds: 64_800, workingDays: 2 })
    expect(replies[4]).toEqual({ dueOn: '2026-11-23', dueAt: '2026-11-23T13:00:00Z' })
  })

  it('takes calendars as their file has them, and bakes the holidays of any country', () => {
    const replies = answersTo([
      { calendar: office, start: '2026-12-24', within: { workingDays: 1 } },
      {
        calendar: { ...office, holidays: { country: 'IE' } },
        start: '2026-02-01',
        within: { workingDays: 1 },
      },
      {
        calendar: { ...office, timeZone: 'Europe/Berlin', holidays: { country: 'DE', region: 'BY' } },
        start: '2026-01-05',
        within: { workingDays: 1 },
      },
      {
        calendar: { ...office, timeZone: 'America/New_York', holidays: { country: 'US' } },
        start: '2026-07-02',
        within: { workingDays: 1 },
      },
    ])
    expect(replies).toEqual([
      { dueOn: '2026-12-25', dueAt: '2026-12-26T00:00:00Z' },
      { dueOn: '2026-02-03', dueAt: '2026-02-04T00:00:00Z' },
      { dueOn: '2026-01-07', dueAt: '2026-01-07T23:00:00Z' },
      { dueOn: '2026-07-06', dueAt: '2026-07-07T04:00:00Z' },
    ])
  })

  it('takes every switch', () => {
    const within = { workingDays: 1 }
    const saturday = { ...base, start: '2026-11-21T18:00:00Z', within }
    const replies = answersTo([
      { ...saturday, counting: 'inclusive' },
      { ...saturday, nonWorkingStart: 'receivedNextWorkingDay' },
      { ...base, start: '2026-11-23T17:00:00Z', within, cutOff: '17:00', dueTime: 'closing' },
      { ...base, within, pauses: [['2026-11-24T15:00:00Z', '2026-11-25T09:00:00Z']] },
    ])
    expect(replies.map((reply) => isRecord(reply) && reply['dueAt'])).toEqual([
      '2026-11-24T00:00:00Z',
      '2026-11-25T00:00:00Z',
      '2026-11-25T17:00:00Z',
      '2026-11-26T00:00:00Z',
    ])
  })

  const refused = [
    ['no calendar', { calendar: undefined }, '`calendar` must be'],
    ['an unknown calendar', { calendar: 'wales' }, 'unknown calendar `wales`: there are england-and-wales'],
    ['a path for a calendar', { calendar: '../../package' }, 'unknown calendar'],
    [
      'a bad calendar',
      { calendar: { ...office, timeZone: 'Mars' } },
      'calendar: timeZone: unknown time zone `Mars`',
    ],
    [
      'a country nobody knows',
      { calendar: { ...office, holidays: { country: 'ZZ' } } },
      'unknown country `ZZ`',
    ],
    [
      'a region nobody knows',
      { calendar: { ...office, holidays: { country: 'DE', region: 'ZZ' } } },
      'unknown region `ZZ`',
    ],
    [
      'Britain without its nation',
      { calendar: { ...office, holidays: { country: 'GB' } } },
      '`GB` needs a region',
    ],
    ['no start', { start: undefined }, '`start` is missing'],
    ['a start without offset', { start: '2026-11-23T10:00:00' }, 'an instant with its offset'],
    ['a date that does not exist', { start: '2026-02-30' }, '`start` must be a date'],
    ['neither within nor until', { within: undefined }, 'either `within` or `until`'],
    ['both within and until', { until: '2026-11-24' }, 'either `within` or `until`'],
    ['two units', { within: { workingDays: 1, weeks: 1 } }, 'one unit'],
    ['an unknown switch', { cutoff: '17:00' }, 'unknown key `cutoff`, did you mean `cutOff`?'],
    ['a bad cut-off', { cutOff: '5pm' }, '`cutOff` must be a time'],
    ['a bad choice', { counting: 'both' }, '`counting` must be `exclusive` or `inclusive`'],
    [
      'a pause back to front',
      { pauses: [['2026-11-25T00:00Z', '2026-11-24T00:00Z']] },
      '`pauses[0]` ends before it starts',
    ],
    [
      'a pause with no end',
      { pauses: [['2026-11-23T00:00Z', null]] },
      'the clock is paused since 2026-11-23T00:00:00Z',
    ],
    [
      'a date beyond the holidays',
      { start: '2041-01-01' },
      'covers the dates from 2010-01-01 to 2040-12-31 only',
    ],
  ] as const
  const refusals = answersTo(
    refused.map(([, change]) => ({ ...base, within: { workingDays: 3 }, ...change })),
  )

  it.each(refused.map(([why, , says], index) => [why, says, refusals[index]] as const))(
    'refuses %s',
    (_, says, answer) => {
      expect(errorOf(answer)).toContain(says)
    },
  )

  it('answers thousands of lines in good time', () => {
    const line = JSON.stringify({ ...base, within: { workingHours: 30 } })
    const started = performance.now()
    expect(answers(Array.from({ length: 5000 }, () => line))).toHaveLength(5000)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

describe('calendar', () => {
  it('shows a year with what it is made of', () => {
    const { stdout, status } = run(['calendar', 'scotland', '--year', '2026', '--json'])
    const shown: unknown = JSON.parse(stdout)
    expect(status).toBe(0)
    expect(shown).toMatchObject({
      id: 'scotland',
      workingDays: 251,
      projected: false,
      covers: { confirmedTo: 2028 },
    })
    expect(shown).toHaveProperty(
      'holidays.5',
      expect.objectContaining({
        on: '2026-06-15',
        weekday: 'Mon',
        title: 'World Cup bank holiday',
        source: 'calendar file',
      }),
    )
  })

  it('says when holidays are projected', () => {
    expect(run(['calendar', 'scotland', '--year', '2029']).stdout).toContain(
      'holidays projected, not announced',
    )
  })

  it('lists them all, and for a program shows the year of each', () => {
    const { stdout } = run(['calendar', '--year', '2026'])
    expect(stdout.split('\n')[2]).toMatch(/^ireland +Europe\/Dublin +IE +2010 to 2040 +not said +252$/)
    const years: unknown = JSON.parse(run(['calendar', '--year', '2026', '--json']).stdout)
    expect(years).toMatchObject([{ id: 'england-and-wales', workingDays: 253 }, { id: 'ireland' }, {}, {}])
  }, 30_000)

  it('bakes a region to be looked at, and writes nothing unless told to', () => {
    const { stdout } = run(['calendar', 'bake', 'fr', '--id', 'paris'])
    expect(stdout).toMatch(/^ {4}\w{3} 14 Jul  \w/m)
    expect(stdout).toContain('Nothing is written yet: --write puts it in rules/calendars/holidays.json')
    const shown: unknown = JSON.parse(run(['calendar', 'bake', 'IE', '--json']).stdout)
    expect(shown).toMatchObject({ written: false, regions: [{ region: 'IE', isNew: false, added: [] }] })
    expect(run(['calendar', 'paris']).stderr).toContain('unknown calendar `paris`')
  }, 30_000)

  it.each([
    [['calendar', 'narnia'], 'unknown calendar `narnia`'],
    [['calendar', 'scotland', '--year', '2050'], 'covers the years 2010 to 2040, not 2050'],
    [['calendar', 'scotland', '--year', 'soon'], 'a year has four digits'],
    [['calendar', 'bake', 'ZZ'], 'unknown country `ZZ`'],
    [['nonsense'], "unknown command 'nonsense'"],
  ])('%j is refused', (args, says) => {
    const { status, stderr } = run(args)
    expect(status).toBe(1)
    expect(stderr).toContain(says)
  })

  it.each([[['--help']], [['due', '--help']], [['calendar', '--help']], [['calendar', 'bake', '--help']]])(
    '%j helps',
    (args) => {
      const { status, stdout } = run(args)
      expect(status).toBe(0)
      expect(stdout).toContain('Usage: redress')
    },
  )
})
