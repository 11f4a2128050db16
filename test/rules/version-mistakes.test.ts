import { describe, expect, it } from 'vitest'
import { renamedDerivation, renamedRule } from '../../src/rules/fact-names.ts'
import { bournville, parsed } from './bournville.ts'
import { newestAndPast, version, type Edit } from './history.ts'

const found = (...versions: Parameters<typeof newestAndPast>[0]) => {
  const joint = parsed(...newestAndPast(versions))
  return joint.ok ? [] : joint.error.map(({ file, pointer, message }) => `${file}${pointer}: ${message}`)
}

const before = version('2021-04-01')
const present = (edits: readonly Edit[] = [], more: object = {}) => version('2024-04-01', edits, more)

describe('versions of a policy', () => {
  it('that go together have no mistakes', () => {
    expect(found(before, version('2022-10-01'), present([], { appliesTo: 'openTickets' }))).toEqual([])
  })

  it.each`
    why                                    | newest                                                                                                                                                                                                                 | says
    ${'it takes effect before an earlier'} | ${version('2020-01-01')}                                                                                                                                                                                               | ${'rules/bournville/past/2021-04-01/policy.json/effectiveFrom: an earlier version takes effect before the present one does, on 2020-01-01'}
    ${'it has the name of an earlier'}     | ${present([], { version: 'of 2021-04-01' })}                                                                                                                                                                           | ${'rules/bournville/policy.json/version: the version of 2021-04-01 has this name too'}
    ${'it is another policy'}              | ${present([], { id: 'other' })}                                                                                                                                                                                        | ${'rules/bournville/policy.json/id: `id` is `bournville` in the version of 2021-04-01, and must stay so'}
    ${'a property has another type'}       | ${present([['"label":"cause",', '"label":"cause","type":"x",'], ['"cause":{"type":"text","label":"cause","type":"x"', '"cause":{"type":"boolean","label":"cause"']])}                                                  | ${'rules/bournville/policy.json/facts/cause/type: `complaint_cause` is of type text in the version of 2021-04-01, and a CRM property has one type'}
    ${'a stage has no start'}              | ${present([[',"start":"stage2Start"}', '}']])}                                                                                                                                                                         | ${'rules/bournville/policy.json/stages/stage2: `stage2` needs a `start`, the fact that says when it began: by that date one of the versions governs it'}
    ${'a clock has no stage'}              | ${present([['"stage":"stage2","start"', '"start"'], ['{"fact":"stage","operator":"equal","value":"stage2"},{"fact":"reviewPending"', '{"fact":"inStage2","operator":"equal","value":true},{"fact":"reviewPending"']])} | ${/clocks.json\/rules\/2\/event\/params: `stage2-acknowledge` needs a `stage`/}
    ${'a clock is of another stage'}       | ${present([['"stage":"stage1","start"', '"stage":"early","start"']])}                                                                                                                                                  | ${/clocks.json\/rules\/0\/name: `stage1-acknowledge` belongs to the clocks of `early` here and to the clocks of `stage1`/}
    ${'a start that follows from clocks'}  | ${present([[',"start":"stage2Start"}', ',"start":"earliestOpen"}']])}                                                                                                                                                  | ${/stages\/stage2\/start: `earliestOpen` must be a fact of type instant or date/}
    ${'a kind of reach that there is not'} | ${present([], { appliesTo: 'everything' })}                                                                                                                                                                            | ${/appliesTo: `appliesTo` must be `newStages` or `openTickets`/}
  `('are refused: $why', ({ newest, says }) => {
    expect(
      found(before, newest).find((one) => (says instanceof RegExp ? says.test(one) : one === says)),
    ).toBeDefined()
  })

  it('are refused where a folder is not named for its date, or has mistakes of its own', () => {
    const misnamed = parsed(present(), { '2021-04-02': before })
    expect(misnamed.ok ? [] : misnamed.error.map(({ message }) => message)).toEqual([
      'its folder is named `2021-04-02`, and must have the name of this date',
    ])
    const broken = version('2021-04-01', [['"start":"stage1Start","stop"', '"start":"stage1Began","stop"']])
    expect(found(broken, present())[0]).toMatch(
      /^rules\/bournville\/past\/2021-04-01\/clocks.json\/rules\/0\/event\/params\/start: unknown fact/,
    )
  })

  it('are refused where a stage of an earlier one has the label of another stage', () => {
    const other = version('2021-04-01', [['"stage2":{"label"', '"review":{"label"']], {})
    const mistakes = found(JSON.parse(JSON.stringify(other).replaceAll('"stage2"', '"review"')), present())
    expect(mistakes).toContain(
      'rules/bournville/policy.json/stages/stage2/label: the stage `review` of an earlier version has the label `Stage 2` too',
    )
  })
})

it('a renamed rule or derivation names no fact by its old name', () => {
  const rename = (fact: string) => (bournville.facts.has(fact) ? `new ${fact}` : fact)
  const words = new Set([
    'name',
    'title',
    'source',
    'pointer',
    'file',
    'calendar',
    'label',
    'property',
    'op',
    'words',
  ])
  const namesIn = (value: unknown): readonly string[] => {
    if (typeof value === 'string') return [value]
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).flatMap(([key, inner]) => (words.has(key) ? [] : namesIn(inner)))
  }
  const left = [
    ...bournville.rules.map((rule) => renamedRule(rule, rename)),
    ...[...bournville.facts.values()].flatMap(({ derive }) =>
      derive ? [renamedDerivation(derive, rename)] : [],
    ),
  ].flatMap(namesIn)
  expect(left.filter((name) => bournville.facts.has(name))).toEqual([])
  expect(left.filter((name) => name.startsWith('new ')).length).toBeGreaterThan(100)
})
