// What is proposed of a mapping: the file, and how sure each line of it is.

import { likeness } from './likeness.ts'

/** The mapping file as it is proposed, and how sure each line of it is. */
export type Proposal = {
  readonly file: ProposedFile
  readonly lines: readonly ProposedLine[]
  /** Properties that look like the policy's, but are of another type. */
  readonly unfit: readonly { readonly ours: string; readonly theirs: string; readonly why: string }[]
}

export type ProposedFile = {
  readonly pipeline?: string
  readonly stages?: Readonly<Record<string, string>>
  readonly properties?: Readonly<Record<string, string | ProposedProperty>>
  readonly people?: Readonly<Record<string, string>>
}

type ProposedProperty = {
  readonly property: string
  readonly options: Readonly<Record<string, string>>
}

export type ProposedLine = {
  readonly of: 'pipeline' | 'stage' | 'property' | 'option' | 'person'
  readonly ours: string
  readonly theirs: string
  /** 1 is the same words. */
  readonly likeness: number
  /** What is left to fill in. */
  readonly lacks?: string
}

/** As alike as the words are. */
export const line = (of: ProposedLine['of'], ours: string, theirs: string): ProposedLine => ({
  of,
  ours,
  theirs,
  likeness: likeness(ours, theirs),
})
