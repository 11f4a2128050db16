// Which version of the policy governs which stage of a ticket, and the one policy that follows from it.

import { Temporal } from 'temporal-polyfill'
import { stageOfRule } from './clock-stage.ts'
import type { FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import type { Policy, Rule, Stage } from './policy.ts'
import { jointMap } from './versions.ts'

/** What holds at an instant whichever version governs a stage: roles, conflicts and messages are always those of today. */
export function inForceAt(policy: Policy, now: Temporal.Instant): Policy {
  const { versions } = policy
  if (!versions) return policy
  const today = policy.calendar.localDate(now).toString()
  const current = versions.findLast(({ effectiveFrom }) => effectiveFrom <= today) ?? versions[0]
  return current ? basedOn(policy, current, versions) : policy
}

/**
 * The policy that holds for a ticket where it stands: each stage by the latest version that was in force when it began,
 * or by a later one that is published for open tickets too; one whose start is not known by the version of today.
 *
 * @param base what `inForceAt` says, which is all there is of a policy with one version
 */
export function governing(base: Policy, sheet: FactSheet): Policy {
  const { versions } = base
  if (!versions) return base
  const inForce = upTo(base, versions)
  const current = inForce.at(-1) ?? base
  const governors = base.stages.map(({ key }) => governorOf(key, inForce, sheet, base) ?? current)
  return composed(base, versions, governors, String(sheet.read('stage')))
}

/** Never none: before its day the earliest version stands in. */
const upTo = ({ effectiveFrom: last }: Policy, versions: readonly Policy[]): readonly Policy[] =>
  versions.filter(({ effectiveFrom }) => effectiveFrom <= last)

/** The version that governs a stage; `undefined` where none that is in force has such a stage. */
function governorOf(
  key: string,
  inForce: readonly Policy[],
  sheet: FactSheet,
  base: Policy,
): Policy | undefined {
  const knowing = inForce.filter(({ stages }) => stages.some((stage) => stage.key === key))
  let [chosen] = knowing
  for (const next of knowing.slice(1)) {
    // Each version says itself when a stage begins: a newer one never takes over what began before it.
    const start = startOf(
      chosen?.stages.find((stage) => stage.key === key),
      sheet,
      base,
    )
    if (start === undefined) return knowing.at(-1)
    if (start < next.effectiveFrom && next.appliesTo === 'newStages') return chosen
    chosen = next
  }
  return chosen
}

/** Local date on which a stage began, by the first of its facts that is known. */
function startOf(stage: Stage | undefined, sheet: FactSheet, { calendar }: Policy): string | undefined {
  const known = (stage?.start ?? [])
    .map((fact): FactValue => sheet.readable(fact))
    .find((value) => value instanceof Temporal.Instant || value instanceof Temporal.PlainDate)
  return known instanceof Temporal.Instant ? calendar.localDate(known).toString() : known?.toString()
}

const bases = new WeakMap<Policy, Map<Policy, Policy>>()

/** What holds whichever version governs: the newest in force, with what it no longer has of the older ones. */
function basedOn(policy: Policy, current: Policy, versions: readonly Policy[]): Policy {
  const known = bases.get(policy) ?? new Map<Policy, Policy>()
  bases.set(policy, known)
  const before = known.get(current)
  if (before) return before
  const newestFirst = upTo(current, versions).toReversed()
  const next = versions.find(({ effectiveFrom }) => effectiveFrom > current.effectiveFrom)
  const base: Policy = {
    ...current,
    versions,
    stages: policy.stages,
    roles: jointMap(newestFirst, ({ roles }) => roles),
    messages: jointMap(newestFirst, ({ messages }) => messages),
    // Remembered with a ticket: when the next version comes into force its rules are others, though no file was edited.
    ...(next && {
      digest: `${current.digest} before ${next.effectiveFrom}`,
      changesAt: current.calendar.startOfDay(Temporal.PlainDate.from(next.effectiveFrom)),
    }),
  }
  known.set(current, base)
  return base
}

const compositions = new WeakMap<Policy, Map<string, Policy>>()

/** One policy of several versions: `governors` are those of its stages, in order. The same question has the same answer. */
function composed(
  base: Policy,
  versions: readonly Policy[],
  governors: readonly Policy[],
  found: string,
): Policy {
  const governorAt = (key: string) => governors[base.stages.findIndex((stage) => stage.key === key)] ?? base
  const here = governorAt(found)
  const known = compositions.get(base) ?? new Map<string, Policy>()
  compositions.set(base, known)
  const mapping = [here, ...governors].map(({ effectiveFrom }) => effectiveFrom).join(' ')
  const before = known.get(mapping)
  if (before) return before

  const rules = versions.toReversed().flatMap((version) => {
    const own = base.stages.flatMap(({ key }) => (governorAt(key) === version ? [key] : []))
    const stages = own.length < base.stages.length ? new Set(own) : undefined
    return version.rules.flatMap((rule): readonly Rule[] => {
      const stage = stageOfRule(rule, version)
      if (stage !== undefined) return governorAt(stage) === version ? [rule] : []
      return stages ? (stages.size > 0 ? [{ ...rule, stages }] : []) : [rule]
    })
  })
  const composition: Policy = {
    ...base,
    version: here.version,
    effectiveFrom: here.effectiveFrom,
    stages: base.stages.map((stage) => {
      const own = governorAt(stage.key).stages.find(({ key }) => key === stage.key)
      return own ? { ...own, label: stage.label } : stage
    }),
    rules: inOrder(rules, versions),
    governedBy: Object.fromEntries(base.stages.map(({ key }) => [key, governorAt(key).version])),
  }
  known.set(mapping, composition)
  return composition
}

/** In the order of the newest version, so that versions that say the same also say it in the same order. */
function inOrder(rules: readonly Rule[], versions: readonly Policy[]): readonly Rule[] {
  const order = new Map<string, number>()
  for (const { name } of versions.toReversed().flatMap((version) => version.rules))
    if (!order.has(name)) order.set(name, order.size)
  return rules.toSorted((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0))
}
