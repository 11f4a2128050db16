// What an account that had a complaints pipeline before calls the things of a policy: one file, so that nothing there need be renamed.

import { isRecord, type Finding } from '../../../rules/finding.ts'
import type { Policy } from '../../../rules/policy.ts'
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

type Report = (pointer: string, message: string) => void

/** Errors: everything that is wrong with it, by place. */
export function parseMapping(raw: unknown, policy: Policy): Result<Mapping, readonly Finding[]> {
  const findings: Finding[] = []
  const report: Report = (pointer, message) => void findings.push({ file: mappingFile, pointer, message })
  if (!isRecord(raw)) {
    report('', 'this is no object')
    return err(findings)
  }
  for (const key of Object.keys(raw))
    if (!['description', 'pipeline', 'stages', 'properties', 'people'].includes(key))
      report(`/${key}`, `unknown key \`${key}\``)
  const { pipeline } = raw
  if (pipeline !== undefined && !isText(pipeline)) report('/pipeline', 'this is the label of a pipeline')

  const facts = new Map(
    [...policy.facts.values()].flatMap((fact) =>
      fact.property === undefined ? [] : [[fact.property, fact] as const],
    ),
  )
  const people = new Set(
    [...policy.roles.values()].flatMap((role) => [
      ...Object.values(role.owners),
      ...Object.values(role.deputies).flat(),
    ]),
  )
  const mapping: Mapping = {
    pipeline: isText(pipeline) ? pipeline : undefined,
    stages: parseNames(raw['stages'], '/stages', new Set(policy.stages.map(({ label }) => label)), report),
    properties: new Map(
      entriesOf(raw['properties'], '/properties', report).flatMap(([name, value, pointer]) => {
        const fact = facts.get(name)
        if (!fact) report(pointer, `the policy has no property \`${name}\``)
        const known = new Set(fact?.type === 'boolean' ? ['true', 'false'] : (fact?.options ?? []))
        const mapped = parseProperty(value, pointer, known, report)
        return mapped ? [[name, mapped] as const] : []
      }),
    ),
    people: lowered(parseNames(raw['people'], '/people', people, report)),
  }
  reportTwins(
    [...mapping.properties.values()].map(({ name }) => name),
    '/properties',
    report,
  )
  return findings.length > 0 ? err(findings) : ok(mapping)
}

function parseProperty(
  value: unknown,
  pointer: string,
  known: ReadonlySet<string>,
  report: Report,
): MappedProperty | undefined {
  if (isText(value)) return { name: value, options: new Map() }
  if (!isRecord(value) || !isText(value['property'])) {
    report(pointer, 'this is the name of a property, or `{ "property": …, "options": … }`')
    return undefined
  }
  const options = entriesOf(value['options'], `${pointer}/options`, report).flatMap(
    ([option, theirs, at]) => {
      if (!known.has(option)) report(at, `the policy has no option \`${option}\` here`)
      const values = [theirs].flat()
      if (values.length > 0 && values.every(isText)) return [[option, values] as const]
      report(at, 'this is one of their options, or a list of them')
      return []
    },
  )
  reportTwins(
    options.flatMap(([, values]) => values),
    `${pointer}/options`,
    report,
  )
  return { name: value['property'], options: new Map(options) }
}

function parseNames(
  raw: unknown,
  pointer: string,
  known: ReadonlySet<string>,
  report: Report,
): ReadonlyMap<string, string> {
  const names = entriesOf(raw, pointer, report).flatMap(([name, value, at]) => {
    if (!known.has(name)) report(at, `the policy does not name \`${name}\``)
    if (isText(value)) return [[name, value] as const]
    report(at, 'this is a text')
    return []
  })
  reportTwins(
    names.map(([, theirs]) => theirs),
    pointer,
    report,
  )
  return new Map(names)
}

/** One of theirs can not be two of the policy's: nobody could tell which is meant when it is read. */
function reportTwins(names: readonly string[], pointer: string, report: Report): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index)
  if (twin !== undefined) report(pointer, `\`${twin}\` stands for two things`)
}

function entriesOf(
  raw: unknown,
  pointer: string,
  report: Report,
): readonly (readonly [name: string, value: unknown, pointer: string])[] {
  if (raw === undefined) return []
  if (!isRecord(raw)) {
    report(pointer, 'this is no object')
    return []
  }
  const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')
  return Object.entries(raw).map(([name, value]) => [name, value, `${pointer}/${escaped(name)}`])
}

const lowered = (people: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...people].map(([ours, theirs]) => [ours, theirs.toLowerCase()]))

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
