// `redress setup`: step by step from nothing, stopping where a person is needed and going on from there.

import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appInHubSpot, onCloudflare, secretsOfWorker } from '../../../bin/deploying.ts'
import { projectFiles } from '../../../bin/hubspot-project/project-files.ts'
import { setUp } from '../../../bin/setup.ts'
import { saveVar } from '../../../bin/setup/saved-vars.ts'
import type { Setup } from '../../../bin/setup/steps.ts'
import { verifySignature } from '../../../src/integrations/hubspot/signature.ts'
import { installation, noSleep, startAccount } from './account.ts'

const publicUrl = 'https://redress.test'

/** The app project, built for that address. */
const project = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'redress-'))}/`)
for (const [path, text] of await projectFiles(installation, publicUrl)) {
  const file = new URL(path.replace('hubspot/', ''), project)
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(file, text)
}

/** A person who answers, and a Worker that takes every signed webhook. */
function setupOf(url: string, answers: Readonly<Record<string, string>>, more: Partial<Setup> = {}) {
  const settings: Record<string, string> = { HUBSPOT_API_BASE: url }
  const said: string[] = []
  const setup: Setup = {
    installation,
    dialogue: {
      say: (...lines) => void said.push(...lines),
      ask: async (question) => Object.entries(answers).find(([name]) => question.includes(name))?.[1],
      confirm: async () => answers['confirm'] === 'yes',
    },
    sleep: noSleep,
    fetch: async (at, init) => {
      if (!at.startsWith(publicUrl)) return fetch(at, init)
      if (init.method === 'GET') return Response.json({ status: 'ok', sweeps: {} })
      return Response.json({}, { status: init.headers['x-hubspot-signature-v3'] ? 202 : 401 })
    },
    now: () => Date.now(),
    project,
    waitSeconds: 0,
    settings: () => settings,
    isFromEnvironment: () => false,
    save: (name, value) => void (settings[name] = value),
    ...more,
  }
  return { setup, said, settings }
}

const all = {
  HUBSPOT_ACCESS_TOKEN: 'local-token',
  PUBLIC_URL: publicUrl,
  HUBSPOT_CLIENT_SECRET: 'secret',
  confirm: 'yes',
}

describe('setup', () => {
  it('goes from nothing to the first decision, and says what it will do before it does', async () => {
    const { hubspot, url } = await startAccount()
    let ticket = ''
    // The ticket is made while it waits, and Redress writes its reason a little later.
    const sleep = async () => {
      if (hubspot.tickets().length === 0) ticket = hubspot.createTicket({ stage: 'Stage 1' }).id
      else
        hubspot.edit(ticket, { properties: { complaint_decision: 'A formal investigation is under way.' } })
    }
    const { setup, said, settings } = setupOf(url, all, { waitSeconds: 60, sleep })
    const taken = await setUp(setup)
    expect(taken.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'token done',
      'scopes done',
      'provision done',
      'worker done',
      'webhooks done',
      'first decision done',
    ])
    expect(taken.at(-1)?.says).toBe(`ticket ${ticket}: A formal investigation is under way.`)
    expect(settings).toMatchObject({ HUBSPOT_ACCESS_TOKEN: 'local-token', PUBLIC_URL: publicUrl })
    expect(said.filter((line) => /^\d\/6 .*: will /.test(line))).toHaveLength(6)
  })

  it('stops at each thing that it needs a person for, and takes up from there', async () => {
    const { hubspot, url } = await startAccount()
    const answers: Record<string, string> = {}
    const { setup, said } = setupOf(url, answers)
    const last = async () => (await setUp(setup)).at(-1)

    expect(await last()).toMatchObject({ step: 'token', state: 'stopped' })
    answers['HUBSPOT_ACCESS_TOKEN'] = 'local-token'
    expect(await last()).toMatchObject({
      step: 'provision',
      says: expect.stringContaining('nothing was written'),
    })
    expect(hubspot.pipeline()).toBeUndefined()
    answers['confirm'] = 'yes'
    expect(await last()).toMatchObject({ step: 'worker', says: expect.stringContaining('`PUBLIC_URL`') })
    answers['PUBLIC_URL'] = publicUrl
    expect(await last()).toMatchObject({
      step: 'worker',
      says: expect.stringContaining('HUBSPOT_CLIENT_SECRET'),
    })
    answers['HUBSPOT_CLIENT_SECRET'] = 'secret'

    said.length = 0
    expect(await last()).toMatchObject({
      step: 'first decision',
      says: expect.stringContaining('no ticket has a reason'),
    })
    expect(said.join('\n')).not.toContain('to create')
  })

  it('keeps no value that does not hold, and asks again for one that it kept', async () => {
    const { url } = await startAccount()
    const typed: string[] = ['pat-wrong', 'local-token', 'another', 'secret']
    const asked: [string, boolean][] = []
    const worker: Setup['fetch'] = async (at, init) => {
      if (!at.startsWith(publicUrl)) return fetch(at, init)
      if (init.method === 'GET') return Response.json({ status: 'ok', sweeps: {} })
      const signed = await verifySignature({
        method: 'POST',
        url: at,
        body: init.body ?? '',
        timestamp: init.headers['x-hubspot-request-timestamp'],
        signature: init.headers['x-hubspot-signature-v3'],
        secret: 'secret',
        now: Date.now(),
      })
      return signed.ok ? Response.json({}) : Response.json({ error: signed.error.kind }, { status: 401 })
    }
    const base = setupOf(url, { confirm: 'yes' }, { fetch: worker })
    const { setup, said, settings } = base
    const dialogue: Setup['dialogue'] = {
      ...setup.dialogue,
      ask: async (question, isSecret = false) => {
        const name = /\w+_\w+/.exec(question)?.[0] ?? ''
        asked.push([name, isSecret])
        return name === 'PUBLIC_URL' ? publicUrl : typed.shift()
      },
    }
    await setUp({ ...setup, dialogue })
    expect(asked).toEqual([
      ['HUBSPOT_ACCESS_TOKEN', true],
      ['HUBSPOT_ACCESS_TOKEN', true],
      ['PUBLIC_URL', false],
      ['HUBSPOT_CLIENT_SECRET', true],
      ['HUBSPOT_CLIENT_SECRET', true],
    ])
    expect(settings).toMatchObject({ HUBSPOT_ACCESS_TOKEN: 'local-token', HUBSPOT_CLIENT_SECRET: 'secret' })

    // Kept before, and rotated since.
    settings['HUBSPOT_ACCESS_TOKEN'] = 'pat-old'
    typed.push('local-token')
    await setUp({ ...setup, dialogue })
    expect(settings['HUBSPOT_ACCESS_TOKEN']).toBe('local-token')
    expect(said.join('\n')).toContain('`HUBSPOT_ACCESS_TOKEN` in .dev.vars does not hold.')

    settings['HUBSPOT_ACCESS_TOKEN'] = 'pat-old'
    const nobody = await setUp(setup)
    expect(nobody).toMatchObject([
      { says: expect.stringContaining('comes from .dev.vars: correct it there') },
    ])
    expect(said.at(-1)).toBe('Then come: 2 scopes, 3 provision, 4 worker, 5 webhooks, 6 first decision.')
    const fixed = await setUp({ ...setup, isFromEnvironment: () => true })
    expect(fixed).toMatchObject([{ says: expect.stringContaining('comes from the environment') }])
  })

  it('stops at a missing scope, and at a conflict, with what to do', async () => {
    const narrow = await startAccount({ scopes: ['tickets'] })
    const lacking = await setUp(setupOf(narrow.url, all).setup)
    expect(lacking.at(-1)).toMatchObject({
      step: 'scopes',
      says: expect.stringContaining('crm.objects.owners.read'),
    })

    const tenure = { name: 'complaint_tenure', label: 'Tenure', type: 'number', fieldType: 'number' }
    const odd = await startAccount({}, { properties: [tenure] })
    const conflict = await setUp(setupOf(odd.url, all).setup)
    expect(conflict.at(-1)).toMatchObject({
      step: 'provision',
      says: expect.stringContaining('complaint_tenure'),
    })
  })

  it('stops where the app tells another Worker, or nobody, with the command that mends it', async () => {
    const { url } = await startAccount()
    const moved = { ...all, PUBLIC_URL: `${publicUrl}.example` }
    const taken = await setUp(setupOf(url, moved).setup)
    expect(taken.at(-1)).toMatchObject({
      step: 'webhooks',
      state: 'stopped',
      says: expect.stringContaining(
        `→ PUBLIC_URL=${publicUrl}.example npm run build:hubspot && (cd hubspot && hs project upload)`,
      ),
    })
  })

  it('prints no command that docs/deploy.md does not have, and all that a new account needs', async () => {
    const { url } = await startAccount()
    const guide = readFileSync(new URL('../../../docs/deploy.md', import.meta.url), 'utf8')
    const nobody = setupOf(url, {})
    const halfWay = setupOf(url, { HUBSPOT_ACCESS_TOKEN: 'local-token', confirm: 'yes' })
    for (const { setup } of [nobody, halfWay]) await setUp(setup)
    const said = [...nobody.said, ...halfWay.said]
    const printed = said.flatMap((line) => {
      const [command = ''] = line.trim().split('  #')
      return /^(npx|npm|hs|PUBLIC_URL=|\(cd)/.test(command) ? [command.trim()] : []
    })
    const needed = [...onCloudflare, ...appInHubSpot(), ...secretsOfWorker].map(({ run }) => run)
    const parts = (command: string) => command.replace(/^\(|\)$/g, '').split(' && ')
    expect(printed.flatMap(parts).filter((command) => !guide.includes(command))).toEqual([])
    expect(needed.filter((command) => !said.some((line) => line.includes(command)))).toEqual([])
  })

  it('goes on without people who are no users yet, and names them', async () => {
    const { url } = await startAccount({}, { owners: [] })
    const taken = await setUp(setupOf(url, all).setup)
    expect(taken[2]).toMatchObject({ state: 'done', says: expect.stringContaining('grace.customer@') })
  })
})

it('keeps a setting among others, in a file that only its owner can read', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'redress-')), 'vars')
  const name = fc.constantFrom('A', 'B', 'HUBSPOT_ACCESS_TOKEN')
  const value = fc.stringMatching(/^[\w:/.@$ -]{1,20}$/).filter((text) => text.trim() === text)
  writeFileSync(file, '# ours\nC=kept')
  const kept: Record<string, string> = { C: 'kept' }
  fc.assert(
    fc.property(name, value, (key, text) => {
      saveVar(file, key, text)
      kept[key] = text
      expect(parseEnv(readFileSync(file, 'utf8'))).toEqual(kept)
    }),
  )
  expect(readFileSync(file, 'utf8')).toMatch(/^# ours\nC=kept\n/)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})
