// The commands as they are called: what they print, what they answer in JSON, and how they end.

import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { calledAs } from '../../../bin/called-as.ts'
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
    // Once nothing is left there is nothing to say of what goes on.
    const nothing = await run(settings, 'uninstall', '--apply')
    expect(nothing).toMatchObject({ code: 0, err: '' })
    expect(nothing.out).toContain('Redress has added nothing here.')
    expect(nothing.out).not.toContain('wrangler')
  })

  it('names what was made by hand under a name of ours, and that it stays', async () => {
    const byHand = await startAccount()
    await byHand.apply()
    Object.assign(byHand.properties.get('complaint_tenure') ?? {}, { description: 'ours' })
    const theirs = { ...settings, HUBSPOT_API_BASE: byHand.url }
    const plan = await run(theirs, 'provision')
    expect(plan.out.match(/is the account’s own/g)).toHaveLength(1)
    expect(plan.out).toMatch(
      /^ {2}= property {2}complaint_tenure {2}is the account’s own: `redress uninstall` keeps it$/m,
    )
    const removal = await run(theirs, 'uninstall')
    expect(removal.out).toMatch(
      /^ {2}= property {2}complaint_tenure +“Tenure”: in Redress’s group, but not made by it$/m,
    )
  })

  it('says at the end of setup in which mode it is at work', async () => {
    const live = await startAccount()
    await live.apply()
    live.hubspot.createTicket({
      stage: 'Stage 1',
      properties: { complaint_decision: 'It is with the team.' },
    })
    let mode = 'full'
    const worker = createServer((request, response) => {
      request.resume()
      const isSigned = request.headers['x-hubspot-signature-v3'] !== undefined
      response.statusCode = request.method === 'GET' || isSigned ? 200 : 401
      response.end(JSON.stringify(response.statusCode === 401 ? { error: 'unsigned' } : { sweeps: {}, mode }))
    })
    await new Promise<void>((resolve) => worker.listen(0, '127.0.0.1', resolve))
    const address = worker.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const here = {
      HUBSPOT_API_BASE: live.url,
      HUBSPOT_ACCESS_TOKEN: 'local-token',
      HUBSPOT_CLIENT_SECRET: 'secret',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
    }
    const full = await run(here, 'setup', '--wait', '0')
    mode = 'assist'
    // What counts is what the Worker was deployed with.
    const assist = await run({ ...here, REDRESS_MODE: 'full' }, 'setup', '--wait', '0')
    worker.close()
    expect(full).toMatchObject({ code: 0, err: '' })
    expect(full.out).toContain('Redress is at work. In its mode `full` it moves and assigns tickets, too.')
    expect(assist.out).toContain('moves nothing before `REDRESS_MODE` is `full`')
  })

  it('prints a next command as this one was called', async () => {
    const asNpm = { npm_lifecycle_event: 'redress', HUBSPOT_API_BASE: url }
    const without = await run(asNpm, 'provision')
    expect(without.err).toContain('`npm run --silent redress -- setup` leads through it')
    const help = await run(asNpm, 'uninstall', '--help')
    expect(help.out).toMatch(/^ {2}HUBSPOT_ACCESS_TOKEN=pat-… npm run --silent redress -- uninstall$/m)
    expect(calledAs({ npm_lifecycle_event: 'unit' })).toBe('redress')
  })

  it('takes a setting from its file where the environment has it empty', async () => {
    const vars = join(mkdtempSync(join(tmpdir(), 'redress-')), 'vars')
    writeFileSync(vars, 'HUBSPOT_ACCESS_TOKEN=local-token\n')
    const empty = { HUBSPOT_API_BASE: url, HUBSPOT_ACCESS_TOKEN: ' ', REDRESS_VARS: vars }
    expect(await run(empty, 'provision')).toMatchObject({ code: 0, err: '' })
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
