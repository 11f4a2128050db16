// The heart: a ticket, its policy and the time, to what should change and why. Pure: no clock, no I/O, no randomness.

import { Temporal } from 'temporal-polyfill'
import { assign, peopleIn, type Assignment } from './assign.ts'
import { changesOf, isAllowed, withoutSetBacks } from './changes.ts'
import type { Change, Decision, Problem } from './decision.ts'
import { explanationOf, leadOf } from './explanation.ts'
import { toCrmText, type FactValue } from './fact.ts'
import { FactSheet } from './fact-sheet.ts'
import { moveFactsOf } from './hold.ts'
import { judge } from './judge.ts'
import type { Memory } from './memory.ts'
import { noticesOf } from './notices.ts'
import { absences, type Directory } from './people.ts'
import { rulesOf, type Mode, type Policy } from './policy.ts'
import { memoryAfter } from './remember.ts'
import { runRounds } from './rounds.ts'
import type { Ticket } from './ticket.ts'
import { earliestDueAt, statusOf, writesOf } from './writes.ts'

/** What a decision depends on besides ticket, policy and time. */
export type World = {
  /** People who can be given work; absent means that everybody can. */
  readonly directory?: Directory
  readonly mode?: Mode
}

/** Thrown for a ticket that stands in a stage the policy does not know: nothing can be decided. */
export class UnknownStage extends Error {
  override readonly name = 'UnknownStage'
}

/** The key of a stage given by key or label. */
export const stageKey = (policy: Policy, stage: string): string | undefined =>
  policy.stages.find(({ key, label }) => label === stage || key === stage)?.key

