// `redress test`: runs the worked examples of policies, and says which rules no example shows.

import type { Command } from 'commander'
import { coverageOf, isCovered, type RuleCoverage } from './examples/coverage.ts'
import { mistakeInJson, placed, type Mistake } from './examples/json-text.ts'
import { policyFoldersIn, readPolicyFolder } from './examples/policy-folder.ts'
import { runExample, type Failure, type Played } from './examples/run-example.ts'
import { rulesFolder } from './rules-folder.ts'

export type Tested = {
  readonly policy: string
  readonly mistakes: readonly Mistake[]
  readonly played: readonly Played[]
  readonly coverage: readonly RuleCoverage[]
}

/** Tests policies of a folder such as `rules/`: the one named, or all of them. */
export async function testPolicies(
  name: string | undefined,
  rules: URL = rulesFolder,
): Promise<readonly Tested[]> {
  const tested: Tested[] = []
  for (const one of name === undefined ? policyFoldersIn(rules) : [name]) {
    const { policy, examples, mistakes } = readPolicyFolder(one, rules)
    const played: Played[] = []
    for (const example of policy ? examples : []) if (policy) played.push(await runExample(example, policy))
    tested.push({ policy: one, mistakes, played, coverage: policy ? coverageOf(policy, played) : [] })
  }
  return tested
}

export const hasPassed = ({ mistakes, played, coverage }: Tested): boolean =>
  mistakes.length === 0 && played.every(({ failures }) => failures.length === 0) && coverage.every(isCovered)

export function addTest(program: Command): void {
  program
    .command('test')
    .description(
      'run the worked examples of a policy, and say which rules no example shows firing and refusing',
    )
    .argument('[policy]', 'name of a folder under rules/; all of them unless given')
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
An example is a JSON file under rules/<policy>/examples, or one of a list in such a file: the life of one ticket.
  {
    "title": "A formal complaint is asked for",
    "ticket": { "stage": "Early resolution", "receivedAt": "Mon 2026-11-23 09:00", "serviceArea": "repairs" },
    "steps": [
      { "at": "Mon 2026-11-23 10:00", "why": "24, 25 and 26 November are three working days",
        "set": { "formalRequested": true },
        "then": { "stage": "Stage 1", "owner": "teamLeader", "fires": ["early-formal"],
                  "clocks": { "stage1-acknowledge": "running, due Thu 2026-11-26" } } }
    ]
  }
Times are local to the policy's calendar, or ISO instants; a weekday is checked where one is given.
A step has
  at       when it happens
  why      a remark for the reader, such as how a date was counted
  set      facts by name that a person fills in; null clears
  hand     the stage or owner that a person gives it by hand
  lost     true: the event was lost, and nothing is looked at until a later step
  then     what must be so after the look:
    stage, owner (a role, an e-mail address or null), facts, says (part of the reason on the ticket)
    clocks           by name: a state, "<state>, due <date>", an object with state, startAt, dueOn, stopAt and
                     workingDays, or null for no such clock
    fires, refuses   rules that had their way now, and rules whose conditions do not hold now
    tasks, notes     by rule: the tasks that are open now, and the notes written by now
    problem          part of a problem that a person has to see to; any other problem fails the example
    changesNothing   true: nothing was written or made
Between steps the ticket is looked at whenever something falls due, as the sweeps do.`,
    )
    .action(async (name: string | undefined, { json }: { json?: true }) => {
      const tested = await testPolicies(name)
      if (json) console.log(JSON.stringify(tested.map(inJson), null, 2))
      else console.log(tested.map(describeTest).join('\n\n'))
      if (!tested.every(hasPassed)) process.exitCode = 1
    })
}

/** What a person reads: examples by file, rules, then what failed and why. */
export function describeTest(tested: Tested): string {
  const { policy, mistakes, played, coverage } = tested
  const failed = played.filter(({ failures }) => failures.length > 0)
  const bare = coverage.filter((rule) => !isCovered(rule))
  return [
    ...table([['example', 'steps', ''], ...played.map(exampleRow)]),
    '',
    ...table([['rule', 'kind', 'fires', 'refuses', ''], ...coverage.map(ruleRow)]),
    ...failed.flatMap((one) => one.failures.map((failure) => `\n${describeFailure(one, failure)}`)),
    '',
    ...mistakes.map(({ place, message }) => `${place}: ${message}`),
    ...bare.map(
      ({ rule, fires }) =>
        `${policy}: no example shows \`${rule}\` ${fires.length === 0 ? 'firing' : 'refusing'}`,
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

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

const inJson = (tested: Tested) => ({
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
  coverage: tested.coverage.map(({ isAlways, ...rule }) => ({
    ...rule,
    alwaysHolds: isAlways,
    covered: isCovered({ ...rule, isAlways }),
  })),
})
