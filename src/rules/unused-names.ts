// Names that a policy declares and nothing uses: mostly a rule that was forgotten, or a name that was mistyped.

import { dependsOn } from './built-in-facts.ts'
import { factsOfClock } from './clock-rule.ts'
import { factsRead } from './condition.ts'
import { escapePointer } from './fields.ts'
import type { Finding } from './finding.ts'
import type { Candidate, Policy, Rule } from './policy.ts'

/** Derived facts, roles and messages without a use. Facts with a CRM property need none: people read those. */
export function unusedNames(policy: Policy): readonly Finding[] {
  const { stages, facts, roles, messages, rules, rolesBy, conflicts, pausedBy } = policy
  const derivations = [...facts.values()].flatMap(({ derive }) => derive ?? [])
  const read = new Set([
    ...rules.flatMap(factsOf),
    ...derivations.flatMap(dependsOn),
    ...conflicts,
    ...stages.flatMap(({ start }) => start),
    ...(rolesBy === undefined ? [] : [rolesBy]),
    ...(pausedBy === undefined ? [] : [pausedBy]),
  ])
  const asked = new Set([
    ...rules.flatMap(candidatesOf).flatMap((one) => (one.kind === 'role' ? [one.role] : [])),
    ...derivations.flatMap((derive) => (derive.op === 'roleHeldBy' ? [derive.role] : [])),
  ])
  const said = new Set(rules.flatMap(placeholdersOf))
  const unused = (key: string, names: Iterable<string>, used: ReadonlySet<string>, message: string) =>
    [...names]
      .filter((name) => !used.has(name))
      .map((name) => ({
        file: 'policy.json',
        pointer: `/${key}/${escapePointer(name)}`,
        message: `${message} \`${name}\``,
      }))
  const derived = [...facts.values()].filter(({ derive }) => derive !== undefined).map(({ name }) => name)
  return [
    ...unused('facts', derived, read, 'nothing reads the derived fact'),
    ...unused('roles', roles.keys(), asked, 'no rule gives anything to the role'),
    ...unused('messages', messages.keys(), said, 'no task or note holds the message'),
  ]
}

function factsOf(rule: Rule): readonly string[] {
  const people = candidatesOf(rule).flatMap((one) => (one.kind === 'fact' ? [one.fact] : []))
  const read = [...factsRead(rule.condition), ...people]
  switch (rule.kind) {
    case 'move':
      return read
    case 'assign':
      return [...read, ...rule.barred]
    case 'clock':
      return [...read, ...factsOfClock(rule), ...rule.extensions.flatMap(({ reason }) => reason ?? [])]
    case 'set':
      return rule.value.kind === 'fact' ? [...read, rule.value.fact] : read
    case 'task':
    case 'note':
      return [
        ...read,
        ...(rule.once.kind === 'fact' ? [rule.once.fact] : []),
        ...(rule.kind === 'task' && rule.due.kind === 'span' ? [rule.due.from] : []),
      ]
  }
}

const candidatesOf = (rule: Rule): readonly Candidate[] =>
  rule.kind === 'assign' || rule.kind === 'task' ? rule.candidates : []

function placeholdersOf(rule: Rule): readonly string[] {
  const texts =
    rule.kind === 'task'
      ? [rule.subject, rule.body, rule.says ?? '']
      : rule.kind === 'note'
        ? [rule.text]
        : []
  return texts.flatMap((text) => Array.from(text.matchAll(/\{([^{}]*)\}/g), ([, name = '']) => name))
}
