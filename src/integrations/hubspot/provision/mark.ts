// How Redress knows again what it added to an account: a group of its own, a sentence in each description, and a ledger.

import { isRecord } from '../../../rules/finding.ts'

/** Name of the property group; labels are for people, and may change. */
export const ourGroup = 'redress_complaints'

const mark = 'Added by Redress'

/** A property's description: help text for people, with the sentence by which it is known again. */
export const ourDescription = (help: string, policy: string): string => `${help} ${mark} (${policy}).`

/** Only what has both is ours: a property that somebody moved into the group, or out of it, is not. */
export const isOurs = (property: { readonly groupName: string; readonly description: string }): boolean =>
  property.groupName === ourGroup && property.description.includes(mark)

/**
 * What Redress added where HubSpot has no place for a description: ids of pipelines, `<pipeline id>/<stage id>` of stages,
 * and the options that it gave to properties of others. It is kept in the description of a hidden property, so in the
 * account itself: whoever installs, and from wherever, finds it.
 */
export type Ledger = {
  readonly pipelines: readonly string[]
  readonly stages: readonly string[]
  readonly options: Readonly<Record<string, readonly string[]>>
}

export const ledgerProperty = 'redress_added'

const emptyLedger: Ledger = { pipelines: [], stages: [], options: {} }

export const ledgerDescription = (ledger: Ledger): string =>
  `${mark}, which keeps here what else it added: ${JSON.stringify(ledger)}`

/** What the description says; one that can not be read says that nothing was added, so that nothing is removed. */
export function parseLedger(description: string | undefined): Ledger {
  const json = /\{.*\}/s.exec(description ?? '')?.[0]
  const raw = json === undefined ? undefined : parseJson(json)
  if (!isRecord(raw)) return emptyLedger
  const options = isRecord(raw['options']) ? raw['options'] : {}
  return {
    pipelines: textsOf(raw['pipelines']),
    stages: textsOf(raw['stages']),
    options: Object.fromEntries(Object.entries(options).map(([name, values]) => [name, textsOf(values)])),
  }
}

/** Both together, each entry once. */
export function withEntries(ledger: Ledger, more: Partial<Ledger>): Ledger {
  const options = Object.entries(more.options ?? {}).map(
    ([name, values]) => [name, joined(ledger.options[name], values)] as const,
  )
  return {
    pipelines: joined(ledger.pipelines, more.pipelines),
    stages: joined(ledger.stages, more.stages),
    options: { ...ledger.options, ...Object.fromEntries(options) },
  }
}

const joined = (one: readonly string[] = [], other: readonly string[] = []): readonly string[] => [
  ...new Set([...one, ...other]),
]

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
