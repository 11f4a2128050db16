// The policy in the words of an account that keeps its own: stages, properties and people are called as they are called there.

import type { FactDefinition, Person, Policy, Role } from '../../../rules/policy.ts'
import { noMapping, type Mapping } from './mapping.ts'

/**
 * What people read and what HubSpot is asked for carries the account's names. Options stay the policy's, since rules test
 * them: `adoptedCrm` translates those.
 */
export function adoptedPolicy(policy: Policy, mapping: Mapping): Policy {
  if (mapping === noMapping) return policy
  const { versions } = policy
  const adopted = named(policy, mapping)
  if (!versions) return adopted
  return { ...adopted, versions: versions.map((version) => adoptedPolicy(version, mapping)) }
}

function named(policy: Policy, mapping: Mapping): Policy {
  const emailOf = (email: string) => mapping.people.get(email) ?? email
  return {
    ...policy,
    pipeline: mapping.pipeline ?? policy.pipeline,
    stages: policy.stages.map((stage) => ({
      ...stage,
      label: mapping.stages.get(stage.label) ?? stage.label,
    })),
    facts: new Map([...policy.facts].map(([name, fact]) => [name, factOf(fact, mapping)])),
    roles: new Map([...policy.roles].map(([name, role]) => [name, roleOf(role, emailOf)])),
    directory: policy.directory && directoryOf(policy.directory, emailOf),
  }
}

function factOf(fact: FactDefinition, { properties }: Mapping): FactDefinition {
  const theirs = fact.property === undefined ? undefined : properties.get(fact.property)
  return theirs ? { ...fact, property: theirs.name } : fact
}

const roleOf = (role: Role, emailOf: (email: string) => string): Role => ({
  ...role,
  owners: Object.fromEntries(Object.entries(role.owners).map(([area, email]) => [area, emailOf(email)])),
  deputies: Object.fromEntries(
    Object.entries(role.deputies).map(([area, emails]) => [area, emails.map(emailOf)]),
  ),
  away: role.away.map((away) => ({ ...away, email: emailOf(away.email) })),
})

/** By both addresses: somebody may log in by the one and own tickets by the other. */
const directoryOf = (
  directory: ReadonlyMap<string, Person>,
  emailOf: (email: string) => string,
): ReadonlyMap<string, Person> =>
  new Map([...[...directory].map(([email, person]) => [emailOf(email), person] as const), ...directory])
