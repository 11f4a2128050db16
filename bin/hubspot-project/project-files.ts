// The files of the HubSpot app project for a policy, by their path from the project's root.

import type { Definition } from '../../src/integrations/hubspot/provision/definition.ts'
import { scopes } from '../../src/integrations/hubspot/provision/scopes.ts'
import type { Policy } from '../../src/rules/policy.ts'
import type { Installation } from '../provision/settings.ts'
import { formatted } from '../schema/generated-files.ts'
import { mostSubscriptions, subscriptionsOf } from './subscriptions.ts'

export const webhooksFile = 'hubspot/src/app/webhooks/webhooks-hsmeta.json'

/** `origin` is the Worker's public address, without a path. Throws where HubSpot would refuse the project for what is in it. */
export async function projectFiles(
  { policy, definition }: Pick<Installation, 'policy' | 'definition'>,
  origin: string,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, unknown>([
    ['hubspot/hsproject.json', { name: 'redress', srcDir: 'src', platformVersion: '2026.03' }],
    ['hubspot/src/app/app-hsmeta.json', appOf(policy)],
    [webhooksFile, webhooksOf(definition, origin)],
  ])
  const texts = [...files].map(
    async ([path, value]) => [path, await formatted(path, JSON.stringify(value, null, 2))] as const,
  )
  return new Map(await Promise.all(texts))
}

// HubSpot knows app and webhooks by their uids: with another one, the next upload makes another app with another token.
const appOf = (policy: Policy) => ({
  uid: 'redress',
  type: 'app',
  config: {
    name: 'Redress',
    description: `Moves tickets of the pipeline ${policy.pipeline} along the procedure "${policy.title}": stage, owner, due dates and the reason for each.`,
    distribution: 'private',
    // A token of its own for one account. Optional scopes and redirect URLs are not for this kind.
    auth: { type: 'static', requiredScopes: scopes },
    permittedUrls: { fetch: [], iframe: [], img: [] },
  },
})

function webhooksOf(definition: Definition, origin: string) {
  if (!origin.startsWith('https://'))
    throw new Error(`\`PUBLIC_URL\` is \`${origin}\`: HubSpot sends webhooks only to an address with https`)
  const subscriptions = subscriptionsOf(definition)
  const count = Object.values(subscriptions).flat().length
  if (count > mostSubscriptions)
    throw new Error(
      `${count} subscriptions, and HubSpot takes ${mostSubscriptions}: fewer facts with a property`,
    )
  return {
    uid: 'redress-webhooks',
    type: 'webhooks',
    config: {
      settings: { targetUrl: `${origin}/webhooks/hubspot`, maxConcurrentRequests: 10 },
      subscriptions,
    },
  }
}
