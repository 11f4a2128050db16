// HubSpot as the port's CRM.

import type { Crm } from '../crm.ts'
import { readTimeZone } from './account.ts'
import { createEngagement, findEngagement, markTask } from './engagements.ts'
import { createHub } from './hub.ts'
import { listTickets } from './list-tickets.ts'
import { readTickets } from './read-tickets.ts'
import type { HubSpotSettings, Outside } from './settings.ts'
import { updateTickets } from './update-tickets.ts'

/** Throws `CrmRefused` for settings that can not work; makes no call until asked to. */
export function createHubSpotCrm(settings: HubSpotSettings, outside: Outside = {}): Crm {
  const hub = createHub(settings, outside)
  return {
    people: async () => new Set((await hub.people()).ids.keys()),
    readTickets: (ids, request) => readTickets(hub, ids, request),
    updateTickets: (updates, keepHold) => updateTickets(hub, updates, keepHold),
    listTickets: (query) => listTickets(hub, query),
    createEngagement: (engagement) => createEngagement(hub, engagement),
    findEngagement: (kind, ticketId, ref) => findEngagement(hub, kind, ticketId, ref),
    timeZone: () => readTimeZone(hub),
    markTask: (taskId, state) => markTask(hub, taskId, state),
  }
}
