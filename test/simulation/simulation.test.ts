// Two hundred seeds, by the command itself: half of them in each of two processes.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { run } from './run.ts'
import { shrink } from './shrink.ts'
import { breaks } from './breaks.ts'
import { inLines } from './words.ts'
import { writeHistory } from './write-history.ts'

const file = fileURLToPath(new URL('simulate.ts', import.meta.url))

type Struck = Readonly<Record<string, number>>
type Simulated = { readonly failed: readonly number[]; readonly seeds: number; readonly struck: Struck }

/** Where something is lost or done twice if it is not seen to; of several, any. */
const dangers: readonly (readonly string[])[] = [
  ['times out, lands later: crm make'],
  ...['write', 'make'].flatMap((what) =>
    ['times out after', 'dropped before', 'dropped after', 'answers in part'].map((how) => [
      `${how}: crm ${what}`,
    ]),
  ),
  ...['crm write', 'crm make', 'd1 intent', 'd1 claim', 'd1 made', 'd1 record', 'd1 retry'].flatMap((where) =>
    ['before', 'after'].map((when) => [`killed ${when}: ${where}`, `restarted ${when}: ${where}`]),
  ),
  ...['intent', 'claim', 'made', 'record', 'retry', 'lease'].flatMap((what) =>
    ['fails before', 'fails after', 'stalls'].map((how) => [`${how}: d1 ${what}`]),
  ),
]

async function simulate(from: number, seeds: number): Promise<readonly Simulated[]> {
  const flags = ['--disable-warning=ExperimentalWarning', file]
  const options = ['--json', '--from', String(from), '--seeds', String(seeds)]
  const ran = promisify(execFile)(process.execPath, [...flags, ...options], { maxBuffer: 1e9 })
  const { stdout } = await ran.catch((error: { readonly stdout: string }) => error)
  const lines = stdout.trim().split('\n')
  return lines.map((line): Simulated => JSON.parse(line))
}

it('holds for two hundred seeds, and strikes wherever it is dangerous', { timeout: 240_000 }, async () => {
  const halves = await Promise.all([simulate(1, 100), simulate(101, 100)])
  expect(halves).toEqual([
    [expect.objectContaining({ seeds: 100, from: 1, failed: [] })],
    [expect.objectContaining({ seeds: 100, from: 101, failed: [] })],
  ])
  const struck = new Set(halves.flat().flatMap((half) => Object.keys(half.struck)))
  expect(dangers.filter((any) => !any.some((danger) => struck.has(danger)))).toEqual([])
})

it('lives through a seed in the same way each time', async () => {
  const history = writeHistory(11)
  const [once, again] = [await run(history), await run(history)]
  expect(once.steps).toBeGreaterThan(50)
  expect(again.log).toEqual(once.log)
})

it(
  'finds a shorter history that fails the same check, and tells it in lines',
  { timeout: 60_000 },
  async () => {
    const broken = breaks['decides from what it read before']
    const history = writeHistory(1)
    const shortest = await shrink(
      history,
      'same as without faults',
      async (one) => (await run(one, broken())).failures,
      { now: () => performance.now(), forMs: 5000 },
    )
    const size = (one: typeof history) =>
      one.phases.flatMap(({ acts, faults }) => [...acts, ...faults]).length
    expect(size(shortest)).toBeLessThan(size(history))
    expect(inLines(shortest).join('\n')).toMatch(/ticket \d: is made/)
  },
)
