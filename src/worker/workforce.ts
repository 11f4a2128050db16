// Who can be given work: those whom the CRM lists, without those whom it would not take of late. Who is named in vain is listed.

import type { Temporal } from 'temporal-polyfill'
import { dropFailures, failuresOfKind, saveFailures } from '../integrations/store/failures.ts'
import {
  forgetRefusedPeople,
  loadRefusedPeople,
  saveRefusedPeople,
  type RefusedPerson,
} from '../integrations/store/refused-people.ts'
import type { Change } from '../rules/decision.ts'
import { noAccount } from '../rules/people.ts'
import type { Policy } from '../rules/policy.ts'
import type { Look } from './look.ts'

/** So long somebody else is looked for; then the person may have been given a seat. */
const refusedMs = 60 * 60_000

/** Nobody has had work for them for so long since: the nightly list would have tried. */
const forgottenMs = 36 * 60 * 60_000

export type Workforce = {
  /** Those whom the CRM lists, without those whom it refused of late. */
  readonly available: ReadonlySet<string>
  readonly refused: ReadonlyMap<string, RefusedPerson>
}

export async function workforceOf(
  db: D1Database,
  listed: ReadonlySet<string>,
  realNow: number,
): Promise<Workforce> {
  const known = await loadRefusedPeople(db)
  const refused = known.filter(({ until }) => until > realNow - forgottenMs)
  await forgetRefusedPeople(
    db,
    known.filter((one) => !refused.includes(one)).map(({ email }) => email),
  )
  const resting = refused.filter(({ until }) => until > realNow).map(({ email }) => email)
  return {
    available: without(listed, resting),
    refused: new Map(refused.map((person) => [person.email, person])),
  }
}

/** The workforce without people whom the CRM just refused, in its words. */
export async function withoutRefused(
  db: D1Database,
  workforce: Workforce,
  refusals: ReadonlyMap<string, string>,
  realNow: number,
): Promise<Workforce> {
  if (refusals.size === 0) return workforce
  const until = realNow + refusedMs
  const people = [...refusals].map(([email, message]) => ({ email, message, until }))
  await saveRefusedPeople(db, people)
  return {
    ...workforce,
    available: without(workforce.available, [...refusals.keys()]),
    refused: new Map([...workforce.refused, ...people.map((person) => [person.email, person] as const)]),
  }
}

/** Whoever was refused once and now was taken is like anybody else again. */
export async function welcome(
  db: D1Database,
  workforce: Workforce,
  written: readonly Change[],
): Promise<Workforce> {
  const taken = written.flatMap((change) =>
    change.kind === 'owner' && workforce.refused.has(change.to) ? [change.to] : [],
  )
  if (taken.length === 0) return workforce
  await forgetRefusedPeople(db, taken)
  return {
    ...workforce,
    available: new Set([...workforce.available, ...taken]),
    refused: new Map([...workforce.refused].filter(([email]) => !taken.includes(email))),
  }
}

const without = (people: ReadonlySet<string>, some: readonly string[]): ReadonlySet<string> =>
  new Set([...people].filter((email) => !some.includes(email)))

const keyOf = (email: string): string => `person/${email}`

/** Lists who has a role and can not be given work, until they can be, or have none any more. */
export async function listUnable(
  db: D1Database,
  looks: readonly Look[],
  { available, refused }: Workforce,
  policy: Policy,
  now: Temporal.Instant,
): Promise<void> {
  const known = await failuresOfKind(db, 'person')
  const resting = [...refused.keys()].filter((email) => !available.has(email))
  const unable = new Map(
    [
      ...resting.map((email) => ({ email, role: titleOf(email, policy) })),
      ...looks.flatMap(({ decision }) => decision.unable),
    ].map((one) => [keyOf(one.email), one]),
  )
  const isOver = (key: string) => {
    const email = key.slice(keyOf('').length)
    return available.has(email) ? !refused.has(email) : rolesOf(email, policy).length === 0
  }
  const messages = [...unable].map(([key, { email, role }]) => ({
    key,
    message: messageOf(email, role, refused),
  }))
  const fresh = messages.filter(
    ({ key, message }) => known.find((one) => one.key === key)?.message !== message,
  )
  await saveFailures(
    db,
    fresh.map((one) => ({ ...one, ticketId: '', kind: 'person', at: now.toString() })),
  )
  await dropFailures(
    db,
    known.map(({ key }) => key).filter((key) => !unable.has(key) && isOver(key)),
  )
}

function messageOf(email: string, role: string, refused: Workforce['refused']): string {
  const said = refused.get(email)?.message
  return said === undefined
    ? `${role} ${email} ${noAccount}`
    : `${role} ${email} is not taken as owner: ${said}: give them a seat, or name somebody else for the role`
}

const rolesOf = (email: string, policy: Policy) =>
  [...policy.roles.values()].filter(({ owners, deputies }) =>
    [...Object.values(owners), ...Object.values(deputies).flat()].includes(email),
  )

const titleOf = (email: string, policy: Policy): string => rolesOf(email, policy)[0]?.title ?? 'owner'
