// The webhooks of one account: where they go, what disturbs them, and what became of them.

import type { HubSpotOptions } from '../options.ts'
import type { Crm } from '../portal/crm.ts'
import type { Target } from './delivery.ts'
import type { Disorder } from './disorder.ts'
import { seededRandom } from './random.ts'
import { type Sender, createSender } from './sender.ts'

export type Webhooks = Sender & {
  /** Changed at any time, it holds for what is sent from then on. */
  readonly disorder: Disorder
  setTarget: (target: Target | undefined) => void
}

type Settings = Pick<HubSpotOptions, 'webhookUrl' | 'publicUrl' | 'clientSecret' | 'webhooks'> & {
  readonly appId: string
}

export function createWebhooks(
  crm: Crm,
  { webhookUrl, publicUrl, clientSecret, webhooks = {}, appId }: Settings,
): Webhooks {
  const { duplicate = 0, shuffle = 0, lose = 0, properties } = webhooks
  const disorder: Disorder = { duplicate, shuffle, lose }
  let target: Target | undefined
  const setTarget: Webhooks['setTarget'] = (given) => {
    target = given && { ...given, publicUrl: signedUrl(given) }
  }
  if (webhookUrl !== undefined) {
    setTarget({
      url: webhookUrl,
      clientSecret: clientSecret ?? '',
      ...(publicUrl !== undefined && { publicUrl }),
    })
  }
  const sender = createSender(crm, {
    target: () => target,
    disorder,
    random: seededRandom(webhooks.seed ?? 1),
    portalId: crm.portal.portalId,
    appId,
    prefix: webhooks.prefix ?? 'object',
    typeField: webhooks.typeField ?? 'subscriptionType',
    ...(properties && { properties }),
    gatherMs: webhooks.gatherMs ?? 20,
    retryMs: webhooks.retryMs ?? 500,
    timeOutMs: webhooks.timeOutMs ?? 5_000,
    fetch: webhooks.fetch ?? fetch,
  })
  return { ...sender, disorder, setTarget }
}

/** A public URL that is only an origin takes the path of the real one. */
function signedUrl({ url, publicUrl }: Target): string {
  if (publicUrl === undefined) return url
  const asked = new URL(publicUrl)
  if (asked.pathname !== '/') return publicUrl
  const { pathname, search } = new URL(url)
  return `${asked.origin}${pathname}${search}`
}
