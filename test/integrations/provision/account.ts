// A local HubSpot for the tests of installing, with what an account holds of the policy's people.

import { afterAll } from 'vitest'
import { loadPolicy } from '../../../bin/load-policy.ts'
import { installationOf } from '../../../bin/provision/settings.ts'
import { applyTo, planAccount } from '../../../bin/provision/provision-account.ts'
import { createHubSpot } from '../../../dev/hubspot/hubspot.ts'
import type { HubSpotOptions } from '../../../dev/hubspot/options.ts'
import type { Definition as Given } from '../../../dev/hubspot/portal/provision.ts'
import { createAccountApi } from '../../../src/integrations/hubspot/provision/account-api.ts'
import type { Step } from '../../../src/integrations/hubspot/provision/step.ts'

const policy = loadPolicy('bournville')
export const installation = installationOf(policy)
export const { definition } = installation

/** An account that has people and whatever is given, but nothing of Redress. */
const theirs = (given: Partial<Given> = {}): Given => ({
  pipeline: { label: 'Sales questions', stages: [{ label: 'New' }] },
  group: { name: 'theirs', label: 'Theirs' },
  properties: [],
  owners: definition.owners,
  ...given,
})

export async function startAccount(options: HubSpotOptions = {}, given: Partial<Given> = {}) {
  const hubspot = createHubSpot({ limits: false, ...options })
  hubspot.provision(theirs(given))
  const url = await hubspot.listen()
  afterAll(hubspot.close)
  const api = createAccountApi({ accessToken: 'local-token', apiBase: url })
  const plan = async (wanted = definition) => (await planAccount(api, wanted, noSleep)).steps
  const apply = async (wanted = definition) =>
    applyTo(api, wanted, await planAccount(api, wanted, noSleep), noSleep, () => undefined)
  return { hubspot, url, api, plan, apply, properties: hubspot.portal.properties.tickets }
}

/** Waits a hundredth of the time. */
export const noSleep = (seconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 10)
  })

/** What a plan has to say, but for what is as it should be: `sign of name: says`. */
export const told = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap(({ kind, of, name, says }) =>
    kind === 'leave' && says.length === 0 ? [] : [`${kind} ${of} ${name}: ${says.join('; ')}`],
  )

export const stepFor = (steps: readonly Step[], name: string): Step | undefined =>
  steps.find((step) => step.name === name)
