/* oxlint-disable unicorn/no-thenable -- a step of an example has a `then`, and no step is ever awaited */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { describeTest, hasPassed } from '../../bin/describe-test.ts'
import { testPolicies } from '../../bin/test-policies.ts'
import { copyOfRules, edit, put, saidOf } from './changed-rules.ts'

const received = {
  stage: 'Early resolution',
  createdAt: 'Mon 2026-11-23 09:00',
  receivedAt: 'Mon 2026-11-23 09:00',
  serviceArea: 'repairs',
}
const life = (...steps: readonly object[]) => ({ title: 'A life', ticket: received, steps })

/** What a run of one example says of it. */
async function failuresOf(example: unknown, change?: (rules: URL) => void) {
  const rules = copyOfRules()
  put(rules, 'bournville/examples/life.json', example)
  change?.(rules)
  const [tested] = await testPolicies('bournville', rules)
  if (!tested) throw new Error('nothing was tested')
  expect(tested.mistakes).toEqual([])
  return { tested, text: describeTest(tested), failures: tested.played.flatMap(({ failures }) => failures) }
}

describe('a failing step', () => {
  const at = 'Mon 2026-11-23 10:00'
  const set = { formalRequested: true, formalRequestedAt: 'Mon 2026-11-23 09:00' }

  it.each([
    ['stage', { stage: 'Stage 2' }, 'Stage 2', 'Stage 1'],
    ['owner', { owner: 'director' }, 'director', 'priya.repairs@bournville.example (teamLeader)'],
    ['owner', { owner: null }, 'nobody', 'priya.repairs@bournville.example (teamLeader)'],
    ['acknowledgeDue', { facts: { acknowledgeDue: '2026-11-27' } }, 'Fri 2026-11-27', 'Thu 2026-11-26'],
    [
      'stage1StartedAt',
      { facts: { stage1StartedAt: '2026-11-23 10:00' } },
      'Mon 2026-11-23 10:00',
      'Mon 2026-11-23 09:00',
    ],
    ['slaStatus', { facts: { slaStatus: null } }, 'empty', 'on_track'],
    ['clock stage1-respond', { clocks: { 'stage1-respond': 'met' } }, 'met', 'running'],
    ['clock stage1-respond', { clocks: { 'stage1-respond': null } }, 'none', 'running'],
    ['clock stage2-respond', { clocks: { 'stage2-respond': 'running' } }, 'running', 'none'],
    [
      'clock stage1-respond',
      { clocks: { 'stage1-respond': 'running, due 2026-12-08' } },
      'due Tue 2026-12-08',
      'due Mon 2026-12-07',
    ],
    [
      'clock stage1-respond',
      { clocks: { 'stage1-respond': 'running, due Tue 2026-12-08 17:00' } },
      'due Tue 2026-12-08 17:00',
      'due Tue 2026-12-08 00:00',
    ],
    [
      'clock stage1-respond',
      { clocks: { 'stage1-respond': { state: 'running', startAt: '2026-11-23 10:00', extension: 'valid' } } },
      'start Mon 2026-11-23 10:00, extension valid',
      'start Mon 2026-11-23 09:00, extension none',
    ],
    [
      'clock stage1-respond',
      { clocks: { 'stage1-respond': { state: 'running', remark: 'no reason' } } },
      'remark … no reason …',
      'no remark',
    ],
    ['rule early-complex', { fires: ['early-complex'] }, 'fires', 'refuses'],
    ['near miss of early-formal', { nearMiss: { 'early-formal': 'formal' } }, '… formal …', 'none'],
    ['rule early-formal', { refuses: ['early-formal'] }, 'refuses', 'fires'],
    ['open tasks', { tasks: ['settle-ground'] }, 'settle-ground', 'none'],
    ['notes', { notes: ['closing-note'] }, 'closing-note', 'none'],
    ['problem', { problem: 'nobody' }, '… nobody …', 'none'],
  ])('%s: says what was expected and what came', async (what, then, expected, actual) => {
    const { failures } = await failuresOf(life({ at, set, then }))
    expect(failures).toMatchObject([{ step: 1, at, what, expected, actual }])
  })

  it('says what a rule lacks when it lacks one condition', async () => {
    const of = async (nearMiss: object) => (await failuresOf(life({ at, then: { nearMiss } }))).failures
    expect(await of({ 'early-formal': 'would move to Stage 1 if', 'early-owner': null })).toEqual([])
    expect(await of({ 'early-formal': null })).toMatchObject([
      { what: 'near miss of early-formal', expected: 'none', actual: expect.stringContaining('would move') },
    ])
  })

  it('says how the days of a clock were counted', async () => {
    const clocks = { 'stage1-acknowledge': 'running, due Fri 2026-11-27' }
    const { text } = await failuresOf(life({ at, set, then: { clocks } }))
    expect(text).toContain('counted     1 Tue 24 Nov, 2 Wed 25 Nov, 3 Thu 26 Nov\n')
  })

  it('says what an extension came to, and what is remarked of it', async () => {
    const notice = { ...set, stage1ExtensionNotifiedAt: 'Mon 2026-11-23 09:30' }
    const of = async (details: object) => {
      const then = { clocks: { 'stage1-respond': { state: 'running', ...details } } }
      const { failures } = await failuresOf(life({ at, set: notice, then }))
      return failures
    }
    const remark = 'the extension does not count: no reason is recorded'
    expect(await of({ extension: 'invalid: no reason', remark: 'no reason' })).toEqual([])
    expect(await of({ extension: 'valid' })).toMatchObject([
      { expected: 'extension valid', actual: `extension invalid, ${remark}` },
    ])
    expect(await of({ extension: 'invalid: too late' })).toMatchObject([
      { expected: 'extension invalid: … too late …', actual: `extension invalid, ${remark}` },
    ])
    expect(await of({ remark: null })).toMatchObject([{ expected: 'no remark', actual: remark }])
  })

  it('says for whom a task is, and when it is due', async () => {
    const task = { rule: 'stage1-acknowledge-due-soon' }
    const of = async (details: object) => {
      const then = { tasks: [{ ...task, ...details }] }
      const { failures } = await failuresOf(life({ at, set }, { at: 'Wed 2026-11-25 09:00', then }))
      return failures
    }
    const right = { to: 'teamLeader', due: 'Thu 2026-11-26', says: 'Acknowledge' }
    expect(await of(right)).toEqual([])
    expect(
      await of({ ...right, to: 'priya.repairs@bournville.example', due: 'Fri 2026-11-27 00:00' }),
    ).toEqual([])
    expect(await of({ ...right, to: 'director', due: 'Fri 2026-11-27' })).toMatchObject([
      {
        what: 'open tasks',
        expected: 'stage1-acknowledge-due-soon, to director, due Fri 2026-11-27, … Acknowledge …',
        actual: expect.stringContaining('to priya.repairs@bournville.example, due Thu 2026-11-26'),
      },
    ])
  })

  it('says which changes came where none should', async () => {
    const { failures } = await failuresOf(life({ at, set, then: { changesNothing: true } }))
    expect(failures[0]?.actual).toContain(
      'stage: early → stage1; owner: empty → priya.repairs@bournville.example',
    )
  })

  it('says where it stands, and why the rule held or not', async () => {
    const { text } = await failuresOf(life({ at, then: { fires: ['early-formal'] } }))
    expect(text).toMatch(
      /bournville\/examples\/life\.json:\d+:\d+: A life\n {2}step 1, Mon 2026-11-23 10:00: rule early-formal/,
    )
    expect(text).toContain(
      'early-formal (A formal complaint goes to stage 1; Formal investigation (stage 1), paragraph a): not held',
    )
    expect(text).toMatch(/✗ all of these\n +✓ .*stage: Early resolution; the rule needs .*\n/)
    expect(text).toContain(
      '✗ a formal complaint was asked for, by box or by date: no; the rule needs that it is yes',
    )
  })

  it('fails on a problem that the example did not expect, and not on one that it did', async () => {
    const nobody = (rules: URL) =>
      edit(
        rules,
        'bournville/owners.json',
        '"to": [{ "role": "customerServices" }]',
        '"to": [{ "fact": "secondReviewer" }]',
      )
    const unasked = await failuresOf(life({ at, then: { stage: 'Early resolution' } }), nobody)
    expect(unasked.failures).toMatchObject([{ what: 'problem', expected: 'none' }])
    const asked = await failuresOf(life({ at, then: { problem: 'no second reviewer' } }), nobody)
    expect(asked.failures).toEqual([])
  })
})

