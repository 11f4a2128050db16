// How a fact follows from others: dates, sets and people are compared here, never in conditions.

import { Temporal } from 'temporal-polyfill'
import { countedDue } from './counted-due.ts'
import { isMet } from './is-met.ts'
import { sameValue, toCrmText, type FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import { holderOf } from './people.ts'
import type { Derivation, Instead, Policy } from './policy.ts'
import { Unreadable } from './unreadable.ts'
import { sinceWhen, timesGiven } from './value-history.ts'

/** The value of a derived fact; throws `Unreadable`. */
export function derive(derivation: Derivation, sheet: FactSheet, policy: Policy): FactValue {
  switch (derivation.op) {
    case 'difference': {
      const [left, right] = derivation.facts.map((fact) => sheet.read(fact))
      if (!Array.isArray(left)) return null
      return left.filter((member) => !(Array.isArray(right) && right.includes(member)))
    }
    case 'when':
      return isMet(derivation.condition, (fact) => sheet.read(fact))
    case 'members':
      return derivation.members
        .filter(({ when }) => sheet.isTrue(when))
        .map(({ option }) => option)
        .toSorted()
    case 'first': {
      for (const { fact, when } of derivation.choices) {
        if (when !== undefined && !sheet.isTrue(when)) continue
        const value = sheet.read(fact)
        if (value !== null && !(Array.isArray(value) && value.length === 0)) return value
      }
      return null
    }
    case 'setAt':
      return setAt(derivation.fact, sheet)
    case 'byHand':
      return sheet.isOwn(derivation.fact) ? null : sheet.read(derivation.fact)
    case 'follows':
      return followed(derivation.fact, derivation.from, derivation.instead, sheet)
    case 'same': {
      const [left, right] = derivation.facts.map((fact) => sheet.read(fact))
      return left !== null && right !== null && sameValue(left ?? null, right ?? null)
    }
    case 'notBefore': {
      const [later, earlier] = derivation.facts
      return sheet.read(later) === null ? null : (sheet.order(later, earlier) ?? 1) >= 0
    }
    case 'laterThan': {
      const { fact, others } = derivation
      if (sheet.read(fact) === null) return null
      return others.every((other) => (sheet.order(fact, other) ?? 1) > 0)
    }
    case 'reached':
      return reached(derivation.fact, derivation.notBefore, sheet)
    case 'latest':
    case 'earliest': {
      const known = derivation.facts.filter((fact) => sheet.read(fact) !== null)
      if (derivation.op === 'latest' && known.length < derivation.facts.length) return null
      const inOrder = known.toSorted((a, b) => sheet.order(a, b) ?? 0)
      const found = inOrder.at(derivation.op === 'latest' ? -1 : 0)
      return found === undefined ? null : sheet.read(found)
    }
    case 'due': {
      const start = sheet.instant(derivation.from)
      if (!start) return null
      const due = countedDue(derivation.counting, start, derivation.within)
      if (!due.ok) throw new Unreadable(due.error.message)
      return derivation.gives === 'date' ? due.value.dueOn : due.value.dueAt
    }
    case 'timesSet': {
      const history = sheet.history(derivation.fact)
      return history ? timesGiven(history) : Number(sheet.readable(derivation.fact) !== null)
    }
    case 'roleHeldBy': {
      const role = policy.roles.get(derivation.role)
      const area = sheet.area()
      if (!area.ok) throw new Unreadable(area.error)
      const holder = role && holderOf(role, area.value)
      return holder !== undefined && derivation.by.some((fact) => sheet.read(fact) === holder)
    }
  }
}

function reached(fact: string, notBefore: string | undefined, sheet: FactSheet): boolean {
  const instant = sheet.instant(fact)
  if (!instant) return false
  if (notBefore !== undefined && (sheet.order(fact, notBefore) ?? 0) < 0) return false
  if (Temporal.Instant.compare(instant, sheet.now) <= 0) return true
  sheet.look(instant)
  return false
}

/** The present value of the fact that an own value was taken from, where that fact has been corrected since. */
function followed(
  fact: string,
  from: readonly string[],
  instead: readonly Instead[],
  sheet: FactSheet,
): FactValue {
  if (!sheet.isOwn(fact)) return null
  const origin = from.find((name) => sheet.remembered(name) === toCrmText(sheet.read(fact)))
  const value = origin === undefined ? null : sheet.readable(origin)
  if (value !== null && !sameValue(value, sheet.read(fact))) return value
  for (const { when, was, now } of instead) {
    if (sheet.readable(when) !== true) continue
    const better = sheet.readable(now)
    // What it was taken from may need the ticket's history: asked only where there is something better.
    if (better === null || sameValue(better, sheet.read(fact))) continue
    if (sameValue(sheet.readable(was), sheet.read(fact))) return better
  }
  return null
}

/** When the CRM says that a fact took the value it has. */
function setAt(fact: string, sheet: FactSheet): Temporal.Instant | null {
  const present = sheet.read(fact)
  if (present === null || (Array.isArray(present) && present.length === 0)) return null
  if (fact === 'stage' && sheet.movedHere) return sheet.now
  const history = sheet.history(fact)
  return (history && sinceWhen(history, present)) ?? sheet.now
}
