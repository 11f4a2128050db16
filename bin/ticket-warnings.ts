// What a question of `redress decide` holds that no rule will ever read: most often a name that is spelt wrong.

import { isRecord, nearest } from '../src/rules/finding.ts'
import type { Policy } from '../src/rules/policy.ts'

const questionKeys = ['ticket', 'now', 'memory']
const ticketKeys = ['id', 'stage', 'owner', 'properties', 'history', 'memory']
/** Properties that every ticket of the CRM has, and that are read without the policy's saying so. */
const ownProperties = [
  'hubspot_owner_id',
  'hs_pipeline_stage',
  'hs_pipeline',
  'hs_object_id',
  'stage',
  'createdate',
]

/** One line for each unknown name that is near a known one, or that begins like the policy's own properties. */
export function warningsOf(question: Readonly<Record<string, unknown>>, policy: Policy): readonly string[] {
  const { ticket } = question
  const { properties, history } = isRecord(ticket) ? ticket : {}
  const known = propertiesOf(policy)
  return [
    ...strangers(question, questionKeys).map((key) => `unknown key \`${key}\`${nearest(key, questionKeys)}`),
    ...strangers(ticket, ticketKeys).map((key) => `unknown key \`ticket.${key}\`${nearest(key, ticketKeys)}`),
    ...[...new Set([...strangers(properties, known), ...strangers(history, known)])]
      .filter((name) => isLikelyMeant(name, known))
      .map((name) => `unknown property \`${name}\`: no rule reads it${nearest(name, known)}`),
  ]
}

const propertiesOf = ({ facts, versions = [] }: Policy): readonly string[] => [
  ...ownProperties,
  ...[facts, ...versions.map((version) => version.facts)].flatMap((of) =>
    [...of.values()].flatMap(({ property }) => property ?? []),
  ),
]

const strangers = (raw: unknown, known: readonly string[]): readonly string[] =>
  isRecord(raw) ? Object.keys(raw).filter((key) => !known.includes(key)) : []

/** A CRM has many properties that are none of a policy's business. */
const isLikelyMeant = (name: string, known: readonly string[]): boolean =>
  !name.startsWith('hs_') &&
  (nearest(name, known) !== '' ||
    known.some(
      (other) => other.includes('_') && !/^(hs|hubspot)_/.test(other) && firstWord(other) === firstWord(name),
    ))

const firstWord = (name: string) => name.split('_')[0]
