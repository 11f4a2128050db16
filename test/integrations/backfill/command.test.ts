// `redress backfill` as it is called: what it prints, how it is stopped and taken up again, and how it ends.

import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { Fetch } from '../../../src/integrations/hubspot/settings.ts'
import { newFolder, publicUrl, secret, startAccount, startWorker } from './world.ts'

const program = fileURLToPath(new URL('../../../bin/redress.ts', import.meta.url))

type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

/** Settings are what is given alone: neither this machine's environment nor its `.dev.vars`. */
function start(settings: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const env = { PATH: process.env['PATH'] ?? '', REDRESS_VARS: '/dev/null', ...settings }
  const child = spawn(process.execPath, [program, 'backfill', ...args], { env })
  const said = { out: '', err: '' }
  child.stdout.on('data', (text: Buffer) => (said.out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (said.err += text.toString()))
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...said })))
  const says = (text: string) => vi.waitFor(() => expect(said.err).toContain(text), { timeout: 20_000 })
  return { ended, says, stop: () => child.kill('SIGINT') }
}

const run = (...args: Parameters<typeof start>): Promise<Ended> => start(...args).ended

/** A Worker on this machine, which waits for `gate` before it answers to a webhook. */
async function serveWorker(
  gate: (body: number) => Promise<void> = async () => undefined,
  health: object = { status: 'ok' },
) {
  const { receiver, taken } = startWorker()
  const settles: string[] = []
  let bodies = 0
  const server = createServer((request, response) => {
    void pass(request, response)
  })
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answered = await answer(request)
    response.writeHead(answered.status, { 'content-type': 'application/json' })
    response.end(await answered.text())
  }
  async function answer(request: IncomingMessage): Promise<Response> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    if (request.url === '/health') return Response.json(health)
    if (request.url === '/local/settle') {
      settles.push(request.method ?? '')
      return Response.json({ pending: settles.length === 1 ? 2 : 0 })
    }
    bodies += 1
    await gate(bodies)
    const init: Parameters<Fetch>[1] = {
      method: request.method ?? '',
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(parts).toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(1000),
    }
    return receiver.fetch(`${url}${request.url}`, init)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  afterAll(() => server.close())
  return { url, taken, settles }
}

