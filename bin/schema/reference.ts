// `docs/policy-reference.md`: every file of a policy with its keys, and the closed lists of the language, from the schemas.

import { isRecord } from '../../src/rules/finding.ts'
import { factTypes, type FactType } from '../../src/rules/fact.ts'
import { isOperator, operatorNames, operators } from '../../src/rules/operator.ts'
import { derivations } from '../../src/rules/parse-facts.ts'
import { ruleFiles } from '../../src/rules/parse-policy.ts'
import type { Policy } from '../../src/rules/policy.ts'
import { meaningOf, operatorsFor } from './condition-schema.ts'
import { derivationExamples, derivationOps } from './derivation-schema.ts'
import { typeMeanings } from './fact-schema.ts'
import type { Schema } from './json-schema.ts'
import { markdownTable } from './markdown.ts'
import { resolved, schemasIn, typeInWords, type Reading } from './type-in-words.ts'

type Section = { readonly title: string; readonly schema: Schema }

const introduction = `# The policy language

Written by \`npm run build:schema\` from the schemas in \`rules/<policy>/schema/\`, which are made from a policy's own facts, stages and roles: do not edit it.

A rule file names its schema in \`$schema\`, so that an editor such as VS Code proposes fact names, operators and values, explains them, and underlines what does not fit. A schema knows the names that the policy had when it was written: after a fact, stage, role or rule is added, \`npm run build:schema\` brings it up to date, and the tests fail until it is.

A schema sees one file at a time and says only that something does not fit. \`redress check\` reads all files together and is the authority: it says what is wrong, where, and what may have been meant. What a schema refuses it refuses too, so nothing is validated twice.`

/** Markdown. The schemas are those of one policy, whose own facts do not show in it. */
export function reference(
  policy: Policy,
  schemas: Readonly<Record<string, Schema>>,
  calendar: Schema,
): string {
  const shown = new Set<string>()
  const files = [...Object.entries(schemas), ['calendars/*.json', calendar] as const]
  return [
    introduction,
    filesTable,
    ...files.map(([file, schema]) =>
      fileInWords(file === 'examples' ? 'examples/*.json' : file, schema, policy, shown),
    ),
    factTables,
    conditionTables,
    derivationTable(readingOf(schemas['policy.json'] ?? {}, shown)),
    '',
  ].join('\n\n')
}

