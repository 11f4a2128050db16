// The commands as they are called: what they print, what they answer in JSON, and how they end.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { startAccount } from './account.ts'

const program = fileURLToPath(new URL('../../../bin/redress.ts', import.meta.url))

type Ended = { readonly code: number; readonly out: string; readonly err: string }

/** Settings are what is given alone: neither this machine's environment nor its `.dev.vars`. */
const run = (settings: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '', REDRESS_VARS: '/dev/null', ...settings }
    execFile(process.execPath, [program, ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    )
  })

describe('an account', { timeout: 60_000 }, async () => {
  const { url, hubspot } = await startAccount()
  const settings = { HUBSPOT_API_BASE: url, HUBSPOT_ACCESS_TOKEN: 'local-token' }

  it('is planned, provisioned, examined and left again', async () => {
    const plan = await run(settings, 'provision')
    expect(plan).toMatchObject({ code: 0, err: '' })
    expect(plan.out).toMatch(
      /^ {2}\+ property {2}complaint_received_at +“Complaint received”, a date and time$/m,
    )
    expect(plan.out).toContain(
      '0 for a person to settle (!). Nothing has been written: --apply carries it out.',
    )
    expect(hubspot.pipeline()).toBeUndefined()

    const applied = await run(settings, 'provision', '--apply')
    expect(applied.code).toBe(0)
    expect(applied.out).toMatch(
      /0 refused, 0 for a person to settle. The account is as the policy needs it.\n$/,
    )
    const again = JSON.parse((await run(settings, 'provision', '--apply', '--json')).out)
    expect(again.plan.every(({ kind }: { kind: string }) => kind === 'leave')).toBe(true)
    expect(again.applied).toBeUndefined()

    const doctor = await run(settings, 'doctor', '--json')
    expect(doctor.code).toBe(0)
    expect(JSON.parse(doctor.out).checks[0]).toEqual({
      name: 'token',
      says: 'HubSpot knows it',
      state: 'fine',
    })

    expect((await run(settings, 'uninstall')).out).toContain('Nothing has been removed: --apply does it.')
    expect(hubspot.pipeline()).toBeDefined()
    expect((await run(settings, 'uninstall', '--apply')).out).toContain('0 refused.')
    expect(hubspot.pipeline()).toBeUndefined()
  })

  it('ends with 1 where a person has to do something, and never prints the token', async () => {
    const token = 'pat-eu1-a-secret-token'
    for (const command of ['provision', 'uninstall', 'doctor', 'setup']) {
      const wrong = await run({ ...settings, HUBSPOT_ACCESS_TOKEN: token }, command, '--json')
      expect([command, wrong.code]).toEqual([command, 1])
      expect(wrong.out + wrong.err).not.toContain(token)
      expect(JSON.stringify(JSON.parse(wrong.out))).toContain('401')
      const none = await run({ HUBSPOT_API_BASE: url }, command)
      expect([command, none.code]).toEqual([command, 1])
      expect(none.out + none.err).toContain('HUBSPOT_ACCESS_TOKEN')
    }
  })

  it('refuses options that do not go together', async () => {
    expect((await run(settings, 'provision', '--adopt', '--apply')).code).toBe(1)
    expect((await run(settings, 'provision', '--write')).code).toBe(1)
  })
})
