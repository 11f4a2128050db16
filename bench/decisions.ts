// Decisions: the moves of the shipped policy by the rules engine, by compiled closures with and without explanation, and by hand.

import fc from 'fast-check'
import type { Values } from '../src/rules/compile.ts'
import { factsRead } from '../src/rules/condition.ts'
import { decide } from '../src/rules/decide.ts'
import { heldRules } from '../src/rules/engine.ts'
import type { FactValue } from '../src/rules/fact.ts'
import { FactSheet } from '../src/rules/fact-sheet.ts'
import { findTicket } from '../src/rules/found-ticket.ts'
import { explained, type Explained } from '../src/rules/judge.ts'
import { rulesOf, type MoveRule } from '../src/rules/policy.ts'
import { ruleSetOf } from '../src/rules/rule-set.ts'
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
const set = ruleSetOf(moves)

/** Facts as each of them takes them, typed beforehand. */
type Given = {
  readonly sheet: FactSheet
  readonly facts: ReadonlyMap<string, FactValue>
  readonly values: Values
  readonly plain: PlainFacts
}

function given(ticket: Ticket, known: ReadonlyMap<string, FactValue>): Given {
  const trace = { look: () => undefined, need: () => undefined }
  const sheet = new FactSheet(bournville, ticket, now, known, trace)
  const facts = new Map(names.map((fact) => [fact, sheet.read(fact)]))
  const read = readFrom(facts)
  return { sheet, facts, values: set.valuesOf(read), plain: plainFactsOf(read) }
}

const readFrom =
  (facts: Given['facts']) =>
  (fact: string): FactValue =>
    facts.get(fact) ?? null

const factsOf = (ticket: Ticket): Given & { readonly ticket: Ticket } => ({
  ticket,
  ...given(ticket, findTicket(ticket, bournville).facts),
})

/** Any facts at all, also such as no ticket has together: by tickets alone some rules would hardly ever hold. */
const anyFacts: fc.Arbitrary<Given> = fc
  .tuple(tickets, ...names.map(anyValueOf))
  .map(([ticket, ...values]) =>
    given(ticket, new Map(names.map((fact, index) => [fact, values[index] ?? null]))),
  )

function anyValueOf(fact: string): fc.Arbitrary<FactValue> {
  const { type, options = [] } = bournville.scope.get(fact) ?? {}
  // Every ticket stands somewhere.
  if (fact === 'stage') return fc.constantFrom(...options)
  if (type === 'boolean') return fc.boolean()
  if (type === 'set') return fc.subarray([...options])
  if (type === 'option') return fc.constantFrom(...options, null)
  throw new Error(`no values are made for \`${fact}\``)
}

const errors: ReadonlyMap<string, string> = new Map()

/** As a decision does it where the engine agrees. */
const byClosures = ({ sheet, facts, values }: Given): Explained<MoveRule> =>
  explained(moves, bournville, sheet, { held: set.held(values), errors, read: readFrom(facts) })

/** Nothing is timed before all were seen to say the same, of rules that hold and of rules that do not. */
async function checkAlike(some: readonly Given[]): Promise<void> {
  const held = new Set<string>()
  for (const one of some) {
    const { facts, values, plain } = one
    const engine = await heldRules(moves, facts)
    const verdict = byClosures(one)
    const answers = {
      engine: moves.filter((rule) => engine.has(rule.name)).map((rule) => rule.name),
      closures: set.held(values),
      explained: verdict.held.map(({ name }) => name),
      reasons: verdict.reasons().flatMap(({ rule, tree }) => (tree?.result === true ? [rule] : [])),
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
      fetched: () => some.map(({ facts }) => plainMoves(plainFactsOf(readFrom(facts)))),
      closures: () => some.map(({ values }) => set.held(values)),
      numbered: () => some.map(({ facts }) => set.held(set.valuesOf(readFrom(facts)))),
      explained: () => some.map(byClosures),
      reasons: () => some.map((one) => byClosures(one).reasons()),
      engine: () => inTurn(some, ({ facts }) => heldRules(moves, facts)),
      decide: () => inTurn(some, ({ ticket }) => decide(ticket, bournville, now)),
      recorded: () => inTurn(some, async ({ ticket }) => (await decide(ticket, bournville, now)).reasons),
    },
    { rounds: isQuick ? 3 : 9, msEach: isQuick ? 50 : 200 },
  )
  const row = (key: Parameters<typeof ms>[0], what: string): Row => ({
    key,
    what,
    measured: (ms(key) * 1000) / batch,
    unit: 'µs',
    ...(key !== 'plain' && { ratio: ratio(key, 'plain'), to: 'by hand' }),
  })
  const started = performance.now()
  const reasons = all.reduce((sum, one) => sum + byClosures(one).reasons().length, 0)
  const wall = performance.now() - started
  if (reasons !== all.length * moves.length) throw new Error('a rule went without its reason')
  const perSecond = (key: 'plain' | 'closures' | 'engine') => (batch * 1000) / ms(key)
  return [
    row('plain', `the ${moves.length} move rules by hand`),
    row('fetched', 'the same, with each fact first looked up by name'),
    {
      ...row('closures', 'compiled to closures'),
      target: { of: 'ratio', atMost: 5, words: 'at most 5 × by hand' },
    },
    row('numbered', 'the same, with each fact first looked up by name'),
    row('explained', 'compiled, and kept what it takes to explain it'),
    {
      ...row('reasons', 'the same, explained: every reason, tree and sentence made'),
      target: { of: 'ratio', atMost: 20, words: 'at most 20 × by hand' },
    },
    row('engine', 'json-rules-engine'),
    row('decide', 'a whole `decide`: both evaluators, clocks, people, texts'),
    row('recorded', 'the same with all its reasons, as it is recorded'),
    { key: 'rate-plain', what: 'by hand', measured: perSecond('plain'), unit: 'a second' },
    { key: 'rate-closures', what: 'compiled', measured: perSecond('closures'), unit: 'a second' },
    { key: 'rate-engine', what: 'json-rules-engine', measured: perSecond('engine'), unit: 'a second' },
    {
      key: 'many',
      what: `${all.length.toLocaleString('en')} tickets, compiled, every reason made`,
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
  how: `The move rules of the shipped policy over ${batch} random tickets, each evaluator in turn; per ticket. Facts are typed beforehand and laid out as each takes them: the function by hand reads them from an object, the closures from a list, the engine from the map that a decision makes; where they are first looked up by name, that is in this map. A decision asks the engine and the closures, and keeps what they saw. Reasons with their trees, sentences and near misses are made of it where somebody reads them, which for looks that are not recorded nobody does: both are timed. Before anything is timed all are seen to give the same answers on 1,000 random tickets and on 1,000 sets of random facts.`,
  missed: {
    closures:
      'A rule that can not hold in the stage, or needs a yes where there is a no, is passed over without a call; each of the others costs one call for each of its conditions, where by hand there is none. Closures for more operators than `equal` and for whole pairs of conditions would bring it down.',
    reasons:
      'A reason names each condition of a rule with the value that was seen, where it stands in the tree, its sentence in English, and what would have made the rule hold: hundreds of objects and texts for eleven rules, beside a function that compares a few values. So none is made before somebody reads it, which is where a decision is recorded; what is kept until then is the row before. Only an explanation that is no more than the names of conditions could be made within the target.',
  },
  run,
}
