// Plans, and where that is asked for carries out, what a policy needs of an account.

import type { AccountApi } from '../../src/integrations/hubspot/provision/account-api.ts'
import { applyPlan, type Outcome } from '../../src/integrations/hubspot/provision/apply.ts'
import type { Definition } from '../../src/integrations/hubspot/provision/definition.ts'
import { patiently, type Sleep } from '../../src/integrations/hubspot/provision/patience.ts'
import { planOf } from '../../src/integrations/hubspot/provision/plan.ts'
import { readPortal, type Portal } from '../../src/integrations/hubspot/provision/portal.ts'
import { missingScopes } from '../../src/integrations/hubspot/provision/scopes.ts'
import type { Step } from '../../src/integrations/hubspot/provision/step.ts'

export type Planned = { readonly portal: Portal; readonly steps: readonly Step[] }

export async function planAccount(api: AccountApi, definition: Definition, sleep: Sleep): Promise<Planned> {
  const missing = await patiently(sleep, () => missingScopes(api))
  const portal = await patiently(sleep, () => readPortal(api))
  return { portal, steps: planOf(definition, portal, missing) }
}

export type Applied = { readonly outcomes: readonly Outcome[]; readonly left: readonly Step[] }

/** How often HubSpot is asked again for what it was just given: a new property reads back after up to a second. */
const readings = 4

/** Carries out a plan and looks at what came of it; what then still differs is in `left`. */
export async function applyTo(
  api: AccountApi,
  definition: Definition,
  { portal, steps }: Planned,
  sleep: Sleep,
  onDone: (outcome: Outcome) => void,
): Promise<Applied> {
  const outcomes = await applyPlan(steps, { api, sleep, ledger: portal.ledger }, onDone)
  const refused = outcomes.filter((outcome) => outcome.refused !== undefined).length
  for (let reading = 1; ; reading += 1) {
    const now = await planAccount(api, definition, sleep)
    // A property out of the archive may have come back as it was.
    const changes = now.steps.filter(({ kind }) => kind === 'change')
    const open = now.steps.filter(({ work }) => work !== undefined).length
    if (open <= refused || reading === readings) return { outcomes, left: now.steps }
    if (changes.length === open && refused === 0)
      await applyPlan(changes, { api, sleep, ledger: now.portal.ledger })
    else await sleep(1)
  }
}
