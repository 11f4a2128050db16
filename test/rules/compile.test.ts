import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { policyNames } from '../../bin/rules-folder.ts'
import { readPolicy } from '../../bin/load-policy.ts'
import type { Condition } from '../../src/rules/condition.ts'
import { heldRules } from '../../src/rules/engine.ts'
import { explain, type ReasonTree } from '../../src/rules/explain.ts'
import { toCrmText, type FactValue } from '../../src/rules/fact.ts'
import { isMet, type Read } from '../../src/rules/is-met.ts'
import { holds } from '../../src/rules/operator.ts'
import { rulesAt } from '../../src/rules/policy.ts'
import { ruleSetOf, type Judged } from '../../src/rules/rule-set.ts'
import { bournvilleFiles, look, parsed, ticketIn } from './bournville.ts'
import { conditions, everyType, factsOf, isHeldCompiled } from './random-conditions.ts'

const readFrom =
  (facts: ReadonlyMap<string, FactValue>): Read =>
  (fact) =>
    facts.get(fact) ?? null

const explained = (condition: Condition, read: Read) =>
  explain(condition, read, (fact) => ({ label: fact, isText: false, seen: toCrmText, expected: String }))

/** What a condition comes to, with the part at one pointer flipped: the plainest way to say it. */
function flippedAt(pointer: string, condition: Condition, read: Read): boolean {
  const flip = condition.pointer === pointer
  switch (condition.kind) {
    case 'leaf':
      return holds(condition.operator, read(condition.fact), condition.value) !== flip
    case 'not':
      return !flippedAt(pointer, condition.condition, read) !== flip
    case 'all':
      return condition.conditions.every((one) => flippedAt(pointer, one, read)) !== flip
    case 'any':
      return condition.conditions.some((one) => flippedAt(pointer, one, read)) !== flip
  }
}

const partsOf = (tree: ReasonTree): readonly ReasonTree[] =>
  tree.kind === 'leaf' ? [tree] : [tree, ...tree.conditions.flatMap(partsOf)]

/** Every pair of a rule's condition and the part of its tree with the same pointer agrees by brute force. */
function expectExplained(condition: Condition, read: Read): void {
  const result = isHeldCompiled(condition, read)
  const tree = explained(condition, read)
  expect(tree.result).toBe(result)
  for (const part of partsOf(tree))
    expect(part.decisive, part.pointer).toBe(flippedAt(part.pointer, condition, read) !== result)
}

