// `npm run simulate -- --seeds N [--from S] [--seed S] [--break PROMISE] [--json]`: lives through seeded histories and tells what failed.

import { Command, InvalidArgumentError, Option } from 'commander'
import { run } from './run.ts'
import { breaks, type BreakName } from './breaks.ts'
import { shrink } from './shrink.ts'
import { inLines } from './words.ts'
import { writeHistory } from './write-history.ts'

type Options = {
  readonly seeds: number
  readonly from: number
  readonly seed?: number
  readonly break?: BreakName
  readonly json?: true
}

const names = Object.keys(breaks)
const {
  seeds,
  from,
  seed: only,
  ...options
} = new Command('simulate')
  .description('Lives through seeded histories of complaints, with faults, and checks what came of them')
  .option('--seeds <n>', 'how many seeds', whole, 200)
  .option('--from <seed>', 'the first of them', whole, 1)
  .option('--seed <seed>', 'this seed alone, with all that happened', whole)
  .addOption(new Option('--break <promise>', 'with a promise broken on purpose').choices(names))
  .option('--json', 'one line of JSON for each failing seed, and one at the end')
  .parse()
  .opts<Options>()

function whole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('use a whole number')
}

const newBreak = () => (options.break === undefined ? undefined : breaks[options.break]())
const first = only ?? from
const count = only === undefined ? seeds : 1
const say = (line: string): void => {
  if (!options.json) console.log(line)
}
/** So that a long run can be told from one that hangs. */
const everyMs = 15_000
let saidAt = performance.now()

const startedAt = performance.now()
const failed: number[] = []
const strikes = new Map<string, number>()
for (let seed = first; seed < first + count; seed += 1) {
  if (performance.now() - saidAt > everyMs) {
    saidAt = performance.now()
    console.error(`${seed - first} of ${count} seeds, ${failed.length} of them fail`)
  }
  const history = writeHistory(seed)
  const { failures, log, struck } = await run(history, newBreak())
  for (const what of struck) strikes.set(what, (strikes.get(what) ?? 0) + 1)
  if (only !== undefined) for (const line of log) say(line)
  const [failure] = failures
  if (!failure) continue
  failed.push(seed)
  const shortest = await shrink(
    history,
    failure.check,
    async (one) => (await run(one, newBreak())).failures,
    {
      now: () => performance.now(),
      forMs: 20_000,
    },
  )
  const left = await run(shortest, newBreak())
  const told = left.failures.length > 0 ? left.failures : failures
  if (options.json) console.log(JSON.stringify({ seed, failures: told, history: shortest }))
  say(`seed ${seed} fails:`)
  for (const { check, message } of told) say(`  ${check}: ${message}`)
  for (const line of inLines(shortest)) say(`  ${line}`)
}
const seconds = (performance.now() - startedAt) / 1000
const struck = Object.fromEntries(strikes)
if (options.json) console.log(JSON.stringify({ seeds: count, from: first, failed, seconds, struck }))
const sumOf = (what: string): string =>
  [...strikes]
    .reduce((sum, [name, times]) => (name.includes(what) ? sum + times : sum), 0)
    .toLocaleString('en-GB')
say(
  `${sumOf('')} calls were struck: ${sumOf(': crm write')} that write tickets, ${sumOf(': crm make')} that make a task or a note, ${sumOf(': d1')} of the database`,
)
say(
  `${count} seeds from ${first}: ${failed.length === 0 ? 'all hold' : `${failed.length} fail (${failed.join(', ')})`}, ${seconds.toFixed(1)} s, ${Math.round((seconds * 1000) / count)} ms a seed`,
)
process.exitCode = failed.length > 0 ? 1 : 0
