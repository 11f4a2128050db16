// `redress doctor`: what is in order between HubSpot, the Worker and the policy, and what to do about the rest.

import { redress } from './called-as.ts'
import type { Command } from 'commander'
import { Temporal } from 'temporal-polyfill'
import { CrmRefused } from '../src/integrations/crm.ts'
import type { Fetch } from '../src/integrations/hubspot/settings.ts'
import type { Sleep } from '../src/integrations/hubspot/provision/patience.ts'
import { accountChecks, unseen } from './doctor/account-checks.ts'
import { checkLines } from './doctor/check-lines.ts'
import { todo, type Check } from './doctor/check.ts'
import { clockCheck, watchedFetch } from './doctor/clock-check.ts'
import { subscriptionCheck } from './doctor/subscription-check.ts'
import { versionCheck } from './doctor/version-check.ts'
import { workerChecks } from './doctor/worker-checks.ts'
import { watchedProperties } from './hubspot-project/subscriptions.ts'
import {
  accountApiOf,
  loadInstallation,
  readSettings,
  sleep,
  withAccountOptions,
  type AccountOptions,
  type Installation,
  type Settings,
} from './provision/settings.ts'

export type Outer = { readonly fetch?: Fetch; readonly sleep: Sleep; readonly now: Temporal.Instant }

/** Every check, in the order in which things depend on each other. */
export async function examine(
  settings: Settings,
  installation: Installation,
  { fetch: send, sleep: wait, now }: Outer,
): Promise<readonly Check[]> {
  const hubspot = watchedFetch('HubSpot', send)
  const worker = watchedFetch('the Worker', send)
  const url = (settings['PUBLIC_URL'] ?? '').trim().replace(/\/+$/, '')
  const account = await ofAccount(settings, installation, hubspot.fetch, wait)
  const deployed = await workerChecks({
    url,
    secret: settings['HUBSPOT_CLIENT_SECRET'] ?? '',
    fetch: worker.fetch,
    now: now.epochMilliseconds,
  })
  const today = now.toZonedDateTimeISO('UTC').toPlainDate().toString()
  const version = settings['HUBSPOT_API_VERSION']?.trim() || 'v3'
  return [
    ...account,
    subscriptionCheck(
      new URL('../hubspot/', import.meta.url),
      watchedProperties(installation.definition),
      url,
    ),
    clockCheck(hubspot.clock(), worker.clock()),
    versionCheck(version, today),
    ...deployed,
  ]
}

async function ofAccount(
  settings: Settings,
  { policy, definition }: Installation,
  send: Fetch,
  wait: Sleep,
): Promise<readonly Check[]> {
  try {
    return await accountChecks({
      api: accountApiOf(settings, { fetch: send }),
      definition,
      timeZone: policy.calendar.timeZone,
      sleep: wait,
    })
  } catch (error) {
    if (!(error instanceof CrmRefused)) throw error
    return [
      todo(
        'token',
        error.message,
        `set it in the environment or in \`.dev.vars\`; ${redress} setup leads through it`,
      ),
      ...unseen('the token'),
    ]
  }
}

export function addDoctor(program: Command): void {
  withAccountOptions(program.command('doctor'))
    .description(
      'look at token, scopes, search, pipeline, properties, people, webhook, queue and database: ✓, or what to do',
    )
    .addHelpText('after', help)
    .action(async (options: AccountOptions) => {
      const settings = readSettings()
      const installation = loadInstallation(options, settings)
      const checks = await examine(settings, installation, {
        sleep,
        now: Temporal.Now.instant(),
      })
      console.log(options.json ? JSON.stringify({ checks }, null, 2) : checkLines(checks).join('\n'))
      if (checks.some(({ state }) => state === 'todo')) process.exitCode = 1
    })
}

const help = `
Settings come from the environment or from .dev.vars: HUBSPOT_ACCESS_TOKEN, HUBSPOT_API_BASE, HUBSPOT_API_VERSION, and for
what is asked of the Worker PUBLIC_URL and HUBSPOT_CLIENT_SECRET. It changes nothing: the Worker is asked to look at a ticket
that does not exist. ✓ is in order, ✗ needs what the next line says, ? could not be told. Exit code 1 when there is a ✗.
  HUBSPOT_ACCESS_TOKEN=pat-… PUBLIC_URL=https://… ${redress} doctor`
