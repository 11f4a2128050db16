// From a decision to rows and updates: what goes to the CRM and what into the record.

import { Temporal } from 'temporal-polyfill'
import type { TicketUpdate } from '../integrations/crm.ts'
import type { FailureRow } from '../integrations/store/failures.ts'
import type { ClockRow, DecisionRow, LookRecord } from '../integrations/store/record.ts'
import { personProperties } from '../rules/crm-properties.ts'
import type { Change, Decision } from '../rules/decision.ts'
import { typeValue } from '../rules/fact.ts'
import { rulesOf, type Policy } from '../rules/policy.ts'
import type { Look } from './look.ts'

/** The one write of a ticket. */
export function updateOf({ id, decision }: Look, policy: Policy): TicketUpdate {
  const properties = decision.changes.flatMap((change) =>
    change.kind === 'property' ? [[change.property, change.to]] : [],
  )
  const label = (key: string) => policy.stages.find((stage) => stage.key === key)?.label ?? key
  const stage = decision.changes.find((change) => change.kind === 'stage')
  const owner = decision.changes.find((change) => change.kind === 'owner')
  return {
    id,
    properties: Object.fromEntries(properties),
    people: personProperties(policy),
    ...(stage && { stage: label(stage.to) }),
    ...(owner && { owner: owner.to }),
  }
}

export type Written = {
  /** What the account requires first, for the next look, as JSON. */
  readonly required: string | null
  /** By CRM name; absent where nothing could be written. */
  readonly values: Readonly<Record<string, string>> | undefined
  /** What was not taken, of all or of a part of it. */
  readonly refused?: {
    readonly message: string
    readonly againAt: Temporal.Instant
    /** The same refusal is in the record. */
    readonly isKnown: boolean
  }
}

/** A task or note that is refused may be taken once somebody has changed a setting. */
const noticeAgainAfter = { hours: 1 }

/** What was refused of a ticket's write is listed under it. */
export const refusedKey = (ticketId: string): string => `${ticketId}/refused`

/** The record of a look after its write. */
export function recordOf(
  look: Look,
  policy: Policy,
  now: string,
  seenAt: number,
  written: Written,
  noticeFailures: readonly FailureRow[],
): LookRecord {
  const { id, decision, row } = look
  const isWritten = written.values !== undefined
  const memory = isWritten ? decision.memory : decision.memoryUnwritten
  const echoes = { ...JSON.parse(row?.echoes ?? '{}'), ...written.values }
  const { refused } = written
  const problems = [
    ...decision.problems
      .filter(({ key }) => key !== 'refused')
      .map(({ key, message }) => ({ key, kind: 'decision', message })),
    ...(refused ? [{ key: 'refused', kind: 'refused', message: refused.message }] : []),
  ]
  const failures = problems.map(({ key, kind, message }): FailureRow => ({
    key: `${id}/${key}`,
    ticketId: id,
    kind,
    message,
    at: now,
  }))
  return {
    look: {
      id,
      policy: policy.id,
      stage: memory.stage ?? '',
      memory: JSON.stringify(memory),
      echoes: JSON.stringify(echoes),
      required: written.required,
      nextLookAt: earliest(
        isWritten ? decision.nextLookAt : decision.nextLookUnwritten,
        refused?.againAt,
        noticeFailures.length > 0 ? Temporal.Instant.from(now).add(noticeAgainAfter) : undefined,
      ),
      seenAt,
    },
    clocks: clockRows(id, decision),
    unsure: decision.problems.flatMap(({ key }) => /^(?:clock|rule)\/(.+)$/.exec(key)?.[1] ?? []),
    moved: decision.moved.map(({ startAt, dueOn, ...moved }) => ({
      ...moved,
      ticketId: id,
      startAt: startAt.toString(),
      dueOn: dueOn.toString(),
      digest: policy.digest,
      at: now,
    })),
    decisions: [
      ...look.adopted,
      ...(isNews(look) && (isWritten || !refused?.isKnown)
        ? [decisionRow(look, policy, now, isWritten)]
        : []),
    ],
    failures: [...failures, ...noticeFailures],
  }
}

function earliest(...instants: readonly (Temporal.Instant | undefined)[]): number | null {
  const [first] = instants.filter((at) => at !== undefined).toSorted(Temporal.Instant.compare)
  return first?.epochMilliseconds ?? null
}

const clockRows = (ticketId: string, decision: Decision): readonly ClockRow[] =>
  decision.clocks.map((clock) => ({
    ticketId,
    name: clock.name,
    title: clock.title,
    startAt: clock.startAt.toString(),
    state: clock.state,
    dueOn: clock.dueOn.toString(),
    dueAt: clock.dueAt.epochMilliseconds,
    stopAt: clock.stopAt?.toString() ?? null,
    workingDays: clock.workingDays ?? null,
  }))

