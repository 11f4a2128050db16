// `npm start` before anything runs: what it says of itself, and that it reads nothing of a live account.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { unstable_getVarsForDev as varsForDev } from 'wrangler'
import { devArguments } from '../../dev/worker-process.ts'

const start = fileURLToPath(new URL('../../dev/start.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'redress-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [start, ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      REDRESS_PORT: '9787',
      HUBSPOT_PORT: '9788',
      REDRESS_STATE: join(folder, 'state'),
    },
    encoding: 'utf8',
    timeout: 30_000,
  })

it.each(['--help', '-h'])('%s says what there is, and starts nothing', (flag) => {
  const { status, stdout, stderr } = run(flag)
  expect([status, stderr]).toEqual([0, ''])
  for (const line of [
    'export HUBSPOT_API_BASE=http://127.0.0.1:9788',
    'export HUBSPOT_ACCESS_TOKEN=local-token',
    'export HUBSPOT_CLIENT_SECRET=local-client-secret',
    'export PUBLIC_URL=http://127.0.0.1:9787',
  ])
    expect(stdout).toContain(`\n  ${line}\n`)
  for (const setting of ['REDRESS_PORT', 'HUBSPOT_PORT', 'REDRESS_POLICY', 'REDRESS_STATE'])
    expect(stdout).toContain(setting)
  expect(stdout).not.toContain('Preparing')
})

it('does not start on what it does not know', () => {
  const { status, stdout, stderr } = run('--port', '9000')
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toContain('`--port 9000`')
})

describe('a .dev.vars and a .env of a live account', () => {
  const config = join(folder, 'wrangler.toml')
  writeFileSync(config, '')
  const live = 'HUBSPOT_ACCESS_TOKEN=pat-eu1-live\nREDRESS_MODE=observe\n'
  const noVars = join(folder, 'no-vars')
  writeFileSync(noVars, '')
  /** As `wrangler dev` reads them: the values of `--env-file`, where it has any. */
  const read = (files: readonly string[] | undefined) =>
    varsForDev(config, files && [...files], { REDRESS_POLICY: 'bournville' }, undefined, true)

  it.each(['.dev.vars', '.env'])('%s is not read by the local Worker', (name) => {
    writeFileSync(join(folder, name), live)
    const args = devArguments(9787, { HUBSPOT_ACCESS_TOKEN: 'local-token' }, noVars)
    const files = args.filter((_, index) => args[index - 1] === '--env-file')
    // wrangler would, were it not told otherwise.
    expect(read(undefined)).toMatchObject({ HUBSPOT_ACCESS_TOKEN: { value: 'pat-eu1-live' } })
    expect(files).toEqual([noVars])
    expect(read(files)).toEqual({ REDRESS_POLICY: { type: 'plain_text', value: 'bournville' } })
    expect(args).toContain('HUBSPOT_ACCESS_TOKEN:local-token')
    rmSync(join(folder, name))
  })
})
