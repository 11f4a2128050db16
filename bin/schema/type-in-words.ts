// What a schema asks for, in a few words of Markdown for a table.

import { isRecord } from '../../src/rules/finding.ts'
import type { Schema } from './json-schema.ts'

/** Looks definitions up, and knows which of them have a section of their own. */
export type Reading = {
  readonly definitions: Readonly<Record<string, Schema>>
  readonly hasSection: (title: string) => boolean
}

/** The schema itself, or the definition that it refers to. */
export function resolved(schema: Schema, { definitions }: Reading): Schema {
  const name = /^#\/definitions\/(.+)$/.exec(String(schema['$ref'] ?? ''))?.[1]
  return name === undefined ? schema : (definitions[name] ?? {})
}

export const schemasIn = (value: unknown): readonly Schema[] =>
  Array.isArray(value) ? value.filter((item) => isRecord(item)) : isRecord(value) ? [value] : []

const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')

export function typeInWords(given: Schema, reading: Reading): string {
  const schema = resolved(given, reading)
  const title = typeof schema['title'] === 'string' ? schema['title'] : undefined
  if (title !== undefined && reading.hasSection(title)) return `[${title}](#${anchorOf(title)})`
  const isNamed = '$ref' in given && title !== undefined
  const isParted = schemasIn(schema['anyOf']).some((one) => 'properties' in one)
  if (isNamed && !isParted) return title
  if ('anyOf' in schema) return alternatives(schema, reading)
  if (title !== undefined && schema['type'] === 'string') return title
  if ('const' in schema) return `\`${JSON.stringify(schema['const'])}\``
  if (Array.isArray(schema['enum'])) return optionsInWords(schema)
  if (schema['type'] === 'array') return `list of ${typeInWords(itemsOf(schema), reading)}`
  if (schema['type'] === 'object') return objectInWords(schema, reading)
  const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type'] ?? 'anything']
  return types.map((type) => typeNames[String(type)] ?? String(type)).join(' or ')
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: '`true` or `false`',
  integer: 'whole number',
  null: '`null`',
}

const itemsOf = (schema: Schema): Schema => schemasIn(schema['items'])[0] ?? {}

function alternatives(schema: Schema, reading: Reading): string {
  const [first, second, ...more] = schemasIn(schema['anyOf'])
  const isListToo = more.length === 0 && second?.['type'] === 'array'
  if (first && second && isListToo && JSON.stringify(itemsOf(second)) === JSON.stringify(first))
    return `${typeInWords(first, reading)}, or a list`
  const words = schemasIn(schema['anyOf']).map((one) => typeInWords(one, reading))
  return [...new Set(words)].join(' or ')
}

function optionsInWords(schema: Schema): string {
  const values = schemasOrTexts(schema['enum'])
  const meanings = schemasOrTexts(schema['enumDescriptions'])
  return values
    .map((value, index) => `\`${value}\`${meanings[index] === undefined ? '' : ` (${meanings[index]})`}`)
    .join(', ')
}

const schemasOrTexts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

function objectInWords(schema: Schema, reading: Reading): string {
  if (isRecord(schema['additionalProperties']))
    return `by name: ${typeInWords(schema['additionalProperties'], reading)}`
  if (!isRecord(schema['properties'])) return 'object'
  const keys = Object.keys(schema['properties'])
  const [only] = schemasIn(Object.values(schema['properties']))
  const shown = `\`{ ${keys.map((key) => `"${key}"`).join(', ')}${keys.length === 1 ? ': …' : ''} }\``
  if (schema['title'] !== undefined) return String(schema['title'])
  return keys.length === 1 && only ? `${shown} (${typeInWords(only, reading)})` : shown
}
