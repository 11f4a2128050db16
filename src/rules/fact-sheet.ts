// The facts of one ticket at one instant: what the CRM says, typed, and what follows from it, worked out when asked for.

import { Temporal } from 'temporal-polyfill'
import { dueOf } from './calendar/due.ts'
import type { Pause } from './calendar/pauses.ts'
import { interpret } from './explain.ts'
import { parseInstant, sameValue, toCrmText, typeValue, type FactValue } from './fact.ts'
import { holderOf } from './people.ts'
import type { Derivation, FactDefinition, Instead, Policy } from './policy.ts'
import { err, ok, type Result } from './result.ts'
import type { Ticket } from './ticket.ts'
import { sinceWhen, spansWith, timesGiven, type Became } from './value-history.ts'

/** A fact that can not be read: why, for a person. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

/** What working out the facts asked for on the way. */
export type Trace = {
  /** An instant at which something could change by itself. */
  readonly look: (at: Temporal.Instant) => void
  /** A CRM property whose history has to be read to know. */
  readonly need: (property: string) => void
}

export class FactSheet {
  readonly now: Temporal.Instant
  readonly #policy: Policy
  readonly #ticket: Ticket
  readonly #trace: Trace
  readonly #values = new Map<string, FactValue>()
  readonly #given: ReadonlyMap<string, FactValue>
  readonly #movedHere: boolean

  /** `given` are values that stand before all else: stage, owner, clock states, what this decision sets. */
  constructor(
    policy: Policy,
    ticket: Ticket,
    now: Temporal.Instant,
    given: ReadonlyMap<string, FactValue>,
    trace: Trace,
    movedHere = false,
  ) {
    this.#policy = policy
    this.#ticket = ticket
    this.now = now
    this.#given = given
    this.#trace = trace
    this.#movedHere = movedHere
  }

