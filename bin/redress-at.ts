// Whether Redress is at an address: any other site may answer there, too.

import type { Fetch } from '../src/integrations/hubspot/settings.ts'
import { deploy } from './deploying.ts'
import { fieldsOf } from './worker-request.ts'

export type NotThere = { readonly says: string; readonly advice: string }

/** `undefined` where it is; else what is there, and what to do. */
export async function whyNotRedressAt(url: string, fetch: Fetch): Promise<NotThere | undefined> {
  try {
    const response = await fetch(`${url}/webhooks/hubspot`, {
      method: 'POST',
      headers: {},
      body: '[]',
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
    })
    // Without a database or a secret it still refuses what nobody signed.
    const { error } = fieldsOf(await response.text())
    if (response.status === 401 && typeof error === 'string') return undefined
    return {
      says: `there is no Redress at ${url}: it answers ${response.status} to a webhook that nobody signed`,
      advice: `${deploy} prints the address; a sign-in before it has to leave out /webhooks/hubspot`,
    }
  } catch (error) {
    return unreachable(url, error)
  }
}

/** What a call to it threw. */
export function unreachable(url: string, error: unknown): NotThere {
  const why = error instanceof Error ? (error.cause instanceof Error ? error.cause : error).message : ''
  return {
    says: `${url} can not be reached: ${why}`,
    advice: `check \`PUBLIC_URL\`; if it is right: ${deploy}`,
  }
}
