// Reads the roles of a policy: who does what, for which service area, with deputies and absences.

import { Fields } from './fields.ts'
import type { Role } from './policy.ts'

const isEmail = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text)

export function parseRoles(fields: Fields): ReadonlyMap<string, Role> {
  return new Map(
    fields.entries('roles').map(([name, raw, pointer]) => {
      const role = new Fields(raw, pointer, fields.report, ['title', 'owners', 'deputies', 'away'])
      const owners: Record<string, string> = {}
      for (const [area, email, at] of role.entries('owners')) {
        if (typeof email === 'string' && isEmail(email)) owners[area] = email.toLowerCase()
        else fields.report(at, 'an owner is an e-mail address')
      }
      const deputies: Record<string, readonly string[]> = {}
      // One list serves every service area.
      const everywhere = role.raw('deputies')
      const entries = Array.isArray(everywhere)
        ? ([['*', everywhere, role.at('deputies')]] as const)
        : role.entries('deputies')
      for (const [area, list, at] of entries) {
        const emails: readonly unknown[] = Array.isArray(list) ? list : [list]
        deputies[area] = emails.flatMap((email) =>
          typeof email === 'string' && isEmail(email) ? [email.toLowerCase()] : [],
        )
        if (deputies[area]?.length !== emails.length)
          fields.report(at, 'deputies are e-mail addresses by service area, `*` for any other')
      }
      const away = role.items('away').map(([item, at]) => {
        const absence = new Fields(item, at, fields.report, ['email', 'from', 'to'])
        const [from, to] = [absence.date('from'), absence.date('to')]
        if (from > to) fields.report(at, 'an absence ends before it begins')
        return { email: absence.text('email').toLowerCase(), from, to }
      })
      if (Object.keys(owners).length === 0) fields.report(pointer, `nobody has the role \`${name}\``)
      return [name, { name, title: role.text('title'), owners, deputies, away }]
    }),
  )
}
