// A policy beside the paragraphs of its procedure: which are there, which read differently now, which nobody answers for.

import type { Finding } from '../src/rules/finding.ts'
import type { DoneByPeople, Policy, Rule, Source } from '../src/rules/policy.ts'
import type { Paragraph } from './procedure.ts'

export type Citation = {
  /** Who answers for the paragraph: a rule, or people. */
  readonly by:
    | { readonly kind: 'rule'; readonly rule: Rule }
    | { readonly kind: 'people'; readonly entry: DoneByPeople }
  readonly source: Source
  /** The paragraph at the place that is cited. */
  readonly paragraph: Paragraph | undefined
  readonly standing: 'as cited' | 'reworded' | 'not there' | 'no fingerprint'
  /** Where the cited text stands now, when it only moved. */
  readonly movedTo: Paragraph | undefined
}

export function citationsOf(policy: Policy, paragraphs: readonly Paragraph[]): readonly Citation[] {
  const citers: readonly Citation['by'][] = [
    ...policy.rules.map((rule) => ({ kind: 'rule', rule }) as const),
    ...policy.doneByPeople.map((entry) => ({ kind: 'people', entry }) as const),
  ]
  return citers.map((by) => {
    const source = by.kind === 'rule' ? by.rule.source : by.entry.source
    const { section, paragraph: place, sha256 } = source
    const there = paragraphs.filter((one) => one.section === section && one.paragraph === place)
    // A number can be printed twice in one section: the fingerprint says which is meant.
    const paragraph = there.find((one) => one.sha256 === sha256) ?? there[0]
    const standing = standingOf(paragraph, sha256)
    const movedTo = standing === 'as cited' ? undefined : paragraphs.find((one) => one.sha256 === sha256)
    return { by, source, paragraph, standing, movedTo }
  })
}

function standingOf(paragraph: Paragraph | undefined, sha256: string | undefined): Citation['standing'] {
  if (!paragraph) return 'not there'
  if (sha256 === undefined) return 'no fingerprint'
  return paragraph.sha256 === sha256 ? 'as cited' : 'reworded'
}

export const unanswered = (
  citations: readonly Citation[],
  paragraphs: readonly Paragraph[],
): readonly Paragraph[] =>
  paragraphs.filter((paragraph) => !citations.some((citation) => citation.paragraph === paragraph))

/** Everything that is wrong between a policy and its procedure, for the policy's owner. */
export function citationFindings(
  citations: readonly Citation[],
  paragraphs: readonly Paragraph[],
): readonly Finding[] {
  if (paragraphs.length === 0)
    return [{ file: 'policy.json', pointer: '', message: 'the procedure has no paragraph at all' }]
  const wrong = citations.flatMap((citation): Finding[] => {
    const message = complaintOf(citation)
    if (message === undefined) return []
    const { by } = citation
    const file = by.kind === 'rule' ? by.rule.file : 'policy.json'
    const { pointer } = by.kind === 'rule' ? by.rule : by.entry
    return [{ file, pointer: `${pointer}/source`, message }]
  })
  const open = unanswered(citations, paragraphs).map(({ section, paragraph, text, sha256 }) => ({
    file: 'policy.json',
    pointer: '/doneByPeople',
    message: `nothing answers for paragraph ${paragraph} of \`${section}\` (“${clipped(text)}”): cite it in a rule, or say under \`doneByPeople\` why people see to it; its sha256 is ${sha256}`,
  }))
  return [...wrong, ...open]
}

/** What is wrong with a citation; `undefined` where nothing is. */
function complaintOf({ by, source, paragraph, standing, movedTo }: Citation): string | undefined {
  const who = by.kind === 'rule' ? `rule \`${by.rule.name}\`` : 'done by people'
  const { section, paragraph: place } = source
  const elsewhere = movedTo
    ? `; its text now stands at ${movedTo.section}, paragraph ${movedTo.paragraph}`
    : ''
  const agreed = by.kind === 'rule' ? 'once the rule agrees with it' : 'where people still see to it'
  const fingerprint = paragraph && !movedTo ? `; ${agreed}, its sha256 is ${paragraph.sha256}` : ''
  switch (standing) {
    case 'as cited':
      return undefined
    case 'not there':
      return `${who}: the procedure has no paragraph ${place} in \`${section}\`${elsewhere}`
    case 'reworded':
      return `${who}: paragraph ${place} of \`${section}\` no longer reads the same${elsewhere}${fingerprint}`
    case 'no fingerprint':
      return `${who}: no fingerprint of paragraph ${place} of \`${section}\`${fingerprint}`
  }
}

/** The beginning of a text, on one line. */
const clipped = (text: string): string => (text.length > 70 ? `${text.slice(0, 69).trimEnd()}…` : text)
