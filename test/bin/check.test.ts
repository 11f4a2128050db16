import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkPolicies, describeCheck } from '../../bin/check.ts'
import { copyOfRules, edit, policyIn, put, saidOf } from './changed-rules.ts'

const program = fileURLToPath(new URL('../../bin/redress.ts', import.meta.url))
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [program, 'check', ...args], { encoding: 'utf8' })

describe('check', () => {
  it('finds nothing in what is shipped', () => {
    const checked = checkPolicies(undefined, undefined)
    expect(checked.flatMap(({ mistakes }) => mistakes)).toEqual([])
    expect(checked.map(describeCheck).join('\n')).toMatch(
      /bournville: ok \(\d+ rules, \d+ facts, \d+ examples\)/,
    )
  })

  it('says everything at once, each with line and column', () => {
    const rules = copyOfRules()
    edit(rules, 'bournville/clocks.json', '"start": "stage1Start"', '"start": "stage1Starts"')
    edit(rules, 'bournville/stages.json', '"to": "closed"', '"to": "shut"')
    edit(
      rules,
      'bournville/policy.json',
      '"calendar": "england-and-wales"',
      '"calendar": "england-and-whales"',
    )
    expect(saidOf(rules)).toEqual([
      'bournville/policy.json:6:15: unknown calendar `england-and-whales`, did you mean `england-and-wales`?',
      expect.stringMatching(/^bournville\/stages\.json:\d+:\d+: unknown stage `shut`$/),
      'bournville/clocks.json:7:16: unknown fact `stage1Starts`, did you mean `stage1Start`?',
    ])
  })

  it('shows where a file is not JSON, and reports no mistakes that only follow from it', () => {
    const rules = copyOfRules()
    put(rules, 'bournville/clocks.json', '[\n  { "name": "a" "title": "b" }\n]')
    put(rules, 'bournville/owners.json', '[] // none')
    expect(saidOf(rules)).toEqual([
      'bournville/clocks.json:2:17: this is not JSON: comma expected',
      'bournville/owners.json:1:4: this is not JSON: invalid comment token',
    ])
  })

  it('shows a key that stands twice, of which a JSON parser would take the last', () => {
    const rules = copyOfRules()
    edit(rules, 'bournville/stages.json', '"priority": 100,', '"priority": 100,\n    "priority": 1,')
    expect(saidOf(rules)).toEqual([
      expect.stringMatching(/^bournville\/stages\.json:6:5: the key `priority` stands twice$/),
    ])
  })

  it('names unknown files, and what they may have been meant to be', () => {
    const rules = copyOfRules()
    put(rules, 'bournville/stage.json', [])
    put(rules, 'bournville/examples/notes.txt', 'not JSON')
    mkdirSync(new URL('bournville/drafts', rules))
    expect(saidOf(rules)).toEqual([
      expect.stringContaining('bournville/drafts/: unknown file'),
      expect.stringMatching(/^bournville\/stage\.json: unknown file: .* did you mean `stages\.json`\?$/),
      'bournville/examples/notes.txt: unknown file: examples are JSON files',
    ])
  })

  it('checks earlier versions too', () => {
    const rules = copyOfRules()
    mkdirSync(new URL('bournville/past/2021-04-01', rules), { recursive: true })
    put(rules, 'bournville/past/2021-04-01/policy.json', { id: 'bournville' })
    expect(saidOf(rules)[0]).toBe('bournville/past/2021-04-01/policy.json:1:1: `calendar` is missing')
  })

  it('says that a policy or its policy.json is not there', () => {
    const rules = copyOfRules()
    expect(checkPolicies('bournvile', undefined, rules)[0]?.mistakes[0]?.message).toBe(
      'unknown policy `bournvile`, did you mean `bournville`?',
    )
    rmSync(new URL('bournville/policy.json', rules))
    expect(saidOf(rules)).toEqual(['bournville/: there is no `policy.json` here'])
  })

  it('reports a broken calendar', () => {
    const rules = copyOfRules()
    edit(rules, 'calendars/england-and-wales.json', '"Europe/London"', '"Europe/Bournville"')
    expect(saidOf(rules)[0]).toMatch(/^calendars\/england-and-wales\.json:3:15: .*Europe\/Bournville/)
  })
})

