// Reads the directory of a policy: the people who may have a role, and how far each may use the console.

import { Fields, escapePointer } from './fields.ts'
import { nearest } from './finding.ts'
import { accesses, type Person } from './policy.ts'

export const personKeys = ['name', 'access'] as const

export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text)

/** The client id of a service token of Cloudflare Access: a machine, which may have access and never a role. */
const isMachine = (text: string): boolean => /^[\w-]{1,64}\.access$/.test(text)

/** People by e-mail in small letters; `undefined` where the policy keeps no directory. */
export function parseDirectory(fields: Fields): ReadonlyMap<string, Person> | undefined {
  if (!fields.has('directory')) return undefined
  const people = new Map<string, Person>()
  for (const [key, raw, pointer] of fields.entries('directory')) {
    const entry = new Fields(raw, pointer, fields.report, personKeys)
    const person = {
      name: entry.text('name').trim(),
      access: entry.has('access') ? entry.choice('access', accesses) : undefined,
    }
    const email = key.toLowerCase()
    if (!isEmail(email) && !isMachine(email)) fields.report(pointer, `\`${key}\` is no e-mail address`)
    if (people.has(email))
      fields.report(
        pointer,
        `\`${email}\` stands twice: small and capital letters are the same in an address`,
      )
    const twin = [...people].find(([, other]) => person.name !== '' && other.name === person.name)
    if (twin) fields.report(entry.at('name'), `\`${twin[0]}\` already has the name \`${person.name}\``)
    people.set(email, person)
  }
  return people
}

/** Reports everybody with a role who is not in the directory. */
export function reportStrangers(fields: Fields, directory: ReadonlyMap<string, Person> | undefined): void {
  if (!directory) return
  for (const [email, pointer] of addressesIn(fields.raw('roles'), fields.at('roles')))
    if (isEmail(email) && !directory.has(email.toLowerCase()))
      fields.report(pointer, `\`${email}\` is not in the directory${nearest(email, directory.keys())}`)
}

/** Every text that stands where a role has an address. */
function addressesIn(raw: unknown, pointer: string): readonly (readonly [email: string, pointer: string])[] {
  if (typeof raw === 'string') return raw.includes('@') ? [[raw, pointer]] : []
  if (typeof raw !== 'object' || raw === null) return []
  return Object.entries(raw).flatMap(([key, value]) => addressesIn(value, `${pointer}/${escapePointer(key)}`))
}
