// `npm run bench`: measures each part, prints one table and writes docs/benchmarks.md.

import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { table } from '../bin/table.ts'
import { bundle } from './bundle.ts'
import { coldStart } from './cold-start.ts'
import { decisions } from './decisions.ts'
import type { Part } from './part.ts'
import { cellsOf, jsonOf, machineNow, pageOf, type Measured } from './report.ts'
import { storm } from './storm.ts'
import { sweep } from './sweep.ts'
import { webhook } from './webhook.ts'
import { workingDays } from './working-days.ts'

const parts: ReadonlyMap<string, Part> = new Map([
  ['decisions', decisions],
  ['working-days', workingDays],
  ['webhook', webhook],
  ['storm', storm],
  ['sweep', sweep],
  ['bundle', bundle],
  ['cold-start', coldStart],
])
const names = [...parts.keys()]

const { only, quick, json } = new Command('bench')
  .description('Measures Redress and writes docs/benchmarks.md')
  .option('--only <parts>', `some of ${names.join(', ')}, with commas between; writes no file`, listed)
  .option('--quick', 'smaller sizes and fewer rounds, to see it work; writes no file')
  .option('--json', 'print JSON instead of the table')
  .parse()
  .opts<{ readonly only?: readonly string[]; readonly quick?: true; readonly json?: true }>()

function listed(given: string): readonly string[] {
  const asked = given.split(',').map((name) => name.trim())
  const unknown = asked.find((name) => !parts.has(name))
  if (unknown === undefined) return asked
  console.error(`there is no part \`${unknown}\`: there are ${names.join(', ')}`)
  process.exit(1)
}

const machine = machineNow()
const measured: Measured[] = []
for (const [name, part] of parts) {
  if (only && !only.includes(name)) continue
  const started = performance.now()
  const rows = await part.run(quick === true)
  measured.push({ name, part, rows })
  console.error(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`)
}
console.log(json ? jsonOf(measured, machine) : table(cellsOf(measured)).join('\n'))
// The page holds one whole run: its figures are to be compared with each other.
if (!only && !quick)
  writeFileSync(new URL('../docs/benchmarks.md', import.meta.url), pageOf(measured, machine))
