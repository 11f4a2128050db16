// What a decision begins with: the ticket as it was found, the rules that govern it there, and what keeps it there.

import type { Temporal } from 'temporal-polyfill'
import type { Problem } from './decision.ts'
import { FactSheet } from './fact-sheet.ts'
import { findTicket, type FoundTicket } from './found-ticket.ts'
import { governing, inForceAt } from './governing.ts'
import { isHolding } from './hold.ts'
import type { Memory } from './memory.ts'
import { createLooks, type Looks } from './next-look.ts'
import type { Policy } from './policy.ts'
import type { Ticket } from './ticket.ts'
import { unreadableFacts } from './unreadable-facts.ts'
import type { World } from './world.ts'

export type Beginning = {
  readonly ticket: Ticket
  readonly now: Temporal.Instant
  readonly memory: Memory
  readonly found: FoundTicket
  /** The version in force: each stage may be governed by one of its own. */
  readonly base: Policy
  /** What governs the stage it was found in. */
  readonly policy: Policy
  /** The facts as they were found. */
  readonly sheet: FactSheet
  /** It was moved back by hand, and nothing that moves rest on has changed since. */
  readonly isHeld: boolean
  /** What is wrong beforehand: it stops moves and assignments. */
  readonly problems: readonly Problem[]
  readonly looks: Looks
  /** CRM properties whose history was asked for and not given. */
  readonly needs: Set<string>
}

/** Throws `UnknownStage`. */
export function begin(ticket: Ticket, versions: Policy, now: Temporal.Instant, world: World): Beginning {
  const memory = ticket.memory ?? {}
  const found = findTicket(ticket, versions)
  const looks = createLooks(now)
  const needs = new Set<string>()
  const trace = { look: looks.note, need: (property: string) => void needs.add(property) }
  const base = inForceAt(versions, now)
  const sheet = new FactSheet(base, ticket, now, found.facts, trace)
  const policy = governing(base, sheet)
  return {
    ticket,
    now,
    memory,
    found,
    base,
    policy,
    sheet,
    isHeld: found.movedBack || (!found.movedByHand && isHolding(memory.hold, policy, sheet)),
    problems: [...(world.problems ?? []), ...unreadableFacts(policy, sheet)],
    looks,
    needs,
  }
}
