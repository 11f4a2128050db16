// Reads the roles of a policy: who does what, for which service area, with deputies and absences.

import { Fields } from './fields.ts'
import { nearest } from './finding.ts'
import { isEmail } from './parse-directory.ts'
import type { Away, Role } from './policy.ts'

export const roleKeys = ['title', 'owners', 'deputies', 'away'] as const
export const absenceKeys = ['email', 'from', 'to'] as const

export function parseRoles(fields: Fields): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>()
  for (const [name, raw, pointer] of fields.entries('roles')) {
    const role = new Fields(raw, pointer, fields.report, roleKeys)
    const [owners, deputies] = [parseOwners(role), parseDeputies(role)]
    if (Object.keys(owners).length === 0) fields.report(pointer, `nobody has the role \`${name}\``)
    const people = new Set([...Object.values(owners), ...Object.values(deputies).flat()])
    const title = role.text('title')
    const twin = [...roles.values()].find((other) => title !== '' && other.title === title)
    if (twin) fields.report(role.at('title'), `the role \`${twin.name}\` already has the title \`${title}\``)
    roles.set(name, { name, title, owners, deputies, away: parseAway(role, people) })
  }
  return roles
}

function parseOwners(role: Fields): Readonly<Record<string, string>> {
  const owners: Record<string, string> = {}
  for (const [area, email, at] of role.entries('owners')) {
    if (typeof email === 'string' && isEmail(email)) owners[area] = email.toLowerCase()
    else role.report(at, 'an owner is an e-mail address')
  }
  return owners
}

function parseDeputies(role: Fields): Readonly<Record<string, readonly string[]>> {
  const deputies: Record<string, readonly string[]> = {}
  // One list serves every service area.
  const everywhere = role.raw('deputies')
  const entries = Array.isArray(everywhere)
    ? ([['*', everywhere, role.at('deputies')]] as const)
    : role.entries('deputies')
  for (const [area, list, at] of entries) {
    const emails: readonly unknown[] = Array.isArray(list) ? list : [list]
    const known = emails.filter((email) => typeof email === 'string').filter(isEmail)
    deputies[area] = known.map((email) => email.toLowerCase())
    if (known.length !== emails.length)
      role.report(at, 'deputies are e-mail addresses by service area, `*` for any other')
  }
  return deputies
}

/** Absences; one of somebody without a place in the role would change nothing. */
function parseAway(role: Fields, people: ReadonlySet<string>): readonly Away[] {
  return role.items('away').map(([item, at]) => {
    const absence = new Fields(item, at, role.report, absenceKeys)
    const email = absence.text('email').toLowerCase()
    if (email !== '' && !people.has(email))
      role.report(absence.at('email'), `\`${email}\` has no place in this role${nearest(email, people)}`)
    const [from, to] = [absence.date('from'), absence.date('to')]
    if (from > to) role.report(at, `an absence ends before it begins: ${from} to ${to}`)
    return { email, from, to }
  })
}
