// A CRM of one ticket in memory: people's edits and Redress's writes, each with its time in the history, and its notices.

import type { Temporal } from 'temporal-polyfill'
import { decide } from '../../src/rules/decide.ts'
import type { World } from '../../src/rules/world.ts'
import type { Action, Change, Decision } from '../../src/rules/decision.ts'
import type { Policy } from '../../src/rules/policy.ts'
import type { HistoryEntry, Ticket } from '../../src/rules/ticket.ts'
import type { Example, Step } from './example.ts'

export type Notice = Action & { readonly isOpen: boolean }

export type Life = {
  readonly ticket: Ticket
  /** What the CRM knows of earlier values; it is given out only where a decision asks for it. */
  readonly history: Readonly<Record<string, readonly HistoryEntry[]>>
  /** Tasks and notes by key, in the order in which they were made. */
  readonly notices: ReadonlyMap<string, Notice>
}

type Values = {
  readonly stage?: string | undefined
  readonly owner?: string | undefined
  readonly properties: Readonly<Record<string, string>>
}

/** The ticket as it is put in at the first step, before anything is looked at. */
export function born({ stage, owner, properties, steps }: Example): Life {
  const empty = { ticket: { id: '1', stage: '', owner: '', properties: {} }, history: {}, notices: new Map() }
  const [first] = steps
  return first ? changed(empty, { stage, owner, properties }, first.at) : empty
}

/** What a person does in a step. */
export const edited = (life: Life, step: Step): Life => changed(life, step, step.at)

function changed(life: Life, { stage, owner, properties }: Values, at: Temporal.Instant): Life {
  const { ticket } = life
  const history = { ...life.history }
  for (const [property, value] of Object.entries({ ...properties, ...(stage !== undefined && { stage }) }))
    history[property] = [{ value, at: at.toString() }, ...(history[property] ?? [])]
  return {
    ...life,
    history,
    ticket: {
      ...ticket,
      stage: stage ?? ticket.stage,
      owner: owner ?? ticket.owner,
      properties: { ...ticket.properties, ...properties },
    },
  }
}

/** Decides as the Worker does: the history of a property is read only where it is asked for. */
export async function lookAt(
  life: Life,
  policy: Policy,
  at: Temporal.Instant,
  world: World,
): Promise<Decision> {
  const first = await decide(life.ticket, policy, at, world)
  if (first.needs.length === 0) return first
  const history = Object.fromEntries(first.needs.map((property) => [property, life.history[property] ?? []]))
  return decide({ ...life.ticket, history }, policy, at, world)
}

/** The ticket after a decision: its changes written, its notices made once each, those without a reason completed. */
export function carriedOut(life: Life, policy: Policy, decision: Decision, at: Temporal.Instant): Life {
  const written = changed(life, valuesOf(decision.changes, policy), at)
  const ticket = { ...written.ticket, memory: decision.memory }
  if (!decision.isGivingNotice) return { ...written, ticket }
  const notices = new Map(life.notices)
  for (const action of decision.actions)
    if (!notices.has(action.key)) notices.set(action.key, { ...action, isOpen: action.kind === 'task' })
  for (const [key, notice] of notices)
    if (!decision.standing.includes(key)) notices.set(key, { ...notice, isOpen: false })
  return { ...written, ticket, notices }
}

function valuesOf(changes: readonly Change[], policy: Policy): Values {
  const properties: Record<string, string> = {}
  let stage: string | undefined
  let owner: string | undefined
  for (const change of changes)
    switch (change.kind) {
      case 'stage':
        stage = policy.stages.find(({ key }) => key === change.to)?.label
        break
      case 'owner':
        owner = change.to
        break
      case 'property':
        properties[change.property] = change.to
    }
  return { stage, owner, properties }
}
