// Every step of `rules/README.md`, run as it stands: the files it shows, its commands, and what they answer.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const root = new URL('../../', import.meta.url).pathname
const rules = mkdtempSync(join(tmpdir(), 'redress-tutorial-'))
afterAll(() => rmSync(rules, { recursive: true }))

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function merged(before: unknown, more: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(more)) return [...before, ...more]
  if (!isObject(before) || !isObject(more)) return more
  const result: Json = { ...before }
  for (const [key, value] of Object.entries(more))
    result[key] = key in before ? merged(before[key], value) : value
  return result
}

/** A block of the tutorial that shows a file: `json <path>`, and what is done with it. */
function write(info: string, text: string): void {
  const [path = '', verb, what = ''] = info.split(' ')
  const file = join(rules, path)
  if (verb === 'copy') {
    const names = readdirSync(file).filter((name) => name.endsWith('.json'))
    for (const name of names) cpSync(join(file, name), join(file, what, name))
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  const given: unknown = JSON.parse(text)
  if (verb === undefined) return writeFileSync(file, text)
  const before = JSON.parse(readFileSync(file, 'utf8')) as Json
  if (verb === 'change')
    for (const rule of before['rules'] as Json[])
      if (rule['name'] === what) Object.assign((rule['event'] as Json)['params'] as Json, given)
  writeFileSync(file, JSON.stringify(verb === 'merge' ? merged(before, given) : before, null, 2))
}

function run(command: string): string {
  const inPlace = command.replace('npm run --silent redress --', `node bin/with-node.mjs bin/redress.ts`)
  try {
    return execFileSync('sh', ['-c', `${inPlace} --rules ${rules}`], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    })
  } catch (error) {
    return isObject(error) ? `${String(error['stdout'])}${String(error['stderr'])}` : String(error)
  }
}

const tutorial = readFileSync(new URL('../../rules/README.md', import.meta.url), 'utf8')
const steps = tutorial.split(/^## (?=\d+\. )/m).slice(1)

it('has ten steps', () => expect(steps).toHaveLength(10))

describe.each(steps.map((step) => ({ step, title: step.split('\n')[0] })))('$title', ({ step }) => {
  const parts = step.matchAll(/^```(json|text) ?(.*)\n([\s\S]*?)^```$|^ {4}(.*npm run --silent redress.*)$/gm)
  let answer = ''
  for (const [, kind, info = '', text = '', command] of parts)
    if (kind === 'json') it(`takes ${info}`, () => write(info, text))
    else if (command !== undefined)
      it(command.slice(0, 90), { timeout: 30_000 }, () => {
        answer = run(command)
        expect(answer).not.toBe('')
      })
    else
      it('answers what it says', () => {
        for (const line of text.trim().split('\n')) expect(answer).toContain(line)
      })
})
