// The people who can own tickets: between HubSpot's owner ids and e-mails.

import { CrmUnavailable } from '../crm.ts'
import { answerTo, type Api } from './api.ts'

export type People = {
  readonly ids: ReadonlyMap<string, string>
  readonly emails: ReadonlyMap<string, string>
}

/** For where nobody is named, so that no directory need be read. */
export const nobody: People = { ids: new Map(), emails: new Map() }

/** Active owners only: whoever has left is in it neither by e-mail nor as `#<id>`, which an owner without an e-mail is called. */
export async function readPeople(api: Pick<Api, 'owners'>): Promise<People> {
  const ids = new Map<string, string>()
  const emails = new Map<string, string>()
  let after: string | undefined
  for (let page = 0; page < 200; page += 1) {
    const answer = await answerTo(api.owners.getPage(after, 500))
    for (const { id, archived, ...owner } of answer.results) {
      if (archived) continue
      const email = owner.email.trim().toLowerCase() || `#${id}`
      if (!ids.has(email)) ids.set(email, id)
      emails.set(id, email)
    }
    after = answer.after
    if (after === '') return { ids, emails }
  }
  throw new CrmUnavailable({ message: 'the list of HubSpot owners does not end' })
}

/** E-mail of an owner id, `#<id>` where the directory has none, `''` for nobody. */
export function emailOf(people: People, ownerId: string): string {
  return ownerId === '' ? '' : (people.emails.get(ownerId) ?? `#${ownerId}`)
}

/** Owner id of an e-mail or `#<id>`, `''` for nobody, `undefined` where the directory has no such person. */
export function ownerIdOf(people: People, person: string): string | undefined {
  if (person === '') return ''
  return person.startsWith('#') ? person.slice(1) : people.ids.get(person.trim().toLowerCase())
}

export function noSuchPerson(person: string): string {
  return `no active HubSpot user has the e-mail \`${person}\`: invite them, or name somebody else in the policy`
}
