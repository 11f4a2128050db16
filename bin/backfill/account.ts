// The account and its policy as the Worker has them: by the account's own names, within the limit.

import type { Crm } from '../../src/integrations/crm.ts'
import { adoptedCrm } from '../../src/integrations/hubspot/adopted/adopted-crm.ts'
import { adoptedPolicy } from '../../src/integrations/hubspot/adopted/adopted-policy.ts'
import { createHubSpotCrm } from '../../src/integrations/hubspot/adapter.ts'
import type { Outside } from '../../src/integrations/hubspot/settings.ts'
import type { Policy } from '../../src/rules/policy.ts'
import type { Installation, Settings } from '../provision/settings.ts'

/** Throws `CrmRefused` for settings that can not work. */
export function accountOf(
  { policy: ours, mapping }: Pick<Installation, 'policy' | 'mapping'>,
  settings: Settings,
  outside: Outside = {},
): { readonly crm: Crm; readonly policy: Policy } {
  const policy = adoptedPolicy(ours, mapping)
  const crm = createHubSpotCrm(
    {
      accessToken: settings['HUBSPOT_ACCESS_TOKEN'] ?? '',
      apiBase: settings['HUBSPOT_API_BASE'],
      apiVersion: settings['HUBSPOT_API_VERSION'],
      rateShare: settings['HUBSPOT_RATE_SHARE'],
      pipeline: policy.pipeline,
      stages: policy.stages.map(({ label }) => label),
    },
    outside,
  )
  return { crm: adoptedCrm(crm, mapping), policy }
}
