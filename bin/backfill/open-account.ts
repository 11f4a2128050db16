// What both ways of a backfill begin with: the account, what is listed of it, how it can be stopped, and how far it is.

import type { Crm } from '../../src/integrations/crm.ts'
import type { AccountApi } from '../../src/integrations/hubspot/provision/account-api.ts'
import type { Definition } from '../../src/integrations/hubspot/provision/definition.ts'
import { patiently, type Sleep } from '../../src/integrations/hubspot/provision/patience.ts'
import type { Policy } from '../../src/rules/policy.ts'
import { searchesOf } from '../../src/worker/searches.ts'
import { sayingSleep } from '../hubspot-advice.ts'
import { accountApiOf, loadInstallation, type AccountOptions, type Settings } from '../provision/settings.ts'
import { accountOf } from './account.ts'
import type { Listing } from './pages.ts'
import { createProgress, type Progress } from './progress.ts'
import { stopBy, stopSignal, type Stop } from './stop.ts'

export type OpenAccount = {
  readonly id: string
  readonly crm: Crm
  readonly policy: Policy
  readonly api: AccountApi
  readonly definition: Definition
  readonly stop: Stop
  /** Between two attempts at a call of the account: it says what is waited for. */
  readonly sleep: Sleep
  readonly progress: Progress
  readonly listingSince: (since: string) => Listing
}

/** `verb` is what is done with tickets: `sent`. */
export async function openAccount(
  options: AccountOptions,
  settings: Settings,
  verb: string,
): Promise<OpenAccount> {
  const stop = stopBy(stopSignal())
  const installation = loadInstallation(options, settings)
  const { crm, policy } = accountOf(installation, settings, {
    fetch: stop.fetch,
    sleep: (ms) => stop.sleep(ms / 1000),
  })
  const api = accountApiOf(settings, { fetch: stop.fetch })
  const progress = createProgress(verb, {
    isTerminal: process.stderr.isTTY,
    write: (text) => void process.stderr.write(text),
    elapsed: () => performance.now(),
  })
  const sleep = sayingSleep(stop.sleep, progress.note)
  const { id } = await patiently(sleep, () => api.account())
  const listingSince = (since: string): Listing => ({
    crm,
    searches: searchesOf(policy, since),
    sleep,
    warn: progress.note,
  })
  return { id, crm, policy, api, definition: installation.definition, stop, sleep, progress, listingSince }
}
