// What an account that had a complaints pipeline before calls the things of a policy: one file, so that nothing there need be renamed.

import { Fields, reportHazards } from '../../../rules/fields.ts'
import { nearest, type Finding, type Report } from '../../../rules/finding.ts'
import type { FactDefinition, Policy } from '../../../rules/policy.ts'
import { err, ok, type Result } from '../../../rules/result.ts'

/** From the policy's words to theirs; what is not in it is called the same. */
export type Mapping = {
  /** Label of the pipeline. */
  readonly pipeline: string | undefined
  /** By label of the stage. */
  readonly stages: ReadonlyMap<string, string>
  /** By name of the property. */
  readonly properties: ReadonlyMap<string, MappedProperty>
  /** By e-mail, in small letters. */
  readonly people: ReadonlyMap<string, string>
}

export type MappedProperty = {
  readonly name: string
  /** By the policy's option (`true` and `false` of a yes-or-no): theirs, of which the first is written and all are read. */
  readonly options: ReadonlyMap<string, readonly string[]>
}

export const noMapping: Mapping = {
  pipeline: undefined,
  stages: new Map(),
  properties: new Map(),
  people: new Map(),
}

export const mappingFile = 'adopted.json'

export const mappingKeys = ['$schema', 'description', 'pipeline', 'stages', 'properties', 'people'] as const
export const mappedPropertyKeys = ['property', 'options'] as const

/** Errors: everything that is wrong with it, by place. */
export function parseMapping(raw: unknown, policy: Policy): Result<Mapping, readonly Finding[]> {
  const findings: Finding[] = []
  const report: Report = (pointer, message) => void findings.push({ file: mappingFile, pointer, message })
  reportHazards(raw, report)
  if (findings.length > 0) return err(findings)
  const fields = new Fields(raw, '', report, mappingKeys)
  fields.optionalText('description')
  const mapping: Mapping = {
    pipeline: fields.optionalText('pipeline'),
    stages: parseNames(
      fields,
      'stages',
      policy.stages.map(({ label }) => label),
      report,
    ),
    properties: parseProperties(fields, policy, report),
    people: parsePeople(fields, policy, report),
  }
  return findings.length > 0 ? err(findings) : ok(mapping)
}

/** What a mapping may name of a fact's options: a list of two may stand for yes and no. */
export const optionsToMap = ({ type, options }: FactDefinition): readonly string[] =>
  type === 'boolean' ? ['true', 'false'] : options

/** Facts by the property that holds them. */
export const factsByProperty = (policy: Policy): ReadonlyMap<string, FactDefinition> =>
  new Map(
    [...policy.facts.values()].flatMap((fact) =>
      fact.property === undefined ? [] : [[fact.property, fact] as const],
    ),
  )

/** Everybody whom a role names, in small letters. */
export const peopleOf = (policy: Policy): readonly string[] => [
  ...new Set(
    [...policy.roles.values()].flatMap(({ owners, deputies }) =>
      [...Object.values(owners), ...Object.values(deputies).flat()].map((email) => email.toLowerCase()),
    ),
  ),
]

function parseProperties(fields: Fields, policy: Policy, report: Report): Mapping['properties'] {
  const facts = factsByProperty(policy)
  const entries = fields.entries('properties')
  const parsed = entries.flatMap(([name, value, pointer]) => {
    const fact = facts.get(name)
    if (!fact) report(pointer, `the policy has no property \`${name}\`${nearest(name, facts.keys())}`)
    const property = fact && parseProperty(value, pointer, fact, report)
    return property ? [{ ours: name, theirs: property.name, pointer, property }] : []
  })
  reportTwins(parsed, [...facts.keys()], report)
  return new Map(parsed.map(({ ours, property }) => [ours, property]))
}

function parseProperty(
  value: unknown,
  pointer: string,
  fact: FactDefinition,
  report: Report,
): MappedProperty | undefined {
  if (isText(value)) return { name: value, options: new Map() }
  if (typeof value !== 'object')
    return report(pointer, 'this is the name of a property, or `{ "property": …, "options": … }`')
  const fields = new Fields(value, pointer, report, mappedPropertyKeys)
  const known = optionsToMap(fact)
  const options = fields.entries('options').flatMap(([option, theirs, at]) => {
    if (!known.includes(option))
      report(at, `\`${fact.label}\` has no option \`${option}\` in the policy${nearest(option, known)}`)
    const values: readonly unknown[] = [theirs].flat()
    const texts = values.filter(isText)
    if (texts.length > 0 && texts.length === values.length) return [{ option, texts, at }]
    return report(at, 'this is one of their options, or a list of them') ?? []
  })
  reportTwins(
    options.flatMap(({ option, texts, at }) =>
      texts.map((theirs) => ({ ours: option, theirs, pointer: at })),
    ),
    [],
    report,
  )
  const half =
    fact.type === 'boolean' && options.length === 1
      ? known.find((one) => one !== options[0]?.option)
      : undefined
  if (half !== undefined) report(fields.at('options'), `say what stands for \`${half}\`, too`)
  return {
    name: fields.text('property'),
    options: new Map(options.map(({ option, texts }) => [option, texts])),
  }
}

function parseNames(
  fields: Fields,
  key: 'stages',
  known: readonly string[],
  report: Report,
): ReadonlyMap<string, string> {
  const names = fields.entries(key).flatMap(([name, value, pointer]) => {
    if (!known.includes(name)) report(pointer, `the policy has no stage \`${name}\`${nearest(name, known)}`)
    if (isText(value)) return [{ ours: name, theirs: value, pointer }]
    return report(pointer, 'this is the label of a stage in HubSpot') ?? []
  })
  reportTwins(names, known, report)
  return new Map(names.map(({ ours, theirs }) => [ours, theirs]))
}

/** One person there may be two of the policy's: who has what to do is asked, never which of them somebody is. */
function parsePeople(fields: Fields, policy: Policy, report: Report): ReadonlyMap<string, string> {
  const known = peopleOf(policy)
  return new Map(
    fields.entries('people').flatMap(([email, value, pointer]) => {
      const ours = email.toLowerCase()
      if (!known.includes(ours))
        report(pointer, `no role of the policy names \`${email}\`${nearest(ours, known)}`)
      if (isText(value)) return [[ours, value.toLowerCase()] as const]
      return report(pointer, 'this is the e-mail of a user of HubSpot') ?? []
    }),
  )
}

type Named = { readonly ours: string; readonly theirs: string; readonly pointer: string }

/** One of theirs can not be two of the policy's, mapped or called the same. */
function reportTwins(names: readonly Named[], all: readonly string[], report: Report): void {
  const mapped = new Set(names.map(({ ours }) => ours))
  for (const [index, { ours, theirs, pointer }] of names.entries()) {
    const twin = names.slice(0, index).find((before) => before.theirs === theirs)?.ours
    const namesake = all.find((other) => other === theirs && other !== ours && !mapped.has(other))
    const other = twin ?? namesake
    if (other !== undefined)
      report(
        pointer,
        `\`${theirs}\` stands for \`${other}\` already${twin === undefined ? ', which is called the same: map that, too' : ''}`,
      )
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
