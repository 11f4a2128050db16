// Who has a role, for which service area, and who stands in.

import { optionInWords } from '../../src/rules/english/naming.ts'
import type { Policy, Role } from '../../src/rules/policy.ts'
import { listed } from '../../src/rules/wording.ts'

export function roleInLines(policy: Policy, { owners, deputies, away }: Role): readonly string[] {
  const people = Map.groupBy(Object.entries(owners), ([, email]) => email)
  return [
    ...[...people].map(([email, areas]) => {
      const where = Object.keys(owners).join() === '*' ? '' : forAreas(areas.map(([area]) => area))
      return `${nameOf(policy, email)}${where}.`
    }),
    ...Object.entries(deputies).map(
      ([area, emails]) =>
        `Deputies${Object.keys(deputies).join() === '*' ? '' : forAreas([area])}: ${listed(emails.map((email) => nameOf(policy, email)))}.`,
    ),
    ...away.map(({ email, from, to }) => `${nameOf(policy, email)} is away from ${from} to ${to}.`),
  ]
}

function forAreas(areas: readonly string[]): string {
  const named = areas.filter((area) => area !== '*').map(optionInWords)
  const other = areas.length > named.length
  if (named.length === 0) return ' for every area that has nobody else'
  return ` for ${listed([...named, ...(other ? ['every other area'] : [])])}`
}

const nameOf = (policy: Policy, email: string): string => {
  const name = policy.directory?.get(email)?.name
  return name === undefined ? email : `${name} (${email})`
}
