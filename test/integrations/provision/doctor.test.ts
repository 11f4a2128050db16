// `redress doctor` against accounts and Workers in order and out of it.

import { readFileSync } from 'node:fs'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { examine } from '../../../bin/doctor.ts'
import { checkLines } from '../../../bin/doctor/check-lines.ts'
import type { Check } from '../../../bin/doctor/check.ts'
import { clockCheck } from '../../../bin/doctor/clock-check.ts'
import { versionCheck } from '../../../bin/doctor/version-check.ts'
import type { Fetch } from '../../../src/integrations/hubspot/settings.ts'
import { verifySignature } from '../../../src/integrations/hubspot/signature.ts'
import { definition, installation, noSleep, startAccount } from './account.ts'

const publicUrl = 'https://redress.test'
const secret = 'client-secret'
const now = Temporal.Now.instant()

type Told = {
  readonly secret?: string
  readonly queue?: 'down'
  readonly health?: Response
  readonly failures?: Response
  readonly isOpen?: true
  /** Another site at its address. */
  readonly elsewhere?: Response
}

/** Answers as the Worker does, by the same check of signatures. */
function workerOf(told: Told = {}): Fetch {
  return async (url, { method, headers, body = '' }) => {
    if (told.elsewhere) return told.elsewhere.clone()
    if (url.endsWith('/health'))
      return told.health ?? Response.json({ status: 'ok', sweeps: { due: now.toString() }, mode: 'full' })
    if (url.endsWith('/api/failures') && told.failures) return told.failures
    const signed = await verifySignature({
      method,
      url,
      body,
      timestamp: headers['x-hubspot-request-timestamp'],
      signature: headers['x-hubspot-signature-v3'],
      secret: told.secret ?? secret,
      now: Date.now(),
    })
    if (!signed.ok && !told.isOpen)
      return Response.json({ error: `it does not hold: ${signed.error.kind}` }, { status: 401 })
    const isDown = told.queue === 'down' && body !== '[]'
    return Response.json({}, { status: isDown ? 503 : 202 })
  }
}

type Given = { readonly settings?: Record<string, string>; readonly worker?: Told }

async function checked(url: string, { settings = {}, worker }: Given = {}): Promise<readonly Check[]> {
  const answer = workerOf(worker)
  const given = {
    HUBSPOT_API_BASE: url,
    HUBSPOT_ACCESS_TOKEN: 'local-token',
    HUBSPOT_CLIENT_SECRET: secret,
    PUBLIC_URL: publicUrl,
    ...settings,
  }
  const send: Fetch = (at, init) => (at.startsWith(publicUrl) ? answer(at, init) : fetch(at, init))
  return examine(given, installation, { fetch: send, sleep: noSleep, now })
}

const state = (checks: readonly Check[], name: string) => checks.filter((each) => each.name === name)

