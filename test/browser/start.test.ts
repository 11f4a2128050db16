// `npm start` as a new user meets it: Redress and the board together, a complaint that moves by itself, time that can be stepped.

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startBrowser } from './browser.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const state = mkdtempSync(join(tmpdir(), 'redress-start-'))
let started: ChildProcess
const visit = await startBrowser()
let said = ''
let board = ''

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

beforeAll(async () => {
  const [redress, hubspot] = [await freePort(), await freePort()]
  board = `http://127.0.0.1:${hubspot}`
  started = spawn(process.execPath, ['dev/start.ts'], {
    cwd: root,
    env: {
      ...process.env,
      REDRESS_PORT: String(redress),
      HUBSPOT_PORT: String(hubspot),
      REDRESS_STATE: state,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [started.stdout, started.stderr])
    stream?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await vi.waitFor(() => expect(said).toContain('Redress is running'), { timeout: 240_000, interval: 250 })
}, 250_000)

afterAll(async () => {
  const ended = new Promise((resolve) => started.once('exit', resolve))
  started.kill('SIGTERM')
  await ended
  rmSync(state, { recursive: true, force: true })
}, 30_000)

it('loads thirty complaints over every stage and says where to look and what to try', () => {
  expect(said).toContain('30 complaints were loaded')
  expect(said).toContain(board)
  expect(said.match(/^ticket \d+: /gm)?.length).toBeGreaterThanOrEqual(30)
})

it('moves a new formal complaint to stage 1 while one watches, and says why', async () => {
  const page = await visit(board)
  const stages = ['Early resolution', 'Stage 1', 'Stage 1 answered', 'Stage 2', 'Closed']
  for (const stage of stages)
    expect(
      await page
        .getByRole('region', { name: new RegExp(`^${stage} ?\\d+$`) })
        .getByRole('button')
        .count(),
    ).toBeGreaterThan(0)

  await page.getByRole('button', { name: 'New complaint' }).click()
  await page.getByLabel('Complaint name').fill('Radiator cold since Monday')
  await page.getByLabel('Service area').selectOption('Repairs')
  await page.getByRole('button', { name: 'Create complaint' }).click()
  const card = (stage: string) =>
    page
      .getByRole('region', { name: new RegExp(`^${stage} ?\\d+$`) })
      .getByRole('button', { name: 'Radiator cold since Monday' })
  await card('Early resolution').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('A formal complaint was asked for', { exact: true }).check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog
    .getByText(/Moved to Stage 1 on .* because a formal complaint was asked for/)
    .first()
    .waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await card('Stage 1').waitFor()

  // Three working days later at the latest the acknowledgement is due soon, and the owner has a task.
  for (let step = 0; step < 3; step++) {
    await page.getByRole('button', { name: '+1 working day' }).click()
    await expect
      .poll(() => page.getByRole('button', { name: '+1 working day' }).isEnabled(), { timeout: 30_000 })
      .toBe(true)
  }
  await card('Stage 1').click()
  await page
    .getByRole('dialog')
    .getByText(/Due soon: acknowledge the complaint by/)
    .first()
    .waitFor()
  await page.context().close()
}, 120_000)
