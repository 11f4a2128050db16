// Every way known to hurt or fool the rules engine from a rule file: it works on the bare engine, and `redress check` refuses it.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { attacks } from './bare-engine.ts'
import { copyOfRules, edit, put, saidOf } from './changed-rules.ts'

const leaf = { fact: 'withdrawn', operator: 'equal', value: true }
const move = { type: 'move', params: { to: 'closed', because: 'it was withdrawn' } }
const rule = (conditions: unknown, event: unknown = move, more: object = {}) => ({
  name: 'hazard',
  title: 'A hazard',
  source: { section: 'none', paragraph: 'a' },
  conditions,
  event,
  ...more,
})

/** What check says of a policy whose file of stages holds one rule. */
function saidOfRule(hazard: unknown): readonly string[] {
  const rules = copyOfRules()
  put(rules, 'bournville/stages.json', typeof hazard === 'string' ? hazard : [hazard])
  return saidOf(rules)
}

/** Written as text: no program that recurses could write it. */
const nested = (depth: number): string =>
  JSON.stringify([rule('deep')]).replace(
    '"deep"',
    `${'{"all":['.repeat(depth)}${JSON.stringify(leaf)}${']}'.repeat(depth)}`,
  )

const refused: readonly (readonly [what: string, hazard: unknown, message: string])[] = [
  ['a path', rule({ all: [{ ...leaf, path: '$..constructor' }] }), 'unknown key `path`'],
  [
    'a path with a pattern',
    rule({ all: [{ ...leaf, path: '$[?(@.match(/^(a+)+$/))]' }] }),
    'unknown key `path`',
  ],
  ['a path for all of a list', rule({ all: [leaf], path: '$' }), 'and no `path` beside it'],
  ['params for a fact', rule({ all: [{ ...leaf, params: {} }] }), 'unknown key `params`'],
  [
    'an unknown operator',
    rule({ all: [{ ...leaf, operator: 'equals' }] }),
    'unknown operator `equals`, did you mean `equal`?',
  ],
  ['a regular expression', rule({ all: [{ ...leaf, operator: 'matches' }] }), 'unknown operator `matches`'],
  [
    'an operator with a decorator',
    rule({ all: [{ ...leaf, operator: 'not:equal' }] }),
    'unknown operator `not:equal`',
  ],
  [
    'an operator of every object',
    rule({ all: [{ ...leaf, operator: 'toString' }] }),
    '`toString` is not allowed: it names what every object has',
  ],
  [
    'an unknown fact',
    rule({ all: [{ ...leaf, fact: 'withdrawnn' }] }),
    'unknown fact `withdrawnn`, did you mean `withdrawn`?',
  ],
  [
    'a fact compared with a fact',
    rule({ all: [{ ...leaf, value: { fact: 'formalAsked' } }] }),
    'the value does not fit `withdrawn`',
  ],
  [
    'a text for a number of things',
    rule({ all: [{ fact: 'stage', operator: 'in', value: 'early stage1' }] }),
    'the value does not fit `stage`',
  ],
  [
    'an option that is none',
    rule({ all: [{ fact: 'stage', operator: 'equal', value: 'stage3' }] }),
    'the value does not fit `stage`',
  ],
  ['an empty all', rule({ all: [] }), '`all` must be a list of at least one condition'],
  ['an empty any', rule({ any: [] }), '`any` must be a list of at least one condition'],
  ['any beside all', rule({ all: [leaf], any: [leaf] }), 'exactly one of `all`, `any` and `not`'],
  ['a leaf beside all', rule({ all: [leaf], ...leaf }), 'and no `fact` beside it'],
  ['a list under not', rule({ not: [leaf] }), 'a condition must be an object'],
  ['a shared condition', rule({ condition: 'shared' }), 'unknown key `condition`'],
  ['no conditions', { ...rule(leaf), conditions: undefined }, 'a condition must be an object'],
  ['the event success', rule(leaf, { type: 'success' }), '`success` does not belong here'],
  ['the event error', rule(leaf, { type: 'error' }), '`error` does not belong here'],
  ['an event of another file', rule(leaf, { type: 'task', params: {} }), '`task` does not belong here'],
  ['an unknown key of a rule', rule(leaf, move, { enabled: false }), 'unknown key `enabled`'],
  ['an unknown key of an event', rule(leaf, { ...move, onSuccess: 'x' }), 'unknown key `onSuccess`'],
  [
    'an unknown parameter',
    rule(leaf, { type: 'move', params: { ...move.params, when: 'now' } }),
    'unknown key `when`',
  ],
  [
    'a fact copied into an event',
    rule(leaf, { type: 'move', params: { to: 'closed', because: { fact: 'adjustments' } } }),
    '`because` must be a text',
  ],
  ['a shared condition in a list', rule({ all: [{ condition: 'shared' }] }), 'unknown key `condition`'],
  ['deep nesting', nested(11), 'conditions nest deeper than 10'],
  ['deeper nesting', nested(60), 'this nests deeper than 40 levels'],
  ['very deep nesting', nested(3000), 'this nests'],
  ['many conditions', rule({ any: Array.from({ length: 201 }, () => leaf) }), 'more than 200 conditions'],
  [
    'a prototype',
    JSON.stringify([rule({ all: [leaf] })]).replace(/("all":\[.*?\])/, '$1,"__proto__":{"any":[]}'),
    'the key `__proto__` is not allowed',
  ],
  ['a fact of every object', rule({ all: [{ ...leaf, fact: 'valueOf' }] }), '`valueOf` is not allowed'],
  ['a long text', rule(leaf, move, { description: 'x'.repeat(20_001) }), 'longer than 20000 characters'],
  ['a long key', rule(leaf, move, { ['x'.repeat(201)]: true }), 'a key is longer than 200 characters'],
  [
    'a long list',
    rule({ all: [{ fact: 'stage', operator: 'in', value: Array.from({ length: 2001 }, () => 'early') }] }),
    'this holds more than 2000 entries',
  ],
  ['a constructor', rule({ constructor: { any: [leaf] } }), 'the key `constructor` is not allowed'],
]

