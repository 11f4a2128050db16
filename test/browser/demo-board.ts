// A served board with the demo tickets, and a browser to visit it with.

import { afterAll } from 'vitest'
import { type HubSpot, createHubSpot } from '../../dev/hubspot/hubspot.ts'
import type { HubSpotOptions } from '../../dev/hubspot/options.ts'
import { complaints } from '../dev/complaints-account.ts'
import { startBrowser } from './browser.ts'
import { addDemoTickets } from './demo-tickets.ts'

export const monday = '2026-11-23T10:00:00Z'

export async function startBoard(board: NonNullable<HubSpotOptions['board']> = {}) {
  const hubspot: HubSpot = createHubSpot({ now: monday, board })
  hubspot.provision(complaints)
  addDemoTickets(hubspot)
  const url = await hubspot.listen()
  afterAll(hubspot.close)
  return { hubspot, url, visit: await startBrowser() }
}