describe('an account in order', async () => {
  const { url, hubspot, apply } = await startAccount()
  await apply()

  it('has a ✓ for all that can be told, and nothing is written', async () => {
    hubspot.resetCalls()
    const checks = await checked(url)
    expect(checks.filter((each) => each.state !== 'fine' && each.name !== 'webhook subscription')).toEqual([])
    expect(new Set(checks.map(({ name }) => name))).toEqual(
      new Set([
        'token',
        'scopes',
        'search',
        'portal',
        'pipeline',
        'properties',
        'owners',
        'webhook subscription',
        'clocks',
        'api version',
        'signature secret',
        'queue',
        'd1',
        'sweeps',
        'calls',
        'mode',
      ]),
    )
    expect(checkLines(checks)[0]).toBe('✓  token                 HubSpot knows it')
    const writes = hubspot
      .calls()
      .filter(({ method, route }) => method !== 'GET' && !/\/notes\/|\/search$/.test(route))
    expect(writes).toEqual([])
  })

  it.each`
    why                                | worker                                                                                               | name                  | is
    ${'another secret'}                | ${{ secret: 'another' }}                                                                             | ${'signature secret'} | ${'todo'}
    ${'no secret'}                     | ${{ secret: '' }}                                                                                    | ${'signature secret'} | ${'todo'}
    ${'a Worker that believes anyone'} | ${{ isOpen: true }}                                                                                  | ${'signature secret'} | ${'todo'}
    ${'a queue that is not there'}     | ${{ queue: 'down' }}                                                                                 | ${'queue'}            | ${'todo'}
    ${'no database'}                   | ${{ health: Response.json({ error: '' }, { status: 500 }) }}                                         | ${'d1'}               | ${'todo'}
    ${'no database'}                   | ${{ health: Response.json({ error: '' }, { status: 500 }) }}                                         | ${'sweeps'}           | ${'unknown'}
    ${'late sweeps'}                   | ${{ health: Response.json({ status: 'late', sweeps: {} }, { status: 503 }) }}                        | ${'sweeps'}           | ${'todo'}
    ${'a Worker that pauses'}          | ${{ health: Response.json({ status: 'no call', sweeps: {}, pausedUntil: '2026-11-24T00:02:00Z' }) }} | ${'calls'}            | ${'todo'}
    ${'a Worker with an old token'}    | ${{ health: Response.json({ status: 'no call', sweeps: {}, isFailing: true }) }}                     | ${'calls'}            | ${'todo'}
    ${'no sweep yet'}                  | ${{ health: Response.json({ status: 'ok', sweeps: {} }) }}                                           | ${'sweeps'}           | ${'unknown'}
  `('$why shows at $name', async ({ worker, name, is }) => {
    const found = state(
      await checked(url, { worker: { ...worker, ...(worker.health && { health: worker.health.clone() }) } }),
      name,
    )
    expect(found).toMatchObject([{ state: is, advice: expect.stringMatching(/\w/) }])
  })

  it('tells a wrong token from a missing one, and looks no further', async () => {
    const wrong = await checked(url, { settings: { HUBSPOT_ACCESS_TOKEN: 'pat-wrong-one' } })
    expect(wrong[0]).toMatchObject({ name: 'token', state: 'todo', says: expect.stringContaining('401') })
    expect(state(wrong, 'properties')).toMatchObject([{ state: 'unknown' }])
    const none = await checked(url, { settings: { HUBSPOT_ACCESS_TOKEN: '' } })
    expect(none[0]).toMatchObject({ state: 'todo', says: expect.stringContaining('is not set') })
    expect(JSON.stringify(wrong)).not.toContain('pat-wrong-one')
  })

  it('does not blame the token for a HubSpot that limits or is down', async () => {
    hubspot.faults.add({ path: '/crm', times: 99, answer: 'dailyLimit' })
    const checks = await checked(url)
    hubspot.faults.clear()
    expect(checks[0]).toMatchObject({
      name: 'HubSpot',
      state: 'todo',
      advice: expect.stringContaining('from midnight in the account’s time zone'),
    })
    expect(state(checks, 'token')).toMatchObject([{ state: 'unknown', says: 'waits for HubSpot' }])
  })

  it('has every line that waits for the token say so', async () => {
    const checks = await checked(url, { settings: { HUBSPOT_ACCESS_TOKEN: '' } })
    const lines = checkLines(checks).filter((line) => line.startsWith('?'))
    expect(lines.length).toBeGreaterThanOrEqual(7)
    expect(lines.filter((line) => !/waits for /.test(line) && !/webhook subscription/.test(line))).toEqual([])
  })

  it.each`
    why                     | answer            | says                                   | advice
    ${'a scope is missing'} | ${'missingScope'} | ${'the app lacks the scope `tickets`'} | ${'install the app again'}
    ${'the day is over'}    | ${'dailyLimit'}   | ${'daily limit'}                       | ${'from midnight in the account’s time zone'}
    ${'HubSpot is down'}    | ${'unavailable'}  | ${'503'}                               | ${'status.hubspot.com'}
  `('tries a search, which only the list and a backfill do: $why', async ({ answer, says, advice }) => {
    hubspot.faults.add({ path: '/crm/v3/objects/tickets/search', times: 9, answer })
    const checks = await checked(url)
    hubspot.faults.clear()
    expect(state(checks, 'search')).toMatchObject([
      { state: 'todo', says: expect.stringContaining(says), advice: expect.stringContaining(advice) },
    ])
    expect(state(checks, 'token')).toMatchObject([{ state: 'fine' }])
  })

  it('tells what HubSpot said to the Worker where one may read that', async () => {
    const health = () => Response.json({ status: 'no call', sweeps: {}, isFailing: true })
    const failures = Response.json({
      failures: [{ key: 'crm', ticketId: '', message: 'HubSpot answered 401' }],
    })
    const [here] = state(await checked(url, { worker: { health: health(), failures } }), 'calls')
    expect(here?.says).toBe('the Worker gets no call to HubSpot through: HubSpot answered 401')
    const [afar] = state(await checked(url, { worker: { health: health() } }), 'calls')
    expect(afar).toMatchObject({
      says: 'the Worker gets no call to HubSpot through',
      advice: expect.stringContaining('/api/failures says why'),
    })
  })

  it.each([
    ['takes what nobody signed', { isOpen: true }, 'it answers 202 to a webhook that nobody signed'],
    ['is a sign-in', { elsewhere: new Response('<h1>Sign in</h1>', { status: 401 }) }, 'it answers 401'],
    ['has no such page', { elsewhere: new Response('', { status: 404 }) }, 'it answers 404'],
  ] satisfies [string, Told, string][])(
    'says once that no Redress is at the address where what is there %s',
    async (_, worker, says) => {
      const checks = await checked(url, { worker })
      expect(checks.filter((each) => each.says.includes(says))).toMatchObject([
        {
          name: 'signature secret',
          state: 'todo',
          says: expect.stringMatching(/^there is no Redress at https:/),
          advice: expect.stringContaining('a sign-in before it has to leave out /webhooks/hubspot'),
        },
      ])
      expect(checks.filter((each) => each.says === 'waits for the Worker')).toHaveLength(5)
    },
  )

  it.each`
    mode         | status                                                                                  | is
    ${'observe'} | ${'ok'}                                                                                 | ${{ state: 'fine', says: 'the Worker runs in `observe`' }}
    ${undefined} | ${'late; no ticket is looked at: `REDRESS_MODE` is `x`: use observe, assist, full; so'} | ${{ state: 'todo', says: 'no ticket is looked at: `REDRESS_MODE` is `x`: use observe, assist, full' }}
    ${undefined} | ${'ok'}                                                                                 | ${{ state: 'unknown', says: 'the Worker does not say: it is an older one' }}
  `('names the mode that the Worker is in: $is.says', async ({ mode, status, is }) => {
    const health = Response.json({ status, sweeps: {}, mode })
    expect(state(await checked(url, { worker: { health } }), 'mode')).toMatchObject([is])
  })

  it('names the sweep that was last', async () => {
    expect(state(await checked(url), 'sweeps')).toMatchObject([
      { says: expect.stringMatching(/^the last sweep was at /) },
    ])
  })

  it('asks nothing of a Worker that is not named', async () => {
    const checks = await checked(url, { settings: { PUBLIC_URL: '' } })
    expect(state(checks, 'queue')).toMatchObject([{ state: 'unknown' }])
  })
})

