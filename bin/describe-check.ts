// What `redress check` found: for a person, by file and line, and for a program.

import { unanswered, type Citation } from './citations.ts'
import { mistakeInJson, type Mistake } from './json-text.ts'
import type { Paragraph } from './procedure.ts'
import { wrapped } from './wrapped.ts'

export type Checked = {
  readonly policy: string
  readonly mistakes: readonly Mistake[]
  readonly rules: number
  readonly facts: number
  readonly examples: number
  /** With `--procedure`: its paragraphs, and who answers for each. */
  readonly citations?: readonly Citation[]
  readonly paragraphs?: readonly Paragraph[]
}

export const isSound = ({ mistakes }: Checked): boolean => mistakes.length === 0

/** What a person reads: the mistakes, or that there are none; with the procedure, its paragraphs first. */
export function describeCheck(checked: Checked): string {
  const { policy, mistakes, rules, facts, examples, citations = [], paragraphs } = checked
  const files = byFile(mistakes)
  const counts = [
    counted(rules, 'rule'),
    counted(facts, 'fact'),
    counted(examples, 'example'),
    ...(paragraphs ? [counted(paragraphs.length, 'paragraph')] : []),
  ]
  return [
    ...citations.map(beside),
    ...files.flatMap((file) => [...file.map(({ place, message }) => `${place}: ${message}`), '']),
    mistakes.length > 0
      ? `${policy}: ${mistakes.length} to put right in ${counted(files.length, 'file')}`
      : `${policy}: ok (${counts.join(', ')})`,
  ].join('\n')
}

/** One line for several policies, nothing for one. */
export function describeSum(checked: readonly Checked[]): readonly string[] {
  if (checked.length < 2) return []
  const wrong = checked.filter((one) => !isSound(one)).length
  return [`${checked.length} policies: ${wrong === 0 ? 'all ok' : `${wrong} with something to put right`}`]
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** Files in the order in which something was found in them, the mistakes of each by line. */
function byFile(mistakes: readonly Mistake[]): readonly (readonly Mistake[])[] {
  const files = Map.groupBy(mistakes, (mistake) => mistakeInJson(mistake).file)
  return [...files.values()].map((found) =>
    found.toSorted((a, b) => {
      const [left, right] = [mistakeInJson(a), mistakeInJson(b)]
      return (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0)
    }),
  )
}

function beside({ by, source, paragraph, standing }: Citation): string {
  const { section, paragraph: place, note } = source
  return [
    by.kind === 'rule' ? `${by.rule.name}: ${by.rule.title}` : 'done by people',
    `  ${section}, paragraph ${place} (${standing})`,
    ...(paragraph ? wrapped(paragraph.text, 100).map((line) => `  | ${line}`) : []),
    ...(by.kind === 'people' ? wrapped(`because: ${by.entry.because}`, 100).map((line) => `  ${line}`) : []),
    ...(note === undefined ? [] : wrapped(`note: ${note}`, 100).map((line) => `  ${line}`)),
    '',
  ].join('\n')
}

export const checkInJson = ({ citations, paragraphs, mistakes, ...checked }: Checked) => ({
  ...checked,
  ok: mistakes.length === 0,
  mistakes: mistakes.map(mistakeInJson),
  ...(citations && {
    citations: citations.flatMap(({ by, ...citation }) =>
      by.kind === 'rule' ? [{ rule: by.rule.name, title: by.rule.title, ...citedInJson(citation) }] : [],
    ),
    doneByPeople: citations.flatMap(({ by, ...citation }) =>
      by.kind === 'people' ? [{ because: by.entry.because, ...citedInJson(citation) }] : [],
    ),
  }),
  ...(citations && paragraphs && { unanswered: unanswered(citations, paragraphs) }),
})

const citedInJson = ({ source, standing, paragraph }: Omit<Citation, 'by'>) => ({
  source,
  standing,
  text: paragraph?.text ?? null,
})