describe('the bare engine', () => {
  it.each(Object.entries(attacks))(
    'lets itself be hurt or fooled by %s',
    { timeout: 30_000 },
    async (what, attack) => {
      expect(refused.map(([name]) => name)).toContain(what)
      await attack()
    },
  )

  it('reads paths with a library that at least runs no code', () => {
    const lock: { readonly packages: Readonly<Record<string, { readonly version?: string }>> } = JSON.parse(
      readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
    )
    const versions = Object.entries(lock.packages).flatMap(([path, { version }]) =>
      path.endsWith('node_modules/jsonpath-plus') ? [version ?? ''] : [],
    )
    expect(versions).not.toEqual([])
    for (const version of versions) {
      const [major = 0, minor = 0] = version.split('.').map(Number)
      expect(major > 11 || (major === 11 && minor >= 3), version).toBe(true)
    }
  })
})

describe('a rule file may not hold', () => {
  it('nothing wrong, to begin with', () => expect(saidOfRule(rule({ all: [leaf] }))).toEqual([]))

  it.each(refused)('%s', (_, hazard, message) => {
    const said = saidOfRule(hazard)
    expect(said[0]).toMatch(/^bournville\/stages\.json:\d+:\d+: /)
    expect(said[0]).toContain(message)
  })

  it('more than anybody could read', () => {
    const many = Array.from({ length: 60 }, () => Array.from({ length: 1700 }, () => 1))
    expect(saidOfRule(JSON.stringify([rule({ all: many })]))).toEqual([
      expect.stringMatching(/stages\.json:\d+:\d+: this file holds more than 100000 values/),
    ])
  })

  it('nesting that a parser can not bear', () => {
    const depth = 200_000
    const said = saidOfRule(`${'['.repeat(depth)}${']'.repeat(depth)}`)
    expect(said).toEqual(['bournville/stages.json:1:1: this nests too deeply to be read'])
  })

  it('facts that are derived from themselves', () => {
    const rules = copyOfRules()
    edit(
      rules,
      'bournville/policy.json',
      '"derive": { "reached": "withdrawnAt" }',
      '"derive": { "when": { "fact": "automationPaused", "operator": "equal", "value": true } }',
    )
    edit(
      rules,
      'bournville/policy.json',
      '{ "fact": "automation", "operator": "equal", "value": "paused" }',
      '{ "fact": "withdrawn", "operator": "equal", "value": true }',
    )
    expect(saidOf(rules)).toContainEqual(
      expect.stringContaining('`withdrawn` is derived from itself: withdrawn → automationPaused → withdrawn'),
    )
  })

  it('a placeholder that is none', () => {
    const rules = copyOfRules()
    edit(rules, 'bournville/notices.json', '{ombudsman}', '{adjustments}')
    expect(saidOf(rules)).toEqual([expect.stringContaining('unknown placeholder `{adjustments}`')])
  })
})
