// The heart: a ticket, its policy and the time, to what should change and why. Pure: no clock, no I/O, no randomness.

import type { Temporal } from 'temporal-polyfill'
import { begin, type Beginning } from './begin.ts'
import type { Change, Decision } from './decision.ts'
import { explanationOf, leadOf } from './explanation.ts'
import { toCrmText, type FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import { fillIn, type Filled } from './fill-in.ts'
import { holdOn } from './hold.ts'
import type { Memory } from './memory.ts'
import { movedClocks } from './moved-clocks.ts'
import { noteChanges } from './next-look.ts'
import { once } from './once.ts'
import { isOwnNews } from './own-news.ts'
import type { Policy } from './policy.ts'
import { memoryAfter } from './remember.ts'
import { runRounds, type Rounds } from './rounds.ts'
import { settle, type Settlement } from './settle.ts'
import { termsOf, type Terms } from './terms.ts'
import type { Ticket } from './ticket.ts'
import { setWithoutMove } from './withheld.ts'
import type { World } from './world.ts'

/** A ticket, its policy and the time, to what should change and why. Throws `UnknownStage`. */
export async function decide(
  ticket: Ticket,
  versions: Policy,
  now: Temporal.Instant,
  world: World = {},
): Promise<Decision> {
  const start = begin(ticket, versions, now, world)
  const { found, sheet, memory, looks } = start
  const rounds = await runRounds(start.base, {
    stage: found.stage,
    sheet,
    memory,
    mayMove: !start.isHeld && start.problems.length === 0,
    movedBack: found.movedBack,
    look: looks.note,
  })
  const { policy } = rounds
  const terms = termsOf(world, policy, sheet)
  const { mode, paused } = terms
  const filled = await fillIn(start, rounds, terms, world.directory)
  const { sets, staffing, notices } = filled
  const decided = { start, rounds, terms, filled }
  const ended = await write(decided)
  const { changes } = ended.settlement

  noteChanges(looks, policy, rounds.stage, rounds.clocks)
  const nextLookUnwritten = looks.next()
  // A clock may start with what is written only now: nobody else will tell of it.
  const isNews = isOwnNews(policy, rounds.sheet, rounds.sheet.with(valuesOf(changes, ended.sheet)))
  // What is said of a stage holds only where the ticket is in it, or goes there.
  const stands = rounds.stage === found.stage || mode === 'full'
  const reasons = once(() => [rounds, sets, staffing, notices].flatMap((each) => each.reasons()))
  return {
    version: start.policy.version,
    ...(policy.governedBy && { governedBy: policy.governedBy }),
    stage: paused ? found.stage : rounds.stage,
    owner: { email: toCrmText((paused ? sheet : ended.sheet).read('owner')), role: staffing.ownerRole },
    changes,
    clocks: rounds.clocks,
    moved: movedClocks(memory, policy, rounds.clocks),
    actions: paused || mode === 'observe' ? [] : notices.actions.filter(({ ofClock }) => ofClock || stands),
    standing: notices.standing,
    nextLookAt: isNews ? now.add({ milliseconds: 1 }) : nextLookUnwritten,
    nextLookUnwritten,
    get reasons() {
      return reasons()
    },
    problems: [...filled.problems, ...ended.settlement.problems],
    unable: [...staffing.unable, ...notices.unable],
    explanation: ended.explanation,
    paused,
    isGivingNotice: !paused && mode !== 'observe',
    needs: [...start.needs],
    memory: remembered(decided, ended, changes),
    memoryUnwritten: remembered(decided, ended, undefined),
  }
}

type Decided = {
  readonly start: Beginning
  readonly rounds: Rounds
  readonly terms: Terms
  readonly filled: Filled
}

type Ended = {
  /** As it should be, with the reason on the ticket. */
  readonly sheet: FactSheet
  readonly settlement: Settlement
  readonly explanation: string
  /** First sentence of the reason, where the ticket moved or moves. */
  readonly lead: string | undefined
}

/** What is written of what should be, and the reason that goes with it. */
async function write({ start, rounds, terms, filled }: Decided): Promise<Ended> {
  const { ticket, found, memory, sheet, isHeld } = start
  const { policy } = rounds
  const { withheld, isWriting } = terms
  const { staffing, notices } = filled
  const given = {
    ticket,
    found: found.stage,
    stands: rounds.stage,
    ownerRole: staffing.ownerRole,
    before: sheet,
    mode: terms.mode,
    withheld,
    staying:
      withheld?.move && terms.fullMode === 'full'
        ? await setWithoutMove(found.stage, start.policy, filled.unset, ticket, filled.writes)
        : new Set<string>(),
    paused: terms.paused,
    barred: staffing.barred,
    stageChanged: filled.stageChanged,
    need: (slot: string) => void start.needs.add(slot),
  }
  // The reason says what is left alone; where it is itself, nobody would read it there.
  const leftAlone = settle(policy, filled.sheet, filled.names, given).problems
  const { seen, stage: from } = found
  const lead = leadOf(policy, {
    from: seen,
    found: from,
    to: rounds.stage,
    moves: rounds.moves,
    now: start.now,
    isWriting,
  })
  const isTheirs = isWriting || staffing.appointed === toCrmText(sheet.read('owner'))
  const explanation = explanationOf(policy, {
    lead: lead ?? memory.lead,
    stage: rounds.stage,
    clocks: rounds.clocks,
    ownerRole: isTheirs ? staffing.ownerRole : undefined,
    isHeld,
    says: notices.says,
    problems: [...filled.problems, ...leftAlone],
    hasOwner: filled.sheet.read('owner') !== null,
  })
  const explained = filled.sets.held.flatMap((rule): [string, FactValue][] =>
    rule.value.kind === 'fact' && rule.value.fact === 'explanation' ? [[rule.fact, explanation]] : [],
  )
  const final = filled.sheet.with(explained)
  const names = [...filled.names, ...explained.map(([fact]) => fact)]
  return { sheet: final, settlement: settle(policy, final, names, given), explanation, lead }
}

/** What to remember once these changes, and no others, are written; `undefined` where nothing could be. */
function remembered(
  { start, rounds, terms, filled }: Decided,
  { sheet, settlement, lead }: Ended,
  written: readonly Change[] | undefined,
): Memory {
  const { found, memory } = start
  const { policy } = rounds
  const { wanted, allowed } = settlement
  const changes = written ?? []
  const after = start.sheet.with(valuesOf(changes, sheet))
  const isMoved = changes.some(({ kind }) => kind === 'stage')
  // A start or a person that was to go with the move is still to be judged by what was known before it.
  const isWhole =
    !terms.withheld?.move || wanted.every((change) => change.kind !== 'property' || allowed.includes(change))
  const isOwnerLeft =
    terms.fullMode === 'full' &&
    wanted.some(({ kind }) => kind === 'owner') &&
    !changes.some(({ kind }) => kind === 'owner')
  return memoryAfter(memory, policy, {
    found: found.stage,
    previousStage: found.previousStage,
    sheet: after,
    changes,
    // What was to be written and was not has to be judged by what was known then.
    isSettled: written !== undefined && isWhole && !(terms.paused && allowed.length > 0),
    appointed: filled.staffing.appointed,
    owed: filled.staffing.owed || (isOwnerLeft && (found.movedByHand || memory.owed === true || isMoved)),
    clocks: rounds.clocks,
    ownerRole: filled.staffing.ownerRole,
    setBack: written ? settlement.setBack : (memory.setBack ?? {}),
    hold: start.isHeld ? holdOn(policy, after) : undefined,
    lead: rounds.stage === found.stage || isMoved ? lead : undefined,
  })
}

/** What these changes make of the facts. */
const valuesOf = (changes: readonly Change[], sheet: FactSheet): readonly [string, FactValue][] =>
  changes.map((change) => {
    const fact = change.kind === 'property' ? change.fact : change.kind
    return [fact, sheet.read(fact)]
  })
