// The CRM of this Worker, by its settings. What it looks up by name is remembered for minutes in the isolate.

import type { Crm } from '../integrations/crm.ts'
import { createHubSpotCrm } from '../integrations/hubspot/adapter.ts'
import { createDirectoryCache } from '../integrations/hubspot/directory.ts'
import type { Policy } from '../rules/policy.ts'
import type { Env } from './env.ts'

const cache = createDirectoryCache()

export const crmFor = (env: Env, policy: Policy): Crm =>
  createHubSpotCrm(
    {
      accessToken: env.HUBSPOT_ACCESS_TOKEN ?? '',
      apiBase: env.HUBSPOT_API_BASE,
      apiVersion: env.HUBSPOT_API_VERSION,
      pipeline: policy.pipeline,
      stages: policy.stages.map((stage) => stage.label),
    },
    { cache },
  )