it('a broken account has what to do at each line, and the rest is still looked at', async () => {
  const tenure = { name: 'complaint_tenure', label: 'Tenure', type: 'number', fieldType: 'number' }
  const { url } = await startAccount(
    { scopes: ['tickets', 'crm.objects.owners.read', 'crm.objects.contacts.read'] },
    { properties: [tenure], owners: definition.owners.slice(2) },
  )
  const checks = await checked(url)
  expect(state(checks, 'scopes')).toMatchObject([{ says: 'missing: crm.objects.contacts.write' }])
  expect(state(checks, 'pipeline')).toMatchObject([
    { state: 'todo', says: 'to be made or changed: Complaints' },
  ])
  expect(state(checks, 'properties')).toMatchObject([
    { says: expect.stringMatching(/^to be made or changed: .* and \d+ more$/) },
    { says: 'complaint_tenure is a number here, and the policy needs a text' },
  ])
  expect(state(checks, 'owners')).toHaveLength(2)
  expect(state(checks, 'queue')).toMatchObject([{ state: 'fine' }])
})

it('each ✗ and ? says what to do: a command that docs/deploy.md has, a setting, or a place in HubSpot', async () => {
  const guide = readFileSync(new URL('../../../docs/deploy.md', import.meta.url), 'utf8')
  const tenure = { name: 'complaint_tenure', label: 'Tenure', type: 'number', fieldType: 'number' }
  const broken = await startAccount(
    { scopes: ['tickets', 'crm.objects.owners.read'], timeZone: 'America/New_York' },
    { properties: [tenure], owners: [] },
  )
  const health = Response.json({ error: '' }, { status: 500 })
  const late = Response.json({ status: 'late', sweeps: {} }, { status: 503 })
  const checks = [
    ...(await checked(broken.url, { worker: { secret: 'another', queue: 'down', health } })),
    ...(await checked(broken.url, { worker: { queue: 'down', health: late } })),
    ...(await checked(broken.url, { worker: { isOpen: true } })),
    ...(await checked(broken.url, { settings: { PUBLIC_URL: '', HUBSPOT_ACCESS_TOKEN: '' } })),
    ...(await checked(broken.url, {
      settings: { HUBSPOT_CLIENT_SECRET: '', HUBSPOT_ACCESS_TOKEN: 'pat-x' },
    })),
    ...(await checked('http://127.0.0.1:1')),
    versionCheck('v3', '2027-02-01'),
  ]
  const advice = [...new Set(checks.flatMap((each) => (each.state === 'fine' ? [] : [each.advice])))]
  expect(advice.length).toBeGreaterThan(12)
  const isToDo =
    /`[A-Z_]+`|redress \w|npx wrangler|npm run|Settings, |see to (the (token|scopes|signature secret)|HubSpot|d1)|run this again/
  expect(advice.filter((text) => !isToDo.test(text))).toEqual([])
  const commands = advice.flatMap((text) => text.match(/(npx wrangler|npm run|hs project)[^,;:&()]*/g) ?? [])
  const isKnown = (command: string) => guide.includes(command.replace(/ (prints|sets|shows) .*/, '').trim())
  expect(commands.filter((command) => !isKnown(command))).toEqual([])
})

it.each`
  version      | today           | is
  ${'v3'}      | ${'2026-11-22'} | ${'fine'}
  ${'v3'}      | ${'2027-01-01'} | ${'todo'}
  ${'2026-09'} | ${'2027-01-01'} | ${'fine'}
`('api version $version on $today is $is', ({ version, today, is }) => {
  expect(versionCheck(version, today).state).toBe(is)
})

it.each`
  hubspot | worker       | is
  ${0}    | ${0}         | ${'fine'}
  ${19}   | ${undefined} | ${'fine'}
  ${-21}  | ${undefined} | ${'todo'}
  ${0}    | ${30}        | ${'todo'}
  ${300}  | ${300}       | ${'todo'}
`('clocks ahead of ours by $hubspot and $worker s are $is', ({ hubspot, worker, is }) => {
  const clock = (aheadSeconds: number | undefined) =>
    aheadSeconds === undefined ? undefined : { of: '', aheadSeconds }
  expect(clockCheck(clock(hubspot), clock(worker)).state).toBe(is)
})
