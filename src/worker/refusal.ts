// A change that the CRM refuses for want of a property becomes a task on the ticket, once, that says which.

import type { Temporal } from 'temporal-polyfill'
import type { UpdateOutcome } from '../integrations/crm.ts'
import { dueOf } from '../rules/calendar/due.ts'
import type { Action } from '../rules/decision.ts'
import type { Policy } from '../rules/policy.ts'
import type { Look } from './look.ts'

/** Whoever fills in the property may not cause an event: the change is tried again after so long. */
export const triedAgainAfter = { minutes: 60 }

/** The task, where the refusal names what is missing; the write is tried again at each look, and makes it done. */
export function refusalTask(
  { id, decision }: Look,
  outcome: UpdateOutcome | undefined,
  policy: Policy,
  now: Temporal.Instant,
  people: ReadonlySet<string>,
): Action | undefined {
  if (outcome?.kind !== 'refused' || outcome.requires.length === 0) return undefined
  const { requires } = outcome
  const to = decision.changes.find((change) => change.kind === 'stage')?.to
  const stage = policy.stages.find(({ key }) => key === to)?.label
  const change =
    stage === undefined ? 'this ticket can be kept up to date' : `this complaint can move to ${stage}`
  const names = requires.map((property) => named(property, policy)).join(', ')
  const due = dueOf({ calendar: policy.calendar, start: now, within: { unit: 'workingDays', count: 1 } })
  return {
    kind: 'task',
    key: [policy.id, 'refused', id, to ?? '', requires.toSorted().join('+')].join('/'),
    rule: 'refused',
    to: people.has(decision.owner.email) ? decision.owner.email : undefined,
    dueAt: due.ok ? due.value.dueAt : undefined,
    subject: `Fill in before ${change}: ${names}`,
    body: `The account requires a value for ${names} before ${change}, and it is empty. Once it is filled in, the change is made by itself within the hour.`,
    ofClock: false,
  }
}

/** A property as its fact is called, with the name by which it is found. */
function named(property: string, policy: Policy): string {
  const fact = [...policy.facts.values()].find((one) => one.property === property)
  return fact ? `${fact.label} (${property})` : property
}
