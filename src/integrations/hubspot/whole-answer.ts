// A batch read that leaves records out says which are not there, and which it could not read this time.

import { quoted } from '../../rules/quoted.ts'
import { CrmUnavailable, type CrmFault } from '../crm.ts'
import { idText } from './record-id.ts'

export type BatchError = {
  readonly category?: string
  readonly message?: string
  readonly context?: Readonly<Record<string, readonly unknown[]>>
}

type BatchAnswer = {
  readonly results?: readonly { readonly id?: unknown }[]
  readonly errors?: readonly BatchError[]
}

/** Throws where any of `ids` is left out for another reason than HubSpot's word that there is none such. */
export function expectWhole(answer: BatchAnswer, ids: readonly string[]): void {
  const [fault] = unreadOf(answer, ids).values()
  if (fault) throw new CrmUnavailable(fault)
}

/** Of `ids`, those that are left out for another reason than HubSpot's word that there is none such: absent is not deleted. */
export function unreadOf(answer: BatchAnswer, ids: readonly string[]): ReadonlyMap<string, CrmFault> {
  const given = new Set((answer.results ?? []).map(({ id }) => idText(id)))
  const errors = answer.errors ?? []
  const isGone = (id: string) =>
    errors.some((error) => (error.category ?? notFound) === notFound && isAbout(error, id))
  const left = ids.filter((id) => !given.has(id) && !isGone(id))
  const problems = errors.filter(({ category }) => (category ?? notFound) !== notFound)
  const faultOf = (id: string): CrmFault => {
    const problem = problems.find((error) => isAbout(error, id)) ?? problems[0]
    if (!problem)
      return { message: `HubSpot left ${left.length} of ${ids.length} records out without a word` }
    const reason = quoted(problem.message ?? problem.category ?? 'no reason given', 200)
    return { message: `HubSpot could not read every record: ${reason}` }
  }
  return new Map(left.map((id) => [id, faultOf(id)]))
}

const notFound = 'OBJECT_NOT_FOUND'

/** Whether an error names a record. The client reads a lone id as a list of its characters. */
export const isAbout = ({ context }: BatchError, id: string): boolean =>
  Object.values(context ?? {}).some((ids) => ids.map(idText).includes(id) || ids.join('') === id)
