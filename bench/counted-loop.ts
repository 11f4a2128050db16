// The counting Worker beside a local HubSpot, with the shipped policy set up in it.

import { join } from 'node:path'
import { watchedProperties } from '../bin/hubspot-project/subscriptions.ts'
import { loadPolicy } from '../bin/load-policy.ts'
import { createHubSpot, type HubSpot } from '../dev/hubspot/hubspot.ts'
import { definitionOf } from '../src/integrations/hubspot/provision/definition.ts'
import { bundled } from './bundled.ts'
import { clientSecret, startWorker, type Running } from './workerd.ts'

export const countingScript = (): string => join(bundled('bench/counting-worker.js'), 'counting-worker.js')

export type Loop = { readonly hubspot: HubSpot; readonly worker: Running; readonly stop: () => Promise<void> }

export async function startLoop(): Promise<Loop> {
  const definition = definitionOf(loadPolicy('bournville'))
  const hubspot = createHubSpot({ clientSecret, webhooks: { properties: watchedProperties(definition) } })
  hubspot.provision(definition)
  const api = await hubspot.listen()
  const worker = await startWorker({
    script: countingScript(),
    bindings: { HUBSPOT_API_BASE: api, HUBSPOT_ACCESS_TOKEN: 'local-token', REDRESS_MODE: 'full' },
    hasDatabase: true,
    isConsumer: true,
  })
  return {
    hubspot,
    worker,
    stop: async () => {
      await worker.stop()
      await hubspot.close()
    },
  }
}
