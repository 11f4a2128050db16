/* oxlint-disable unicorn/no-thenable -- a step of an example has a `then`, and no step is ever awaited */
// `redress test --watch` in a process of its own, over a copy of the rules that is edited as people and editors do.

import { spawn } from 'node:child_process'
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { expect, it, onTestFinished, vi } from 'vitest'
import { rulesFolder } from '../../bin/rules-folder.ts'
import { copyOfRules, edit, put } from './changed-rules.ts'

const example = {
  title: 'A formal complaint',
  ticket: { stage: 'Early resolution', formalRequestedAt: 'Mon 2026-11-23 09:00', serviceArea: 'repairs' },
  steps: [
    {
      at: 'Mon 2026-11-23 10:00',
      then: { clocks: { 'stage1-acknowledge': 'running, due Thu 2026-11-26' } },
    },
  ],
}

/** Watches a copy, and says what has been printed since it was last asked once that holds a text. */
function watching(rules: URL) {
  const module = JSON.stringify(new URL('../../bin/test-policy.ts', import.meta.url).href)
  const code = `import { watchTests } from ${module}; watchTests('bournville', false, new URL(${JSON.stringify(rules.href)}))`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code])
  onTestFinished(() => void child.kill('SIGKILL'))
  let printed = ''
  child.stdout.on('data', (chunk) => (printed += String(chunk)))
  child.stderr.on('data', (chunk) => (printed += String(chunk)))
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const next = async (text: string): Promise<string> => {
    await vi.waitFor(() => expect(printed).toContain(text), { timeout: 10_000, interval: 25 })
    const said = printed
    printed = ''
    return said
  }
  return { next, interrupt: () => child.kill('SIGINT'), ended }
}

it(
  'runs again after each change, broken or mended, until it is interrupted',
  { timeout: 60_000 },
  async () => {
    const rules = copyOfRules()
    put(rules, 'bournville/examples/life.json', example)
    const { next, interrupt, ended } = watching(rules)
    expect(await next('1 examples, 0 failed')).toMatch(
      /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ \w{3}, \d\d:\d\d:\d\d\n/,
    )

    edit(rules, 'bournville/clocks.json', '"within": { "workingDays": 3 }', '"within": { "workingDays": 4 }')
    const failed = await next('1 examples, 1 failed')
    expect(failed).toMatch(/, \d\d:\d\d:\d\d, clocks\.json changed\n/)
    expect(failed).toContain('due Fri 2026-11-27')

    // An editor that saves by writing another file and putting it in the place of the first.
    writeFileSync(new URL('clocks.new', rules), '[{')
    renameSync(new URL('clocks.new', rules), new URL('bournville/clocks.json', rules))
    expect(await next('to put right')).toMatch(/clocks\.json:1:\d+: this is not JSON/)

    rmSync(new URL('bournville/clocks.json', rules))
    expect(await next('to put right')).toContain('bournville')

    copyFileSync(new URL('bournville/clocks.json', rulesFolder), new URL('bournville/clocks.json', rules))
    await next('1 examples, 0 failed')
    edit(rules, 'calendars/england-and-wales.json', '{', '{ "colour": "red",')
    expect(await next('unknown key `colour`')).toContain('england-and-wales.json changed')

    interrupt()
    expect(await ended).toBe(0)
  },
)
