// Answers one line of `redress decide`, in the words of the contract.

import { Temporal } from 'temporal-polyfill'
import { decide } from '../src/rules/decide.ts'
import { stageKey, UnknownStage } from '../src/rules/found-ticket.ts'
import type { Clock } from '../src/rules/clock.ts'
import type { Decision } from '../src/rules/decision.ts'
import { isRecord, nearest } from '../src/rules/finding.ts'
import { parseMemory } from '../src/rules/memory.ts'
import type { Policy } from '../src/rules/policy.ts'
import { err, ok, type Result } from '../src/rules/result.ts'
import type { HistoryEntry, Ticket } from '../src/rules/ticket.ts'
import type { Answer } from './json-lines.ts'
import { warningsOf } from './ticket-warnings.ts'

export const answerDecide =
  (policy: Policy, present: () => Temporal.Instant): Answer =>
  async (question) => {
    if (!isRecord(question)) return err('a line must be an object with a `ticket`')
    const ticket = parseTicket(question, policy)
    if (!ticket.ok) return ticket
    const now = parseNow(question['now'], present)
    if (!now.ok) return now
    try {
      const decision = await decide(ticket.value, policy, now.value)
      const warnings = warningsOf(question, policy)
      return ok({ ...describe(decision, policy), ...(warnings.length > 0 && { warnings }) })
    } catch (error) {
      if (error instanceof UnknownStage) return err(unknownStage(error, ticket.value, policy))
      throw error
    }
  }

/** Which stages there are, to whoever named one that there is not. */
export function unknownStage(error: UnknownStage, { stage }: Ticket, { stages }: Policy): string {
  const labels = stages.map(({ label }) => label)
  return `${error.message}${nearest(stage, labels) || `; it has ${labels.map((label) => `\`${label}\``).join(', ')}`}`
}

function parseNow(raw: unknown, present: () => Temporal.Instant): Result<Temporal.Instant, string> {
  if (raw === undefined) return ok(present())
  try {
    return ok(Temporal.Instant.from(String(raw)))
  } catch {
    return err(
      `\`now\` must be an ISO instant such as 2026-11-23T10:00:00Z, not \`${String(raw).slice(0, 40)}\``,
    )
  }
}

/** A ticket from JSON. Errors: no ticket, no stage, properties that are not strings. */
export function parseTicket(
  question: Readonly<Record<string, unknown>>,
  policy: Policy,
): Result<Ticket, string> {
  const raw = question['ticket']
  if (!isRecord(raw)) return err('`ticket` must be an object with `id`, `stage` and `properties`')
  const { id, stage, owner, properties = {}, history } = raw
  if (typeof stage !== 'string') return err('`ticket.stage` must be the label of a stage')
  if (!isRecord(properties)) return err('`ticket.properties` must be an object of strings')
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue
    if (typeof value !== 'string')
      return err(
        `\`ticket.properties.${name}\` must be a string as the CRM has it, not ${JSON.stringify(value)}`,
      )
    texts[name] = value
  }
  const memory = raw['memory'] ?? question['memory']
  return ok({
    id: String(id ?? ''),
    stage,
    owner: (typeof owner === 'string' ? owner : (texts['hubspot_owner_id'] ?? '')).toLowerCase(),
    properties: texts,
    ...(isRecord(history) && { history: parseHistory(history) }),
    ...(memory !== undefined && { memory: parseMemory(memory, (name) => stageKey(policy, name)) }),
  })
}

function parseHistory(raw: Readonly<Record<string, unknown>>): Record<string, readonly HistoryEntry[]> {
  return Object.fromEntries(
    Object.entries(raw).map(([property, entries]) => [
      property,
      (Array.isArray(entries) ? entries : []).flatMap((entry: unknown) => {
        if (!isRecord(entry)) return []
        return [{ value: String(entry['value'] ?? ''), at: String(entry['at'] ?? entry['timestamp'] ?? '') }]
      }),
    ]),
  )
}

/** A decision in the contract's words: stages by label, dates as text. */
export function describe(decision: Decision, policy: Policy) {
  const label = (key: string) => policy.stages.find((stage) => stage.key === key)?.label ?? key
  const byLabel = (stages: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(stages).map(([key, version]) => [label(key), version]))
  return {
    version: decision.version,
    ...(decision.governedBy && { governedBy: byLabel(decision.governedBy) }),
    stage: label(decision.stage),
    owner: { role: decision.owner.role ?? null, email: decision.owner.email },
    properties: Object.fromEntries(
      decision.changes.flatMap((change) =>
        change.kind === 'property' ? [[change.property, change.to]] : [],
      ),
    ),
    clocks: decision.clocks.map(describeClock),
    actions: decision.actions.map((action) => ({
      kind: action.kind,
      key: action.key,
      rule: action.rule,
      to: action.to ?? null,
      dueAt: action.dueAt?.toString() ?? null,
      subject: action.subject,
      body: action.body,
    })),
    nextLookAt: decision.nextLookAt?.toString() ?? null,
    explanation: decision.explanation,
    reasons: decision.reasons,
    problems: decision.problems,
    ...(decision.needs.length > 0 && { needsHistoryOf: decision.needs }),
    memory: decision.memory,
  }
}

export const describeClock = (clock: Clock) => ({
  name: clock.name,
  title: clock.title,
  state: clock.state,
  current: clock.current,
  startAt: clock.startAt.toString(),
  dueOn: clock.dueOn.toString(),
  dueAt: clock.dueAt.toString(),
  dueSoonAt: clock.dueSoonAt?.toString() ?? null,
  stopAt: clock.stopAt?.toString() ?? null,
  workingDays: clock.workingDays ?? null,
  extension: clock.extension
    ? {
        name: clock.extension.name,
        valid: clock.extension.valid,
        ...(!clock.extension.valid && { why: clock.extension.why }),
      }
    : null,
  remarks: clock.remarks,
})
