// The versions of a policy as one: everything that any of them knows, from which a ticket's own policy is made.

import type { Finding } from './finding.ts'
import { renamedRule, type Rename } from './fact-names.ts'
import type { Policy, Stage } from './policy.ts'
import { err, ok, type Result } from './result.ts'
import { jointFacts } from './version-facts.ts'
import { versionMistakes } from './version-mistakes.ts'

/**
 * The present version together with the earlier ones, which come by the names of their folders: what `decide` takes. It
 * has the rules of the present version; stages, facts, roles and messages of all. Without earlier ones it is the present
 * version itself. Errors: what keeps them from being used together, each in the file of its version.
 */
export function withPast(
  present: Policy,
  past: ReadonlyMap<string, Policy>,
): Result<Policy, readonly Finding[]> {
  if (past.size === 0) return ok(present)
  const earlier = [...past]
    .map(([name, policy]) => ({ policy, folder: `past/${name}/` }))
    .toSorted((a, b) => (a.policy.effectiveFrom < b.policy.effectiveFrom ? -1 : 1))
  const mistakes = versionMistakes([...earlier, { policy: present, folder: '' }])
  if (mistakes.length > 0) return err(mistakes)

  const newestFirst = [present, ...earlier.map(({ policy }) => policy).toReversed()]
  const { renames, facts, scope } = jointFacts(newestFirst)
  const versions = newestFirst.map((version) =>
    inWordsOf(version, renames.get(version) ?? same, facts, scope),
  )
  const [newest] = versions
  if (!newest) return ok(present)
  return ok({
    ...newest,
    stages: jointStages(newestFirst),
    roles: jointMap(versions, ({ roles }) => roles),
    messages: jointMap(versions, ({ messages }) => messages),
    versions: versions.toReversed(),
  })
}

const same: Rename = (fact) => fact

/** A version over the facts of all. */
const inWordsOf = (
  version: Policy,
  rename: Rename,
  facts: Policy['facts'],
  scope: Policy['scope'],
): Policy => ({
  ...version,
  facts,
  scope,
  stages: version.stages.map((stage) => ({ ...stage, start: stage.start.map(rename) })),
  rolesBy: version.rolesBy === undefined ? undefined : rename(version.rolesBy),
  conflicts: version.conflicts.map(rename),
  pausedBy: version.pausedBy === undefined ? undefined : rename(version.pausedBy),
  rules: version.rules.map((rule) => renamedRule(rule, rename)),
})

/** What the newest has, and of the older ones what it has no more. */
export const jointMap = <V>(
  newestFirst: readonly Policy[],
  part: (version: Policy) => ReadonlyMap<string, V>,
): ReadonlyMap<string, V> => new Map(newestFirst.toReversed().flatMap((version) => [...part(version)]))

/** The stages in the order of the newest; one that only an older version has comes after the one before it there. */
function jointStages(newestFirst: readonly Policy[]): readonly Stage[] {
  const stages: Stage[] = []
  for (const version of newestFirst)
    for (const [index, stage] of version.stages.entries()) {
      if (stages.some(({ key }) => key === stage.key)) continue
      const before = version.stages[index - 1]?.key
      stages.splice(stages.findIndex(({ key }) => key === before) + 1, 0, stage)
    }
  return stages
}
