// Decisions: the moves of the shipped policy by the rules engine, by compiled closures with and without explanation, and by hand.

import fc from 'fast-check'
import { compile } from '../src/rules/compile.ts'
import { factsRead } from '../src/rules/condition.ts'
import { decide } from '../src/rules/decide.ts'
import { heldRules } from '../src/rules/engine.ts'
import { labelOf, valueInWords } from '../src/rules/english/naming.ts'
import { seenInWords } from '../src/rules/english/seen-value.ts'
import { explain, leavesOf, type LeafReason, type Naming } from '../src/rules/explain.ts'
import type { FactValue } from '../src/rules/fact.ts'
import { FactSheet } from '../src/rules/fact-sheet.ts'
import { findTicket } from '../src/rules/found-ticket.ts'
import { rulesOf, type MoveRule } from '../src/rules/policy.ts'
import type { Ticket } from '../src/rules/ticket.ts'
import { at, bournville } from '../test/rules/bournville.ts'
import { tickets } from '../test/rules/random-tickets.ts'
import type { Part, Row } from './part.ts'
import { plainFactsOf, plainMoves, type PlainFacts } from './plain-moves.ts'
import { timed } from './side-by-side.ts'

const now = at('2026-12-01T10:00:00Z')
const moves = rulesOf(bournville, 'move')
const batch = 100
const many = 10_000

const names = [...new Set(moves.flatMap((rule) => factsRead(rule.condition)))]

/** Facts as each of them takes them, typed beforehand. */
type Given = { readonly facts: ReadonlyMap<string, FactValue>; readonly plain: PlainFacts }

const given = (read: (fact: string) => FactValue): Given => ({
  facts: new Map(names.map((fact) => [fact, read(fact)])),
  plain: plainFactsOf(read),
})

function factsOf(ticket: Ticket): Given & { readonly ticket: Ticket } {
  const trace = { look: () => undefined, need: () => undefined }
  const sheet = new FactSheet(bournville, ticket, now, findTicket(ticket, bournville).facts, trace)
  return { ticket, ...given((fact) => sheet.read(fact)) }
}

/** Any facts at all, also such as no ticket has together: by tickets alone some rules would hardly ever hold. */
const anyFacts: fc.Arbitrary<Given> = fc
  .tuple(...names.map(anyValueOf))
  .map((values) => given((fact) => values[names.indexOf(fact)] ?? null))

function anyValueOf(fact: string): fc.Arbitrary<FactValue> {
  const { type, options = [] } = bournville.scope.get(fact) ?? {}
  // Every ticket stands somewhere.
  if (fact === 'stage') return fc.constantFrom(...options)
  if (type === 'boolean') return fc.boolean()
  if (type === 'set') return fc.subarray([...options])
  if (type === 'option') return fc.constantFrom(...options, null)
  throw new Error(`no values are made for \`${fact}\``)
}

const byClosures = (facts: Given['facts']): readonly string[] => {
  const read = (fact: string): FactValue => facts.get(fact) ?? null
  return moves.filter((rule) => compile(rule.condition)(read)).map(({ name }) => name)
}

const name = (fact: string): Naming => ({
  label: bournville.facts.get(fact)?.label ?? labelOf(bournville, fact),
  isText: bournville.scope.get(fact)?.type === 'text',
  seen: (value) => seenInWords(bournville, fact, value),
  expected: (value, operator) => valueInWords(bournville, fact, value, operator),
})

type Explained = { readonly rule: MoveRule; readonly holds: boolean; readonly leaves: readonly LeafReason[] }

/** As a decision does it: the closures say what holds, and every rule gets its tree and its sentences. */
const explained = (facts: Given['facts']): readonly Explained[] => {
  const read = (fact: string): FactValue => facts.get(fact) ?? null
  return moves.map((rule) => ({
    rule,
    holds: compile(rule.condition)(read),
    leaves: leavesOf(explain(rule.condition, read, name)),
  }))
}

