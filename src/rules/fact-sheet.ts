// The facts of one ticket at one instant: what the CRM says, typed, and what follows from it, worked out when asked for.

import { Temporal } from 'temporal-polyfill'
import type { Calendar } from './calendar/calendar.ts'
import type { Pause } from './calendar/pauses.ts'
import { derive } from './derive.ts'
import { parseInstant, toCrmText, typeValue, type FactValue } from './fact.ts'
import type { FactDefinition, Policy } from './policy.ts'
import { err, ok, type Result } from './result.ts'
import type { Ticket } from './ticket.ts'
import { Unreadable } from './unreadable.ts'
import { spansWith, type Became } from './value-history.ts'

/** What working out the facts asked for on the way. */
export type Trace = {
  /** An instant at which something could change by itself. */
  readonly look: (at: Temporal.Instant) => void
  /** A CRM property whose history has to be read to know. */
  readonly need: (property: string) => void
}

type Differing = {
  readonly now?: Temporal.Instant
  readonly given?: ReadonlyMap<string, FactValue>
  readonly trace?: Trace
  readonly movedHere?: boolean
  readonly calendar?: Calendar
}

export class FactSheet {
  readonly now: Temporal.Instant
  readonly #policy: Policy
  readonly #calendar: Calendar
  readonly #ticket: Ticket
  readonly #trace: Trace
  readonly #values = new Map<string, FactValue>()
  readonly #given: ReadonlyMap<string, FactValue>
  /** What the CRM says, typed: the same whatever is given. */
  readonly #fromCrm: Map<string, FactValue>
  /** A move of this very decision brought the ticket to its stage. */
  readonly movedHere: boolean

  /** `given` are values that stand before all else: stage, owner, clock states, what this decision sets. */
  constructor(
    policy: Policy,
    ticket: Ticket,
    now: Temporal.Instant,
    given: ReadonlyMap<string, FactValue>,
    trace: Trace,
    movedHere = false,
    calendar = policy.calendar,
    fromCrm = new Map<string, FactValue>(),
  ) {
    this.#calendar = calendar
    this.#policy = policy
    this.#ticket = ticket
    this.now = now
    this.#given = given
    this.#trace = trace
    this.movedHere = movedHere
    this.#fromCrm = fromCrm
  }

  /** The sheet with further values given. */
  with(given: Iterable<readonly [string, FactValue]>, movedHere = this.movedHere): FactSheet {
    return this.#but({
      given: new Map([...this.#given, ...given]),
      movedHere,
      calendar: this.#policy.calendar,
    })
  }

  /** The same where dates are those of another calendar: what a date alone means depends on its time zone. */
  by(calendar: Calendar): FactSheet {
    return calendar.timeZone === this.#calendar.timeZone ? this : this.#but({ calendar })
  }

  /** The ticket as it is known, at an earlier instant: what comes with time had not come yet. */
  asOf(instant: Temporal.Instant): FactSheet {
    return this.#but({ now: instant })
  }

