// The CRM of this Worker, by its settings. What it looks up by name is remembered for minutes in the isolate.

import type { Crm } from '../integrations/crm.ts'
import { createHubSpotCrm } from '../integrations/hubspot/adapter.ts'
import { adoptedCrm } from '../integrations/hubspot/adopted/adopted-crm.ts'
import { createDirectoryCache } from '../integrations/hubspot/directory.ts'
import { createRateBudget } from '../integrations/hubspot/rate-budget.ts'
import type { Policy } from '../rules/policy.ts'
import type { Env } from './env.ts'
import { mappingFor } from './policy.ts'

const cache = createDirectoryCache()
const budget = createRateBudget()

export function crmFor(env: Env, { pipeline, stages }: Policy): Crm {
  const crm = createHubSpotCrm(
    {
      accessToken: env.HUBSPOT_ACCESS_TOKEN ?? '',
      apiBase: env.HUBSPOT_API_BASE,
      apiVersion: env.HUBSPOT_API_VERSION,
      rateShare: env.HUBSPOT_RATE_SHARE,
      pipeline,
      stages: stages.map((stage) => stage.label),
    },
    { cache, budget },
  )
  return adoptedCrm(crm, mappingFor(env))
}
