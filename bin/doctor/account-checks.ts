// What is so of the HubSpot account: token, scopes, portal, clock, API version, pipeline, properties, people.

import { redress } from '../called-as.ts'
import { CrmRefused, CrmUnavailable } from '../../src/integrations/crm.ts'
import type { AccountApi } from '../../src/integrations/hubspot/provision/account-api.ts'
import type { Definition } from '../../src/integrations/hubspot/provision/definition.ts'
import { patiently, type Sleep } from '../../src/integrations/hubspot/provision/patience.ts'
import { planOf } from '../../src/integrations/hubspot/provision/plan.ts'
import { readPortal, type Portal } from '../../src/integrations/hubspot/provision/portal.ts'
import {
  missingScopes,
  scopeAdvice,
  scopes,
  type Scope,
} from '../../src/integrations/hubspot/provision/scopes.ts'
import type { Step } from '../../src/integrations/hubspot/provision/step.ts'
import { adviceOn } from '../hubspot-advice.ts'
import { fine, todo, unknown, type Check } from './check.ts'
import { searchCheck } from './search-check.ts'

export type AccountQuestions = {
  readonly api: AccountApi
  readonly definition: Definition
  /** The zone in which the policy's days begin and end. */
  readonly timeZone: string
  readonly sleep: Sleep
}

export async function accountChecks(questions: AccountQuestions): Promise<readonly Check[]> {
  const { api, definition, timeZone, sleep } = questions
  try {
    const missing = await patiently(sleep, () => missingScopes(api))
    const portal = await patiently(sleep, () => readPortal(api))
    const steps = planOf(definition, portal, missing)
    return [
      fine('token', 'HubSpot knows it'),
      ...scopeChecks(missing),
      missing.includes('tickets')
        ? unknown('search', 'waits for the scopes', 'see to the scopes first')
        : await searchCheck(api, sleep),
      portalCheck(portal, timeZone),
      ...stepChecks('pipeline', pipelineSays(definition), of(steps, 'pipeline', 'stage'), portal),
      ...stepChecks(
        'properties',
        `all ${definition.properties.length + definition.standard.length} are as the policy needs them`,
        of(steps, 'group', 'property'),
        portal,
      ),
      ...ownerChecks(of(steps, 'owner'), portal),
    ]
  } catch (error) {
    if (error instanceof CrmRefused)
      return [todo('token', error.message, tokenAdvice), ...unseen('the token')]
    if (error instanceof CrmUnavailable)
      return [
        todo('HubSpot', error.message, adviceOn(error) ?? 'run this again'),
        // It may be right: nobody could say.
        unknown('token', 'waits for HubSpot', 'see to HubSpot first'),
        ...unseen('HubSpot'),
      ]
    throw error
  }
}

const tokenAdvice =
  'copy the access token in HubSpot (Development, Projects, redress, the app, Auth) into `HUBSPOT_ACCESS_TOKEN`, here and for the Worker'

/** What can not be looked at before `what` is in order. */
export const unseen = (what: 'the token' | 'HubSpot'): readonly Check[] =>
  ['scopes', 'search', 'portal', 'pipeline', 'properties', 'owners'].map((name) =>
    unknown(name, `waits for ${what}`, `see to ${what} first`),
  )

const of = (steps: readonly Step[], ...kinds: readonly Step['of'][]): readonly Step[] =>
  steps.filter((step) => kinds.includes(step.of))

function scopeChecks(missing: readonly Scope[]): readonly Check[] {
  if (missing.length === 0) return [fine('scopes', scopes.join(', '))]
  return [todo('scopes', `missing: ${missing.join(', ')}`, scopeAdvice)]
}

// A date that Redress writes as the last second of a day is the next day in a zone further east.
function portalCheck({ account }: Portal, timeZone: string): Check {
  if (account.timeZone === '' || account.timeZone === timeZone)
    return fine(
      'portal',
      [account.id, account.timeZone, account.kind].filter((part) => part !== '').join(', '),
    )
  return todo(
    'portal',
    `${account.id} is in ${account.timeZone}, and the policy’s calendar in ${timeZone}`,
    'due times show by the account’s zone: set it (Settings, Account Defaults), or the calendar’s',
  )
}

const pipelineSays = ({ pipeline }: Definition): string =>
  `\`${pipeline.label}\` with ${pipeline.stages.map(({ label }) => label).join(', ')}`

function stepChecks(
  name: string,
  says: string,
  steps: readonly Step[],
  { unread }: Portal,
): readonly Check[] {
  if (unread.includes('tickets')) return [unknown(name, 'waits for the scopes', 'see to the scopes first')]
  const conflicts = steps.flatMap((step) =>
    step.kind === 'conflict' ? [todo(name, `${step.name} ${step.says.join('; ')}`, step.advice)] : [],
  )
  const open = steps.filter(({ work }) => work !== undefined).map((step) => step.name)
  if (open.length > 0)
    conflicts.unshift(
      todo(
        name,
        `to be made or changed: ${listed(open)}`,
        `${redress} provision shows what, ${redress} provision --apply does it`,
      ),
    )
  return conflicts.length === 0 ? [fine(name, says)] : conflicts
}

const listed = (names: readonly string[]): string =>
  names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`

function ownerChecks(steps: readonly Step[], { unread }: Portal): readonly Check[] {
  if (unread.includes('crm.objects.owners.read'))
    return [unknown('owners', 'waits for the scopes', 'see to the scopes first')]
  const missing = steps.flatMap((step) =>
    step.kind === 'conflict' ? [todo('owners', `${step.name} ${step.says.join('; ')}`, step.advice)] : [],
  )
  return missing.length > 0
    ? missing
    : [fine('owners', `all ${steps.length} people with a role are active users`)]
}
