// The heart: a ticket, its policy and the time, to what should change and why. Pure: no clock, no I/O, no randomness.

import { Temporal } from 'temporal-polyfill'
import { recordedBefore } from './assign.ts'
import { isOpen } from './clock.ts'
import type { Change, Decision, Problem } from './decision.ts'
import { explanationOf, leadOf } from './explanation.ts'
import { toCrmText, type FactValue } from './fact.ts'
import { FactSheet } from './fact-sheet.ts'
import { Unreadable } from './unreadable.ts'
import { findTicket } from './found-ticket.ts'
import { governing, inForceAt } from './governing.ts'
import { holdOn, isHolding } from './hold.ts'
import { judge } from './judge.ts'
import type { Memory } from './memory.ts'
import { movedClocks } from './moved-clocks.ts'
import { noticesOf } from './notices.ts'
import { isOwnNews } from './own-news.ts'
import { once } from './once.ts'
import { absences, type Directory } from './people.ts'
import { rulesAt, type Mode, type Policy } from './policy.ts'
import { memoryAfter } from './remember.ts'
import { runRounds } from './rounds.ts'
import { settle } from './settle.ts'
import { staff } from './staffing.ts'
import type { Ticket } from './ticket.ts'
import { unreadableFacts } from './unreadable-facts.ts'
import { modeWithout, setWithoutMove, type Withheld } from './withheld.ts'
import { earliestDueAt, statusOf, writesOf } from './writes.ts'

/** What a decision depends on besides ticket, policy and time. */
export type World = {
  /** People who can be given work; absent means that everybody can. */
  readonly directory?: Directory
  readonly mode?: Mode
  /** What is known to be wrong beforehand: it stops moves and assignments, and the clocks go on. */
  readonly problems?: readonly Problem[]
  readonly withheld?: Withheld
}

