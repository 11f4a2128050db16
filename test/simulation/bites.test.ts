// Each promise broken on purpose is found: by the seed named here, in the check named here, and not without the break.

import { expect, it } from 'vitest'
import { type BreakName, breaks } from './breaks.ts'
import type { CheckName } from './checks/failure.ts'
import { run } from './run.ts'
import { writeHistory } from './write-history.ts'

const bites: readonly (readonly [BreakName, number, CheckName])[] = [
  ['acknowledges before it has written', 10, 'nothing stuck'],
  ['acknowledges before it has written', 11, 'same as without faults'],
  ['notes a task only after it was made', 16, 'once only'],
  ['lets a bad ticket keep the others from it', 119, 'same as without faults'],
  ['takes a part for the whole', 4, 'record is true'],
  ['decides from what it read before', 1, 'same as without faults'],
  ['has no leases', 2, 'record is true'],
  ['does not note what it is about to write', 6, 'writes explained'],
  ['drops what has to be tried again', 20, 'same as without faults'],
  ['lists no tickets at night', 73, 'same as without faults'],
  ['takes a merged ticket for a new one', 124, 'same as without faults'],
  ['shows due dates a day late', 1, 'due dates'],
  ['makes tasks that are done already', 2, 'breaches'],
  ['makes no notes', 65, 'breaches'],
  ['records another input', 1, 'replay'],
]

it.each(bites)('a Worker that %s fails seed %i: %s', { timeout: 60_000 }, async (name, seed, check) => {
  const { failures } = await run(writeHistory(seed), breaks[name]())
  expect(failures.map((failure) => failure.check)).toContain(check)
})

it('every break has its seed, and every check its break', () => {
  // Without a break these hold: simulation.test.ts lives through them.
  expect(bites.filter(([, seed]) => seed > 200)).toEqual([])
  expect(new Set(bites.map(([name]) => name))).toEqual(new Set(Object.keys(breaks)))
  const checks: readonly CheckName[] = [
    'same as without faults',
    'due dates',
    'once only',
    'breaches',
    'nothing stuck',
    'replay',
    'writes explained',
    'record is true',
  ]
  expect(new Set(bites.map(([, , check]) => check))).toEqual(new Set(checks))
})
