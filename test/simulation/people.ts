// People at work in the account, in one of the two worlds: what a history says that they do.

import type { HubSpot } from '../../dev/hubspot/hubspot.ts'
import type { Act } from './history.ts'

export type People = ReturnType<typeof createPeople>

export function createPeople(hubspot: HubSpot) {
  const ids = new Map<number, string>()
  const standing = (ticket: number) => {
    const id = ids.get(ticket)
    const record = id === undefined ? undefined : hubspot.portal.objects.tickets.get(id)
    return record && record.mergedInto === undefined && !record.archived ? record : undefined
  }
  return {
    /** Ids by number; after a merge both numbers lead to the same one. */
    ids,
    /** Does it, unless the ticket is not there to do it on. */
    act(act: Exclude<Act, { kind: 'deploy' }>): void {
      if (act.kind === 'create') {
        ids.set(act.ticket, hubspot.createTicket({ properties: act.values }).id)
        return
      }
      const id = ids.get(act.ticket)
      if (act.kind === 'restore') {
        const record = id === undefined ? undefined : hubspot.portal.objects.tickets.get(id)
        if (record?.archived && record.mergedInto === undefined) hubspot.restore(record.id)
        return
      }
      const record = standing(act.ticket)
      if (!record) return
      switch (act.kind) {
        case 'edit':
          hubspot.edit(record.id, { properties: act.values })
          return
        case 'move':
          hubspot.edit(record.id, { stage: act.stage })
          return
        case 'own':
          hubspot.edit(record.id, { owner: act.owner })
          return
        case 'delete':
          hubspot.archive(record.id)
          return
        case 'merge': {
          const other = standing(act.other)
          if (!other || other.id === record.id) return
          const merged = hubspot.merge(record.id, other.id)
          for (const [number, known] of ids)
            if (known === record.id || known === other.id) ids.set(number, merged.id)
          return
        }
      }
    },
  }
}
