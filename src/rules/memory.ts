// What Redress remembers of a ticket between two looks. All of it optional: without it the ticket is seen for the first time.

import { parseDate, parseInstant } from './fact.ts'
import { isRecord } from './finding.ts'

export type ClockMemory = {
  readonly startAt: string
  readonly state: string
  readonly dueOn: string
  readonly dueAt: string
  readonly stopAt?: string
  readonly workingDays?: number
  /** The dates it was computed from: while they stand, a stopped clock keeps its result. */
  readonly inputs: string
  /** A hand move back ended it. */
  readonly movedBack?: true
}

export type SetBack = { readonly value: string; readonly times: number; readonly by?: string }

export type Memory = {
  /** Key of the stage last seen or written, and of the one before it. */
  readonly stage?: string
  readonly previousStage?: string
  /** Owner last seen or written. */
  readonly owner?: string
  /** What Redress last wrote, by CRM property; `owner` and `stage` (key) stand for themselves. */
  readonly written?: Readonly<Record<string, string>>
  /** How often a value that Redress wrote was set back, which value, and who did it last. */
  readonly setBack?: Readonly<Record<string, SetBack>>
  /** Property facts as last seen, in CRM notation; free text only as present or absent. */
  readonly facts?: Readonly<Record<string, string>>
  /** While the facts that move rules read are still these, no move rule fires. */
  readonly hold?: string
  /** First sentence of the reason: the last move and why. */
  readonly lead?: string
  /** The stage changed, and nobody could be found to take the ticket. */
  readonly owed?: boolean
  /** Role of the owner that Redress assigned. */
  readonly ownerRole?: string
  /** Fingerprint of the rules and calendars of the last look. */
  readonly digest?: string
  readonly clocks?: Readonly<Record<string, ClockMemory>>
}

const texts = (raw: unknown): Readonly<Record<string, string>> | undefined =>
  isRecord(raw)
    ? Object.fromEntries(
        Object.entries(raw).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
      )
    : undefined

/** Reads a memory leniently: what does not fit is as if it were not remembered. Stages may be keys or labels. */
export function parseMemory(raw: unknown, stageKey: (stage: string) => string | undefined): Memory {
  if (!isRecord(raw)) return {}
  const text = (key: string) => (typeof raw[key] === 'string' ? raw[key] : undefined)
  const stage = stageKey(text('stage') ?? '')
  const previousStage = stageKey(text('previousStage') ?? '')
  const owner = text('owner')?.toLowerCase()
  const [hold, lead, ownerRole, digest] = [text('hold'), text('lead'), text('ownerRole'), text('digest')]
  const [written, facts] = [texts(raw['written']), texts(raw['facts'])]
  return {
    ...(stage !== undefined && { stage }),
    ...(previousStage !== undefined && { previousStage }),
    ...(owner !== undefined && { owner }),
    ...(written && { written }),
    ...(isRecord(raw['setBack']) && { setBack: setBackOf(raw['setBack']) }),
    ...(facts && { facts }),
    ...(hold !== undefined && { hold }),
    ...(lead !== undefined && { lead }),
    ...(ownerRole !== undefined && { ownerRole }),
    ...(raw['owed'] === true && { owed: true }),
    ...(digest !== undefined && { digest }),
    ...(isRecord(raw['clocks']) && { clocks: clocksOf(raw['clocks']) }),
  }
}

function setBackOf(raw: Readonly<Record<string, unknown>>): NonNullable<Memory['setBack']> {
  return Object.fromEntries(
    Object.entries(raw).flatMap(([key, entry]): readonly [string, SetBack][] => {
      if (!isRecord(entry)) return []
      const { value, times, by } = entry
      if (typeof value !== 'string' || typeof times !== 'number') return []
      return [[key, { value, times, ...(typeof by === 'string' && { by }) }]]
    }),
  )
}

function clocksOf(raw: Readonly<Record<string, unknown>>): NonNullable<Memory['clocks']> {
  return Object.fromEntries(
    Object.entries(raw).flatMap(([name, entry]) => {
      if (!isRecord(entry)) return []
      const { startAt, state, dueOn, dueAt, stopAt, workingDays, inputs } = entry
      if (typeof startAt !== 'string' || typeof state !== 'string') return []
      if (typeof dueOn !== 'string' || !parseDate(dueOn)) return []
      if (![startAt, dueAt, stopAt ?? startAt].every((at) => typeof at === 'string' && parseInstant(at)))
        return []
      const clock: ClockMemory = {
        startAt,
        state,
        dueOn,
        dueAt: String(dueAt),
        inputs: typeof inputs === 'string' && isJson(inputs) ? inputs : '',
        ...(typeof stopAt === 'string' && { stopAt }),
        ...(typeof workingDays === 'number' && { workingDays }),
        ...(entry['movedBack'] === true && { movedBack: true }),
      }
      return [[name, clock]]
    }),
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
