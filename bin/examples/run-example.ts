// Plays an example through the pure core: each step's edit and look, and the looks that the sweeps would take between.

import { Temporal } from 'temporal-polyfill'
import type { Policy } from '../../src/rules/policy.ts'
import { compare, describeChange, type Seen } from './compare.ts'
import type { Example, Step } from './example.ts'
import { hasFired } from './fired.ts'
import type { Mismatch } from './mismatch.ts'
import { showMoment } from './moment.ts'
import { shownBy, type ClockResult } from './shown.ts'
import { born, carriedOut, edited, lookAt, type Life } from './ticket-life.ts'
import { wordsOfClocks, wordsOfRules } from './rule-words.ts'

/** More looks than this between two steps can only be a core that never comes to rest. */
const mostLooks = 1000

export type Failure = {
  /** Counted from one. */
  readonly step: number
  readonly at: string
  readonly pointer: string
  readonly what: string
  readonly expected: string
  readonly actual: string
  /** The rules concerned, each with what its conditions saw. */
  readonly why: readonly string[]
}

export type Played = {
  readonly example: Example
  readonly failures: readonly Failure[]
  /** Names of the rules that it shows firing and refusing. */
  readonly fires: ReadonlySet<string>
  readonly refuses: ReadonlySet<string>
  /** By clock: which results it shows. */
  readonly results: ReadonlyMap<string, ReadonlySet<ClockResult>>
}

export async function runExample(example: Example, policy: Policy): Promise<Played> {
  const failures: Failure[] = []
  const shown = {
    fires: new Set<string>(),
    refuses: new Set<string>(),
    results: new Map<string, ReadonlySet<ClockResult>>(),
  }
  const accepted = new Set<string>()
  let life = born(example)
  let nextLookAt: Temporal.Instant | undefined
  let isBlind = false
  let firedBefore = new Set<string>()
  for (const [index, step] of example.steps.entries()) {
    const fail = (mismatch: Mismatch, seen: Seen, pointer: string, at = step.at) =>
      failures.push({
        step: index + 1,
        at: showMoment(at, policy.calendar.timeZone),
        pointer,
        what: mismatch.what,
        expected: mismatch.expected,
        actual: mismatch.actual,
        why: [...wordsOfRules(mismatch.rules, seen.decision), ...wordsOfClocks(mismatch.rules, seen)],
      })
    firedBefore = new Set()
    if (!isBlind) await sweep(step, fail)
    life = edited(life, step)
    isBlind = step.isLost
    if (isBlind) continue
    const seen = await look(step.at)
    for (const { key, message } of seen.decision.problems)
      if (step.expectations.some((one) => one.kind === 'problem' && message.includes(one.text)))
        accepted.add(key)
    for (const mismatch of [...unasked(seen), ...(await unsettled(seen, step.at))])
      fail(mismatch, seen, step.pointer)
    for (const expectation of step.expectations) {
      const mismatch = compare(expectation, seen, policy)
      if (mismatch) fail(mismatch, seen, expectation.pointer)
      else {
        const { fires, refuses, clock } = shownBy(expectation, seen, policy)
        for (const rule of fires) shown.fires.add(rule)
        for (const rule of refuses) shown.refuses.add(rule)
        if (clock)
          shown.results.set(clock.name, new Set([...(shown.results.get(clock.name) ?? []), ...clock.results]))
      }
    }
  }
  return { example, failures, ...shown }

  async function look(at: Temporal.Instant): Promise<Seen> {
    const before = life
    const decision = await lookAt(before, policy, at, example.world)
    life = carriedOut(before, policy, decision, at)
    nextLookAt = decision.nextLookAt
    return { before, after: life, decision, firedBefore }
  }

  /** Takes every look that falls due before a step. */
  async function sweep(
    step: Step,
    fail: (mismatch: Mismatch, seen: Seen, pointer: string, at: Temporal.Instant) => unknown,
  ): Promise<void> {
    for (let looks = 0; nextLookAt && Temporal.Instant.compare(nextLookAt, step.at) < 0; looks += 1) {
      if (looks > mostLooks)
        throw new Error(`\`${example.title}\` is looked at without end before ${step.at.toString()}`)
      const at = nextLookAt
      const seen = await look(at)
      for (const rule of policy.rules) if (hasFired(rule, seen.decision, policy)) firedBefore.add(rule.name)
      for (const mismatch of [...unasked(seen), ...(await unsettled(seen, at))])
        fail({ ...mismatch, what: `${mismatch.what}, on the way to this step` }, seen, step.pointer, at)
    }
  }

  /** Problems that the example did not expect. */
  function unasked({ decision }: Seen): readonly Mismatch[] {
    return decision.problems
      .filter(({ key }) => !accepted.has(key))
      .map(({ message }) => ({ what: 'problem', expected: 'none', actual: message, rules: [] }))
  }

  /** A second look at the same time has nothing left to do. */
  async function unsettled({ after }: Seen, at: Temporal.Instant): Promise<readonly Mismatch[]> {
    const again = await lookAt(after, policy, at, example.world)
    const left = [...again.changes.map(describeChange), ...noticesLeft(again.actions, after)]
    return left.length === 0
      ? []
      : [{ what: 'a second look', expected: 'no change', actual: left.join('; '), rules: [] }]
  }
}

const noticesLeft = (actions: readonly { readonly key: string; readonly rule: string }[], life: Life) =>
  actions.filter(({ key }) => !life.notices.has(key)).map(({ rule }) => `${rule} is made`)
