// How large the Worker is, and which part of it weighs what.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { bundled } from './bundled.ts'
import { textBySource } from './mapped-text.ts'
import type { Part, Row } from './part.ts'

const kB = (bytes: number) => bytes / 1000
const gzipped = (text: string) => kB(gzipSync(text, { level: 9 }).length)

/** What is smaller is listed together. */
const small = 2

async function run(): Promise<readonly Row[]> {
  const folder = bundled('src/worker/index.ts')
  const text = readFileSync(join(folder, 'index.js'), 'utf8')
  const code = text.replace(/\/\/# sourceMappingURL=.*\n?$/, '')
  const parts = new Map<string, string>()
  for (const [source, piece] of textBySource(
    code,
    JSON.parse(readFileSync(join(folder, 'index.js.map'), 'utf8')),
  ))
    parts.set(partOf(source), (parts.get(partOf(source)) ?? '') + piece)
  const told = [...parts.values()].reduce((all, piece) => all + piece.length, 0)
  // Each line is given its end, the last one, too.
  if (told !== code.length + 1) throw new Error(`the parts come to ${told} characters of ${code.length}`)
  const weighed = [...parts].map(([name, piece]) => ({
    name,
    raw: kB(Buffer.byteLength(piece)),
    zipped: gzipped(piece),
  }))
  const listed = weighed.filter(({ raw }) => raw >= small).toSorted((a, b) => b.zipped - a.zipped)
  const rest = weighed.filter(({ raw }) => raw < small)
  const whole = gzipped(code)
  const row = (name: string, raw: number, zipped: number): Row => ({
    key: `part-${name}`,
    what: name,
    measured: zipped,
    unit: 'kB',
    beside: `${raw.toFixed(1)} kB raw`,
  })
  const sum = (what: 'raw' | 'zipped') => rest.reduce((all, one) => all + one[what], 0)
  return [
    {
      key: 'whole',
      what: 'the whole, gzipped',
      measured: whole,
      unit: 'kB',
      beside: `${kB(Buffer.byteLength(code)).toFixed(1)} kB raw`,
      target: { of: 'measured', atMost: 120, words: 'at most 120 kB' },
    },
    ...listed.map(({ name, raw, zipped }) => row(name, raw, zipped)),
    ...(rest.length > 0 ? [row(rest.map(({ name }) => name).join(', '), sum('raw'), sum('zipped'))] : []),
  ]
}

function partOf(source: string): string {
  const library = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1]
  // Where its own source map says that it is.
  if (library === 'src') return 'hash-it'
  if (library !== undefined) return library
  if (source.endsWith('src/generated/rulebook.json')) return 'rulebook'
  const own = /(?:^|\/)src\/(rules|integrations|worker)\//.exec(source)?.[1]
  return own ?? 'what the bundler adds'
}

export const bundle: Part = {
  title: 'Bundle',
  how: 'As `wrangler deploy` would upload it, without the source map; a kB is 1,000 bytes. Parts are told apart by the source map, and each is gzipped by itself: a part alone packs a little worse than within the whole, so the parts come to more than the whole.',
  missed: {
    whole:
      'Rules that are only for checking a policy are left to the build step, and of the libraries what nothing calls, where it could be left out. Of what is there the rules with their words in English weigh most, then the rulebook, mostly text in two policies, and Temporal, which workerd does not have itself. HubSpot’s client for tickets and jose would be the next: each is far larger than what it is used for, and each is there so that nobody has to keep their part by hand.',
  },
  run,
}
