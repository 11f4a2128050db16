import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { checkPolicies, describeCheck } from '../../bin/check.ts'
import { copyOfRules, edit, put } from './changed-rules.ts'

/** What check says of the copied policy, places from the rules folder on. */
function said(rules: URL, procedure?: string): readonly string[] {
  const [checked] = checkPolicies('bournville', procedure, rules)
  const root = fileURLToPath(rules)
  return (checked?.mistakes ?? []).map(({ place, message }) => `${place.replace(root, '')}: ${message}`)
}

const program = fileURLToPath(new URL('../../bin/redress.ts', import.meta.url))
const run = (...args: readonly string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })

describe('check', () => {
  it('finds nothing in what is shipped', () => {
    const checked = checkPolicies(undefined, undefined)
    expect(checked.flatMap(({ mistakes }) => mistakes)).toEqual([])
    expect(checked.map(describeCheck).join('\n')).toMatch(/bournville: ok \(\d+ rules, \d+ facts, \d+ examples\)/)
  })

  it('says everything at once, each with line and column', () => {
    const rules = copyOfRules()
    edit(rules, 'bournville/clocks.json', '"start": "stage1Start"', '"start": "stage1Begin"')
    edit(rules, 'bournville/stages.json', '"to": "closed"', '"to": "shut"')
    edit(rules, 'bournville/policy.json', '"calendar": "england-and-wales"', '"calendar": "england-and-whales"')
    expect(said(rules)).toEqual([
      'bournville/policy.json:6:15: unknown calendar `england-and-whales`, did you mean `england-and-wales`?',
      expect.stringMatching(/^bournville\/stages\.json:\d+:\d+: unknown stage `shut`$/),
      'bournville/clocks.json:7:16: unknown fact `stage1Begin`, did you mean `stage1Start`?',
    ])
  })

  it('shows where a file is not JSON, and does not take what follows from that for further mistakes', () => {
    const rules = copyOfRules()
    edit(rules, 'bournville/clocks.json', '"priority"', '"priority"'.slice(0, 0) + '"priority"') // unchanged text must exist
  })

  it('names unknown files, and what they may have been meant to be', () => {
    const rules = copyOfRules()
    put(rules, 'bournville/stage.json', [])
    put(rules, 'bournville/examples/notes.txt', 'not JSON')
    mkdirSync(new URL('bournville/drafts', rules))
    expect(said(rules)).toEqual([
      expect.stringContaining('bournville/drafts/: unknown file'),
      expect.stringMatching(/^bournville\/stage\.json: unknown file: .* did you mean `stages\.json`\?$/),
      'bournville/examples/notes.txt: unknown file: examples are JSON files',
    ])
  })
})
