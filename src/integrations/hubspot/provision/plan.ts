// From what a policy needs and what an account holds to what has to be done. It plans no deletion, and takes nothing away.

import type { Definition, OwnerDefinition } from './definition.ts'
import { ledgerProperty } from './mark.ts'
import { planPipeline } from './plan-pipeline.ts'
import { planProperty, planStandard } from './plan-property.ts'
import type { Portal } from './portal.ts'
import { scopeAdvice, scopeUses, type Scope } from './scopes.ts'
import type { Step } from './step.ts'

/** In the order in which it is carried out. `missing` are scopes that the token is known to lack. */
export function planOf(
  definition: Definition,
  portal: Portal,
  missing: readonly Scope[] = [],
): readonly Step[] {
  const lacking = new Set([...missing, ...portal.unread])
  return [
    ...[...lacking].map(scopeStep),
    // What can not be seen is not taken for absent.
    ...(portal.unread.includes('tickets') ? [] : ticketSteps(definition, portal)),
    ...(portal.unread.includes('crm.objects.owners.read') ? [] : ownerSteps(definition, portal)),
  ]
}

function ticketSteps(definition: Definition, portal: Portal): readonly Step[] {
  const steps = [
    ...definition.standard.map((property) => planStandard(property, portal)),
    ...definition.properties.map((property, index) => planProperty(property, index + 1, portal)),
    ...planPipeline(definition, portal),
  ]
  return [groupStep(definition, portal), ...ledgerSteps(portal, steps.some(isForLedger)), ...steps]
}

/** What is added where HubSpot has no place to say who did. */
const isForLedger = ({ work }: Step): boolean =>
  work?.kind === 'add-pipeline' ||
  work?.kind === 'add-stage' ||
  (work?.kind === 'change-property' && work.change.lent !== undefined)

function scopeStep(scope: Scope): Step {
  return {
    of: 'scope',
    name: scope,
    kind: 'conflict',
    says: [`is missing: Redress needs it ${scopeUses[scope]}`],
    advice: scopeAdvice,
  }
}

function groupStep({ group }: Definition, portal: Portal): Step {
  const step = { of: 'group', name: group.name } as const
  if (portal.groups.has(group.name)) return { ...step, kind: 'leave', says: [] }
  return { ...step, kind: 'create', says: [`“${group.label}”`], work: { kind: 'add-group', ...group } }
}

function ledgerSteps(portal: Portal, isNeeded: boolean): readonly Step[] {
  const step = { of: 'property', name: ledgerProperty } as const
  if (portal.properties.has(ledgerProperty)) return [{ ...step, kind: 'leave', says: [] }]
  if (!isNeeded) return []
  const says = ['hidden: keeps what else Redress added, so that it can be removed again']
  return [{ ...step, kind: 'create', says, work: { kind: 'add-ledger' } }]
}

const ownerSteps = ({ owners }: Definition, portal: Portal): readonly Step[] =>
  owners.map((owner) => ownerStep(owner, portal))

function ownerStep({ email, roles }: OwnerDefinition, portal: Portal): Step {
  const step = { of: 'owner', name: email } as const
  if (portal.owners.has(email)) return { ...step, kind: 'leave', says: [] }
  return {
    ...step,
    kind: 'conflict',
    says: [`is no active user of this account, and acts as ${roles.join(', ')}`],
    advice:
      'invite them (Settings, Users & Teams), name the address that they have here under `people` in adopted.json, or somebody else under `roles` in policy.json',
  }
}
