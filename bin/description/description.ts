// A policy in English, by sections: what `redress describe` says, before it is laid out for a terminal, as Markdown or as JSON.

import { derivationInWords } from '../../src/rules/english/derivation.ts'
import { quoted } from '../../src/rules/english/naming.ts'
import { ruleInWords, sourceInWords } from '../../src/rules/english/rule.ts'
import { propertiesOf, type PropertyInWords } from '../../src/rules/english/properties.ts'
import { rulesOf, type Policy, type Rule } from '../../src/rules/policy.ts'
import { capitalised } from '../../src/rules/wording.ts'
import type { Example } from '../examples/example.ts'
import { exampleInWords } from './example-in-words.ts'
import { roleInLines } from './role-in-words.ts'

export const sectionNames = ['stages', 'roles', 'clocks', 'rules', 'terms', 'properties', 'examples'] as const
export type SectionName = (typeof sectionNames)[number]

export type Entry = {
  /** As the policy names it; absent where it has no name. */
  readonly name?: string
  readonly title: string
  readonly says: readonly string[]
  readonly source?: string
}

export type Section = {
  readonly name: SectionName
  readonly title: string
  readonly entries: readonly Entry[]
  /** In place of entries, for what is read as a table. */
  readonly properties?: readonly PropertyInWords[]
}

export type Description = {
  readonly policy: string
  readonly title: string
  readonly says: readonly string[]
  readonly sections: readonly Section[]
}

/** Everything, or the sections that are asked for, in their own order. */
export function describePolicy(
  folder: string,
  policy: Policy,
  examples: readonly Example[],
  only: readonly SectionName[] = sectionNames,
): Description {
  const make: Readonly<Record<SectionName, () => Omit<Section, 'name'>>> = {
    stages: () => ({ title: 'Stages', entries: stages(policy) }),
    roles: () => ({ title: 'Roles', entries: roles(policy) }),
    clocks: () => ({
      title: 'Time limits',
      entries: rulesOf(policy, 'clock').map((rule) => ruleEntry(policy, rule)),
    }),
    rules: () => ({ title: 'Rules', entries: rules(policy) }),
    terms: () => ({ title: 'What the words in quotation marks mean', entries: terms(policy) }),
    properties: () => ({ title: 'CRM properties', entries: [], properties: propertiesOf(policy) }),
    examples: () => ({
      title: 'Examples',
      entries: examples.map((example) => ({ title: example.title, says: exampleInWords(policy, example) })),
    }),
  }
  return {
    policy: folder,
    title: policy.title,
    says: [
      `Version ${policy.version}, in force from ${policy.effectiveFrom}. Working days count by the calendar \`${policy.calendar.id}\`. The tickets are in the pipeline ${quoted(policy.pipeline)}.`,
      ...(policy.versions ?? [])
        .slice(0, -1)
        .map(
          ({ version, effectiveFrom }) => `Before it: version ${version}, in force from ${effectiveFrom}.`,
        ),
    ],
    sections: sectionNames
      .filter((name) => only.includes(name))
      .map((name) => ({ name, ...make[name]() }))
      .filter(({ entries, properties }) => entries.length > 0 || properties !== undefined),
  }
}

const stages = (policy: Policy): readonly Entry[] =>
  policy.stages.map(({ key, label, closed, says }) => ({
    name: key,
    title: label,
    says: [`${capitalised(says)}.`, ...(closed ? ['A ticket here counts as closed.'] : [])],
  }))

const roles = (policy: Policy): readonly Entry[] =>
  [...policy.roles.values()].map((role) => ({
    name: role.name,
    title: capitalised(role.title),
    says: roleInLines(policy, role),
  }))

/** Rules but the time limits, each kind by priority: the first that holds wins. */
const rules = (policy: Policy): readonly Entry[] =>
  (['move', 'assign', 'set', 'task', 'note'] as const).flatMap((kind) =>
    rulesOf(policy, kind)
      .toSorted((a, b) => b.priority - a.priority)
      .map((rule) => ruleEntry(policy, rule)),
  )

const ruleEntry = (policy: Policy, rule: Rule): Entry => ({
  name: rule.name,
  title: rule.title,
  says: ruleInWords(policy, rule),
  source: sourceInWords(rule.source),
})

const terms = (policy: Policy): readonly Entry[] =>
  [...policy.facts.values()].flatMap(({ name, label, derive }) =>
    derive
      ? [{ name, title: quoted(label), says: [`${capitalised(derivationInWords(policy, derive))}.`] }]
      : [],
  )
