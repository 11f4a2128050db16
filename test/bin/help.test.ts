// The examples in each `--help` and in the README run as they are printed.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { parseExamples } from '../../bin/examples/parse-example.ts'
import { runExample } from '../../bin/examples/run-example.ts'
import { loadPolicy } from '../../bin/load-policy.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`

/** Runs a line of a shell in the project's folder, where `redress` is the command. */
const run = (line: string) =>
  spawnSync('sh', ['-c', `redress() { node bin/redress.ts "$@"; }\n${line}`], {
    cwd: root,
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
  })

/** Command lines of a text, those that go on in the next line joined. */
const commandsIn = (text: string, start: RegExp): readonly string[] =>
  text
    .replaceAll(/\\?\n +\| /g, ' | ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => start.test(line))

const commands = [...run('redress --help').stdout.matchAll(/^ {2}(\w+) /gm)]
  .map(([, name = '']) => name)
  .filter((name) => name !== 'help')
const helped = commands.map((name) => [name, run(`redress ${name} --help`).stdout] as const)
const shown = helped.flatMap(([name, help]) =>
  commandsIn(help, /^(echo .*\| )?redress [a-z]+( |$)/).map((line) => [name, line] as const),
)
const readme = commandsIn(
  readFileSync(new URL('../../README.md', import.meta.url), 'utf8'),
  /^(echo .*)?npm run --silent redress -- /,
)

it('has help for every command, with --json', () => {
  expect(commands).toEqual(expect.arrayContaining(['calendar', 'check', 'decide', 'due', 'explain', 'test']))
  for (const [name, help] of helped) expect([name, help]).toEqual([name, expect.stringContaining('--json')])
  expect(shown.map(([name]) => name)).toEqual(expect.arrayContaining(['decide', 'due', 'explain']))
  expect(readme.length).toBeGreaterThan(3)
})

it.each(shown)('%s: %s', { timeout: 30_000 }, (_, line) => {
  const { status, stdout, stderr } = run(line)
  // A file that the reader has to bring is not here: then that is all that there is to say.
  if (/ \w+\.\w+( |$)/.test(line))
    expect([status, stderr]).toEqual([1, expect.stringContaining('no such file')])
  else expect([status, stderr]).toEqual([0, ''])
  expect(stdout).not.toContain('"error"')
  expect(stdout).not.toContain('"warnings"')
})

it.each(readme)('README: %s', { timeout: 60_000 }, (line) => {
  const { status, stdout, stderr } = run(line.replace(/ +# .*$/, ''))
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).not.toContain('"error"')
})

it('due: answers what its help says', () => {
  const help = helped.find(([name]) => name === 'due')?.[1] ?? ''
  const [line = ''] = commandsIn(help, /^echo /)
  expect(help).toContain(run(line).stdout.trim())
})

it('test: the worked example holds', async () => {
  const help = helped.find(([name]) => name === 'test')?.[1] ?? ''
  const [json = ''] = /^ {2}\{\n(.*\n)*? {2}\}$/m.exec(help) ?? []
  const policy = loadPolicy('bournville')
  const said: string[] = []
  const report = (_: string, message: string): undefined => void said.push(message)
  const [example] = parseExamples(JSON.parse(json), 'help', policy, report)
  if (!example) throw new Error('there is no example in the help')
  expect(said).toEqual([])
  expect((await runExample(example, policy)).failures).toEqual([])
})
