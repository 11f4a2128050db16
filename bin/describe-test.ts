// What `redress test` found: for a person, with what failed and why, and for a program.

import { clockResults } from './examples/shown.ts'
import { isCovered, lacking, type RuleCoverage } from './examples/coverage.ts'
import type { Failure, Played } from './examples/run-example.ts'
import { mistakeInJson, placed, type Mistake } from './json-text.ts'
import { table } from './table.ts'

export type Tested = {
  readonly policy: string
  readonly mistakes: readonly Mistake[]
  readonly played: readonly Played[]
  readonly coverage: readonly RuleCoverage[]
}

export const hasPassed = ({ mistakes, played, coverage }: Tested): boolean =>
  mistakes.length === 0 && played.every(({ failures }) => failures.length === 0) && coverage.every(isCovered)

/** Examples by file, rules and clocks with how many examples show what, then what is wrong. */
export function describeTest(tested: Tested): string {
  const { played, coverage } = tested
  const clocks = coverage.filter(({ kind }) => kind === 'clock')
  return [
    ...(played.length > 0 ? [...table([['example', 'steps', ''], ...played.map(exampleRow)]), ''] : []),
    ...(coverage.length > 0
      ? [...table([['rule', 'kind', 'fires', 'refuses', ''], ...coverage.map(ruleRow)]), '']
      : []),
    ...(clocks.length > 0 ? [...table([['clock', ...clockResults], ...clocks.map(clockRow)]), ''] : []),
    describeWrongs(tested),
  ].join('\n')
}

/** Only what is wrong, and the sum. */
export function describeWrongs({ policy, mistakes, played, coverage }: Tested): string {
  const failed = played.filter(({ failures }) => failures.length > 0)
  const bare = coverage.filter((rule) => !isCovered(rule))
  return [
    ...failed.flatMap((one) => one.failures.map((failure) => `${describeFailure(one, failure)}\n`)),
    ...mistakes.map(({ place, message }) => `${place}: ${message}`),
    ...bare.flatMap((rule) =>
      lacking(rule).map((what) => `${policy}: no example shows \`${rule.rule}\` ${what}`),
    ),
    [
      `${policy}: ${played.length} examples, ${failed.length} failed`,
      `${coverage.length} rules, ${bare.length} not shown`,
      ...(mistakes.length > 0 ? [`${mistakes.length} to put right`] : []),
    ].join('; '),
  ].join('\n')
}

const exampleRow = ({ example, failures }: Played): readonly string[] => [
  example.title,
  String(example.steps.length),
  failures.length === 0 ? 'ok' : `${failures.length} FAILED`,
]

const ruleRow = (rule: RuleCoverage): readonly string[] => [
  rule.rule,
  rule.kind,
  String(rule.fires.length),
  rule.isAlways ? 'never' : String(rule.refuses.length),
  isCovered(rule) ? '' : 'NOT SHOWN',
]

/** How many examples show each result; a dash where the clock can not have it. */
const clockRow = ({ rule, results }: RuleCoverage): readonly string[] => [
  rule,
  ...clockResults.map((name) => {
    const shown = results.find(({ result }) => result === name)?.shown
    return shown === undefined ? '-' : String(shown.length)
  }),
]

function describeFailure({ example }: Played, failure: Failure): string {
  const { place } = placed({ file: example.file, pointer: failure.pointer, message: '' })
  return [
    `${place}: ${example.title}`,
    `  step ${failure.step}, ${failure.at}: ${failure.what}`,
    `    expected  ${failure.expected}`,
    `    actual    ${failure.actual}`,
    ...failure.why.flatMap((rule) => rule.split('\n').map((line) => `    ${line}`)),
  ].join('\n')
}

export const testInJson = (tested: Tested) => ({
  policy: tested.policy,
  ok: hasPassed(tested),
  mistakes: tested.mistakes.map(mistakeInJson),
  examples: tested.played.map(({ example, failures }) => ({
    title: example.title,
    file: example.file,
    steps: example.steps.length,
    ok: failures.length === 0,
    failures: failures.map(({ pointer, ...failure }) => ({
      ...failure,
      place: placed({ file: example.file, pointer, message: '' }).place,
    })),
  })),
  coverage: tested.coverage.map(({ isAlways, results, ...rule }) => ({
    ...rule,
    alwaysHolds: isAlways,
    ...(results.length > 0 && {
      results: results.map(({ result, isNeeded, shown }) => ({ result, needed: isNeeded, shown })),
    }),
    covered: isCovered({ ...rule, results, isAlways }),
  })),
})
