// What all previews of a dry run come to.

import { rulesOf, type Policy } from '../../src/rules/policy.ts'
import { isChange, type Preview } from './preview.ts'

export type Sum = {
  readonly tickets: number
  readonly changed: number
  readonly right: number
  readonly paused: number
  readonly gone: number
  readonly withProblems: number
  readonly undecided: readonly { readonly id: string; readonly why: string }[]
  readonly stages: number
  readonly owners: number
  readonly dueDates: number
  readonly reasons: number
  readonly others: number
  readonly tasks: number
  readonly tasksListed: number
  readonly tasksDone: number
  readonly notes: number
  readonly notAnnounced: number
}

/** Adds previews up; free text is a reason, as Redress writes no other. */
export function createSum(policy: Policy) {
  const dueFacts = new Set(rulesOf(policy, 'clock').flatMap(({ due }) => due ?? []))
  const count = {
    tickets: 0,
    changed: 0,
    right: 0,
    paused: 0,
    gone: 0,
    withProblems: 0,
    stages: 0,
    owners: 0,
    dueDates: 0,
    reasons: 0,
    others: 0,
    tasks: 0,
    tasksListed: 0,
    tasksDone: 0,
    notes: 0,
    notAnnounced: 0,
  }
  const undecided: { id: string; why: string }[] = []

  return {
    add(preview: Preview): void {
      count.tickets += 1
      if (preview.kind === 'gone') count.gone += 1
      if (preview.kind === 'undecided') undecided.push({ id: preview.id, why: preview.why })
      if (preview.kind !== 'decided') return
      count[isChange(preview) ? 'changed' : 'right'] += 1
      if (preview.paused) count.paused += 1
      if (preview.problems.length > 0) count.withProblems += 1
      count.notAnnounced += preview.notAnnounced.length
      for (const change of preview.changes)
        if (change.kind === 'stage') count.stages += 1
        else if (change.kind === 'owner') count.owners += 1
        else if (dueFacts.has(change.fact)) count.dueDates += 1
        else if (policy.facts.get(change.fact)?.type === 'text') count.reasons += 1
        else count.others += 1
      for (const { kind, does } of preview.notices)
        if (kind === 'note') count.notes += 1
        else count[does === 'made' ? 'tasks' : does === 'listed' ? 'tasksListed' : 'tasksDone'] += 1
    },
    sum: (): Sum => ({ ...count, undecided }),
  }
}
