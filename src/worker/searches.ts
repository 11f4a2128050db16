// What a list of all open tickets searches for, nightly and by `redress backfill`.

import type { Temporal } from 'temporal-polyfill'
import type { ListQuery } from '../integrations/crm.ts'
import type { Policy } from '../rules/policy.ts'

/** How far back a closed ticket is looked at again: a review may be requested on it, and that event lost. */
export const closedDays = 3

export const sinceOf = (now: Temporal.Instant): string => now.subtract({ hours: closedDays * 24 }).toString()

export type Search = {
  readonly query: Omit<ListQuery, 'after'>
  /** What it finds is not what the list is for: the list is done without it. */
  readonly isExtra: boolean
}

/** What is searched for, in order: a function of the policy, so that a place in it means the same later. */
export function searchesOf(policy: Policy, since: string): readonly Search[] {
  // A pipeline need not have a stage that only an earlier version knows.
  const present = new Set((policy.versions?.at(-1) ?? policy).stages.map(({ key }) => key))
  const labels = (closed: boolean, isPresent: boolean) =>
    policy.stages
      .filter((stage) => stage.closed === closed && present.has(stage.key) === isPresent)
      .map(({ label }) => label)
  return [
    { query: { stages: labels(false, true), withStrays: true as const }, isExtra: false },
    ...labels(false, false).map((label) => ({ query: { stages: [label] }, isExtra: true })),
    { query: { stages: labels(true, true), modifiedSince: since }, isExtra: true },
  ].filter(({ query }) => query.stages.length > 0)
}