/** Nothing is timed before all four were seen to say the same, of rules that hold and of rules that do not. */
async function checkAlike(some: readonly Given[]): Promise<void> {
  const held = new Set<string>()
  for (const { facts, plain } of some) {
    const engine = await heldRules(moves, facts)
    const answers = {
      engine: moves.filter((rule) => engine.has(rule.name)).map((rule) => rule.name),
      closures: byClosures(facts),
      explained: explained(facts).flatMap(({ rule, holds }) => (holds ? [rule.name] : [])),
      plain: plainMoves(plain),
    }
    if (new Set(Object.values(answers).map(String)).size > 1)
      throw new Error(`they disagree on ${JSON.stringify(plain)}: ${JSON.stringify(answers)}`)
    for (const rule of answers.plain) held.add(rule)
  }
  const idle = moves.filter((rule) => !held.has(rule.name)).map((rule) => rule.name)
  if (idle.length > 0) throw new Error(`never held, so that nothing was compared: ${idle.join(', ')}`)
}

async function run(isQuick: boolean): Promise<readonly Row[]> {
  const all = fc.sample(tickets, { numRuns: isQuick ? 1000 : many, seed: 1 }).map(factsOf)
  await checkAlike([...all.slice(0, 1000), ...fc.sample(anyFacts, { numRuns: 1000, seed: 1 })])
  const some = all.slice(0, batch)
  const { ms, ratio } = await timed(
    {
      plain: () => some.map(({ plain }) => plainMoves(plain)),
      fetched: () => some.map(({ facts }) => plainMoves(plainFactsOf((fact) => facts.get(fact) ?? null))),
      closures: () => some.map(({ facts }) => byClosures(facts)),
      explained: () => some.map(({ facts }) => explained(facts)),
      engine: () => inTurn(some, ({ facts }) => heldRules(moves, facts)),
      decide: () => inTurn(some, ({ ticket }) => decide(ticket, bournville, now)),
    },
    { rounds: isQuick ? 3 : 9, msEach: isQuick ? 50 : 200 },
  )
  const row = (
    key: 'plain' | 'fetched' | 'closures' | 'explained' | 'engine' | 'decide',
    what: string,
  ): Row => ({
    key,
    what,
    measured: (ms(key) * 1000) / batch,
    unit: 'µs',
    ...(key !== 'plain' && { ratio: ratio(key, 'plain'), to: 'by hand' }),
  })
  const started = performance.now()
  const reasons = all.reduce((sum, { facts }) => sum + explained(facts).length, 0)
  const wall = performance.now() - started
  if (reasons !== all.length * moves.length) throw new Error('a rule went without its reason')
  const perSecond = (key: 'plain' | 'closures' | 'engine') => (batch * 1000) / ms(key)
  return [
    row('plain', `the ${moves.length} move rules by hand`),
    row('fetched', 'the same, with each fact first looked up by name as the others do'),
    {
      ...row('closures', 'compiled to closures'),
      target: { of: 'ratio', atMost: 5, words: 'at most 5 × by hand' },
    },
    {
      ...row('explained', 'compiled, with explanation'),
      target: { of: 'ratio', atMost: 20, words: 'at most 20 × by hand' },
    },
    row('engine', 'json-rules-engine'),
    row('decide', 'a whole `decide`: both evaluators, clocks, people, texts'),
    { key: 'rate-plain', what: 'by hand', measured: perSecond('plain'), unit: 'a second' },
    { key: 'rate-closures', what: 'compiled', measured: perSecond('closures'), unit: 'a second' },
    { key: 'rate-engine', what: 'json-rules-engine', measured: perSecond('engine'), unit: 'a second' },
    {
      key: 'many',
      what: `${all.length.toLocaleString('en')} tickets, compiled with explanation`,
      measured: wall,
      unit: 'ms',
    },
  ]
}

async function inTurn<T>(items: readonly T[], each: (item: T) => Promise<unknown>): Promise<void> {
  for (const item of items) await each(item)
}

export const decisions: Part = {
  title: 'Decisions',
  how: `The move rules of the shipped policy over ${batch} random tickets, each evaluator in turn; per ticket. Facts are typed beforehand: the function by hand reads them from an object, the others from the map that a decision makes. Before anything is timed all are seen to give the same answers on 1,000 random tickets and on 1,000 sets of random facts.`,
  missed: {
    closures:
      'A closure looks each fact up by name and asks the general operator, which asks again what kind of value it has, and the rules of all other stages are asked, too; the function by hand compares a field with a literal and leaves a stage out at once. Closures made for the operator and the kind of its literal, which read facts by number, with the rules sorted by stage beforehand, would close it.',
    explained:
      'For every condition of every rule an object is made and copied and a sentence put together, whether or not anybody reads it; even without any words the tree alone is beyond the target. Keeping the facts that were seen, and making tree and sentences of a rule when they are read, would close it.',
  },
  run,
}
