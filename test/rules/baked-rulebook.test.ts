// What the Worker carries says what the files say: nothing is lost between the build step, JSON and the Worker.

import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { policyNames } from '../../bin/rules-folder.ts'
import { readPolicy } from '../../bin/load-policy.ts'
import shipped from '../../src/generated/rulebook.json' with { type: 'json' }
import { baked, unbaked } from '../../src/rules/baked.ts'
import { bakedPolicy, bakeRulebook } from '../../src/rules/baked-rulebook.ts'
import type { Calendar } from '../../src/rules/calendar/calendar.ts'
import type { Policy } from '../../src/rules/policy.ts'
import { bournvilleFiles, parsed } from './bournville.ts'
import { valueOf } from './calendar/given.ts'

const policies = Object.fromEntries(
  policyNames().map((name) => [name, { policy: valueOf(readPolicy(name)) }]),
)

function twoVersions(): Policy {
  const old = JSON.parse(
    JSON.stringify(bournvilleFiles()).replaceAll('complaint_cause', 'complaint_former_cause'),
  )
  Object.assign(old['policy.json'], { version: '2021.1', effectiveFrom: '2021-04-01', calendar: 'scotland' })
  return valueOf(parsed(bournvilleFiles(), { '2021-04-01': old }))
}

const all = { ...policies, versions: { policy: twoVersions() } }
const carried = (text: string, name: string): Policy => {
  const policy = bakedPolicy(JSON.parse(text), name)
  if (!policy) throw new Error(`the rulebook has no policy \`${name}\``)
  return policy
}
/** All that is decided by: what people do by themselves is for `check`, and the parser leaves more in the scope than is read. */
const seen = (policy: Policy) => ({
  ...policy,
  versions: undefined,
  doneByPeople: [],
  scope: new Map([...policy.scope].map(([fact, { type, options }]) => [fact, { type, options }])),
})
/** Instances of Temporal are all alike to a test that looks at their fields. */
const dates = ({ holidays, closures, hours, coverage, confirmedTo }: Calendar) =>
  JSON.stringify({ holidays, closures, hours, coverage, confirmedTo })

describe.each(Object.keys(all))('policy `%s`', (name) => {
  const policy = Object.entries(all).find(([key]) => key === name)?.[1].policy ?? twoVersions()
  const text = JSON.stringify(bakeRulebook({ [name]: { policy } }))

  it('is the same when it comes out', () => {
    const { versions, ...rest } = carried(text, name)
    expect(seen(rest)).toEqual(seen(policy))
    expect(versions?.map(seen)).toEqual(policy.versions?.map(seen))
    expect(dates(rest.calendar)).toBe(dates(policy.calendar))
  })

  it('is baked a second time as it was the first', () => {
    expect(JSON.stringify(bakeRulebook({ [name]: { policy: carried(text, name) } }))).toBe(text)
  })
})

it('ships as the files are today', () => {
  for (const name of Object.keys(policies))
    expect(bakedPolicy(shipped, name)?.digest, `run \`npm run build\``).toBe(policies[name]?.policy.digest)
})

it('has no policy of another name, one that every object has included', () => {
  for (const name of ['landlord', 'toString', '__proto__']) expect(bakedPolicy(shipped, name)).toBeUndefined()
})

describe('what can not be baked is refused', () => {
  it.each`
    what                       | value
    ${'a set'}                 | ${new Set(['a'])}
    ${'an instant'}            | ${Temporal.Instant.from('2026-11-23T09:00:00Z')}
    ${'a hole in a list'}      | ${[undefined]}
    ${'a function'}            | ${() => 1}
    ${'a key of the notation'} | ${{ $map: [] }}
  `('$what', ({ value }) => {
    expect(() => baked({ inside: [value] }, new Map())).toThrow('baked')
  })
})

it('keeps keys and their order, and dates', () => {
  const value = {
    b: new Map([['x', [Temporal.PlainDate.from('2026-11-23'), null, 1.5]]]),
    a: { __proto__x: '' },
  }
  const text = JSON.stringify(baked(value, new Map()))
  expect(text).toBe('{"b":{"$map":[["x",[{"$date":"2026-11-23"},null,1.5]]]},"a":{"__proto__x":""}}')
  expect(JSON.stringify(baked(unbaked(JSON.parse(text), new Map()), new Map()))).toBe(text)
})
