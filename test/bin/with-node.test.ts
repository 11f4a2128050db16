// What `npm start` and `npm run redress` run under: it leaves nothing running when it is ended, nor when its shell is.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it, vi } from 'vitest'

const withNode = fileURLToPath(new URL('../../bin/with-node.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'redress-with-node-'))
const script = join(folder, 'goes-on.ts')
writeFileSync(
  script,
  'const pid: number = process.pid\nconsole.log(pid)\nsetInterval(() => undefined, 1000)\n',
)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** `npm` where npm would be what starts the shell. Answers the shell, and the pid of the script. */
async function startIn(shell: string, npm: boolean) {
  const env = {
    PATH: process.env['PATH'] ?? '',
    ...(npm && { npm_lifecycle_event: 'start' }),
  }
  const started = spawn('sh', ['-c', shell], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const pid = await new Promise<number>((resolve) =>
    started.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))),
  )
  expect(isAlive(pid)).toBe(true)
  return { started, pid }
}

const command = `'${process.execPath}' '${withNode}' '${script}'`
const isGone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 5000 })

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends what it started', async (signal) => {
  const { started, pid } = await startIn(`exec ${command}`, true)
  started.kill(signal)
  await isGone(pid)
})

it('ends with the shell in which npm started it', async () => {
  // What follows keeps the shell from becoming the command.
  const { started, pid } = await startIn(`${command}; true`, true)
  started.kill('SIGKILL')
  await isGone(pid)
})

it('goes on without its shell where a person started it so', async () => {
  const { started, pid } = await startIn(`${command}; true`, false)
  started.kill('SIGKILL')
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(isAlive(pid)).toBe(true)
  process.kill(pid, 'SIGTERM')
  await isGone(pid)
})
