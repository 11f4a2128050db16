// The CRM of this Worker, by its settings. What it looks up by name is remembered for minutes in the isolate.

import type { Crm } from '../integrations/crm.ts'
import { createHubSpotCrm } from '../integrations/hubspot/adapter.ts'
import { adoptedCrm, adoptedPlaces } from '../integrations/hubspot/adopted/adopted-crm.ts'
import { createDirectoryCache } from '../integrations/hubspot/directory.ts'
import { createRateBudget } from '../integrations/hubspot/rate-budget.ts'
import type { Policy } from '../rules/policy.ts'
import type { Env } from './env.ts'
import { mappingFor } from './policy.ts'

const cache = createDirectoryCache()
const budget = createRateBudget()

export function crmFor(env: Env, policy: Policy): Crm {
  const mapping = mappingFor(env)
  const stages = policy.stages.map((stage) => stage.label)
  const crm = createHubSpotCrm(
    {
      accessToken: env.HUBSPOT_ACCESS_TOKEN ?? '',
      apiBase: env.HUBSPOT_API_BASE,
      apiVersion: env.HUBSPOT_API_VERSION,
      rateShare: env.HUBSPOT_RATE_SHARE,
      ...adoptedPlaces({ pipeline: policy.pipeline, stages }, mapping),
    },
    { cache, budget },
  )
  return adoptedCrm(crm, mapping)
}
