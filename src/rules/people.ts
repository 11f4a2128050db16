// Who: roles to people, past the absent, the barred and those who are no longer there.

import type { Temporal } from 'temporal-polyfill'
import type { Away, Policy, Role } from './policy.ts'

/** People who can be given work now, by e-mail; `undefined` means that the directory is not known and everybody can. */
export type Directory = ReadonlySet<string> | undefined

/** What is wrong with a person who can not be given work, and what to do. */
export const noAccount =
  'is not in the directory of those who can be given tickets: give them an account and a seat, or name somebody else for the role'

/** The person a role names for an area, absences and conflicts aside. */
export const holderOf = (role: Role, area: string | undefined): string | undefined =>
  (area === undefined ? undefined : role.owners[area]) ?? role.owners['*']

/** Somebody whom a role names, and who can not be given work: their account is closed, or there is none. */
export type Unable = { readonly email: string; readonly role: string }

/** Whether the CRM knows an owner by number only: they have left. */
export const isUnknown = (person: string, directory: Directory): boolean =>
  person.startsWith('#') && directory !== undefined && !directory.has(person)

export type Choice = (
  | { readonly kind: 'found'; readonly email: string }
  | { readonly kind: 'barred'; readonly email: string }
  | { readonly kind: 'nobody'; readonly why: string }
) & {
  /** Whoever has the role cannot act in it, and not for being away. */
  readonly unable?: Unable
}

/**
 * Who acts in a role on a date: its owner for the area, else the first deputy who is there and not barred.
 * `barred` people never act, and with `skipDeputies` a barred owner's deputies do not act for them either.
 */
export function choose(
  role: Role,
  area: string | undefined,
  today: Temporal.PlainDate,
  barred: ReadonlySet<string>,
  directory: Directory,
  skipDeputies: boolean,
): Choice {
  const holder = holderOf(role, area)
  if (holder === undefined)
    return { kind: 'nobody', why: `no ${role.title} for ${area ?? 'this service area'}` }
  if (barred.has(holder) && skipDeputies) return { kind: 'barred', email: holder }
  const deputies = (area === undefined ? undefined : role.deputies[area]) ?? role.deputies['*'] ?? []
  const free = [holder, ...deputies].find(
    (email) => !barred.has(email) && !isAway(role, email, today) && (directory?.has(email) ?? true),
  )
  const isMissing = directory !== undefined && !directory.has(holder)
  const unable = isMissing && !barred.has(holder) ? { unable: { email: holder, role: role.title } } : {}
  if (free !== undefined) return { kind: 'found', email: free, ...unable }
  if (barred.has(holder)) return { kind: 'barred', email: holder }
  const why = isMissing ? noAccount : 'is away, and so is every deputy: name one who is there'
  return { kind: 'nobody', why: `${role.title} ${holder} ${why}`, ...unable }
}

const isAway = (role: Role, email: string, today: Temporal.PlainDate): boolean =>
  role.away.some(
    (absence) =>
      absence.email === email && absence.from <= today.toString() && today.toString() <= absence.to,
  )

export const absences = (policy: Policy): readonly Away[] =>
  [...policy.roles.values()].flatMap((role) => role.away)
