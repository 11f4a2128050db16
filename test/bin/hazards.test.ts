// Every way known to hurt or fool the rules engine from a rule file is refused by `redress check`, with its place.

import { describe, expect, it } from 'vitest'
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

describe('a rule file may not hold', () => {
  it('nothing wrong, to begin with', () => expect(saidOfRule(rule({ all: [leaf] }))).toEqual([]))

  it.each([
    ['a path', rule({ all: [{ ...leaf, path: '$..constructor' }] }), 'unknown key `path`'],
    ['params for a fact', rule({ all: [{ ...leaf, params: {} }] }), 'unknown key `params`'],
    [
      'an unknown operator',
      rule({ all: [{ ...leaf, operator: 'equals' }] }),
      'unknown operator `equals`, did you mean `equal`?',
    ],
    ['a regular expression', rule({ all: [{ ...leaf, operator: 'matches' }] }), 'unknown operator `matches`'],
    [
      'an operator of every object',
      rule({ all: [{ ...leaf, operator: 'toString' }] }),
      'unknown operator `toString`',
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
    ['deep nesting', nested(11), 'conditions nest deeper than 10'],
    ['deeper nesting', nested(60), 'this nests deeper than 40 levels'],
    ['very deep nesting', nested(3000), 'this nests'],
    ['many conditions', rule({ any: Array.from({ length: 201 }, () => leaf) }), 'more than 200 conditions'],
    ['a constructor', rule({ constructor: { any: [leaf] } }), 'the key `constructor` is not allowed'],
  ])('%s', (_, hazard, message) => {
    const said = saidOfRule(hazard)
    expect(said[0]).toMatch(/^bournville\/stages\.json:\d+:\d+: /)
    expect(said[0]).toContain(message)
  })

  it('a prototype', () => {
    const text = JSON.stringify([rule({ any: [leaf] })]).replace('"any"', '"__proto__"')
    expect(saidOfRule(text)).toEqual([
      expect.stringMatching(/stages\.json:1:\d+: the key `__proto__` is not allowed/),
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
