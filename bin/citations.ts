// Rules beside the paragraphs of the procedure that they cite: which are there, which read differently now, which nobody cites.

import type { Policy, Rule } from '../src/rules/policy.ts'
import type { Paragraph } from './procedure.ts'

export type Citation = {
  readonly rule: Rule
  /** The paragraph at the place that the rule names. */
  readonly paragraph: Paragraph | undefined
  readonly standing: 'as cited' | 'reworded' | 'not there' | 'no fingerprint'
  /** Where the cited text stands now, when it only moved. */
  readonly movedTo: Paragraph | undefined
}

export const citationsOf = (policy: Policy, paragraphs: readonly Paragraph[]): readonly Citation[] =>
  policy.rules.map((rule) => {
    const { section, paragraph: place, sha256 } = rule.source
    const paragraph = paragraphs.find((one) => one.section === section && one.paragraph === place)
    const standing = standingOf(paragraph, sha256)
    const movedTo = standing === 'as cited' ? undefined : paragraphs.find((one) => one.sha256 === sha256)
    return { rule, paragraph, standing, movedTo }
  })

function standingOf(paragraph: Paragraph | undefined, sha256: string | undefined): Citation['standing'] {
  if (!paragraph) return 'not there'
  if (sha256 === undefined) return 'no fingerprint'
  return paragraph.sha256 === sha256 ? 'as cited' : 'reworded'
}

export const uncited = (
  citations: readonly Citation[],
  paragraphs: readonly Paragraph[],
): readonly Paragraph[] =>
  paragraphs.filter((paragraph) => !citations.some((citation) => citation.paragraph === paragraph))

/** What is wrong with a citation, for the rule's owner; `undefined` where nothing is. */
export function complaintOf({ rule, paragraph, standing, movedTo }: Citation): string | undefined {
  const { section, paragraph: place } = rule.source
  const elsewhere = movedTo
    ? `; its text now stands at ${movedTo.section}, paragraph ${movedTo.paragraph}`
    : ''
  const fingerprint =
    paragraph && !movedTo ? `; once the rule agrees with it, its sha256 is ${paragraph.sha256}` : ''
  switch (standing) {
    case 'as cited':
      return undefined
    case 'not there':
      return `rule \`${rule.name}\`: the procedure has no paragraph ${place} in \`${section}\`${elsewhere}`
    case 'reworded':
      return `rule \`${rule.name}\`: paragraph ${place} of \`${section}\` no longer reads the same${elsewhere}${fingerprint}`
    case 'no fingerprint':
      return `rule \`${rule.name}\`: no fingerprint of paragraph ${place} of \`${section}\`${fingerprint}`
  }
}