/** Whether a look says anything that the record does not: a change, another owner, a clock's new state, a first look. */
function isNews({ row, adopted, decision, ticket }: Look): boolean {
  const isFirst = adopted.length === 0 && (!row || row.memory === '{}')
  if (isFirst || decision.changes.length > 0) return true
  const { owner } = ticket.memory ?? {}
  if (owner !== undefined && owner !== ticket.owner.toLowerCase()) return true
  const before = ticket.memory?.clocks ?? {}
  return decision.clocks.some((clock) => before[clock.name]?.state !== clock.state)
}

/** A history without free text: which of its values were the same is all that a replay asks. */
function plainHistory(
  history: NonNullable<Look['ticket']['history']>,
  isPlain: (property: string) => boolean,
): NonNullable<Look['ticket']['history']> {
  return Object.fromEntries(
    Object.entries(history).map(([property, entries]) => {
      if (property === 'stage' || property === 'owner' || isPlain(property)) return [property, entries]
      const [present] = entries
      const others = [...new Set(entries.map(({ value }) => value))].filter(
        (value) => value !== present?.value && value !== '',
      )
      const named = (value: string) => {
        if (value === '') return ''
        return value === present?.value ? '(present)' : `(other ${others.indexOf(value) + 1})`
      }
      return [property, entries.map((entry) => ({ ...entry, value: named(entry.value) }))]
    }),
  )
}

/** A value that does not fit its type may be anything. */
const plainValue = (property: string, value: string, policy: Policy): string =>
  [...policy.facts.values()].some(
    (fact) => fact.property === property && typeValue(fact.type, fact.options, value).ok,
  )
    ? value
    : '(unreadable)'

/** The decision as it is recorded, with all that it rested on. */
export function decisionRow(
  { ticket, decision, world }: Look,
  policy: Policy,
  now: string,
  isWritten: boolean,
): DecisionRow {
  const isPlain = (property: string) =>
    [...policy.facts.values()].some((fact) => fact.property === property && fact.type !== 'text')
  const properties = Object.fromEntries(
    Object.entries(ticket.properties).flatMap(([name, value]) =>
      value === '' ? [] : [[name, isPlain(name) ? plainValue(name, value, policy) : '(present)']],
    ),
  )
  const { changes, clocks, actions, reasons, problems, explanation } = decision
  const outcome = {
    written: isWritten,
    stage: decision.stage,
    // What stood there before may be in somebody's own words.
    changes: changes.map((change) =>
      change.kind === 'property' && change.from !== '' && !isPlain(change.property)
        ? { ...change, from: '(present)' }
        : change,
    ),
    clocks: clocks.map(({ name, state, startAt, dueOn, dueAt, stopAt }) => ({
      name,
      state,
      startAt,
      dueOn,
      dueAt,
      stopAt,
    })),
    actions: actions.map(({ kind, key, to, dueAt, subject }) => ({ kind, key, to, dueAt, subject })),
    // Where a leaf stands is in its pointer: the tree would only say it all again.
    reasons: reasons.map(({ tree, ...reason }) =>
      tree && reason.status === 'not held' && reason.nearMiss === undefined
        ? { rule: reason.rule, status: reason.status }
        : reason,
    ),
    problems,
    explanation,
    // By stage, where several versions of the policy are in use.
    ...(decision.governedBy && { governedBy: decision.governedBy }),
    // What the CRM would not take, where this is the rest.
    ...(world.withheld && { withheld: world.withheld }),
  }
  return {
    ticketId: ticket.id,
    decidedAt: now,
    policy: policy.id,
    version: decision.version,
    digest: policy.digest,
    input: JSON.stringify({
      ...ticket,
      properties,
      ...(ticket.history && { history: plainHistory(ticket.history, isPlain) }),
    }),
    outcome: JSON.stringify(outcome),
  }
}

/** One line of the log for a decision: what changed and why, no free text of the ticket's. */
export function logLine({ id, decision }: Look, policy: Policy): string {
  const ofStatus = statusFacts(policy)
  const changes = decision.changes.filter((change) => change.kind !== 'property' || ofStatus.has(change.fact))
  const label = (key: string) => policy.stages.find((stage) => stage.key === key)?.label ?? key
  const told = changes.map((change: Change) => {
    if (change.kind === 'stage') return `${label(change.from)} → ${label(change.to)}`
    return change.kind === 'owner' ? `owner ${change.to}` : change.to || 'no time limit'
  })
  return `ticket ${id}: ${told.join(', ') || 'updated'}. ${decision.explanation}`
}

/** Facts that are set to the status of the clocks, in any version. */
const statusFacts = (policy: Policy): ReadonlySet<string> =>
  new Set(
    (policy.versions ?? [policy])
      .flatMap((version) => rulesOf(version, 'set'))
      .flatMap(({ value, fact }) => (value.kind === 'fact' && value.fact === 'clockStatus' ? [fact] : [])),
  )