/** A ticket, its policy and the time, to what should change and why. Throws `UnknownStage`. */
export async function decide(
  ticket: Ticket,
  policy: Policy,
  now: Temporal.Instant,
  world: World = {},
): Promise<Decision> {
  const memory = ticket.memory ?? {}
  const mode = world.mode ?? 'full'
  const found = stageKey(policy, ticket.stage)
  if (found === undefined)
    throw new UnknownStage(`the ticket stands in \`${ticket.stage}\`, which is no stage of \`${policy.id}\``)

  const looks: Temporal.Instant[] = []
  const look = (at: Temporal.Instant) => void looks.push(at)
  const needs = new Set<string>()
  const trace = { look, need: (property: string) => void needs.add(property) }

  // Where a person moved it since Redress last saw it, and whether that holds it where it is.
  const order = (key: string) => policy.stages.findIndex((stage) => stage.key === key)
  const seen = memory.stage
  const movedByHand = seen !== undefined && seen !== found
  const movedBack = movedByHand && order(found) < order(seen)
  const previousStage = movedByHand ? seen : (memory.previousStage ?? null)
  const sheet = new FactSheet(
    policy,
    ticket,
    now,
    new Map<string, FactValue>([
      ['stage', found],
      ['previousStage', previousStage],
      ['owner', ticket.owner === '' ? null : ticket.owner.toLowerCase()],
    ]),
    trace,
  )
  const isHeld =
    movedBack || (!movedByHand && memory.hold !== undefined && memory.hold === moveFactsOf(policy, sheet))

  const rounds = await runRounds(policy, { stage: found, sheet, memory, isHeld, movedBack, look })
  const problems: Problem[] = [...rounds.problems]
  const settled = rounds.sheet.with([
    ['clockStatus', statusOf(rounds.clocks)],
    ['earliestDueAt', earliestDueAt(rounds.clocks)],
  ])

  // The final stage only: set, assign, task, note.
  const sets = await judge(rulesOf(policy, 'set'), policy, settled)
  // Somebody who may not have the case counts as nobody.
  const barred = peopleIn(policy.conflicts, settled)
  const unowned = barred.has(toCrmText(settled.read('owner'))) ? settled.with([['owner', null]]) : settled
  const assigns = await judge(rulesOf(policy, 'assign'), policy, unowned)
  problems.push(...sets.problems, ...assigns.problems)
  // A rule that can not be evaluated stops assignments, as it stops moves.
  const assignment: Assignment =
    problems.length > 0
      ? {
          people: new Map(),
          ownerRole: memory.ownerRole,
          appointed: undefined,
          owed: memory.owed ?? false,
          problems: [],
        }
      : assign(assigns.held, policy, unowned, {
          memory,
          today: policy.calendar.localDate(now),
          directory: world.directory,
          stageChanged: rounds.stage !== found || movedByHand || memory.owed === true,
          ownerChangedByHand:
            movedByHand &&
            rounds.stage === found &&
            memory.owner !== undefined &&
            memory.owner !== ticket.owner,
        })
  problems.push(...assignment.problems)
  const { ownerRole } = assignment
  const staffed = settled.with(assignment.people)
  const writes = writesOf(policy, staffed, sets.held, rounds.clocks, ticket, problems)
  const written = staffed.with(writes)
  const notices = await noticesOf(policy, written, ticket, rounds.clocks, world.directory)
  problems.push(...notices.problems)

  const paused = policy.pausedBy !== undefined && sheet.readable(policy.pausedBy) === true
  const lead = leadOf(policy, {
    from: seen,
    found,
    to: rounds.stage,
    moves: rounds.moves,
    now,
    isWriting: mode === 'full' && !paused,
  })
  const explanation = explanationOf(policy, {
    lead: lead ?? memory.lead,
    stage: rounds.stage,
    clocks: rounds.clocks,
    ownerRole,
    isHeld,
    says: notices.says,
    problems,
    hasOwner: written.read('owner') !== null,
  })
  const explained = sets.held.flatMap((rule): [string, FactValue][] =>
    rule.value.kind === 'fact' && rule.value.fact === 'explanation' ? [[rule.fact, explanation]] : [],
  )
  const final = written.with(explained)

  const wanted = changesOf(policy, {
    found,
    stands: rounds.stage,
    ownerRole,
    before: sheet,
    after: final,
    facts: new Set([...assignment.people.keys(), ...writes.keys(), ...explained.map(([fact]) => fact)]),
  })
  const settlement = withoutSetBacks(
    paused ? [] : wanted.filter((change) => isAllowed(policy, change, mode)),
    memory,
    barred,
  )
  problems.push(...settlement.problems)
  const isClosed = policy.stages.find(({ key }) => key === rounds.stage)?.closed === true
  for (const { from, to } of isClosed ? [] : absences(policy))
    for (const day of [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to).add({ days: 1 })])
      look(policy.calendar.startOfDay(day))

  // What is said of a stage holds only where the ticket is in it, or goes there.
  const stands = rounds.stage === found || mode === 'full'
  const remembered = (changes: readonly Change[]): Memory =>
    memoryAfter(memory, policy, {
      found,
      previousStage,
      // The facts as they are once these changes, and no others, are written.
      sheet: sheet.with(changes.map((change) => [factOf(change), final.read(factOf(change))])),
      changes,
      appointed: assignment.appointed,
      owed: assignment.owed,
      clocks: rounds.clocks,
      ownerRole,
      setBack: settlement.setBack,
      hold: isHeld ? moveFactsOf(policy, sheet) : undefined,
      lead: rounds.stage === found || changes.some((change) => change.kind === 'stage') ? lead : undefined,
    })
  return {
    stage: paused ? found : rounds.stage,
    owner: { email: toCrmText((paused ? sheet : final).read('owner')), role: ownerRole },
    changes: settlement.changes,
    clocks: rounds.clocks,
    actions: paused || mode === 'observe' ? [] : notices.actions.filter(({ ofClock }) => ofClock || stands),
    standing: notices.standing,
    nextLookAt: looks
      .filter((at) => Temporal.Instant.compare(at, now) > 0)
      .toSorted(Temporal.Instant.compare)[0],
    reasons: [...rounds.reasons, ...sets.reasons, ...assigns.reasons, ...notices.reasons],
    problems,
    explanation,
    paused,
    needs: [...needs],
    memory: remembered(settlement.changes),
    memoryUnwritten: remembered([]),
  }
}

const factOf = (change: Change): string => (change.kind === 'property' ? change.fact : change.kind)