const filesTable = [
  '## Files',
  markdownTable(
    ['file', 'holds'],
    [
      ['`policy.json`', 'name, calendar, stages, facts, roles and people, messages'],
      ...ruleFiles.map(([file, kinds]) => [
        `\`${file}\``,
        `rules with the event ${kinds.map((kind) => `\`${kind}\``).join(' or ')}`,
      ]),
      ['`examples/*.json`', 'worked examples, which `redress test` plays'],
      [
        '`adopted.json`',
        'what an account calls the pipeline, stages, properties, options and people, where it has names of its own (`redress provision --adopt` proposes it)',
      ],
      ['`past/<date>/`', 'earlier versions of these files, by the date from which each held'],
      ['`schema/`', 'what `npm run build:schema` writes: schemas for editors, types for TypeScript'],
      ['`rules/calendars/*.json`', 'calendars, which policies share'],
    ],
  ),
  'A file of rules holds a list of rules, or an object with `$schema` and that list as `rules`; a file of examples one example, a list, or an object with the list as `examples`.',
].join('\n\n')

/** What has tables of its own at the end, or is plain from its name. */
const isElsewhere = (title: string) =>
  /^(condition$|test of |fact of |derivation of |by service area$|length of time,)/.test(title)

const readingOf = (schema: Schema, shown: ReadonlySet<string>): Reading => ({
  definitions: definitionsOf(schema),
  hasSection: (title) => shown.has(title) || title === 'condition',
})

function definitionsOf(schema: Schema): Readonly<Record<string, Schema>> {
  const definitions = schema['definitions']
  if (!isRecord(definitions)) return {}
  return Object.fromEntries(
    Object.entries(definitions).flatMap(([name, one]) => (isRecord(one) ? [[name, one]] : [])),
  )
}

function fileInWords(file: string, schema: Schema, policy: Policy, shown: Set<string>): string {
  const fresh = sectionsOf(schema, readingOf(schema, shown)).filter(({ title }) => !shown.has(title))
  for (const { title } of fresh) shown.add(title)
  const reading = readingOf(schema, shown)
  return [`## \`${file}\``, ...fresh.map((section) => sectionInWords(section, policy, reading))].join('\n\n')
}

/** Every object with keys of its own, in the order in which a reader meets it. */
function sectionsOf(root: Schema, reading: Reading): readonly Section[] {
  const sections = new Map<string, Schema>()
  const open: Schema[] = [root]
  const seen = new Set<Schema>()
  for (let given = open.shift(); given; given = open.shift()) {
    const schema = resolved(given, reading)
    if (seen.has(schema)) continue
    seen.add(schema)
    const title = String(schema['title'] ?? '')
    if (isElsewhere(title)) continue
    const properties = isRecord(schema['properties']) ? schemasIn(Object.values(schema['properties'])) : []
    if (properties.length > 1 && title !== '' && !sections.has(title)) sections.set(title, schema)
    open.unshift(
      ...properties,
      ...schemasIn(schema['items']),
      ...schemasIn(schema['additionalProperties']),
      ...('properties' in schema ? [] : schemasIn(schema['anyOf'])),
    )
  }
  return [...sections].map(([title, schema]) => ({ title, schema }))
}

/** Where the schema of one policy or file would say too much. */
const own: Readonly<Record<string, string>> = {
  'policy/facts': 'by name: [a fact](#facts)',
  'rule/event': 'an event of this file',
}

function sectionInWords({ title, schema }: Section, policy: Policy, reading: Reading): string {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const properties = isRecord(schema['properties']) ? schema['properties'] : {}
  const facts = Object.keys(properties).filter((key) => policy.facts.has(key))
  const rows = Object.entries(properties).flatMap(([key, value]) => {
    const [property] = schemasIn(value)
    if (!property || 'not' in property || facts.slice(1).includes(key)) return []
    if (facts.includes(key))
      return [['a fact', 'one like the fact, or `null`', '', 'What its CRM property holds.']]
    const byDefault = property['default']
    const meaning = String(property['description'] ?? resolved(property, reading)['description'] ?? '')
    return [
      [
        `\`${key}\``,
        own[`${title}/${key}`] ?? typeInWords(property, reading),
        required.includes(key) ? 'needed' : byDefault === undefined ? '' : `\`${JSON.stringify(byDefault)}\``,
        meaning,
      ],
    ]
  })
  return [
    `### ${title}`,
    ...(typeof schema['description'] === 'string' ? [schema['description']] : []),
    markdownTable(['key', 'type', 'unless given', 'meaning'], rows),
  ].join('\n\n')
}

const factTables = [
  '## Facts',
  'A fact has a `type`, a `label`, and either a `property` (the CRM property that holds it) or a `derive` (what it follows from). `options` are the values of an `option` or a `set`. `mode` is the least mode in which Redress writes it: `full` unless given, `assist` for dates and status, `observe` for the reason. What is empty in the CRM is not known.',
  markdownTable(
    ['type', 'holds', 'operators'],
    factTypes.map((type) => [
      `\`${type}\``,
      typeMeanings[type],
      operatorsFor(type)
        .map((name) => `\`${name}\``)
        .join(', '),
    ]),
  ),
  'Every policy also has the facts `stage`, `previousStage` and `owner`, for each time limit its state (`<name>State`) and its start (`<name>Start`), and, for `set` rules alone, `clockStatus`, `earliestDueAt` and `explanation`.',
].join('\n\n')

const valueWords = {
  same: 'one like the fact; a list for a set',
  list: 'list of at least one',
  member: 'one option, or part of the text',
  true: '`true`',
} as const

const conditionTables = [
  '## condition',
  'A condition is `{ "all": […] }`, `{ "any": […] }`, `{ "not": … }`, or a test: `{ "fact", "operator", "value" }`. A fact that is not known meets no operator but `absent`, the negative ones included; an empty set counts as absent.',
  markdownTable(
    ['operator', 'for facts of type', 'value', 'holds where'],
    operatorNames.filter(isOperator).map((name) => {
      const types: readonly FactType[] | 'any' = operators[name].types
      return [
        `\`${name}\``,
        types === 'any' ? 'any' : types.map((type) => `\`${type}\``).join(', '),
        valueWords[operators[name].takes],
        meaningOf(name, types === 'any' ? 'text' : (types[0] ?? 'text')),
      ]
    }),
  ),
].join('\n\n')

function derivationTable(reading: Reading): string {
  const schemas = Object.values(reading.definitions).flatMap((one) =>
    String(one['title'] ?? '').startsWith('derivation of') && isRecord(one['properties'])
      ? [one['properties']]
      : [],
  )
  const rows = derivationOps.map((op) => {
    const [schema] = schemas.flatMap((properties) => schemasIn(properties[op]))
    const types: readonly FactType[] | 'any' = derivations[op]
    const [type, value] = derivationExamples[op]
    return [
      `\`${op}\``,
      types === 'any' ? 'the type of what it names' : types.map((one) => `\`${one}\``).join(', '),
      String(schema?.['description'] ?? ''),
      `\`${JSON.stringify({ type, derive: { [op]: value } })}\``,
    ]
  })
  return [
    '## Derivations',
    'A `derive` has one key, its kind. No fact follows from itself.',
    markdownTable(['kind', 'gives', 'meaning', 'example'], rows),
  ].join('\n\n')
}
