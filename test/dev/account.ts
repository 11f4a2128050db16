// A local HubSpot with the complaints account, served for the length of a test file.

import { afterAll } from 'vitest'
import { type HubSpot, createHubSpot } from '../../dev/hubspot/hubspot.ts'
import type { HubSpotOptions } from '../../dev/hubspot/options.ts'
import { clientsOf } from './clients.ts'
import { complaints } from './complaints-account.ts'

export const monday = '2026-11-23T10:00:00Z'

export async function startAccount(options: HubSpotOptions = {}) {
  const hubspot: HubSpot = createHubSpot({ now: monday, limits: false, ...options })
  hubspot.provision(complaints)
  const url = await hubspot.listen()
  afterAll(hubspot.close)
  return { hubspot, url, ...clientsOf(url) }
}