describe('a life', () => {
  it('is looked at between steps when something falls due, and not while an event is lost', async () => {
    const step = { at: 'Mon 2026-11-23 10:00', set: { formalRequestedAt: 'Mon 2026-11-23 09:00' } }
    const later = 'Fri 2026-11-27 09:00'
    const both = { tasks: ['stage1-acknowledge-due-soon', 'stage1-acknowledge-overdue'] }
    expect((await failuresOf(life(step, { at: later, then: both }))).failures).toEqual([])
    const overdue = { tasks: ['stage1-acknowledge-overdue'] }
    expect((await failuresOf(life({ ...step, lost: true }, { at: later, then: overdue }))).failures).toEqual(
      [],
    )
  })

  it('makes a task once for each key, and completes it once', async () => {
    const { failures } = await failuresOf(
      life(
        { at: 'Thu 2026-11-26 10:00', then: { tasks: ['early-time-up'] } },
        {
          at: 'Thu 2026-11-26 11:00',
          set: { earlyOutcome: 'resolved' },
          then: { stage: 'Closed', tasks: [] },
        },
        {
          at: 'Thu 2026-11-26 12:00',
          set: { earlyOutcome: null },
          hand: { stage: 'Early resolution' },
          then: { fires: ['early-time-up'], tasks: [] },
        },
      ),
    )
    expect(failures).toEqual([])
  })
})

