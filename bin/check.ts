// `redress check`: everything that is wrong with a policy, at once and with its place; and its rules beside the procedure.

import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { citationsOf, complaintOf, uncited, type Citation } from './citations.ts'
import { mistakeInJson, placed, shownAs, type Mistake } from './json-text.ts'
import { policyFoldersIn, readPolicyFolder } from './policy-folder.ts'
import { paragraphsOf, type Paragraph } from './procedure.ts'
import { rulesFolder } from './rules-folder.ts'

export type Checked = {
  readonly policy: string
  readonly mistakes: readonly Mistake[]
  readonly rules: number
  readonly facts: number
  readonly examples: number
  /** With `--procedure`: each rule beside its paragraph, and the paragraphs that no rule cites. */
  readonly citations?: readonly Citation[]
  readonly uncited?: readonly Paragraph[]
}

/** Checks policies of a folder such as `rules/`: the one named, or all of them. `procedure` is a procedure's text. */
export function checkPolicies(
  name: string | undefined,
  procedure: string | undefined,
  rules: URL = rulesFolder,
): readonly Checked[] {
  const paragraphs = procedure === undefined ? undefined : paragraphsOf(procedure)
  return (name === undefined ? policyFoldersIn(rules) : [name]).map((one): Checked => {
    const { policy, examples, mistakes } = readPolicyFolder(one, rules)
    const counts = {
      policy: one,
      rules: policy?.rules.length ?? 0,
      facts: policy?.facts.size ?? 0,
      examples: examples.length,
    }
    if (!policy || !paragraphs) return { ...counts, mistakes }
    const citations = citationsOf(policy, paragraphs)
    const complaints = citations.flatMap((citation) => {
      const message = complaintOf(citation)
      const { file, pointer } = citation.rule
      const url = new URL(`${one}/${file}`, rules)
      return message === undefined
        ? []
        : [placed({ file: shownAs(url), pointer: `${pointer}/source`, message })]
    })
    const rest = uncited(citations, paragraphs)
    return { ...counts, mistakes: [...mistakes, ...complaints], citations, uncited: rest }
  })
}

export function addCheck(program: Command): void {
  program
    .command('check')
    .description(
      'say everything that is wrong with a policy and its examples, each with file, line and column',
    )
    .argument('[policy]', 'name of a folder under rules/; all of them unless given')
    .option('--procedure <file>', "show each rule beside its paragraph of the procedure's text")
    .option('--json', 'answer in JSON')
    .action((name: string | undefined, options: { procedure?: string; json?: true }) => {
      const procedure = options.procedure === undefined ? undefined : readText(program, options.procedure)
      const checked = checkPolicies(name, procedure)
      if (options.json) console.log(JSON.stringify(checked.map(inJson), null, 2))
      else console.log(checked.map(describeCheck).join('\n'))
      if (checked.some(({ mistakes }) => mistakes.length > 0)) process.exitCode = 1
    })
}

function readText(program: Command, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return program.error(`can not read the procedure: there is no file ${file}`)
  }
}

/** What a person reads: the mistakes, or that there are none; with the procedure, its paragraphs first. */
export function describeCheck(checked: Checked): string {
  const { policy, mistakes, rules, facts, examples } = checked
  return [
    ...(checked.citations ?? []).map(beside),
    ...(checked.uncited ? [describeUncited(checked.uncited)] : []),
    ...mistakes.map(({ place, message }) => `${place}: ${message}`),
    mistakes.length > 0
      ? `${policy}: ${mistakes.length} to put right`
      : `${policy}: ok (${rules} rules, ${facts} facts, ${examples} examples)`,
  ].join('\n')
}

function beside({ rule, paragraph, standing }: Citation): string {
  const { section, paragraph: place, note } = rule.source
  return [
    `${rule.name}: ${rule.title}`,
    `  ${section}, paragraph ${place} (${standing})`,
    ...(paragraph ? wrapped(paragraph.text, 100).map((line) => `  | ${line}`) : []),
    ...(note === undefined ? [] : wrapped(`note: ${note}`, 100).map((line) => `  ${line}`)),
    '',
  ].join('\n')
}

const describeUncited = (paragraphs: readonly Paragraph[]): string =>
  [
    paragraphs.length === 0 ? 'Every paragraph is cited by a rule.' : 'Paragraphs that no rule cites:',
    ...paragraphs.map(
      ({ section, paragraph, text }) => `  ${section}, paragraph ${paragraph}: ${clipped(text)}`,
    ),
    '',
  ].join('\n')

const clipped = (text: string) => (text.length > 90 ? `${text.slice(0, 89)}…` : text)

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

const inJson = ({ citations, mistakes, ...checked }: Checked) => ({
  ...checked,
  ok: mistakes.length === 0,
  mistakes: mistakes.map(mistakeInJson),
  ...(citations && {
    citations: citations.map(({ rule, paragraph, standing }) => ({
      rule: rule.name,
      title: rule.title,
      source: rule.source,
      standing,
      text: paragraph?.text ?? null,
    })),
  }),
})
