// The tickets of a policy as TypeScript types: properties by CRM name, options as literals.

import type { FactDefinition, Policy } from '../../src/rules/policy.ts'

/** A declaration file, for tools and tests that build tickets. */
export function ticketTypes(policy: Policy): string {
  const properties = [...policy.facts.values()].flatMap((fact) =>
    fact.property === undefined
      ? []
      : [
          `  /** ${inComment(fact.label)} (\`${fact.name}\`, ${fact.type}) */`,
          `  readonly ${fact.property}?: ${typeOf(fact)}`,
        ],
  )
  return [
    `// The tickets of ${policy.title} as \`redress decide\` takes them. Written by \`npm run build:schema\` from policy.json.`,
    '',
    '/** Stages by the label that the CRM shows. */',
    `export type Stage = ${union(policy.stages.map(({ label }) => label))}`,
    '',
    '/** CRM properties as the CRM writes them, each a string; an empty one is not known. */',
    'export type Properties = {',
    ...properties,
    '}',
    '',
    'export type Ticket = {',
    '  readonly id: string',
    '  readonly stage: Stage',
    '  /** E-mail address; empty for nobody. */',
    '  readonly owner?: string',
    '  readonly properties: Properties',
    '}',
    '',
  ].join('\n')
}

function typeOf({ type, options }: FactDefinition): string {
  switch (type) {
    case 'option':
      return union(['', ...options])
    case 'boolean':
      return union(['', 'true', 'false'])
    case 'number':
      return "'' | `${number}`"
    case 'instant':
    case 'date':
    case 'person':
    case 'set':
    case 'text':
      return 'string'
  }
}

const union = (values: readonly string[]): string =>
  values.map((value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`).join(' | ')

const inComment = (text: string): string => text.replaceAll('*/', '* /')