  /** The sheet with further values given. */
  with(given: Iterable<readonly [string, FactValue]>, movedHere = this.#movedHere): FactSheet {
    return new FactSheet(
      this.#policy,
      this.#ticket,
      this.now,
      new Map([...this.#given, ...given]),
      this.#trace,
      movedHere,
    )
  }

  /** The value of a fact; throws `Unreadable` where the CRM's value does not fit its type. */
  read(name: string): FactValue {
    const given = this.#given.get(name)
    if (given !== undefined) return given
    const known = this.#values.get(name)
    if (known !== undefined) return known
    const definition = this.#policy.facts.get(name)
    const value = definition ? this.#work(definition) : null
    this.#values.set(name, value)
    return value
  }

  /** Whether the policy still has such a fact. */
  knows(name: string): boolean {
    return this.#policy.facts.has(name)
  }

  /** The value of a fact, unknown where it can not be read: for what must go on all the same. */
  readable(name: string): FactValue {
    try {
      return this.read(name)
    } catch (error) {
      if (error instanceof Unreadable) return null
      throw error
    }
  }

  /** When something happened; a date stands for its first instant. */
  instant(name: string): Temporal.Instant | null {
    return this.#instantOf(this.read(name))
  }

  /** The same, unknown where it can not be read. */
  readableInstant(name: string): Temporal.Instant | null {
    return this.#instantOf(this.readable(name))
  }

  /** When something happened that may have been recorded as a date alone: on the day of `start`, not before it. */
  happenedAt(name: string, start: Temporal.Instant): Temporal.Instant | null {
    const value = this.readable(name)
    const isThatDay =
      value instanceof Temporal.PlainDate && value.equals(this.#policy.calendar.localDate(start))
    return isThatDay ? start : this.#instantOf(value)
  }

  isReadable(name: string): boolean {
    try {
      this.read(name)
      return true
    } catch (error) {
      if (error instanceof Unreadable) return false
      throw error
    }
  }

  /** The spans in which a fact had one of these values, by the CRM's history; the last is open where it still has. */
  spansWhile(fact: string, values: readonly string[]): readonly Pause[] {
    const present = this.readable(fact)
    const history = this.#history(fact)
    const isNow = present !== null && values.includes(toCrmText(present))
    if (history) return spansWith(history, values)
    return isNow ? [[this.now, null]] : []
  }

  #instantOf(value: FactValue): Temporal.Instant | null {
    if (value instanceof Temporal.PlainDate) return this.#policy.calendar.startOfDay(value)
    return value instanceof Temporal.Instant ? value : null
  }

  /** -1, 0 or 1 as a moment is before, at or after another: by the day where either is a date alone. */
  #order(a: FactValue, b: FactValue): number | undefined {
    const [left, right] = [this.#instantOf(a), this.#instantOf(b)]
    if (!left || !right) return undefined
    if (!(a instanceof Temporal.PlainDate) && !(b instanceof Temporal.PlainDate))
      return Temporal.Instant.compare(left, right)
    const { calendar } = this.#policy
    return Temporal.PlainDate.compare(calendar.localDate(left), calendar.localDate(right))
  }

  isTrue(name: string): boolean {
    return this.read(name) === true
  }

  #work(definition: FactDefinition): FactValue {
    if (definition.derive) return this.#derive(definition.derive)
    const raw = this.#ticket.properties[definition.property ?? ''] ?? ''
    const typed = typeValue(definition.type, definition.options, raw)
    if (typed.ok) return typed.value
    throw new Unreadable(
      `\`${definition.property ?? definition.name}\` is \`${typed.error.given}\`, expected ${typed.error.expected}`,
    )
  }

  #derive(derive: Derivation): FactValue {
    switch (derive.op) {
      case 'difference': {
        const [left, right] = derive.facts.map((fact) => this.read(fact))
        if (!Array.isArray(left)) return null
        return left.filter((member) => !(Array.isArray(right) && right.includes(member)))
      }
      case 'when':
        return interpret(derive.condition, (fact) => this.read(fact))
      case 'members':
        return derive.members
          .filter(({ when }) => this.isTrue(when))
          .map(({ option }) => option)
          .toSorted()
      case 'first': {
        for (const { fact, when } of derive.choices) {
          if (when !== undefined && !this.isTrue(when)) continue
          const value = this.read(fact)
          if (value !== null && !(Array.isArray(value) && value.length === 0)) return value
        }
        return null
      }
      case 'setAt':
        return this.#setAt(derive.fact)
      case 'byHand':
        return this.#isOwn(derive.fact) ? null : this.read(derive.fact)
      case 'follows':
        return this.#followed(derive.fact, derive.from, derive.instead)
      case 'same': {
        const [left, right] = derive.facts.map((fact) => this.read(fact))
        return left !== null && right !== null && sameValue(left ?? null, right ?? null)
      }
      case 'notBefore': {
        const [later, earlier] = derive.facts.map((fact) => this.read(fact))
        return later === null || later === undefined ? null : (this.#order(later, earlier ?? null) ?? 1) >= 0
      }
      case 'laterThan': {
        const moment = this.read(derive.fact)
        if (moment === null) return null
        return derive.others.every((other) => (this.#order(moment, this.read(other)) ?? 1) > 0)
      }
      case 'reached':
        return this.#reached(derive.fact, derive.notBefore)
      case 'latest':
      case 'earliest': {
        const known = derive.facts.flatMap((fact) => this.instant(fact) ?? [])
        if (derive.op === 'latest' && known.length < derive.facts.length) return null
        return known.toSorted(Temporal.Instant.compare).at(derive.op === 'latest' ? -1 : 0) ?? null
      }
      case 'due': {
        const start = this.instant(derive.from)
        if (!start) return null
        const due = dueOf({ ...derive.counting, start, within: derive.within })
        if (!due.ok) throw new Unreadable(due.error.message)
        return due.value.dueAt
      }
      case 'timesSet': {
        const history = this.#history(derive.fact)
        return history ? timesGiven(history) : Number(this.readable(derive.fact) !== null)
      }
      case 'roleHeldBy': {
        const role = this.#policy.roles.get(derive.role)
        const area = this.area()
        if (!area.ok) throw new Unreadable(area.error)
        const holder = role && holderOf(role, area.value)
        return holder !== undefined && derive.by.some((fact) => this.read(fact) === holder)
      }
    }
  }

  /** The value that picks a role's owner. Error: the CRM holds one that there is not, which is not the same as none. */
  area(): Result<string | undefined, string> {
    try {
      const value = this.#policy.rolesBy === undefined ? null : this.read(this.#policy.rolesBy)
      return ok(typeof value === 'string' ? value : undefined)
    } catch (error) {
      if (error instanceof Unreadable) return err(error.message)
      throw error
    }
  }

  #reached(fact: string, notBefore: string | undefined): boolean {
    const instant = this.instant(fact)
    if (!instant) return false
    if (notBefore !== undefined && (this.#order(this.read(fact), this.read(notBefore)) ?? 0) < 0) return false
    if (Temporal.Instant.compare(instant, this.now) <= 0) return true
    this.#trace.look(instant)
    return false
  }

  /** Whether the CRM still holds what Redress last wrote there. */
  #isOwn(fact: string): boolean {
    const property = this.#policy.facts.get(fact)?.property
    const written = property === undefined ? undefined : this.#ticket.memory?.written?.[property]
    return written !== undefined && written !== '' && toCrmText(this.read(fact)) === written
  }

  /** The present value of the fact that an own value was taken from, where that fact has been corrected since. */
  #followed(fact: string, from: readonly string[], instead: readonly Instead[]): FactValue {
    if (!this.#isOwn(fact)) return null
    const before = this.#ticket.memory?.facts ?? {}
    const origin = from.find(
      (name) => before[name] !== undefined && before[name] === toCrmText(this.read(fact)),
    )
    const value = origin === undefined ? null : this.readable(origin)
    if (value !== null && !sameValue(value, this.read(fact))) return value
    for (const { when, was, now } of instead) {
      if (this.readable(when) !== true) continue
      const better = this.readable(now)
      // What it was taken from may need the ticket's history: asked only where there is something better.
      if (better === null || sameValue(better, this.read(fact))) continue
      if (sameValue(this.readable(was), this.read(fact))) return better
    }
    return null
  }

  /** When the CRM says that a fact took the value it has. */
  #setAt(fact: string): Temporal.Instant | null {
    const present = this.read(fact)
    if (present === null || (Array.isArray(present) && present.length === 0)) return null
    if (fact === 'stage' && this.#movedHere) return this.now
    const history = this.#history(fact)
    return (history && sinceWhen(history, present)) ?? this.now
  }

  /** What the CRM says of when a fact changed, newest first; asked for where it was not read. */
  #history(fact: string): readonly Became[] | undefined {
    const definition = this.#policy.facts.get(fact)
    const property = fact === 'stage' ? 'stage' : (definition?.property ?? '')
    const given = this.#ticket.history?.[property]
    if (!given) {
      this.#trace.need(property)
      return undefined
    }
    const history = given.flatMap(({ value, at }): readonly Became[] => {
      const when = parseInstant(at)
      return when ? [{ value: this.#typed(definition, value), at: when }] : []
    })
    // A move of this very decision is not in the CRM yet.
    return fact === 'stage' && this.#movedHere
      ? [{ value: this.read(fact), at: this.now }, ...history]
      : history
  }

  #typed(definition: FactDefinition | undefined, value: string): FactValue | undefined {
    if (!definition) return this.#policy.stages.find(({ label }) => label === value)?.key
    const typed = typeValue(definition.type, definition.options, value)
    return typed.ok ? typed.value : undefined
  }
}
