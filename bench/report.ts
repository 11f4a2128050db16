// What was measured, as one table to be read in a terminal, and as the page docs/benchmarks.md.

import { availableParallelism, cpus, loadavg } from 'node:os'
import { isMet, type Part, type Row } from './part.ts'
import { workerdVersion } from './spawned-workerd.ts'

export type Measured = { readonly name: string; readonly part: Part; readonly rows: readonly Row[] }

export type Machine = {
  readonly cpu: string
  readonly cores: number
  readonly loadBefore: number
  readonly node: string
  readonly workerd: string
  readonly on: string
}

/** What figures depend on; nothing that names the machine. */
export const machineNow = (): Machine => ({
  cpu: cpus()[0]?.model ?? 'an unknown processor',
  cores: availableParallelism(),
  loadBefore: loadavg()[0] ?? 0,
  node: process.versions.node,
  workerd: workerdVersion,
  on: new Date().toISOString().slice(0, 10),
})

const headings = ['part', 'what', 'measured', 'ratio', 'target', ''] as const

/** The headings and a line of cells for each row. */
export const cellsOf = (measured: readonly Measured[]): readonly (readonly string[])[] => [
  headings,
  ...measured.flatMap(({ part, rows }) =>
    rows.map((row, index) => [
      index === 0 ? part.title : '',
      row.what,
      `${figure(row.measured)} ${row.unit}${row.beside === undefined ? '' : ` (${row.beside})`}`,
      row.ratio === undefined ? '' : `${figure(row.ratio)} × ${row.to ?? ''}`,
      row.target?.words ?? '',
      verdict(row),
    ]),
  ),
]

function verdict(row: Row): string {
  const met = isMet(row)
  if (met === undefined) return ''
  return met ? 'met' : 'missed'
}

/** Three digits that count. */
function figure(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return Number.isInteger(value) ? String(value) : value.toPrecision(3)
}

export function pageOf(measured: readonly Measured[], machine: Machine): string {
  const [head = [], ...body] = cellsOf(measured)
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...body].map((line) => line[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const missed = measured.flatMap(({ part, rows }) => {
    const short = rows.filter((row) => isMet(row) === false)
    // What has the same reason is said once.
    const reasons = Map.groupBy(short, ({ key }) => part.missed[key] ?? 'Why is not known yet.')
    return [...reasons].map(([reason, of]) => {
      const what = of.map((row) => `${row.what}, ${row.target?.words ?? ''}`).join('; ')
      return `**${part.title}** (${what}). ${reason}`
    })
  })
  return [
    '# Benchmarks',
    'Written by `npm run bench`. Every ratio is between things measured in this one run. Those of decisions, working days, the webhook path and the cold start were taken side by side, round by round, and are the median of several; those of storm and sweep are to what the least would be, or to the smallest size. What is not a ratio holds for this machine only.',
    `Measured on ${machine.on}: ${machine.cpu}, ${machine.cores} cores, load ${machine.loadBefore.toFixed(1)} when it began; Node ${machine.node}, workerd ${machine.workerd}.`,
    [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n'),
    '## Targets that are missed',
    ...(missed.length > 0 ? missed : ['None.']),
    '## How it was measured',
    ...measured.map(({ part }) => `**${part.title}.** ${part.how}`),
  ]
    .map((paragraph) => `${paragraph}\n`)
    .join('\n')
}

export const jsonOf = (measured: readonly Measured[], machine: Machine): string =>
  JSON.stringify(
    {
      machine,
      rows: measured.flatMap(({ name, rows }) =>
        rows.map(({ target, ...row }) => ({
          part: name,
          ...row,
          ...(target && { target: target.words, met: isMet({ ...row, target }) }),
        })),
      ),
    },
    null,
    2,
  )
