// Writes what was decided. What the CRM refuses of it is left out, and the rest decided anew and written in the same look.

import type { UpdateOutcome } from '../integrations/crm.ts'
import { messagesOf } from '../integrations/store/failures.ts'
import { saveIntents } from '../integrations/store/tickets.ts'
import type { Withheld } from '../rules/withheld.ts'
import { lookWithout, type Look } from './look.ts'
import { decisionRow, refusedKey, updateOf } from './outcome.ts'
import { pendingOf } from './pending.ts'
import type { Deciding } from './reconcile.ts'
import { withheldAfter, type Refused } from './refusal.ts'
import { welcome, withoutRefused, type Workforce } from './workforce.ts'

export type CarriedOut = {
  /** With the decision that stands. */
  readonly look: Look
  /** Of its write; absent where there was nothing to write, or the CRM did not say. */
  readonly outcome: UpdateOutcome | undefined
  /** What was not taken of it at first, now or when it was last tried. */
  readonly refusal: Refusal | undefined
}

type Refusal = { readonly look: Look; readonly outcome: Refused; readonly withheld: Withheld }

/** So often one ticket is written anew without what was refused: a deputy after the other may be without a seat. */
const mostTries = 8

type Trying = {
  readonly first: Look
  readonly look: Look
  readonly withheld: Withheld | undefined
  readonly refusal: Refusal | undefined
  readonly outcome: UpdateOutcome | undefined
}

export async function carryOut(
  looks: readonly Look[],
  present: Workforce,
  work: Deciding,
  keepHold: () => Promise<void>,
): Promise<{ readonly carried: readonly CarriedOut[]; readonly workforce: Workforce }> {
  let workforce = present
  const write = async (some: readonly Trying[]): Promise<readonly Trying[]> => {
    const outcomes = await writeAll(
      some.map(({ look }) => look),
      work,
      keepHold,
    )
    const written = some.flatMap(({ look }) =>
      outcomes.get(look.id)?.kind === 'written' ? look.decision.changes : [],
    )
    workforce = await welcome(work.db, workforce, written)
    return some.map((one) => ({ ...one, outcome: outcomes.get(one.look.id) }))
  }

  const done: Trying[] = []
  let trying = await write(await begun(looks, work.db))
  for (let tries = 0; tries < mostTries; tries += 1) {
    const refused: { readonly one: Trying; readonly refusal: Refusal }[] = []
    const people = new Map<string, string>()
    for (const one of trying) {
      const outcome = toldOf(one)
      const less = outcome?.kind === 'refused' ? withheldAfter(one, outcome, work.policy) : undefined
      if (outcome?.kind !== 'refused' || !less) done.push(one)
      else {
        refused.push({ one, refusal: { look: one.first, outcome, withheld: less.withheld } })
        for (const email of less.people) people.set(email, outcome.message)
      }
    }
    workforce = await withoutRefused(work.db, workforce, people, work.realNow())
    const anew: Trying[] = []
    for (const { one, refusal } of refused) {
      const look = await lookWithout(one.look, refusal.withheld, workforce.available, work.policy, work.now)
      // A decision that rests on what was not read, or comes out the same, is no other to try.
      if (look.decision.needs.length > 0 || isSame(look, one.look)) done.push(one)
      else anew.push({ ...one, look, refusal, withheld: refusal.withheld, outcome: undefined })
    }
    trying = await write(anew)
  }
  done.push(...trying)
  return { carried: done.map(settled), workforce }
}

/** A part that is withheld untried was refused by an earlier look, which listed what the CRM said. */
async function begun(looks: readonly Look[], db: D1Database): Promise<readonly Trying[]> {
  const said = await messagesOf(
    db,
    looks.flatMap(({ id, untried }) => (untried ? [refusedKey(id)] : [])),
  )
  return looks.map((look) => {
    const { untried, world } = look
    const { withheld } = world
    const started = { look, withheld, outcome: undefined }
    if (!untried || !withheld) return { ...started, first: look, refusal: undefined }
    const { whole, requires } = untried
    const listed = said.get(refusedKey(look.id)) ?? 'the CRM refused it before'
    const before = `${withheld.why}: `
    const message = listed.startsWith(before) ? listed.slice(before.length) : listed
    const outcome: Refused = { kind: 'refused', id: look.id, message, requires, about: [] }
    return { ...started, first: whole, refusal: { look: whole, outcome, withheld } }
  })
}

const isSame = (one: Look, other: Look): boolean =>
  JSON.stringify(one.decision.changes) === JSON.stringify(other.decision.changes)

/** What the CRM says of the last write. What it required for an earlier one is still required. */
function toldOf({ outcome, refusal }: Trying): UpdateOutcome | undefined {
  if (outcome?.kind !== 'refused') return outcome
  const requires = new Set([...(refusal?.outcome.requires ?? []), ...outcome.requires])
  return { ...outcome, requires: [...requires] }
}

/** Where nothing was taken, what was decided at first stands, unwritten. */
function settled({ first, look, refusal, outcome }: Trying): CarriedOut {
  if (outcome?.kind !== 'refused') return { look, outcome, refusal: refusal && named(refusal) }
  const whole = { look: first, outcome: refusal?.outcome ?? outcome, withheld: refusal?.withheld ?? nothing }
  return { look: first, outcome, refusal: whole }
}

const nothing: Withheld = { move: false, properties: [], why: '' }

/** A person who was not taken is listed by themselves; the ticket lacks nothing. */
const named = (refusal: Refusal): Refusal | undefined => (refusal.withheld.why === '' ? undefined : refusal)

/** Notes what each write is about to do, and writes. Tickets without changes have no outcome. */
async function writeAll(
  looks: readonly Look[],
  { db, crm, policy, now, realNow, holder }: Deciding,
  keepHold: () => Promise<void>,
): Promise<ReadonlyMap<string, UpdateOutcome>> {
  const changed = looks.filter(({ decision }) => decision.changes.length > 0)
  if (changed.length === 0) return new Map()
  const seenAt = realNow()
  const intents = changed.map((look) => ({
    id: look.id,
    policy: policy.id,
    stage: look.ticket.memory?.stage ?? '',
    seenAt,
    memory: JSON.stringify(look.ticket.memory ?? {}),
    pending: JSON.stringify(
      pendingOf(look.decision, [...look.adopted, decisionRow(look, policy, now.toString(), true)]),
    ),
  }))
  if (!(await saveIntents(db, intents, holder))) throw new Error('a lease was lost: too slow')
  const updates = changed.map((look) => updateOf(look, policy))
  const outcomes = await crm.updateTickets(updates, keepHold)
  return new Map(outcomes.map((outcome) => [outcome.id, outcome]))
}