describe('the world of an example', () => {
  const at = 'Mon 2026-11-23 10:00'
  const set = { formalRequestedAt: 'Mon 2026-11-23 09:00' }
  const played = async (world: object, then: object) =>
    (await failuresOf({ ...life({ at, set, then }), ...world })).failures

  it.each([
    ['full', 'Stage 1', 'Thu 2026-11-26'],
    ['assist', 'Early resolution', 'Thu 2026-11-26'],
    ['observe', 'Early resolution', null],
  ])('%s: the ticket stands in %s, acknowledgement due %s', async (mode, stage, acknowledgeDue) => {
    expect(await played({ mode }, { stage, facts: { acknowledgeDue } })).toEqual([])
  })

  it('gives work only to those in the directory', async () => {
    const missing = 'priya.repairs@bournville.example is not in the directory'
    const director = { directory: ['anna.director@bournville.example'] }
    expect(await played(director, { owner: null, problem: missing })).toEqual([])
    const team = { directory: ['Priya.Repairs@bournville.example'] }
    expect(await played(team, { owner: 'priya.repairs@bournville.example' })).toEqual([])
  })
})

describe('coverage', () => {
  it('counts what a passing step shows, and fails on a rule that no example shows', async () => {
    const { tested, text } = await failuresOf(
      life({
        at: 'Mon 2026-11-23 10:00',
        then: {
          fires: ['early-owner'],
          refuses: ['early-formal', 'early-complex'],
          clocks: { 'stage1-respond': null },
        },
      }),
    )
    const of = (name: string) => tested.coverage.find(({ rule }) => rule === name)
    expect(of('early-owner')).toMatchObject({ fires: ['A life'], refuses: [] })
    expect(of('early-formal')).toMatchObject({ fires: [], refuses: ['A life'] })
    expect(of('stage1-respond')).toMatchObject({ fires: [], refuses: ['A life'] })
    expect(of('show-status')).toMatchObject({ isAlways: true })
    expect(of('early-owner')?.results).toEqual([])
    expect(of('stage1-respond')?.results).toEqual([
      { result: 'in time', isNeeded: true, shown: [] },
      { result: 'late', isNeeded: true, shown: [] },
      { result: 'extended', isNeeded: false, shown: [] },
      { result: 'not extended', isNeeded: false, shown: [] },
    ])
    expect(hasPassed(tested)).toBe(false)
    expect(text).toContain('bournville: no example shows `early-owner` refusing')
    expect(text).toContain('bournville: no example shows `stage1-respond` late')
  })

  it('counts the results of a clock by example', async () => {
    const set = { formalRequestedAt: 'Mon 2026-11-23 09:00', stage1AcknowledgedAt: 'Mon 2026-11-23 09:30' }
    const { text } = await failuresOf(
      life(
        { at: 'Mon 2026-11-23 10:00', set, then: { clocks: { 'stage1-acknowledge': 'met' } } },
        { at: 'Tue 2026-12-08 10:00', then: { clocks: { 'stage1-respond': 'overdue' } } },
      ),
    )
    expect(text).toMatch(/clock +in time +late +paused +extended +not extended\n/)
    expect(text).toMatch(/stage1-acknowledge +1 +0 +- +- +-\n/)
    expect(text).toMatch(/stage1-respond +0 +1 +- +0 +0\n/)
    expect(text).not.toContain('`stage1-acknowledge` in time')
  })
})

