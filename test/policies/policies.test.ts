// Procedures of other bodies, each said as data alone: no mistakes, every example comes out, every rule shown both ways.

import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkPolicies } from '../../bin/check.ts'
import { isCovered } from '../../bin/examples/coverage.ts'
import { readPolicy } from '../../bin/load-policy.ts'
import { policyFoldersIn } from '../../bin/policy-folder.ts'
import { calendarsFor, rulesFolder, rulesFrom } from '../../bin/rules-folder.ts'
import { testPolicies } from '../../bin/test-policies.ts'

const policies = new URL('./', import.meta.url)
const ownCalendars = new URL('../own-calendars/', import.meta.url)
const cases = [policies, ownCalendars].flatMap((rules) =>
  policyFoldersIn(rules).map((name) => ({ name, rules })),
)

describe.each(cases)('$name', ({ name, rules }) => {
  it('has no mistakes', () => {
    expect(checkPolicies(name, undefined, rules).flatMap(({ mistakes }) => mistakes)).toEqual([])
  })

  it(
    'does what its examples say, and each rule is shown firing and refusing',
    { timeout: 30_000 },
    async () => {
      const [tested] = await testPolicies(name, rules)
      const failures = tested?.played.flatMap(({ example, failures: all }) =>
        all.map((failure) => ({ example: example.title, ...failure })),
      )
      expect(failures).toEqual([])
      expect(tested?.played.length).toBeGreaterThan(0)
      expect(tested?.coverage.filter((rule) => !isCovered(rule))).toEqual([])
    },
  )

  it('is loaded as `explain` and `decide` load it', () => {
    const policy = readPolicy(name, rules)
    expect(policy.ok && policy.value.id).toBe(name)
  })
})

describe('a folder of policies', () => {
  it('is what `--rules` names, the shipped one without it', () => {
    expect(rulesFrom(fileURLToPath(policies)).href).toBe(policies.href)
    expect(rulesFrom(undefined)).toBe(rulesFolder)
  })

  it('has the shipped calendars where it has none of its own', () => {
    expect(calendarsFor(ownCalendars).href).toBe(new URL('calendars/', ownCalendars).href)
    expect(calendarsFor(policies).href).toBe(new URL('calendars/', rulesFolder).href)
    expect(calendarsFor(rulesFolder).href).toBe(new URL('calendars/', rulesFolder).href)
  })
})
