// A batch read that leaves records out says which are not there, and which it could not read this time.

import { quoted } from '../../rules/quoted.ts'
import { CrmUnavailable } from '../crm.ts'
import { idText } from './record-id.ts'

type BatchError = {
  readonly category?: string
  readonly message?: string
  readonly context?: Readonly<Record<string, readonly unknown[]>>
}

type BatchAnswer = {
  readonly results?: readonly { readonly id?: unknown }[]
  readonly errors?: readonly BatchError[]
}

/** Throws where any of `ids` is left out for another reason than HubSpot's word that there is none such: absent is not deleted. */
export function expectWhole(answer: BatchAnswer, ids: readonly string[]): void {
  const given = new Set((answer.results ?? []).map(({ id }) => idText(id)))
  const left = ids.filter((id) => !given.has(id))
  if (left.length === 0) return
  const errors = answer.errors ?? []
  const problem = errors.find(({ category }) => (category ?? notFound) !== notFound)
  if (problem) {
    const reason = quoted(problem.message ?? problem.category ?? 'no reason given', 200)
    throw new CrmUnavailable({ message: `HubSpot could not read every record: ${reason}` })
  }
  const gone = new Set(errors.flatMap(({ context }) => (context?.['ids'] ?? []).map(idText)))
  const untold = left.filter((id) => !gone.has(id))
  if (untold.length > 0)
    throw new CrmUnavailable({
      message: `HubSpot left ${untold.length} of ${ids.length} records out without a word`,
    })
}

const notFound = 'OBJECT_NOT_FOUND'
