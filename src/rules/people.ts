// Who: roles to people, past the absent, the barred and those who are no longer there.

import type { Temporal } from 'temporal-polyfill'
import type { Away, Policy, Role } from './policy.ts'

/** People who can be given work now, by e-mail; `undefined` means that the directory is not known and everybody can. */
export type Directory = ReadonlySet<string> | undefined

/** The person a role names for an area, absences and conflicts aside. */
export const holderOf = (role: Role, area: string | undefined): string | undefined =>
  (area === undefined ? undefined : role.owners[area]) ?? role.owners['*']

export type Choice =
  | { readonly kind: 'found'; readonly email: string }
  | { readonly kind: 'barred'; readonly email: string }
  | { readonly kind: 'nobody'; readonly why: string }

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
  if (free !== undefined) return { kind: 'found', email: free }
  if (barred.has(holder)) return { kind: 'barred', email: holder }
  const missing = directory && !directory.has(holder)
  return { kind: 'nobody', why: `${role.title} ${holder} ${missing ? 'is not in the directory' : 'is away'}` }
}

const isAway = (role: Role, email: string, today: Temporal.PlainDate): boolean =>
  role.away.some(
    (absence) =>
      absence.email === email && absence.from <= today.toString() && today.toString() <= absence.to,
  )

export const absences = (policy: Policy): readonly Away[] =>
  [...policy.roles.values()].flatMap((role) => role.away)
