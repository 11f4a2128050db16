// What the account required before a ticket could be moved: while it is still empty, the same is not tried again.

import { Temporal } from 'temporal-polyfill'
import { slotOf } from '../rules/changes.ts'
import { parseInstant } from '../rules/fact.ts'
import { isRecord } from '../rules/finding.ts'
import type { Policy } from '../rules/policy.ts'
import type { CarriedOut } from './carry-out.ts'
import { lookWithout, type Look } from './look.ts'
import { whyOf } from './refusal.ts'

/** Nothing on a ticket tells that the account requires it no longer: so often the move is tried all the same. */
const triedAnewAfter = { hours: 24 }

type Required = {
  /** Keys of the stages. */
  readonly from: string
  readonly to: string
  /** By the CRM's names; `owner` is one. */
  readonly properties: readonly string[]
  /** What else was not taken and left out. */
  readonly leftOut: readonly string[]
  readonly until: string
}

/** Properties whose values these tickets wait for. */
export const awaited = (rows: Iterable<Look['row']>): readonly string[] => [
  ...new Set([...rows].flatMap((row) => parseRequired(row?.required)?.properties ?? [])),
]

/**
 * The same look without its move, where the account was seen to require a property for it that is still empty in
 * `properties`: the CRM's answer is known.
 */
export async function withoutRequired(
  whole: Look,
  properties: Readonly<Record<string, string>>,
  policy: Policy,
  now: Temporal.Instant,
): Promise<Look> {
  const required = parseRequired(whole.row?.required)
  if (!required || whole.decision.needs.length > 0 || isOver(required, now)) return whole
  const move = moveOf(whole)
  if (move?.from !== required.from || move.to !== required.to) return whole
  const values: Readonly<Record<string, string>> = {
    ...properties,
    owner: whole.ticket.owner,
    ...Object.fromEntries(whole.decision.changes.map((change) => [slotOf(change), change.to])),
  }
  if (required.properties.every((property) => (values[property] ?? '') !== '')) return whole
  const left = { move: true, properties: required.leftOut }
  const withheld = { ...left, why: whyOf(whole, left, required.properties, policy) }
  const look = await lookWithout(whole, withheld, whole.world.directory, policy, now)
  return { ...look, untried: { whole, requires: required.properties } }
}

/** What is to be remembered of a look for the next, as JSON. */
export function requiredAfter({ look, outcome, refusal }: CarriedOut, now: Temporal.Instant): string | null {
  // Where nothing at all is written, there is no decision without the move that could stand meanwhile.
  if (!refusal || outcome?.kind === 'refused') return null
  const { requires } = refusal.outcome
  const move = moveOf(refusal.look)
  // A property that is asked for by a name that can be none would cost all tickets of the batch their reading.
  if (!move || requires.length === 0 || !requires.every((name) => /^\w{1,100}$/.test(name))) return null
  const before = look.untried && parseRequired(look.row?.required)
  const required: Required = {
    from: move.from,
    to: move.to,
    properties: requires,
    leftOut: refusal.withheld.properties,
    until: before?.until ?? now.add(triedAnewAfter).toString(),
  }
  return JSON.stringify(required)
}

const moveOf = ({ decision }: Look) => decision.changes.find((change) => change.kind === 'stage')

const isOver = ({ until }: Required, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(now, until) >= 0

/** Leniently: what does not fit is as if it were not remembered, and the move is tried. */
function parseRequired(text: string | null | undefined): Required | undefined {
  if (text === null || text === undefined) return undefined
  const raw: unknown = JSON.parse(text)
  if (!isRecord(raw)) return undefined
  const { from, to, properties, leftOut, until } = raw
  if (typeof from !== 'string' || typeof to !== 'string' || typeof until !== 'string') return undefined
  if (!isTexts(properties) || !isTexts(leftOut) || !parseInstant(until)) return undefined
  return { from, to, properties, leftOut, until }
}

const isTexts = (raw: unknown): raw is readonly string[] =>
  Array.isArray(raw) && raw.every((one) => typeof one === 'string')
