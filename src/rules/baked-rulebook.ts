// The rulebook as the Worker carries it: parsed and checked by the build step, so that the Worker only puts it together again.

import { baked, unbaked } from './baked.ts'
import { Calendar, type CalendarParts } from './calendar/calendar.ts'
import { isRecord } from './finding.ts'
import type { Policy } from './policy.ts'

/** JSON throughout. */
export type BakedRulebook = {
  /** Those that a policy counts by, by id. */
  readonly calendars: Readonly<Record<string, unknown>>
  /** By the names of their folders. */
  readonly policies: Readonly<Record<string, Baked>>
}

type Baked = {
  /** By the names that the account has for its things. */
  readonly policy: unknown
  /** What those names are, where the account has names of its own: the adapter's to read. */
  readonly mapping?: unknown
  /** Properties that the policy rests on, by the account's names. */
  readonly reads?: readonly string[]
}

export type ToBake = Omit<Baked, 'policy'> & { readonly policy: Policy }

export function bakeRulebook(policies: Readonly<Record<string, ToBake>>): BakedRulebook {
  const met = new Map<string, Calendar>()
  const entries = Object.entries(policies).map(([name, { policy, mapping, reads }]) => [
    name,
    { policy: bakePolicy(policy, met), mapping: mapping && baked(mapping, met), reads },
  ])
  const calendars = [...met].map(([id, calendar]) => [id, baked(partsOf(calendar), met)])
  return { calendars: Object.fromEntries(calendars), policies: Object.fromEntries(entries) }
}

/** Without what only editors and `check` read, and with each fact once: all versions have the same, and the scope holds them again. */
function bakePolicy(policy: Policy, met: Map<string, Calendar>): unknown {
  const { versions, scope, facts } = policy
  return baked(
    {
      ...policy,
      doneByPeople: [],
      scope: new Map([...scope].filter(([name]) => !facts.has(name))),
      versions: versions?.map((version) => ({
        ...version,
        doneByPeople: [],
        facts: undefined,
        scope: undefined,
      })),
    },
    met,
  )
}

const partsOf = (calendar: Calendar): CalendarParts => {
  const { id, timeZone, week, holidays, closures, hours, coverage, confirmedTo } = calendar
  return { id, timeZone, week, holidays, closures, hours, coverage, confirmedTo }
}

/** The policy of a name; `undefined` where there is none. What is said in it was checked when it was baked. */
export function bakedPolicy({ calendars, policies }: BakedRulebook, name: string): Policy | undefined {
  const entry = Object.hasOwn(policies, name) ? policies[name] : undefined
  if (!entry) return undefined
  const known = new Map<string, Calendar>()
  for (const [id, raw] of Object.entries(calendars)) {
    const parts = unbaked(raw, known)
    if (!isCalendar(parts)) throw new Error(`the rulebook's calendar \`${id}\` ${stale}`)
    known.set(id, new Calendar(parts))
  }
  const policy = unbaked(entry.policy, known)
  if (!isPolicy(policy)) throw new Error(`the rulebook's policy \`${name}\` ${stale}`)
  const { facts, versions } = policy
  const shapes = [...facts].map(([fact, { type, options }]) => [fact, { type, options }] as const)
  const scope = new Map([...policy.scope, ...shapes])
  return {
    ...policy,
    scope,
    ...(versions && { versions: versions.map((version) => ({ ...version, facts, scope })) }),
  }
}

/** Said of a part of the rulebook: only a build that broke off, or an old one, can have left it so. */
export const stale = 'is not in its shape: run `npm run build`'

// By what an older form, or one that was cut short, would lack.
const isCalendar = (parts: unknown): parts is CalendarParts => isRecord(parts) && isRecord(parts['coverage'])
const isPolicy = (policy: unknown): policy is Policy =>
  isRecord(policy) && policy['facts'] instanceof Map && policy['calendar'] instanceof Calendar