describe('a mistake in an example', () => {
  const at = '2026-11-23 10:00'

  it.each([
    ['an unknown key', life({ at, sets: {} }), 'unknown key `sets`, did you mean `set`?'],
    [
      'an unknown key of then',
      life({ at, then: { state: 'Stage 1' } }),
      'unknown key `state`, did you mean `stage`?',
    ],
    [
      'an unknown fact',
      life({ at, set: { aboutStaf: true } }),
      'unknown key `aboutStaf`, did you mean `aboutStaff`?',
    ],
    [
      'an unknown fact that is expected',
      life({ at, then: { facts: { respondDu: null } } }),
      'unknown fact `respondDu`, did you mean `respondDue`?',
    ],
    ['a derived fact', life({ at, set: { withdrawn: true } }), '`withdrawn` follows from other facts'],
    [
      'a wrong kind of value',
      life({ at, set: { aboutStaff: 'yes' } }),
      'this takes `true`, `false` or `null`',
    ],
    [
      'an unknown option',
      life({ at, set: { complexity: 'hard' } }),
      'this takes `standard`, `complex` or `null`',
    ],
    ['a text for a set', life({ at, set: { aspectsRaised: 'delay' } }), 'this takes a list of'],
    ['a name for a person', life({ at, set: { staffSubject: 'Helen' } }), 'this takes an e-mail address'],
    ['a date for a time', life({ at: '2026-11-23' }), '`2026-11-23` is no time'],
    ['a day that does not exist', life({ at: '2026-02-30 10:00' }), '2026-02-30 does not exist'],
    ['a wrong weekday', life({ at: 'Tue 2026-11-23 10:00' }), '2026-11-23 is a Mon, not a Tue'],
    [
      'a time that the clock change leaves out',
      life({ at: '2026-03-29 01:30' }),
      'it does not exist, or the clock change makes it two',
    ],
    [
      'a time that the clock change repeats',
      life({ at: '2026-10-25 01:30' }),
      'it does not exist, or the clock change makes it two',
    ],
    ['a step before the one that it follows', life({ at }, { at: '2026-11-22 10:00' }), 'can not be before'],
    [
      'an unknown stage',
      life({ at, hand: { stage: 'Stage 3' } }),
      'unknown stage `Stage 3`, did you mean `Stage 1`?',
    ],
    ['an unknown role', life({ at, then: { owner: 'headOfServices' } }), 'did you mean `headOfService`?'],
    ['an unknown mode', { ...life({ at }), mode: 'observer' }, 'did you mean `observe`?'],
    ['nobody in the directory', { ...life({ at }), directory: ['Priya'] }, '`Priya` is no e-mail address'],
    [
      'an unknown outcome of an extension',
      life({ at, then: { clocks: { 'stage1-respond': { state: 'running', extension: 'no' } } } }),
      'an extension is `valid`, `invalid`',
    ],
    [
      'a wrong weekday in short',
      life({ at, then: { clocks: { 'stage1-respond': 'running, due Fri 2026-12-07 17:00' } } }),
      '2026-12-07 is a Mon, not a Fri',
    ],
    [
      'a near miss of no rule',
      life({ at, then: { nearMiss: { 'early-forma': 'asked' } } }),
      'unknown rule `early-forma`',
    ],
    ['an empty near miss', life({ at, then: { nearMiss: { 'early-formal': '' } } }), 'this takes part of'],
    [
      'a task for no role',
      life({ at, then: { tasks: [{ rule: 'settle-ground', to: 'directors' }] } }),
      'unknown role `directors`, did you mean `director`?',
    ],
    [
      'a note for somebody',
      life({ at, then: { notes: [{ rule: 'closing-note', to: null }] } }),
      'unknown key `to`',
    ],
    [
      'an unknown rule',
      life({ at, then: { fires: ['early-forma'] } }),
      'unknown rule `early-forma`, did you mean `early-formal`?',
    ],
    ['a task that is none', life({ at, then: { tasks: ['early-formal'] } }), 'unknown task `early-formal`'],
    [
      'an unknown clock',
      life({ at, then: { clocks: { 'stage1-ack': 'met' } } }),
      'unknown clock `stage1-ack`',
    ],
    [
      'an unknown state of a clock',
      life({ at, then: { clocks: { 'stage1-respond': 'late' } } }),
      '`late` is no state of a clock',
    ],
    [
      'a look at what was lost',
      life({ at, lost: true, then: { tasks: [] } }, { at }),
      'nothing is looked at',
    ],
    ['a lost end', life({ at, lost: true }), 'a later step has to find what was lost here'],
    ['no steps', life(), 'an example has at least one step'],
    ['an empty then', life({ at, then: {} }), 'a `then` without anything in it shows nothing'],
    [
      'a prototype',
      JSON.stringify(life({ at })).replace('"steps"', '"__proto__"'),
      'the key `__proto__` is not allowed',
    ],
    ['no JSON', '{ "title": }', 'this is not JSON: value expected'],
  ])('%s is shown with its place', (_, example, message) => {
    const rules = copyOfRules()
    put(rules, 'bournville/examples/life.json', example)
    const [said = ''] = saidOf(rules)
    expect(said).toMatch(/^bournville\/examples\/life\.json:\d+:\d+: /)
    expect(said).toContain(message)
  })
})

describe('the command', { timeout: 30_000 }, () => {
  const program = fileURLToPath(new URL('../../bin/redress.ts', import.meta.url))
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [program, 'test', ...args], { encoding: 'utf8' })

  it('passes what is shipped, with a line for each example and rule', () => {
    const { status, stdout } = run()
    expect(stdout).toMatch(/A complaint over Christmas +11 +ok\n/)
    expect(stdout).toMatch(/early-formal +move +\d+ +\d+\n/)
    expect(stdout).toMatch(/bournville: \d+ examples, 0 failed; \d+ rules, 0 not shown\n/)
    expect(status).toBe(0)
  })

  it('answers in JSON, and fails on a policy that is not there', () => {
    const unknown = run('bournvile', '--json')
    expect(JSON.parse(unknown.stdout)).toMatchObject([{ policy: 'bournvile', ok: false, examples: [] }])
    expect(unknown.status).toBe(1)
  })
})