describe('check --procedure', () => {
  const rules = () => {
    const copy = copyOfRules()
    // A policy of one rule, so that what is said is said of it.
    const policy = policyIn(copy)
    const { withdrawn, withdrawnAt } = policy.facts
    for (const key of ['roles', 'rolesBy', 'conflicts', 'pausedBy']) delete policy[key]
    put(copy, 'bournville/policy.json', { ...policy, facts: { withdrawn, withdrawnAt } })
    for (const file of ['clocks', 'owners', 'properties', 'notices']) put(copy, `bournville/${file}.json`, [])
    put(copy, 'bournville/stages.json', [
      {
        name: 'withdrawn',
        title: 'A withdrawn complaint is closed',
        source: {
          section: 'Withdrawal',
          paragraph: 'a',
          sha256: 'f33d9c5da0d26fbd3b0a9f3d1b2bb1c3ab9d0e8a54a4dd3a8a1aa0d7fd4a6a0e',
        },
        conditions: { fact: 'withdrawn', operator: 'equal', value: true },
        event: { type: 'move', params: { to: 'closed', because: 'it was withdrawn' } },
      },
    ])
    return copy
  }
  const procedure = 'Withdrawal\n\n- You can withdraw a complaint at any time.\n- We then close it.\n'

  it('names a rule whose paragraph reads differently now, with the fingerprint that it has', () => {
    const copy = rules()
    const [first = ''] = saidOf(copy, procedure)
    expect(first).toMatch(
      /^bournville\/stages\.json:5:15: rule `withdrawn`: paragraph a of `Withdrawal` no longer reads the same; .* its sha256 is [0-9a-f]{64}$/,
    )
    edit(copy, 'bournville/stages.json', /"sha256": "(.*)"/, `"sha256": "${first.slice(-64)}"`)
    expect(saidOf(copy, procedure)).toEqual([])
    expect(saidOf(copy, `Withdrawal\n\n- New first.\n${procedure.slice(12)}`)[0]).toContain(
      'no longer reads the same; its text now stands at Withdrawal, paragraph b',
    )
  })

  it('names a rule whose paragraph is not there, or that has no fingerprint', () => {
    const copy = rules()
    expect(saidOf(copy, 'Charges\n\nNone.\n')[0]).toContain(
      'rule `withdrawn`: the procedure has no paragraph a in `Withdrawal`',
    )
    edit(copy, 'bournville/stages.json', /,\s*"sha256": ".*"/, '')
    expect(saidOf(copy, procedure)[0]).toContain(
      'rule `withdrawn`: no fingerprint of paragraph a of `Withdrawal`',
    )
  })

  it('shows each rule beside its paragraph, and the paragraphs that no rule cites', () => {
    const text = checkPolicies('bournville', procedure, rules()).map(describeCheck).join('\n')
    expect(text).toContain(
      'withdrawn: A withdrawn complaint is closed\n  Withdrawal, paragraph a (reworded)\n  | You can withdraw a complaint at any time.',
    )
    expect(text).toContain('Paragraphs that no rule cites:\n  Withdrawal, paragraph b: We then close it.')
  })
})

describe('the command', { timeout: 30_000 }, () => {
  it('answers with an ok line, or in JSON', () => {
    const plain = run('bournville')
    expect(plain).toMatchObject({ status: 0, stderr: '' })
    expect(plain.stdout).toMatch(/^bournville: ok \(.*\)\n$/)
    expect(JSON.parse(run('bournville', '--json').stdout)).toMatchObject([
      { policy: 'bournville', ok: true, mistakes: [] },
    ])
  })

  it('fails on a policy that is not there, and on a procedure that can not be read', () => {
    const unknown = run('bournvile', '--json')
    expect(unknown.status).toBe(1)
    expect(JSON.parse(unknown.stdout)).toMatchObject([
      { ok: false, mistakes: [{ file: 'rules/', line: null, column: null }] },
    ])
    const unread = run('--procedure', '/nowhere.txt')
    expect(unread.status).toBe(1)
    expect(unread.stderr).toContain('can not read the procedure: there is no file /nowhere.txt')
  })
})
