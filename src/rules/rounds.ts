// The rounds of a decision: clocks, then the move of highest priority, until nothing moves.

import { clockFact } from './built-in-facts.ts'
import { clockOf, type Clock } from './clock.ts'
import type { Problem, Reason } from './decision.ts'
import type { FactValue } from './fact.ts'
import type { FactSheet } from './fact-sheet.ts'
import { Unreadable } from './unreadable.ts'
import { governing } from './governing.ts'
import { judge, type Verdict } from './judge.ts'
import { rulesAt, rulesOf, type MoveRule, type Policy, type Rule } from './policy.ts'
import type { Memory } from './memory.ts'
import type { Temporal } from 'temporal-polyfill'

export type Rounds = {
  /** What holds where the ticket stands at the end. */
  readonly policy: Policy
  readonly stage: string
  /** The rules that moved the ticket last, all to the same stage; empty when nothing moved. */
  readonly moves: readonly MoveRule[]
  readonly clocks: readonly Clock[]
  /** Names of the clocks that belong to where it was found. */
  readonly foundWith: ReadonlySet<string>
  readonly sheet: FactSheet
  readonly reasons: () => readonly Reason[]
  readonly problems: readonly Problem[]
}

type Start = {
  readonly stage: string
  readonly sheet: FactSheet
  readonly memory: Memory
  /** Whether any move rule may fire. */
  readonly mayMove: boolean
  /** The ticket was moved back by hand: clocks whose conditions no longer hold end. */
  readonly movedBack: boolean
  readonly look: (at: Temporal.Instant) => void
}

/** `base` is the policy in force, of which each stage may be governed by a version of its own. */
export async function runRounds(base: Policy, start: Start): Promise<Rounds> {
  const judgements: Verdict<Rule>[] = []
  const problems = new Map<string, Problem>()
  const carried = new Set<string>()
  const pastOf = (name: string) => {
    const remembered = start.memory.clocks?.[name]
    if (!remembered) return carried.has(name) ? 'carried' : 'new'
    const wasOpen = remembered.state !== 'met' && remembered.state !== 'met_late'
    return remembered.movedBack || (start.movedBack && wasOpen) ? 'ended' : 'carried'
  }
  const visited = new Set([start.stage])
  let { stage } = start
  let moves: readonly MoveRule[] = []
  let clocks: readonly Clock[] = []
  let foundWith: ReadonlySet<string> = new Set()

  for (;;) {
    const here = start.sheet.with([['stage', stage]], stage !== start.stage)
    // When a stage began may be known only where the ticket stands now.
    const policy = governing(base, here)
    const clockRules = rulesOf(policy, 'clock')
    const timed = await judge(clockRules, policy, here)
    const failed = [...timed.problems]
    clocks = clockRules.flatMap((rule) => {
      const remembered = start.memory.clocks?.[rule.name]
      const isCurrent = timed.held.includes(rule)
      try {
        return clockOf(rule, policy, here, isCurrent, pastOf(rule.name), remembered, start.look) ?? []
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error
        failed.push({ key: `clock/${rule.name}`, message: `clock \`${rule.name}\`: ${error.message}` })
        return []
      }
    })
    for (const clock of clocks) carried.add(clock.name)
    if (stage === start.stage)
      foundWith = new Set(clocks.filter((clock) => clock.current).map(({ name }) => name))
    const states = clocks.map((clock): [string, FactValue] => [clockFact(clock.name), clock.state])
    const sheet = here.with(states)
    const judged = await judge(rulesAt(policy, 'move', stage), policy, sheet)
    for (const problem of [...failed, ...judged.problems]) problems.set(problem.key, problem)
    judgements.push(timed, judged)

    const next = !start.mayMove || failed.length > 0 || judged.problems.length > 0 ? [] : highest(judged.held)
    const [first] = next
    const done = () => ({
      policy,
      stage,
      moves,
      clocks,
      foundWith,
      sheet,
      reasons: () => lastReasons(judgements),
      problems: [...problems.values()],
    })
    if (!first) return done()
    const clash = next.find((rule) => rule.to !== first.to)
    if (clash || visited.has(first.to)) {
      const message = clash
        ? `rules \`${first.name}\` and \`${clash.name}\` would move the ticket to different stages`
        : `rules would move the ticket in a circle: \`${first.name}\` leads back to \`${first.to}\``
      problems.set('moves', { key: 'moves', message })
      return done()
    }
    visited.add(first.to)
    moves = next
    stage = first.to
  }
}

/** What was said of each rule last, but of a move that was made, why. */
function lastReasons(judgements: readonly Verdict<Rule>[]): readonly Reason[] {
  const reasons = new Map<string, Reason>()
  for (const reason of judgements.flatMap((one) => one.reasons())) {
    const before = reasons.get(reason.rule)
    if (before?.kind !== 'move' || before.status !== 'held') reasons.set(reason.rule, reason)
  }
  return [...reasons.values()]
}

function highest(rules: readonly MoveRule[]): readonly MoveRule[] {
  const most = Math.max(...rules.map((rule) => rule.priority))
  return rules.filter((rule) => rule.priority === most)
}
