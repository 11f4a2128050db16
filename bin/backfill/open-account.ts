// What both ways of a backfill begin with: the account, what is listed of it, how it can be stopped, and how far it is.

import type { Crm } from '../../src/integrations/crm.ts'
import { patiently } from '../../src/integrations/hubspot/provision/patience.ts'
import type { Policy } from '../../src/rules/policy.ts'
import { searchesOf } from '../../src/worker/searches.ts'
import { accountApiOf, loadInstallation, type AccountOptions, type Settings } from '../provision/settings.ts'
import { accountOf } from './account.ts'
import type { Listing } from './pages.ts'
import { createProgress, type Progress } from './progress.ts'
import { stopBy, stopSignal, type Stop } from './stop.ts'

export type OpenAccount = {
  readonly id: string
  readonly crm: Crm
  readonly policy: Policy
  readonly stop: Stop
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
  const { crm, policy } = accountOf(loadInstallation(options, settings), settings, {
    fetch: stop.fetch,
    sleep: (ms) => stop.sleep(ms / 1000),
  })
  const api = accountApiOf(settings, { fetch: stop.fetch })
  const { id } = await patiently(stop.sleep, () => api.account())
  const progress = createProgress(verb, {
    isTerminal: process.stderr.isTTY,
    write: (text) => void process.stderr.write(text),
    elapsed: () => performance.now(),
  })
  const listingSince = (since: string): Listing => ({
    crm,
    searches: searchesOf(policy, since),
    sleep: stop.sleep,
    warn: progress.note,
  })
  return { id, crm, policy, stop, progress, listingSince }
}
