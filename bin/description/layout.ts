// A described policy laid out: for a terminal, or as Markdown.

import type { PropertyInWords } from '../../src/rules/english/properties.ts'
import { markdownTable } from '../schema/markdown.ts'
import { table } from '../table.ts'
import { wrapped } from '../wrapped.ts'
import type { Description, Entry, Section } from './description.ts'

const width = 100

export function inText({ policy, title, says, sections }: Description): string {
  return [
    `${title} (${policy})`,
    ...says.flatMap((line) => wrapped(line, width)),
    ...sections.flatMap((section) => ['', '', section.title.toUpperCase(), ...sectionInText(section)]),
  ].join('\n')
}

function sectionInText({ entries, properties }: Section): readonly string[] {
  if (properties) return ['', ...propertyTable(properties)]
  return entries.flatMap(({ name, title, says, source }) => [
    '',
    name === undefined ? title : `${title}  [${name}]`,
    ...says.flatMap((line) => indented(line)),
    ...(source === undefined ? [] : indented(`Source: ${source}`)),
  ])
}

const indented = (line: string): readonly string[] =>
  wrapped(line, width - 4).map((part, index) => `${index === 0 ? '  ' : '    '}${part}`)

export const propertyTable = (properties: readonly PropertyInWords[]): readonly string[] =>
  table([['property', 'type', 'filled in by', 'label', 'options'], ...properties.map(propertyRow)])

const propertyRow = ({ property, type, filledInBy, label, options }: PropertyInWords): readonly string[] => [
  property,
  type,
  filledInBy,
  label,
  options.join(', '),
]

export function inMarkdown({ title, says, sections }: Description): string {
  return [
    `# ${title}`,
    ...says,
    ...sections.flatMap(({ title: heading, entries, properties }) => [
      `## ${heading}`,
      ...(properties
        ? [
            markdownTable(
              ['property', 'type', 'filled in by', 'label', 'options'],
              properties.map(propertyRow).map(([name = '', ...rest]) => [`\`${name}\``, ...rest]),
            ),
          ]
        : entries.map(entryInMarkdown)),
    ]),
    '',
  ].join('\n\n')
}

const entryInMarkdown = ({ name, title, says, source }: Entry): string =>
  [
    `**${title}**${name === undefined ? '' : ` (\`${name}\`)`}`,
    ...says.map((line) => `- ${line}`),
    ...(source === undefined ? [] : [`- Source: ${source}`]),
  ].join('\n')
