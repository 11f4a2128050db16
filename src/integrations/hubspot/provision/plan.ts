// From what a policy needs and what an account holds to what has to be done. It plans no deletion, and takes nothing away.

import type { Definition, OwnerDefinition } from './definition.ts'
import { ledgerProperty } from './mark.ts'
import { planPipeline } from './plan-pipeline.ts'
import { planProperty, planStandard } from './plan-property.ts'
import type { Portal } from './portal.ts'
import { scopeUses, type Scope } from './scopes.ts'
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

const ticketSteps = (definition: Definition, portal: Portal): readonly Step[] => [
  groupStep(definition, portal),
  ...ledgerSteps(portal),
  ...definition.standard.map((property) => planStandard(property, portal)),
  ...definition.properties.map((property, index) => planProperty(property, index + 1, portal)),
  ...planPipeline(definition, portal),
]

function scopeStep(scope: Scope): Step {
  return {
    of: 'scope',
    name: scope,
    kind: 'conflict',
    says: [`is missing: Redress needs it ${scopeUses[scope]}`],
    advice: 'add it to `requiredScopes` of the app, upload it, and accept the change in HubSpot',
  }
}

function groupStep({ group }: Definition, portal: Portal): Step {
  const step = { of: 'group', name: group.name } as const
  if (portal.groups.has(group.name)) return { ...step, kind: 'leave', says: [] }
  return { ...step, kind: 'create', says: [`“${group.label}”`], work: { kind: 'add-group', ...group } }
}

function ledgerSteps(portal: Portal): readonly Step[] {
  const step = { of: 'property', name: ledgerProperty } as const
  if (portal.properties.has(ledgerProperty)) return [{ ...step, kind: 'leave', says: [] }]
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
    advice: 'invite them (Settings, Users & Teams), or name somebody else under `roles` in policy.json',
  }
}
