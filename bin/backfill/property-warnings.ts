// What a dry run says beforehand of properties that the account has not as the policy needs them.

import { redress } from '../called-as.ts'
import { patiently } from '../../src/integrations/hubspot/provision/patience.ts'
import { planOf } from '../../src/integrations/hubspot/provision/plan.ts'
import { readPortal, type Portal } from '../../src/integrations/hubspot/provision/portal.ts'
import type { Step } from '../../src/integrations/hubspot/provision/step.ts'
import type { OpenAccount } from './open-account.ts'

/** One line, or none: what `redress doctor` says at length. */
export async function propertyWarnings({
  api,
  definition,
  sleep,
}: Pick<OpenAccount, 'api' | 'definition' | 'sleep'>): Promise<readonly string[]> {
  const portal = await patiently(sleep, () => readPortal(api))
  const unfit = planOf(definition, portal).flatMap((step) => wrongWith(step, portal) ?? [])
  if (unfit.length === 0) return []
  const named = unfit.length <= 4 ? unfit : [...unfit.slice(0, 3), `${unfit.length - 3} more`]
  return [
    `Warning: not every property is as the policy needs it, so this may be wrong (\`${redress} doctor\` says more): ${named.join('; ')}.`,
  ]
}

function wrongWith(step: Step, { archived }: Portal): string | undefined {
  if (step.of !== 'property') return undefined
  if (step.kind === 'conflict') return `${step.name} ${step.says.join(', ')}`
  if (step.work?.kind !== 'add-property') return undefined
  return `${step.name} is ${archived.has(step.name) ? 'in HubSpot’s archive' : 'not there'}`
}
