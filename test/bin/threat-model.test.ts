// The threat model names tests: each is there, under that name, and each attack has one.

import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const model = read('docs/threat-model.md')

const named = [...model.matchAll(/^- ([\d, ]+) `(test\/[^`]+)`: (.+)$/gm)].flatMap(
  ([, numbers = '', file = '', titles = '']) =>
    [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ numbers, file, title })),
)

describe('the threat model', () => {
  it.each(named)('names a test that there is: $file, $title', ({ file, title }) => {
    expect(existsSync(new URL(file, root))).toBe(true)
    const source = read(file)
    const isThere = ["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`))
    expect(isThere).toBe(true)
  })

  it('has a test for each attack, and an attack for each test', () => {
    const attacks = [...model.matchAll(/^\| (\d+) +\|/gm)].map(([, number]) => Number(number))
    const tested = named.flatMap(({ numbers }) => numbers.split(',').map(Number))
    expect(attacks).toEqual(attacks.map((_, index) => index + 1))
    expect(attacks.length).toBeGreaterThan(20)
    expect([...new Set(tested)].toSorted((a, b) => a - b)).toEqual(attacks)
  })
})

it('nothing that is deployed opens the local conveniences', () => {
  expect(read('wrangler.toml')).not.toMatch(/REDRESS_LOCAL|ACCESS_TEAM_DOMAIN\s*=\s*""/)
})
