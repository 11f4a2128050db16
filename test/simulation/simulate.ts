// `npm run simulate -- --seeds N [--from S] [--seed S] [--break NAME] [--json]`: lives through seeded histories and tells what failed.

import { parseArgs } from 'node:util'
import { breaks, type BreakName } from './breaks.ts'
import { run } from './run.ts'
import { shrink } from './shrink.ts'
import { inLines } from './words.ts'
import { writeHistory } from './write-history.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    break: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const isBreak = (name: string): name is BreakName => Object.hasOwn(breaks, name)

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}

function whole(name: string, text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : fail(`--${name} is \`${text}\`: use a whole number`)
}

if (values.help) {
  console.log(`simulate: lives through seeded histories of complaints, with faults, and checks what came of them

  --seeds N   how many seeds (200)
  --from S    the first of them (1)
  --seed S    this seed alone, with all that happened
  --break B   with a promise broken on purpose: ${Object.keys(breaks).join('; ')}
  --json      one line of JSON for each failing seed, and one at the end`)
  process.exit(0)
}

const broken = values.break
if (broken !== undefined && !isBreak(broken))
  fail(`--break is \`${broken}\`: use one of ${Object.keys(breaks).join('; ')}`)
const newBreak = () => (broken === undefined ? undefined : breaks[broken]())
const only = values.seed === undefined ? undefined : whole('seed', values.seed)
const first = only ?? whole('from', values.from)
const count = only === undefined ? whole('seeds', values.seeds) : 1
const say = (line: string): void => {
  if (!values.json) console.log(line)
}

const startedAt = performance.now()
const failed: number[] = []
for (let seed = first; seed < first + count; seed += 1) {
  const history = writeHistory(seed)
  const { failures, log } = await run(history, newBreak())
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
  if (values.json) console.log(JSON.stringify({ seed, failures: told, history: shortest }))
  say(`seed ${seed} fails:`)
  for (const { check, message } of told) say(`  ${check}: ${message}`)
  for (const line of inLines(shortest)) say(`  ${line}`)
}
const seconds = (performance.now() - startedAt) / 1000
if (values.json) console.log(JSON.stringify({ seeds: count, from: first, failed, seconds }))
say(
  `${count} seeds from ${first}: ${failed.length === 0 ? 'all hold' : `${failed.length} fail (${failed.join(', ')})`}, ${seconds.toFixed(1)} s, ${Math.round((seconds * 1000) / count)} ms a seed`,
)
process.exitCode = failed.length > 0 ? 1 : 0
