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

const unsigned = () => Response.json({ error: 'the signature does not hold: unsigned' }, { status: 401 })

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
      if (init.method === 'GET') return Response.json({ status: 'ok', sweeps: {}, mode: 'observe' })
      return init.headers['x-hubspot-signature-v3'] ? Response.json({}, { status: 202 }) : unsigned()
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

const tenure = { name: 'complaint_tenure', label: 'Tenure', type: 'number', fieldType: 'number' }

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
      if (init.method === 'GET') return Response.json({ status: 'ok', sweeps: {}, mode: 'observe' })
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
      ask: async (question, isSecret = false, before = []) => {
        said.push(...before)
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

  it('keeps no address at which something else answers, so that no secret is asked for it', async () => {
    const { url } = await startAccount()
    const other = (status: number, body: unknown) => Response.json(body, { status })
    const elsewhere: Readonly<Record<string, () => Response>> = {
      'https://site.test': () => other(200, {}),
      'https://api.test': () => other(404, { message: 'not found' }),
      'https://guarded.test': () => other(401, { message: 'log in' }),
    }
    const base = setupOf(url, { ...all, HUBSPOT_CLIENT_SECRET: '' })
    const typed = [...Object.keys(elsewhere), publicUrl]
    const before: string[] = []
    const run = (answers: string[]) =>
      setUp({
        ...base.setup,
        fetch: async (at, init) => elsewhere[new URL(at).origin]?.() ?? base.setup.fetch(at, init),
        dialogue: {
          ...base.setup.dialogue,
          ask: async (question, isSecret, first = []) => {
            before.push(...first)
            if (!question.includes('PUBLIC_URL')) return base.setup.dialogue.ask(question, isSecret)
            return answers.shift()
          },
        },
      })
    const stopped = (await run(typed)).at(-1)
    expect(stopped?.says).toContain(
      'there is no Redress at https://guarded.test: it answers 401 to a webhook that nobody signed',
    )
    expect(stopped?.says).toContain('nothing was kept')
    expect(before.join('\n')).toContain('there is no Redress at https://api.test: it answers 404')
    expect(base.settings).not.toHaveProperty('PUBLIC_URL')
    await run(typed)
    expect(base.settings).toMatchObject({ PUBLIC_URL: publicUrl })
  })

  it('asks for no token where no token could hold', async () => {
    const asked: string[] = []
    const { setup } = setupOf('nonsense', {})
    const ask = async (question: string) => {
      asked.push(question)
      return 'pat-eu1'
    }
    const taken = await setUp({ ...setup, dialogue: { ...setup.dialogue, ask } })
    expect(taken).toMatchObject([
      { step: 'token', says: expect.stringContaining('`HUBSPOT_API_BASE` is not') },
    ])
    expect(asked).toEqual([])
  })

  it('marks each line once, a no as the choice that it is, and counts nothing that is not shown', async () => {
    const { url } = await startAccount({}, { properties: [tenure] })
    const no = setupOf(url, { ...all, confirm: 'no' })
    await setUp(no.setup)
    const mark = no.said.findLast((line) => line.includes('nothing was written'))
    expect(mark).toMatch(/^ {5}– nothing was written: run `redress provision --apply`/)

    const conflict = setupOf(url, all)
    await setUp(conflict.setup)
    const settle = conflict.said.findIndex((line) => line.includes('✗ settle these'))
    expect(conflict.said[settle + 1]).toMatch(/^ {7}! property {2}complaint_tenure {2}is a number here/)
    expect(conflict.said.slice(settle).join('\n')).not.toMatch(/\d+ to (create|leave)/)

    const sound = await startAccount()
    const wrong = setupOf(sound.url, { ...all, HUBSPOT_CLIENT_SECRET: 'wrong' })
    const { fetch: worker } = wrong.setup
    const forged = { error: 'the signature does not hold: forged' }
    await setUp({
      ...wrong.setup,
      fetch: async (at, init) =>
        at.startsWith(publicUrl) && init.headers['x-hubspot-signature-v3']
          ? Response.json(forged, { status: 401 })
          : worker(at, init),
    })
    expect(wrong.said.join('\n')).toContain('     ✗ the Worker has another secret than this one')
    expect(wrong.said.filter((line) => /✗\s*✗/.test(line))).toEqual([])
  })

  it('says of the Worker whose time it names', async () => {
    const { url } = await startAccount()
    const { setup } = setupOf(url, all)
    const health = { status: 'ok', sweeps: { due: '2026-11-23T04:20:00.000Z' }, mode: 'observe' }
    const taken = await setUp({
      ...setup,
      fetch: async (at, init) =>
        at === `${publicUrl}/health` ? Response.json(health) : setup.fetch(at, init),
    })
    expect(taken.find(({ step }) => step === 'worker')?.says).toBe(
      `${publicUrl} answers: signature secret in order, queue in order, d1 in order, the last sweep was at 2026-11-23 04:20 UTC, calls in order, the Worker runs in \`observe\``,
    )
  })

  it('stops at a missing scope, and at a conflict, with what to do', async () => {
    const narrow = await startAccount({ scopes: ['tickets'] })
    const lacking = await setUp(setupOf(narrow.url, all).setup)
    expect(lacking.at(-1)).toMatchObject({
      step: 'scopes',
      says: expect.stringContaining('crm.objects.owners.read'),
    })

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
