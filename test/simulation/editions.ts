// Editions of the policy that a run may deploy: as it ships, with a bank holiday announced late, and a new version.

import { gatherRules } from '../../bin/rules-folder.ts'
import { bakeRulebook } from '../../src/rules/baked-rulebook.ts'
import type { Policy } from '../../src/rules/policy.ts'
import { policyOf, type Rulebook } from '../../src/rules/rulebook.ts'
import { valueOf } from '../rules/calendar/given.ts'
import { policyFor, shipped } from './redress.ts'

/** Where a run takes place: what comes in it, the holiday that is announced late, and when a new version takes effect. */
export const eras = [
  { name: 'clocks go back', from: '2026-10-19', holiday: '2026-11-04', next: '2026-10-28' },
  { name: 'Christmas', from: '2026-12-14', holiday: '2026-12-30', next: '2026-12-21' },
  { name: 'Easter, clocks go forward', from: '2027-03-17', holiday: '2027-04-07', next: '2027-04-01' },
] as const
export type Era = (typeof eras)[number]

/** Working days of a clock in the new version. */
export const newLimits: Readonly<Record<string, number>> = {
  'stage1-acknowledge': 2,
  'stage1-respond': 8,
  'stage2-acknowledge': 3,
  'stage2-respond': 20,
}

const [base, late] = ['bournville', 'bournville-late-holiday']
export const editionsOf = (era: Era) => ({ base, late, next: `bournville-from-${era.next}` })

type Files = {
  'policy.json': object
  'clocks.json': { rules: { name: string; event: { params: object } }[] }
}

/** Makes sure that the Worker can be given any edition: once in the life of the process. */
function addEditions(): void {
  const gathered = valueOf(gatherRules())
  const [present, calendar] = [gathered.policies[base], gathered.calendars['england-and-wales']]
  if (!present || !calendar) throw new Error('the rulebook has no policy to make editions of')
  if (shipped.policies[late]) return
  const lateCalendar = structuredClone(calendar) as { id: string; holidays: { add: object[] } }
  lateCalendar.id = 'england-and-wales-late'
  lateCalendar.holidays.add.push(...eras.map(({ holiday }) => ({ on: holiday, title: 'announced late' })))
  const files = structuredClone(present.files) as Files
  Object.assign(files['policy.json'], { calendar: lateCalendar.id })
  const policies: Record<string, Rulebook['policies'][string]> = {
    [late]: { files, digest: `${present.digest}-late` },
  }
  for (const { next } of eras) {
    const changed = structuredClone(files)
    Object.assign(changed['policy.json'], { version: `from ${next}`, effectiveFrom: next })
    for (const rule of changed['clocks.json'].rules)
      Object.assign(rule.event.params, { within: { workingDays: newLimits[rule.name] } })
    policies[`bournville-from-${next}`] = {
      files: changed,
      past: { '2024-04-01': files },
      digest: `${present.digest}-${next}`,
    }
  }
  const calendars = { ...gathered.calendars, [lateCalendar.id]: lateCalendar }
  const baked = bakeRulebook(
    Object.fromEntries(
      Object.keys(policies).map((name) => [
        name,
        { policy: valueOf(policyOf({ ...gathered, calendars, policies }, name)) },
      ]),
    ),
  )
  Object.assign(shipped.calendars, baked.calendars)
  Object.assign(shipped.policies, baked.policies)
}

addEditions()

export const editionNamed = (name: string): Policy => policyFor({ REDRESS_POLICY: name })

/** The edition that a recorded decision was made by. */
export const editionOfDigest = (digest: string): Policy | undefined =>
  [base, late, ...eras.map((era) => editionsOf(era).next)]
    .map(editionNamed)
    .find((one) => one.digest === digest)
