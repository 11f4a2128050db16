// A batch read that leaves records out says which are not there, and which it could not read this time.

import { quoted } from '../../rules/quoted.ts'
import { CrmUnavailable } from '../crm.ts'

type BatchAnswer = {
  readonly results?: readonly unknown[]
  readonly errors?: readonly { readonly category?: string; readonly message?: string }[]
}

/** Throws where records are left out for another reason than that HubSpot has none such: absent is not deleted. */
export function expectWhole(answer: BatchAnswer, asked: number): void {
  if ((answer.results ?? []).length >= asked) return
  const problem = (answer.errors ?? []).find(({ category }) => (category ?? notFound) !== notFound)
  if (!problem) return
  const reason = quoted(problem.message ?? problem.category ?? 'no reason given', 200)
  throw new CrmUnavailable({ message: `HubSpot could not read every record: ${reason}` })
}

const notFound = 'OBJECT_NOT_FOUND'