describe('the two evaluators', () => {
  it('agree on any condition over facts of every type', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(conditions, { minLength: 1, maxLength: 6 }),
        factsOf(everyType),
        async (many, facts) => {
          const rules = many.map((condition, index) => ({ name: `rule-${index}`, condition }))
          const held = await heldRules(rules, facts)
          const set = ruleSetOf(rules)
          expect(set.held(set.valuesOf(readFrom(facts))), JSON.stringify(many)).toEqual(
            rules.flatMap(({ name }) => (held.has(name) ? [name] : [])),
          )
          for (const { name, condition } of rules)
            expect(isMet(condition, readFrom(facts)), JSON.stringify(condition)).toBe(held.has(name))
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('agree where runs overlap', async () => {
    await fc.assert(
      fc.asyncProperty(
        conditions,
        fc.array(factsOf(everyType), { minLength: 5, maxLength: 5 }),
        async (condition, worlds) => {
          const runs = await Promise.all(
            worlds.map((facts) => heldRules([{ name: 'rule', condition }], facts)),
          )
          expect(runs.map((held) => held.has('rule'))).toEqual(
            worlds.map((facts) => isHeldCompiled(condition, readFrom(facts))),
          )
        },
      ),
      { numRuns: 200 },
    )
  })

  it.each(policyNames())('agree on every rule of %s, and explain it', async (name) => {
    const policy = readPolicy(name)
    if (!policy.ok) throw new Error(JSON.stringify(policy.error))
    const { rules, scope } = policy.value
    await fc.assert(
      fc.asyncProperty(factsOf(scope), async (facts) => {
        const held = await heldRules(rules, facts)
        const set = ruleSetOf(rules)
        const compiled = new Set(set.held(set.valuesOf(readFrom(facts))))
        for (const rule of rules) {
          expect(compiled.has(rule.name), rule.name).toBe(held.has(rule.name))
          expectExplained(rule.condition, readFrom(facts))
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('rules that are compiled together', () => {
  const leaf = (fact: string, value: boolean | string): Condition => ({
    kind: 'leaf',
    pointer: '',
    fact,
    operator: 'equal',
    value,
  })
  const all = (first: Condition, ...rest: readonly Condition[]): Condition => ({
    kind: 'all',
    pointer: '',
    conditions: [first, ...rest],
  })
  const held = (rules: readonly Judged[], facts: Readonly<Record<string, FactValue>>) => {
    const set = ruleSetOf(rules)
    return set.held(set.valuesOf((fact) => facts[fact] ?? null))
  }
  const early = { name: 'early', condition: all(leaf('stage', 'early'), leaf('asked', true)) }
  const anywhere = { name: 'anywhere', condition: leaf('asked', true) }
  const unasked = { name: 'unasked', condition: leaf('asked', false) }

  it('are told apart from others that begin with the same rule, and from the same in another order', () => {
    const facts = { stage: 'early', asked: true }
    expect(held([early], facts)).toEqual(['early'])
    expect(held([early, anywhere], facts)).toEqual(['early', 'anywhere'])
    expect(held([early, unasked], facts)).toEqual(['early'])
    expect(held([anywhere, early], facts)).toEqual(['anywhere', 'early'])
    expect(ruleSetOf([early, anywhere])).toBe(ruleSetOf([early, anywhere]))
  })

  it.each`
    stage      | asked    | names
    ${'early'} | ${true}  | ${['early', 'anywhere']}
    ${'early'} | ${false} | ${['unasked']}
    ${'early'} | ${null}  | ${[]}
    ${'other'} | ${true}  | ${['anywhere']}
    ${null}    | ${true}  | ${['anywhere']}
  `('hold in their stage, and not where a fact is unknown: $stage, $asked, $names', ({ names, ...facts }) => {
    expect(held([early, anywhere, unasked], facts)).toEqual(names)
  })
})

describe('an explanation', () => {
  it('calls a part decisive exactly where flipping it alone flips the condition', () => {
    fc.assert(
      fc.property(conditions, factsOf(everyType), (condition, facts) => {
        expectExplained(condition, readFrom(facts))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a rule on which the two evaluators disagree', () => {
  /** The engine comes to see `any` where the closure was made of `all`. */
  function atOddsOn(rule: string) {
    const policy = parsed(bournvilleFiles())
    if (!policy.ok) throw new Error(JSON.stringify(policy.error))
    const found = policy.value.rules.find(({ name }) => name === rule)
    if (!found) throw new Error(`there is no rule ${rule}`)
    // Compiled before it changes: at this stage, with the rules that it is judged with.
    const set = ruleSetOf(rulesAt(policy.value, found.kind, 'stage1'))
    set.held(set.valuesOf((fact) => (fact === 'stage' ? 'stage1' : null)))
    Object.assign(found.condition, { kind: 'any' })
    return policy.value
  }

  const ticket = ticketIn('Stage 1', {
    complaint_stage1_started_at: '2026-11-23T09:00:00Z',
    complaint_formal_requested_at: '2026-11-23T09:00:00Z',
    complaint_withdrawn_at: '2026-11-24T09:00:00Z',
  })
  const now = '2026-12-01T09:00:00Z'

  it('would move, were it not so', async () => {
    const decision = await look(ticket, now)
    expect(decision.stage).toBe('closed')
    expect(decision.problems).toEqual([])
  })

  it.each(['stage1-responded', 'stage1-owner-grave'])(
    'stops moves and assignments, and the clocks go on: %s',
    async (rule) => {
      const open = { ...ticket, properties: { ...ticket.properties, complaint_withdrawn_at: '' } }
      const decision = await look(open, now, {}, atOddsOn(rule))
      expect(decision.changes.filter(({ kind }) => kind !== 'property')).toEqual([])
      expect(decision.stage).toBe('stage1')
      expect(decision.clocks.map(({ name, state }) => [name, state])).toEqual([
        ['stage1-acknowledge', 'overdue'],
        ['stage1-respond', 'running'],
      ])
      expect(decision.changes).toContainEqual(
        expect.objectContaining({ property: 'complaint_sla_status', to: 'overdue' }),
      )
      expect(decision.actions.map((action) => action.rule)).toContain('stage1-acknowledge-overdue')
      expect(decision.problems.map(({ key }) => key)).toEqual([`rule/${rule}`])
      expect(decision.reasons.find((reason) => reason.rule === rule)).toMatchObject({
        status: 'error',
        error: 'the two evaluators disagree: this is a fault of Redress, not of the rule',
      })
      expect(decision.explanation).toContain('Needs a person')
    },
  )

  it('stops the move of any other rule', async () => {
    const decision = await look(ticket, now, {}, atOddsOn('stage1-responded'))
    expect(decision.stage).toBe('stage1')
    expect(decision.changes.filter(({ kind }) => kind !== 'property')).toEqual([])
  })
})