/** A ticket, its policy and the time, to what should change and why. Throws `UnknownStage`. */
export async function decide(
  ticket: Ticket,
  versions: Policy,
  now: Temporal.Instant,
  world: World = {},
): Promise<Decision> {
  const memory = ticket.memory ?? {}
  const fullMode = world.mode ?? 'full'
  const { withheld } = world
  const mode = modeWithout(fullMode, withheld)
  const {
    stage: found,
    seen,
    previousStage,
    movedByHand,
    movedBack,
    movedWithOwner,
    facts,
  } = findTicket(ticket, versions)
  const looks: Temporal.Instant[] = []
  const look = (at: Temporal.Instant) => void looks.push(at)
  const needs = new Set<string>()
  const trace = { look, need: (property: string) => void needs.add(property) }

  const base = inForceAt(versions, now)
  const sheet = new FactSheet(base, ticket, now, facts, trace)
  // By the version that governs the stage it was found in; after the rounds, by that of the stage it goes to.
  const before = governing(base, sheet)
  const isHeld = movedBack || (!movedByHand && isHolding(memory.hold, before, sheet))
  const unreadable = [...(world.problems ?? []), ...unreadableFacts(before, sheet)]

  const mayMove = !isHeld && unreadable.length === 0
  const rounds = await runRounds(base, { stage: found, sheet, memory, mayMove, movedBack, look })
  const { policy } = rounds
  const problems: Problem[] = [...unreadable, ...rounds.problems]
  // An owner chosen by hand is recorded even where the ticket moves on in the same look.
  const recorded =
    rounds.stage === found ? new Map<string, FactValue>() : await recordedBefore(before, sheet, memory)
  // A move that is not made takes no due date off the ticket.
  const staying = mode === 'full' ? new Set<string>() : rounds.foundWith
  const settled = rounds.sheet.with([
    ...recorded,
    ['clockStatus', statusOf(rounds.clocks, staying)],
    ['earliestDueAt', earliestDueAt(rounds.clocks)],
  ])

  // The final stage only: set, assign, task, note.
  const sets = await judge(rulesAt(policy, 'set', rounds.stage), policy, settled)
  problems.push(...sets.problems)
  const stageChanged = rounds.stage !== found || movedByHand || memory.owed === true
  const assignment = await staff(policy, settled, rounds.stage, {
    memory,
    today: policy.calendar.localDate(now),
    directory: world.directory,
    stageChanged,
    ownerChangedByHand: movedWithOwner && rounds.stage === found,
    isSure: problems.length === 0,
  })
  problems.push(...assignment.problems)
  if (withheld && withheld.why !== '') problems.push({ key: 'refused', message: withheld.why })
  const { ownerRole } = assignment
  // What can not be read may be a pause: then nothing is written.
  const paused = policy.pausedBy !== undefined && isPaused(sheet, policy.pausedBy)
  const isWriting = mode === 'full' && !paused
  const people = new Map([...recorded, ...assignment.people])
  const staffed = settled.with(people)
  const writes = writesOf(policy, staffed, sets.held, rounds.clocks, staying, ticket, problems)
  const written = staffed.with(writes)
  // Whoever owns it in fact has the tasks.
  const standing = isWriting ? written : written.with([['owner', sheet.read('owner')]])
  const notices = await noticesOf(policy, standing, ticket, rounds.clocks, world.directory)
  problems.push(...notices.problems)
  const lead = leadOf(policy, {
    from: seen,
    found,
    to: rounds.stage,
    moves: rounds.moves,
    now,
    isWriting,
  })
  const given = {
    ticket,
    found,
    stands: rounds.stage,
    ownerRole,
    before: sheet,
    mode,
    withheld,
    staying:
      withheld?.move && fullMode === 'full'
        ? await setWithoutMove(found, before, settled, ticket, writes)
        : new Set<string>(),
    paused,
    barred: assignment.barred,
    stageChanged,
    need: trace.need,
  }
  const unexplained = [...people.keys(), ...writes.keys()]
  // The reason says what is left alone; where it is itself, nobody would read it there.
  const leftAlone = settle(policy, written, unexplained, given).problems
  const explanation = explanationOf(policy, {
    lead: lead ?? memory.lead,
    stage: rounds.stage,
    clocks: rounds.clocks,
    ownerRole: isWriting || assignment.appointed === toCrmText(sheet.read('owner')) ? ownerRole : undefined,
    isHeld,
    says: notices.says,
    problems: [...problems, ...leftAlone],
    hasOwner: written.read('owner') !== null,
  })
  const explained = sets.held.flatMap((rule): [string, FactValue][] =>
    rule.value.kind === 'fact' && rule.value.fact === 'explanation' ? [[rule.fact, explanation]] : [],
  )
  const final = written.with(explained)

  const settlement = settle(policy, final, [...unexplained, ...explained.map(([fact]) => fact)], given)
  const { wanted, allowed } = settlement
  problems.push(...settlement.problems)
  const isClosed = policy.stages.find(({ key }) => key === rounds.stage)?.closed === true
  for (const { from, to } of isClosed ? [] : absences(policy))
    for (const day of [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to).add({ days: 1 })])
      look(policy.calendar.startOfDay(day))
  if ((!isClosed || rounds.clocks.some(isOpen)) && policy.changesAt) look(policy.changesAt)

  // A clock may start with what is written only now: nobody else will tell of it.
  const valuesOf = (changes: readonly Change[]) =>
    changes.map((change): [string, FactValue] => [factOf(change), final.read(factOf(change))])
  const isNews = isOwnNews(policy, rounds.sheet, rounds.sheet.with(valuesOf(settlement.changes)))
  const [nextLookUnwritten] = looks
    .filter((at) => Temporal.Instant.compare(at, now) > 0)
    .toSorted(Temporal.Instant.compare)

  // What is said of a stage holds only where the ticket is in it, or goes there.
  const stands = rounds.stage === found || mode === 'full'
  const ownerMoves = wanted.some(({ kind }) => kind === 'owner')
  // A start or a person that was to go with the move is still to be judged by what was known before it.
  const isWhole =
    !withheld?.move || wanted.every((change) => change.kind !== 'property' || allowed.includes(change))
  const remembered = (changes: readonly Change[], isWritten: boolean): Memory => {
    // The facts as they are once these changes, and no others, are written.
    const after = sheet.with(valuesOf(changes))
    return memoryAfter(memory, policy, {
      found,
      previousStage,
      sheet: after,
      changes,
      // What was to be written and was not has to be judged by what was known then.
      isSettled: isWritten && isWhole && !(paused && allowed.length > 0),
      appointed: assignment.appointed,
      owed:
        assignment.owed ||
        (fullMode === 'full' &&
          ownerMoves &&
          !changes.some(({ kind }) => kind === 'owner') &&
          (movedByHand || memory.owed === true || changes.some(({ kind }) => kind === 'stage'))),
      clocks: rounds.clocks,
      ownerRole,
      setBack: isWritten ? settlement.setBack : (memory.setBack ?? {}),
      hold: isHeld ? holdOn(policy, after) : undefined,
      lead: rounds.stage === found || changes.some((change) => change.kind === 'stage') ? lead : undefined,
    })
  }
  const reasons = once(() => [rounds, sets, assignment, notices].flatMap((each) => each.reasons()))
  return {
    version: before.version,
    ...(policy.governedBy && { governedBy: policy.governedBy }),
    stage: paused ? found : rounds.stage,
    owner: { email: toCrmText((paused ? sheet : final).read('owner')), role: ownerRole },
    changes: settlement.changes,
    clocks: rounds.clocks,
    moved: movedClocks(memory, policy, rounds.clocks),
    actions: paused || mode === 'observe' ? [] : notices.actions.filter(({ ofClock }) => ofClock || stands),
    standing: notices.standing,
    nextLookAt: isNews ? now.add({ milliseconds: 1 }) : nextLookUnwritten,
    nextLookUnwritten,
    get reasons() {
      return reasons()
    },
    problems,
    unable: [...assignment.unable, ...notices.unable],
    explanation,
    paused,
    isGivingNotice: !paused && mode !== 'observe',
    needs: [...needs],
    memory: remembered(settlement.changes, true),
    memoryUnwritten: remembered([], false),
  }
}

const factOf = (change: Change): string => (change.kind === 'property' ? change.fact : change.kind)

function isPaused(sheet: FactSheet, fact: string): boolean {
  try {
    return sheet.isTrue(fact)
  } catch (error) {
    if (error instanceof Unreadable) return true
    throw error
  }
}
