/** Who the Bournville policy names: the e-mails of `policy.json` `roles`, found by what a role is called. */
// oxlint-disable typescript/no-unsafe-type-assertion -- the policy is read by shape
import { readFileSync } from 'node:fs'

export type Role = Readonly<{
  name: string
  title: string
  owners: Readonly<Record<string, string>>
  emails: readonly string[]
}>

const policyFile = new URL('../../rules/bournville/policy.json', import.meta.url)
const emailPattern = /^[^\s@]+@[^\s@]+$/

/** Every e-mail anywhere below a value: the shapes of `deputies` and `away` are the policy's own affair. */
function emailsIn(value: unknown): string[] {
  if (typeof value === 'string') return emailPattern.test(value) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, below]) => [
    ...(emailPattern.test(key) ? [key] : []),
    ...emailsIn(below),
  ])
}

function stringsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
  )
}

export function readRoles(): Role[] {
  const policy = JSON.parse(readFileSync(policyFile, 'utf8')) as { roles: Record<string, unknown> }
  return Object.entries(policy.roles).map(([name, role]) => {
    const shape = role as { title?: unknown; owners?: unknown }
    return {
      name,
      title: typeof shape.title === 'string' ? shape.title : name,
      owners: stringsOf(shape.owners),
      emails: emailsIn(role),
    }
  })
}

export function allEmails(roles: readonly Role[]): string[] {
  return [...new Set(roles.flatMap((role) => role.emails))]
}

/** The people of Bournville by the words that the procedure uses for them. */
export class People {
  readonly customerServices: Role
  readonly teamLeader: Role
  readonly headOfService: Role
  readonly director: Role
  readonly seniorOfficer: Role
  readonly improvement: Role

  constructor(roles: readonly Role[]) {
    const called = (yes: RegExp, no?: RegExp): Role => {
      const found = roles.find((role) => {
        const words = `${role.name} ${role.title}`
        return yes.test(words) && !(no?.test(words) ?? false)
      })
      if (!found) throw new Error(`no role in policy.json is called like ${yes.source}`)
      return found
    }
    this.customerServices = called(/customer/i)
    this.teamLeader = called(/team.?lead/i)
    this.improvement = called(/improvement/i)
    this.headOfService = called(/head/i, /improvement/i)
    this.director = called(/director/i)
    this.seniorOfficer = called(/senior/i)
  }

  /** The person of a role for a service area, or of the wildcard. */
  of(role: Role, area: string): string | undefined {
    return role.owners[area] ?? role.owners['*']
  }

  must(role: Role, area: string): string {
    const email = this.of(role, area)
    if (email === undefined) throw new Error(`role ${role.name} has nobody for ${area}`)
    return email
  }

  /** Stage 1: the team leader, or the head of service where there is none. */
  stage1(area: string): string {
    return this.of(this.teamLeader, area) ?? this.must(this.headOfService, area)
  }
}
