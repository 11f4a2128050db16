// `redress check`: everything that is wrong with a policy, at once and with its place; and its rules beside the procedure.

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command } from 'commander'
import { Temporal } from 'temporal-polyfill'
import { coverageFindings } from './calendar-coverage.ts'
import { citationFindings, citationsOf } from './citations.ts'
import { checkInJson, describeCheck, describeSum, isSound, type Checked } from './describe-check.ts'
import { placed, shownAs, type Mistake } from './json-text.ts'
import { policyFoldersIn, readPolicyFolder } from './policy-folder.ts'
import { paragraphsOf } from './procedure.ts'
import { rulesFolder, rulesFrom } from './rules-folder.ts'
import { readText } from './text-file.ts'
import type { Finding } from '../src/rules/finding.ts'
import { unusedNames } from '../src/rules/unused-names.ts'

type Options = { readonly rules?: string; readonly procedure?: string; readonly json?: true }

/** Checks policies of a folder such as `rules/`: the one named, or all of them. `procedure` is a procedure's text. */
export function checkPolicies(
  name: string | undefined,
  procedure: string | undefined,
  rules: URL = rulesFolder,
  today: Temporal.PlainDate = Temporal.Now.plainDateISO(),
): readonly Checked[] {
  const paragraphs = procedure === undefined ? undefined : paragraphsOf(procedure)
  return (name === undefined ? policyFoldersIn(rules) : [name]).map((one): Checked => {
    const { present: policy, examples, mistakes } = readPolicyFolder(one, rules)
    const counts = {
      policy: one,
      rules: policy?.rules.length ?? 0,
      facts: policy?.facts.size ?? 0,
      examples: examples.length,
    }
    if (!policy) return { ...counts, mistakes }
    const inFolder = (finding: Finding): Mistake =>
      placed({ ...finding, file: shownAs(new URL(`${one}/${finding.file}`, rules)) })
    const more = [...unusedNames(policy), ...coverageFindings(policy, today)].map(inFolder)
    if (!paragraphs) return { ...counts, mistakes: [...mistakes, ...more] }
    const citations = citationsOf(policy, paragraphs)
    const complaints = citationFindings(citations, paragraphs).map(inFolder)
    return { ...counts, mistakes: [...mistakes, ...more, ...complaints], citations, paragraphs }
  })
}

export function addCheck(program: Command): void {
  program
    .command('check')
    .description(
      'say everything that is wrong with a policy and its examples, each with file, line and column',
    )
    .argument('[policy]', 'name of a folder under rules/; all of them unless given')
    .option('--rules <folder>', 'a folder of policies; rules/ unless given')
    .option(
      '--procedure <file>',
      "compare a policy with its procedure's text: each rule beside its paragraph, and what nobody answers for",
    )
    .option('--json', 'answer in JSON')
    .addHelpText('after', help)
    .action((name: string | undefined, options: Options) => {
      const rules = rulesFrom(options.rules)
      const names = policyFoldersIn(rules)
      if (names.length === 0) program.error(`there is no policy in ${shownAs(rules)}: a policy is a folder`)
      if (options.procedure !== undefined && name === undefined && names.length > 1)
        program.error(`say which policy the procedure is of: ${names.join(', ')}`)
      const procedure =
        options.procedure === undefined ? undefined : readProcedure(program, options.procedure)
      const checked = checkPolicies(name, procedure, rules)
      if (options.json) console.log(JSON.stringify(checked.map(checkInJson), null, 2))
      else console.log([...checked.map(describeCheck), ...describeSum(checked)].join('\n'))
      if (!checked.every(isSound)) process.exitCode = 1
    })
}

const help = `
Exit code 0 when there is nothing to put right, else 1. Examples:
  redress check
  redress check bournville --procedure procedure.txt
  redress check bournville --json
A paragraph that no rule cites is put under "doneByPeople" in policy.json, with why people see to it.`

function readProcedure(program: Command, file: string): string {
  const text = readText(pathToFileURL(resolve(file)))
  if (text.ok) return text.value
  const { line, column, message } = text.error
  return program.error(`${file}:${line}:${column}: ${message}`)
}
