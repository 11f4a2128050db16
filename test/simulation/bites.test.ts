// Each promise broken on purpose is found: by the seed named here, in the check named here, and not without the break.

import { expect, it } from 'vitest'
import { type BreakName, breaks } from './breaks.ts'
import type { CheckName } from './checks/failure.ts'
import { run } from './run.ts'
import { writeHistory } from './write-history.ts'

const bites: readonly (readonly [BreakName, number, CheckName])[] = [
  ['acknowledges before it has written', 10, 'same as without faults'],
  ['notes a task only after it was made', 30, 'once only'],
  ['lets a bad ticket keep the others from it', 84, 'same as without faults'],
  ['takes a part for the whole', 3, 'record is true'],
  ['decides from what it read before', 8, 'same as without faults'],
  ['has no leases', 1, 'record is true'],
  ['does not note what it is about to write', 2, 'writes explained'],
  ['drops what has to be tried again', 3, 'same as without faults'],
  ['lists no tickets at night', 74, 'same as without faults'],
  ['takes a merged ticket for a new one', 86, 'same as without faults'],
]

it.each(bites)('a Worker that %s fails seed %i: %s', { timeout: 60_000 }, async (name, seed, check) => {
  const history = writeHistory(seed)
  expect((await run(history)).failures).toEqual([])
  const { failures } = await run(history, breaks[name]())
  expect(failures.map((failure) => failure.check)).toContain(check)
})

it('every break has its seed', () => {
  expect(bites.map(([name]) => name).toSorted()).toEqual(Object.keys(breaks).toSorted())
})
