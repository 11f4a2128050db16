// What the facts that Redress writes should be: due dates, status, results, and what `set` rules say.

import { Temporal } from 'temporal-polyfill'
import { isOpen, type Clock } from './clock.ts'
import type { Problem } from './decision.ts'
import { toCrmText, typeValue, type FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import { Unreadable } from './unreadable.ts'
import { rulesOf, type Policy, type SetRule } from './policy.ts'
import type { Ticket } from './ticket.ts'

/** To the CRM a due instant is written one second earlier, so that it shows on the due date. */
export const shownDue = (dueAt: Temporal.Instant): Temporal.Instant => dueAt.subtract({ seconds: 1 })

/** Earliest due instant of the open clocks, as the CRM shows it. */
export function earliestDueAt(clocks: readonly Clock[]): FactValue {
  const [first] = clocks
    .filter(isOpen)
    .map((clock) => clock.dueAt)
    .toSorted(Temporal.Instant.compare)
  return first ? shownDue(first) : null
}

/** Clocks that are shown beside those of where the ticket goes, by name: it stays where they belong. */
export type Staying = ReadonlySet<string>

/** The worst of the open clocks; with none open, how those of this stage were met; unknown where it has none. */
export function statusOf(clocks: readonly Clock[], staying: Staying): FactValue {
  const open = clocks.filter(isOpen).map((clock) => clock.state)
  const shown = clocks.filter((clock) => clock.current || staying.has(clock.name))
  const current = new Set(shown.map((clock) => clock.state))
  if (open.includes('overdue')) return 'overdue'
  if (open.includes('due_soon')) return 'due_soon'
  if (open.includes('paused')) return 'paused'
  if (open.length > 0) return 'on_track'
  if (current.has('met_late')) return 'met_late'
  return current.has('met') ? 'met' : null
}

/** The facts to write by name, each with the value that it should have. */
export function writesOf(
  policy: Policy,
  sheet: FactSheet,
  held: readonly SetRule[],
  clocks: readonly Clock[],
  staying: Staying,
  ticket: Ticket,
  problems: readonly Problem[],
): ReadonlyMap<string, FactValue> {
  return new Map([
    ...clockWrites(policy, clocks, staying, ticket, problems),
    ...setWrites(policy, sheet, held, ticket),
  ])
}

function clockWrites(
  policy: Policy,
  clocks: readonly Clock[],
  staying: Staying,
  ticket: Ticket,
  problems: readonly Problem[],
): ReadonlyMap<string, FactValue> {
  const writes = new Map<string, FactValue>()
  const failed = new Set(problems.map((problem) => problem.key))
  const rules = rulesOf(policy, 'clock')
  const unsure = rules.some((rule) => failed.has(`clock/${rule.name}`) || failed.has(`rule/${rule.name}`))
  for (const rule of rules) {
    const clock = clocks.find((one) => one.name === rule.name)
    if (rule.due !== undefined) {
      const isDate = policy.facts.get(rule.due)?.type === 'date'
      // Where a property is of both, the clock of where the ticket goes has it.
      const isKept = staying.has(rule.name) && (writes.get(rule.due) ?? null) === null
      if (clock && (clock.current || isKept))
        writes.set(rule.due, isDate ? clock.dueOn : shownDue(clock.dueAt))
      else if (!writes.has(rule.due) && !unsure) writes.set(rule.due, null)
    }
    const remembered = ticket.memory?.clocks?.[rule.name]
    const runsOn = clock && isOpen(clock) && remembered !== undefined
    const property = policy.facts.get(rule.result ?? '')?.property ?? ''
    const shown = ticket.properties[property] ?? ''
    // It runs, and what it shows is a result of ours: a correction has set it going again, or a new start.
    const isReopened = runsOn && shown !== '' && shown === ticket.memory?.written?.[property]
    const isDone = clock?.state === 'met' || clock?.state === 'met_late'
    // Kept once the clock stops; a correction that sets it going again takes the result back.
    if (rule.result !== undefined && (isDone || isReopened))
      writes.set(rule.result, isDone ? clock.state : null)
    if (rule.taken !== undefined && (isDone || isReopened))
      writes.set(rule.taken, isDone ? (clock.workingDays ?? null) : null)
  }
  return writes
}

/** What `set` rules say, but for the explanation, which comes last. */
export function setWrites(
  policy: Policy,
  sheet: FactSheet,
  held: readonly SetRule[],
  ticket: Ticket,
): ReadonlyMap<string, FactValue> {
  const writes = new Map<string, FactValue>()
  for (const rule of held.toSorted((a, b) => a.priority - b.priority)) {
    if (rule.value.kind === 'fact' && rule.value.fact === 'explanation') continue
    // What the CRM holds may not fit its type: only what Redress always keeps right is then put right.
    const present = presentText(sheet, rule.fact)
    const property = policy.facts.get(rule.fact)?.property ?? ''
    const isOwn = present === '' || present === ticket.memory?.written?.[property]
    if (rule.overwrite === 'once' && present !== '') continue
    if (rule.overwrite === 'own' && !isOwn) continue
    if (rule.value.kind === 'fact' && presentText(sheet, rule.value.fact) === undefined) continue
    writes.set(rule.fact, valueOf(rule, policy, sheet))
  }
  return writes
}

function presentText(sheet: FactSheet, fact: string): string | undefined {
  try {
    return toCrmText(sheet.read(fact))
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}

function valueOf({ value, fact }: SetRule, policy: Policy, sheet: FactSheet): FactValue {
  switch (value.kind) {
    case 'fact':
      return sheet.read(value.fact)
    case 'now':
      return sheet.now
    case 'literal': {
      const shape = policy.scope.get(fact)
      const typed = typeValue(shape?.type ?? 'text', shape?.options ?? [], value.value)
      return typed.ok ? typed.value : null
    }
  }
}
