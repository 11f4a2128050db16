// What the CRM refuses: what has to be left out of a write because of it, and the task that says what a person has to fill in.

import type { UpdateOutcome } from '../integrations/crm.ts'
import { dueOf } from '../rules/calendar/due.ts'
import { isAllowed, slotOf } from '../rules/changes.ts'
import type { Action } from '../rules/decision.ts'
import type { Policy } from '../rules/policy.ts'
import type { Withheld } from '../rules/withheld.ts'
import type { Temporal } from 'temporal-polyfill'
import type { Look } from './look.ts'

export type Refused = Extract<UpdateOutcome, { readonly kind: 'refused' }>

/** Whoever fills in the property, or changes a setting, may not cause an event: the ticket is looked at again after so long. */
export const triedAgainAfter = ({ requires }: Refused) => ({ hours: requires.length > 0 ? 1 : 24 })

type Tried = { readonly first: Look; readonly look: Look; readonly withheld: Withheld | undefined }

/**
 * What to leave out of a write that was refused, beside people who were not taken: the part that the refusal names, with
 * what belongs to it; where it names none, the move. `undefined` where no less can be written.
 */
export function withheldAfter(
  { first, look, withheld: before }: Tried,
  { about, requires }: Refused,
  policy: Policy,
): { readonly withheld: Withheld; readonly people: readonly string[] } | undefined {
  const { changes } = look.decision
  const people = changes.flatMap((change) =>
    change.kind === 'owner' && about.includes('owner') && change.to !== '' ? [change.to] : [],
  )
  const named = changes.filter(
    (change) => change.kind === 'property' && about.includes(change.property) && !people.includes(change.to),
  )
  const isMove = changes.some(({ kind }) => kind === 'stage')
  const move =
    before?.move === true ||
    requires.length > 0 ||
    about.includes('stage') ||
    (people.length === 0 && named.length === 0) ||
    // A start or a person that can not be written belongs to the move that it was to be written with.
    (isMove && named.some((change) => !isAllowed(policy, change, 'assist')))
  const properties = [...new Set([...(before?.properties ?? []), ...named.map(slotOf)])]
  const isLess =
    people.length > 0 ||
    move !== (before?.move ?? false) ||
    properties.length > (before?.properties.length ?? 0)
  if (!isLess) return undefined
  return { people, withheld: { move, properties, why: whyOf(first, { move, properties }, requires, policy) } }
}

/** In words that stay the same while it is tried again. */
export function whyOf(
  first: Look,
  { move, properties }: Pick<Withheld, 'move' | 'properties'>,
  requires: readonly string[],
  policy: Policy,
): string {
  const stage = stageOf(first, policy)
  const what = stage === undefined ? 'it can be assigned' : `it can move to ${stage}`
  const whys = [
    ...(move && requires.length > 0
      ? [`the account requires ${listedNames(requires, policy)} to be filled in before ${what}`]
      : []),
    ...(move && requires.length === 0
      ? [`the account does not let it ${stage === undefined ? 'be assigned' : `move to ${stage}`}`]
      : []),
    ...(properties.length > 0 ? [`the account does not take ${listedNames(properties, policy)}`] : []),
  ]
  return whys.join(', and ')
}

function stageOf({ decision }: Look, policy: Policy): string | undefined {
  const to = decision.changes.find((change) => change.kind === 'stage')?.to
  return policy.stages.find(({ key }) => key === to)?.label
}

/** The task, where the refusal names what is missing; the write is tried again at each look, and makes it done. */
export function refusalTask(
  look: Look,
  { requires }: Refused,
  policy: Policy,
  now: Temporal.Instant,
  people: ReadonlySet<string>,
): Action | undefined {
  if (requires.length === 0) return undefined
  const { id, decision, ticket } = look
  const to = decision.changes.find((change) => change.kind === 'stage')?.to
  const stage = stageOf(look, policy)
  const change =
    stage === undefined ? 'this ticket can be kept up to date' : `this complaint can move to ${stage}`
  const names = listedNames(requires, policy)
  const due = dueOf({ calendar: policy.calendar, start: now, within: { unit: 'workingDays', count: 1 } })
  return {
    kind: 'task',
    key: [policy.id, 'refused', id, to ?? '', requires.toSorted().join('+')].join('/'),
    rule: 'refused',
    // It is not with whoever it was to go to yet.
    to: [ticket.owner.toLowerCase(), decision.owner.email].find((email) => people.has(email)),
    dueAt: due.ok ? due.value.dueAt : undefined,
    subject: `Fill in before ${change}: ${names}`,
    body: `The account requires a value for ${names} before ${change}, and it is empty. Once it is filled in, the change is made by itself within the hour.`,
    ofClock: false,
  }
}

const listedNames = (properties: readonly string[], policy: Policy): string =>
  properties.map((property) => nameOf(property, policy)).join(', ')

/** A property as its fact is called, with the name by which it is found. */
function nameOf(property: string, policy: Policy): string {
  const fact = [...policy.facts.values()].find((one) => one.property === property)
  return fact ? `${fact.label} (${property})` : property
}
