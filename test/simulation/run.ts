// One history, lived through with its faults and without, and all that is wrong with how it went.

import { differences } from './checks/same.ts'
import { unexplainedWrites, unwrittenChanges } from './checks/explained.ts'
import { type Failure, failuresOf } from './checks/failure.ts'
import { notOnce } from './checks/once.ts'
import { wrongReplays } from './checks/replay.ts'
import type { Break } from './breaks.ts'
import { leaveDatabase } from './d1.ts'
import type { History } from './history.ts'
import { live, type World } from './world.ts'

export type Run = {
  readonly failures: readonly Failure[]
  readonly log: readonly string[]
  readonly steps: number
  readonly struck: readonly string[]
}

export async function run(history: History, broken?: Break): Promise<Run> {
  const calm = await live(history, { isCalm: true })
  leaveDatabase(calm.database)
  const log: string[] = []
  let world: World
  try {
    world = await live(history, { isCalm: false, broken, log })
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { failures: failuresOf('ends', [message]), log, steps: 0, struck: [] }
  }
  const refused = refusedIn(history)
  const failures = [
    ...world.ended.flatMap((snapshot, phase) => {
      const expected = calm.ended[phase]
      const at = (messages: readonly string[]) => messages.map((message) => `phase ${phase + 1}: ${message}`)
      return [
        ...failuresOf('same as without faults', at(expected ? differences(expected, snapshot, refused) : [])),
        ...failuresOf('nothing stuck', at(snapshot.stuck)),
        ...failuresOf('due dates', at(snapshot.dueDates)),
        ...failuresOf('breaches', at(snapshot.breaches)),
      ]
    }),
    ...failuresOf('once only', notOnce(world)),
    ...failuresOf('replay', await wrongReplays(world)),
    ...failuresOf('writes explained', unexplainedWrites(world)),
    ...failuresOf('record is true', unwrittenChanges(world)),
  ]
  leaveDatabase(world.database)
  return { failures, log, steps: world.steps, struck: world.struck }
}

/** Numbers of the tickets of which a write is refused at some time, and of those that were merged with them. */
function refusedIn({ phases }: History): ReadonlySet<number> {
  const refused = new Set(
    phases.flatMap(({ faults }) => faults.flatMap((one) => (one.kind === 'refuses' ? [one.ticket] : []))),
  )
  for (const act of phases.flatMap(({ acts }) => acts))
    if (act.kind === 'merge' && (refused.has(act.ticket) || refused.has(act.other)))
      for (const number of [act.ticket, act.other]) refused.add(number)
  return refused
}
