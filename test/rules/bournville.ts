// The shipped policy and a CRM of one ticket in memory, for tests of the core.

import { Temporal } from 'temporal-polyfill'
import { readPolicy } from '../../bin/load-policy.ts'
import { gatherRules } from '../../bin/rules-folder.ts'
import type { PolicyFiles } from '../../src/rules/parse-policy.ts'
import { decide } from '../../src/rules/decide.ts'
import type { World } from '../../src/rules/world.ts'
import type { Decision } from '../../src/rules/decision.ts'
import type { Policy } from '../../src/rules/policy.ts'
import { policyOf, type Rulebook } from '../../src/rules/rulebook.ts'
import type { HistoryEntry, Ticket } from '../../src/rules/ticket.ts'
import type { Properties } from '../../rules/bournville/schema/ticket.d.ts'

function load(): Policy {
  const policy = readPolicy('bournville')
  if (!policy.ok) throw new Error(JSON.stringify(policy.error))
  return policy.value
}

export const bournville = load()

function rules(): Rulebook {
  const gathered = gatherRules()
  if (!gathered.ok) throw new Error(JSON.stringify(gathered.error))
  return gathered.value
}

/** The files of the shipped policy, to be changed by a test. */
export const bournvilleFiles = (): PolicyFiles => structuredClone(rules().policies['bournville']?.files ?? {})

/** What parsing says of changed files, with earlier versions by date where there are any. */
export const parsed = (files: PolicyFiles, past: Readonly<Record<string, PolicyFiles>> = {}) =>
  policyOf({ ...rules(), policies: { bournville: { files, past, digest: 'test' } } }, 'bournville')

export const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)

/** A value may be wrong, as it may be in a CRM; the name of its property may not. */
export const ticketIn = (
  stage: string,
  properties: Partial<Readonly<Record<keyof Properties, string>>> = {},
  more: Partial<Ticket> = {},
): Ticket => ({
  id: '1',
  stage,
  owner: '',
  properties: { createdate: '2026-11-23T09:00:00Z', ...properties },
  history: {},
  ...more,
})

/** The ticket as the CRM has it once a decision is written, with what Redress remembers. */
export function applied(
  ticket: Ticket,
  decision: Decision,
  now: Temporal.Instant,
  policy = bournville,
): Ticket {
  const properties: Record<string, string> = { ...ticket.properties }
  const history: Record<string, readonly HistoryEntry[]> = { ...ticket.history }
  const entry = (value: string) => ({ value, at: now.toString() })
  let { stage, owner } = ticket
  for (const change of decision.changes)
    if (change.kind === 'property') {
      properties[change.property] = change.to
      history[change.property] = [entry(change.to), ...(history[change.property] ?? [])]
    } else if (change.kind === 'stage') {
      stage = policy.stages.find(({ key }) => key === change.to)?.label ?? ''
      history['stage'] = [entry(stage), ...(history['stage'] ?? [])]
    } else owner = change.to
  return { ...ticket, stage, owner, properties, history, memory: decision.memory }
}

/** A person edits the ticket: each value with its time in the history. */
export function edited(
  ticket: Ticket,
  now: string,
  edit: {
    readonly stage?: string
    readonly owner?: string
    readonly properties?: Readonly<Record<string, string>>
  },
): Ticket {
  const history: Record<string, readonly HistoryEntry[]> = { ...ticket.history }
  const values = { ...edit.properties, ...(edit.stage !== undefined && { stage: edit.stage }) }
  for (const [property, value] of Object.entries(values))
    history[property] = [{ value, at: now }, ...(history[property] ?? [])]
  return {
    ...ticket,
    stage: edit.stage ?? ticket.stage,
    owner: edit.owner ?? ticket.owner,
    properties: { ...ticket.properties, ...edit.properties },
    history,
  }
}

/** Decides as the Worker does: what was asked for of the history is there, if only as empty. */
export async function look(
  ticket: Ticket,
  now: string,
  world: World = {},
  policy = bournville,
): Promise<Decision> {
  const first = await decide(ticket, policy, at(now), world)
  if (first.needs.length === 0) return first
  const history = { ...Object.fromEntries(first.needs.map((property) => [property, []])), ...ticket.history }
  return decide({ ...ticket, history }, policy, at(now), world)
}

/** One look and its write. */
export async function turn(
  ticket: Ticket,
  now: string,
  world: World = {},
  policy = bournville,
): Promise<{ ticket: Ticket; decision: Decision }> {
  const decision = await look(ticket, now, world, policy)
  return { ticket: applied(ticket, decision, at(now), policy), decision }
}

export const property = (decision: Decision, name: string): string | undefined =>
  decision.changes.flatMap((change) =>
    change.kind === 'property' && change.property === name ? [change.to] : [],
  )[0]