  /** The same facts for questions without consequence: no further look, no history asked for. */
  quietly(): FactSheet {
    const trace = { look: () => undefined, need: () => undefined }
    const sheet = this.#but({ trace, calendar: this.#policy.calendar })
    for (const [name, value] of this.#values) sheet.#values.set(name, value)
    return sheet
  }

  /** The same ticket by the same policy, but for these. */
  #but({
    now = this.now,
    given = this.#given,
    trace = this.#trace,
    movedHere = this.movedHere,
    calendar = this.#calendar,
  }: Differing): FactSheet {
    return new FactSheet(this.#policy, this.#ticket, now, given, trace, movedHere, calendar, this.#fromCrm)
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

  /**
   * When something happened that may have been recorded as a date alone: in the course of that day, not before `start`
   * where that falls on it, and after the end of the day before.
   */
  happenedAt(name: string, start: Temporal.Instant): Temporal.Instant | null {
    const value = this.readable(name)
    if (!(value instanceof Temporal.PlainDate)) return this.#instantOf(value)
    const calendar = this.#calendar
    return value.equals(calendar.localDate(start)) ? start : calendar.startOfDay(value).add({ seconds: 1 })
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

  /** The spans since `start` in which a fact had one of these values, by the CRM's history; the last is open where it still has. */
  spansWhile(fact: string, values: readonly string[], start: Temporal.Instant): readonly Pause[] {
    const present = this.readable(fact)
    const history = this.history(fact)
    const first = history?.at(-1)
    // A checkbox that was never set yet was as good as false.
    const isUnset = !first || Temporal.Instant.compare(start, first.at) < 0
    const unset: readonly Became[] =
      isUnset && this.#policy.facts.get(fact)?.type === 'boolean' ? [{ value: false, at: start }] : []
    const spans = history ? spansWith([...history, ...unset], values) : []
    const isNow = present !== null && values.includes(toCrmText(present))
    // What no history says since when, has been so since now at least.
    return isNow && spans.at(-1)?.[1] !== null ? [...spans, [this.now, null]] : spans
  }

  #instantOf(value: FactValue): Temporal.Instant | null {
    if (value instanceof Temporal.PlainDate) return this.#calendar.startOfDay(value)
    return value instanceof Temporal.Instant ? value : null
  }

  /** -1, 0 or 1 as a moment is before, at or after another: by the day where either is a date alone. */
  order(a: string, b: string): number | undefined {
    const [left, right] = [this.read(a), this.read(b)]
    if (left instanceof Temporal.Instant && right instanceof Temporal.Instant)
      return Temporal.Instant.compare(left, right)
    const [one, other] = [this.#dayOf(a), this.#dayOf(b)]
    return one && other && Temporal.PlainDate.compare(one, other)
  }

  /** The day of a moment; that of a time that is over at a midnight is the day which ends there. */
  #dayOf(name: string): Temporal.PlainDate | undefined {
    const value = this.read(name)
    if (value instanceof Temporal.PlainDate) return value
    if (!(value instanceof Temporal.Instant)) return undefined
    const isEnd = this.#policy.facts.get(name)?.derive?.op === 'due'
    return this.#calendar.localDate(isEnd ? value.subtract({ milliseconds: 1 }) : value)
  }

  isTrue(name: string): boolean {
    return this.read(name) === true
  }

  #work(definition: FactDefinition): FactValue {
    if (definition.derive) return derive(definition.derive, this, this.#policy)
    const known = this.#fromCrm.get(definition.name)
    if (known !== undefined) return known
    const raw = this.#ticket.properties[definition.property ?? ''] ?? ''
    const typed = typeValue(definition.type, definition.options, raw)
    if (typed.ok) {
      this.#fromCrm.set(definition.name, typed.value)
      return typed.value
    }
    throw new Unreadable(
      `\`${definition.property ?? definition.name}\` is \`${typed.error.given}\`, expected ${typed.error.expected}`,
    )
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

  /** A property fact as it was at the last look, in CRM notation. */
  remembered(fact: string): string | undefined {
    return this.#ticket.memory?.facts?.[fact]
  }

  /** Asks to look again at an instant. */
  look(at: Temporal.Instant): void {
    this.#trace.look(at)
  }

  /** Whether the CRM still holds what Redress last wrote there. */
  isOwn(fact: string): boolean {
    const property = this.#policy.facts.get(fact)?.property
    const written = property === undefined ? undefined : this.#ticket.memory?.written?.[property]
    return written !== undefined && written !== '' && toCrmText(this.read(fact)) === written
  }

  /** What the CRM says of when a fact changed, newest first; asked for where it was not read. */
  history(fact: string): readonly Became[] | undefined {
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
    return fact === 'stage' && this.movedHere
      ? [{ value: this.read(fact), at: this.now }, ...history]
      : history
  }

  #typed(definition: FactDefinition | undefined, value: string): FactValue | undefined {
    if (!definition) return this.#policy.stages.find(({ label }) => label === value)?.key
    const typed = typeValue(definition.type, definition.options, value)
    return typed.ok ? typed.value : undefined
  }
}