describe('an account of 450 tickets', { timeout: 60_000 }, async () => {
  const { hubspot } = startAccount()
  const ids = Array.from(
    { length: 450 },
    () => hubspot.createTicket({ properties: { subject: 'Jo Resident' } }).id,
  )
  const hubspotUrl = await hubspot.listen()
  afterAll(hubspot.close)
  const settingsOf = (url: string, folder = newFolder()) => ({
    HUBSPOT_API_BASE: hubspotUrl,
    HUBSPOT_ACCESS_TOKEN: 'local-token',
    HUBSPOT_CLIENT_SECRET: secret,
    PUBLIC_URL: url,
    REDRESS_STATE: folder,
  })

  it('is sent, waited for, and leaves no file', async () => {
    const { url, taken, settles } = await serveWorker()
    const settings = settingsOf(`${url}/`)
    const { code, out, err } = await run(settings)
    expect([code, taken]).toEqual([0, ids])
    expect(out).toContain(`is to be looked at by the Worker at ${url}.`)
    expect(out).toContain('Sent 450 tickets: all there are.\nThe Worker has looked at all of them.')
    expect(out).toContain(`${url}/api/failures`)
    expect(settles).toEqual(['POST', 'POST'])
    expect(err).toContain('2 messages on the way')
    expect(readdirSync(settings.REDRESS_STATE)).toEqual([])
  })

  it('is not said to be looked at by a Worker that asks nothing just now', async () => {
    const pausedUntil = '2026-11-24T00:02:24.625Z'
    const { url } = await serveWorker(undefined, { status: 'no call', pausedUntil })
    const { code, out } = await run(settingsOf(url))
    expect(code).toBe(1)
    expect(out).toContain('and nothing is asked until 2026-11-24 00:02 UTC; ten to fifteen minutes after')
    expect(out).not.toContain('has looked at all')
    const failing = await serveWorker(undefined, { status: 'no call', isFailing: true })
    const json = await run(settingsOf(failing.url), '--json')
    expect([json.code, JSON.parse(json.out).standstill]).toEqual([
      1,
      expect.stringMatching(/^no call of the Worker to the CRM goes through; it tries again/),
    ])
  })

  it('is stopped by Ctrl-C, and gone on with', async () => {
    let reached: () => void = () => undefined
    const atThird = new Promise<void>((resolve) => (reached = resolve))
    const hanging = await serveWorker(async (body) => {
      if (body < 3) return
      reached()
      await new Promise(() => undefined)
    })
    const folder = newFolder()
    const settings = settingsOf(hanging.url, folder)
    const first = start(settings)
    await atThird
    first.stop()
    const { code, err } = await first.ended
    expect([code, err]).toEqual([
      130,
      'Stopped. 200 tickets sent so far: run it again to go on after them.\n',
    ])
    expect(hanging.taken).toEqual(ids.slice(0, 200))
    expect(existsSync(`${folder}/backfill-247187887.json`)).toBe(true)

    const elsewhere = await serveWorker()
    const other = await run(settingsOf(elsewhere.url, folder), '--limit', '1')
    expect(other.out).toContain('Begins again, since the one that stopped was for the Worker at')
    const next = await run(settingsOf(elsewhere.url, folder), '--json')
    expect(JSON.parse(next.out)).toMatchObject({ sent: 449, sentInAll: 450, isDone: true, pending: 0 })
    expect(elsewhere.taken).toEqual(ids)
  })

  it('says that it goes on, and begins again where that is asked for', async () => {
    const { url, taken } = await serveWorker()
    const settings = settingsOf(url)
    const first = await run(settings, '--limit', '2')
    expect(first.out).toContain('Sent 2 tickets, 2 in all; run it again to go on after them.')
    const second = await run(settings, '--limit', '2')
    expect(second.out).toMatch(
      /Goes on where it stopped at 20\d\d-.* UTC, after 2 tickets; --afresh begins again\./,
    )
    const afresh = await run(settings, '--limit', '1', '--afresh')
    expect(afresh.out).toContain('Begins again: the one before had stopped after 4 tickets.')
    expect(taken).toEqual([...ids.slice(0, 4), ids[0]])
  })

  it('ends with what a person has to do, and what is sent stays sent', async () => {
    const { url } = await serveWorker()
    const forged = await run({ ...settingsOf(url), HUBSPOT_CLIENT_SECRET: 'another' })
    expect(forged.code).toBe(1)
    expect(forged.err).toContain('`HUBSPOT_CLIENT_SECRET` here has to be the Worker’s')
    expect(forged.err).toContain('0 tickets sent so far')
    const json = await run({ ...settingsOf(url), HUBSPOT_CLIENT_SECRET: 'another' }, '--json')
    expect(JSON.parse(json.out).error).toContain('refuses the signature')
    // It was called as it should be.
    expect(forged.err).not.toContain('--help')
    const unnamed = await run({ ...settingsOf(''), HUBSPOT_CLIENT_SECRET: '' })
    expect([unnamed.code, unnamed.err]).toEqual([1, expect.stringContaining('`PUBLIC_URL` is empty')])
    const mode = await run({ ...settingsOf(url), REDRESS_MODE: 'everything' }, '--dry-run')
    expect([mode.code, mode.err]).toEqual([1, expect.stringContaining('`REDRESS_MODE` is `everything`')])
    for (const args of [
      ['--mode', 'full'],
      ['--dry-run', '--afresh'],
      ['--limit', '0'],
    ])
      expect(await run(settingsOf(url), ...args)).toMatchObject({
        code: 1,
        err: expect.stringContaining('(add --help for what there is)'),
      })
  })

  it('says what to do where all calls of the day are used up, and that it tries again where HubSpot breaks', async () => {
    const { url } = await serveWorker()
    const path = '/crm/v3/objects/tickets/search'
    hubspot.faults.add({ path, times: 1, answer: 'dailyLimit' })
    const daily = await run(settingsOf(url))
    expect(daily.code).toBe(1)
    expect(daily.err).toMatch(/daily limit\.\n→ all apps share .* from midnight in the account’s time zone/)
    expect(daily.err).toContain('0 tickets sent so far')
    expect(daily.err).not.toContain('--help')

    hubspot.faults.add({ path, times: 1, answer: 'unavailable' })
    const broken = await run(settingsOf(url), '--limit', '1')
    expect([broken.code, broken.err]).toEqual([0, expect.stringContaining('asked again in 2 s')])

    // Whoever reads that may not want to wait.
    hubspot.faults.add({ path: '/account-info', times: 9, answer: 'unavailable' })
    const waiting = start(settingsOf(url))
    await waiting.says('asked again in 4 s')
    waiting.stop()
    expect(await waiting.ended).toMatchObject({ code: 130, err: expect.stringMatching(/\nStopped\.\n$/) })
    hubspot.faults.clear()
  })

  it('is previewed, in words and in JSON, without a word of the resident’s', async () => {
    hubspot.resetCalls()
    const settings = settingsOf(publicUrl)
    const words = await run(settings, '--dry-run', '--database', 'none', '--limit', '2', '--mode', 'full')
    expect(words.code).toBe(0)
    expect(words.out).toContain('mode full: Redress would write stage, owner,')
    expect(words.out).toContain('as if it were seen for the first time.')
    expect(words.out).toMatch(new RegExp(`^ticket ${ids[0]}, Early resolution\n {2}owner: nobody → `, 'm'))
    expect(words.out).toMatch(
      /\n2 tickets looked at: 2 would change \(2 owners, .*2 reasons.*\), 0 already right\.\n/,
    )
    const json = await run(settings, '--dry-run', '--database', 'none', '--limit', '2', '--json')
    const lines = json.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ ticket }) => ticket)).toEqual([ids[0], ids[1], undefined])
    // Nothing is set here, nor in wrangler.toml: so it observes.
    expect(lines[2].sum).toMatchObject({ tickets: 2, changed: 2, reasons: 2, owners: 0, mode: 'observe' })
    expect(words.out + json.out).not.toContain('Jo Resident')
    expect(hubspot.calls().filter(({ route }) => /update|tasks|notes/.test(route))).toEqual([])
    expect(words.out).not.toContain('Warning')
    expect(lines[2].sum.warnings).toEqual([])
  })

  it('is previewed with a warning of properties that are not as the policy needs them', async () => {
    const { tickets } = hubspot.portal.properties
    const [tenure, area] = ['complaint_tenure', 'complaint_service_area'].map((name) => tickets.get(name))
    if (!tenure || !area) throw new Error('no such property')
    tickets.set(tenure.name, { ...tenure, type: 'number', fieldType: 'number' })
    tickets.set(area.name, { ...area, archived: true })
    const preview = ['--dry-run', '--database', 'none', '--limit', '1']
    const { out } = await run(settingsOf(publicUrl), ...preview)
    const json = await run(settingsOf(publicUrl), ...preview, '--json')
    tickets.set(tenure.name, tenure)
    tickets.set(area.name, area)
    const [warning = ''] = out.match(/^Warning: .*$/gm) ?? []
    expect(warning).toContain('complaint_tenure is a number here, and the policy needs a text')
    expect(warning).toContain('complaint_service_area is in HubSpot’s archive')
    expect(warning).toContain('`redress doctor`')
    expect(JSON.parse(json.out.trim().split('\n').at(-1) ?? '').sum.warnings).toEqual([warning])
  })
})
