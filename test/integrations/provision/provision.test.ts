// Installing in a local HubSpot: from nothing, a second time, and beside what somebody else has made.

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outcomeLine } from '../../../bin/provision/layout.ts'
import { applyTo, planAccount } from '../../../bin/provision/provision-account.ts'
import { deployedVar } from '../../../bin/deployed-var.ts'
import { createAccountApi } from '../../../src/integrations/hubspot/provision/account-api.ts'
import { readPortal } from '../../../src/integrations/hubspot/provision/portal.ts'
import { planRemoval } from '../../../src/integrations/hubspot/provision/removal.ts'
import type {
  Definition,
  PropertyDefinition,
} from '../../../src/integrations/hubspot/provision/definition.ts'
import { definition, noSleep, startAccount, stepFor, told } from './account.ts'

const field = (name: string, type: string, fieldType: string, options?: readonly string[]) => ({
  name,
  label: `Their ${name}`,
  type,
  fieldType,
  ...(options && { options }),
})

const changed = (name: string, change: Partial<PropertyDefinition>): Definition => ({
  ...definition,
  properties: definition.properties.map((each) => (each.name === name ? { ...each, ...change } : each)),
})

describe('an empty account', () => {
  it('is planned without a write, made, and then left', async () => {
    const { hubspot, plan, apply, properties } = await startAccount({ propertyLagMs: 50 })
    const planned = await plan()
    expect(new Set(planned.map(({ kind }) => kind))).toEqual(new Set(['create', 'leave']))
    expect(planned.filter(({ of }) => of === 'property')).toHaveLength(definition.properties.length + 2)
    expect(hubspot.pipeline()).toBeUndefined()

    const { outcomes, left } = await apply()
    expect(outcomes.filter(({ refused }) => refused !== undefined)).toEqual([])
    expect(told(left)).toEqual([])
    expect(hubspot.pipeline()?.stages.map(({ label, metadata }) => [label, metadata['ticketState']])).toEqual(
      [
        ['Early resolution', 'OPEN'],
        ['Stage 1', 'OPEN'],
        ['Stage 1 answered', 'OPEN'],
        ['Stage 2', 'OPEN'],
        ['Closed', 'CLOSED'],
      ],
    )
    expect(properties.get('complaint_aspects_raised')).toMatchObject({
      label: 'Aspects raised',
      type: 'enumeration',
      fieldType: 'checkbox',
      groupName: 'redress_complaints',
    })
    expect(properties.get('complaint_staff_subject')).toMatchObject({ referencedObjectType: 'OWNER' })
    expect(properties.get('complaint_decision')?.description).toContain('Redress fills this in')

    hubspot.resetCalls()
    expect((await apply()).outcomes).toEqual([])
    // The probe for the scope of writing notes is an empty batch.
    const writes = hubspot
      .calls()
      .filter(({ method, route }) => method !== 'GET' && !route.includes('/notes/'))
    expect(writes).toEqual([])
  })

  it('is the same through dated paths', async () => {
    const { hubspot, url } = await startAccount()
    const api = createAccountApi({ accessToken: 'local-token', apiBase: url, apiVersion: '2026-09' })
    const sleep = async () => undefined
    const planned = await planAccount(api, definition, sleep)
    expect(
      (await applyTo(api, definition, planned, sleep, () => undefined)).left.map(({ kind }) => kind),
    ).not.toContain('create')
    expect(hubspot.calls({ path: '/crm/v3' }).every(({ path }) => path.includes('2026-09'))).toBe(true)
  })

  it('goes on where HubSpot limits, fails, or loses an answer', async () => {
    const { hubspot, apply } = await startAccount()
    const path = /\/properties\/tickets$/
    hubspot.faults.add(
      { method: 'POST', path, status: 429, body: { policyName: 'SECONDLY' } },
      { method: 'POST', path, drop: 'after' },
      { method: 'POST', path, status: 503, body: '<html>' },
    )
    const { outcomes, left } = await apply()
    expect(outcomes.filter(({ refused }) => refused !== undefined)).toEqual([])
    expect(told(left)).toEqual([])
  })

  it('says what HubSpot refuses, does the rest, and takes it up the next time', async () => {
    const { hubspot, apply } = await startAccount()
    const limit = { category: 'VALIDATION_ERROR', message: 'Your subscription has too few pipelines' }
    hubspot.faults.add({ method: 'POST', path: '/crm/v3/pipelines', status: 400, body: limit })
    const first = await apply()
    expect(
      first.outcomes.flatMap(({ step, refused }) => (refused ? [`${step.name}: ${refused}`] : [])),
    ).toEqual(['Complaints: Your subscription has too few pipelines'])
    expect(told(first.left)).toEqual([expect.stringContaining('create pipeline Complaints')])
    expect(told((await apply()).left)).toEqual([])
  })
})

describe('an installation that ends half-way', () => {
  it('is taken up the next time, wherever it ended, and comes out the same', async () => {
    const whole = await startAccount()
    await whole.apply()
    const contents = ({ properties, hubspot }: typeof whole) => ({
      properties: new Map(
        [...properties].map(([name, one]) => [name, [one.label, one.options.map(({ value }) => value)]]),
      ),
      stages: hubspot.pipeline()?.stages.map(({ label }) => label),
    })
    for (const writes of [0, 1, 2, 30, definition.properties.length + 2, definition.properties.length + 3]) {
      const account = await startAccount()
      let left = writes
      const api = createAccountApi(
        { accessToken: 'local-token', apiBase: account.url },
        {
          fetch: async (url, init) => {
            const isWrite = init.method !== 'GET' && !url.includes('/notes/')
            if (isWrite && left <= 0) return Response.json({ message: 'revoked' }, { status: 401 })
            if (isWrite) left -= 1
            return fetch(url, init)
          },
        },
      )
      const planned = await planAccount(api, definition, noSleep)
      await expect(applyTo(api, definition, planned, noSleep, () => undefined)).rejects.toThrow('401')
      const again = await account.apply()
      expect(again.outcomes.filter(({ refused }) => refused !== undefined)).toEqual([])
      expect(told(again.left)).toEqual([])
      expect(contents(account)).toEqual(contents(whole))
      expect(account.hubspot.portal.pipelines.filter(({ label }) => label === 'Complaints')).toHaveLength(1)
    }
  })

  it('at a limit of properties: says what to do, makes the rest, and the others once there is room', async () => {
    const { hubspot, url, apply } = await startAccount()
    let room = 10
    const api = createAccountApi(
      { accessToken: 'local-token', apiBase: url },
      {
        fetch: async (at, init) => {
          const isNew = init.method === 'POST' && at.endsWith('/properties/tickets')
          if (isNew && room <= 0)
            return Response.json(
              {
                status: 'error',
                category: 'VALIDATION_ERROR',
                message: 'You have reached your custom property limit.',
              },
              { status: 400 },
            )
          if (isNew) room -= 1
          return fetch(at, init)
        },
      },
    )
    const planned = await planAccount(api, definition, noSleep)
    const { outcomes, left } = await applyTo(api, definition, planned, noSleep, () => undefined)
    const refused = outcomes.filter((outcome) => outcome.refused !== undefined)
    // Ten fit, of which one keeps what was added.
    expect(refused).toHaveLength(definition.properties.length - 9)
    expect(refused.map(outcomeLine)[0]).toMatch(
      /HubSpot refuses it: You have reached your custom property limit\. Archive properties .* redress provision --adopt$/,
    )
    expect(hubspot.pipeline()).toBeDefined()
    expect(left.filter(({ kind }) => kind === 'create')).toHaveLength(refused.length)
    expect(told((await apply()).left)).toEqual([])
  })
})

describe('an account that holds all of it, made by something else', () => {
  it('is left as it is, and nothing is kept about what Redress added: it added nothing', async () => {
    // As `npm start` sets up the local HubSpot.
    const { plan, hubspot, api } = await startAccount({}, definition)
    const steps = await plan()
    expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(['leave']))
    expect(told(steps)).toEqual([])
    const portal = await readPortal(api)
    // The properties say themselves that they are Redress's; the pipeline does not.
    const removals = planRemoval(portal, new Map())
    expect(removals.filter(({ of }) => of === 'property')).toHaveLength(definition.properties.length)
    expect(removals.filter(({ of }) => of === 'pipeline' || of === 'stage')).toEqual([])
    expect(hubspot.pipeline()).toBeDefined()
  })
})

it('nothing is deleted or taken away, whatever is there', async () => {
  const theirs = [
    field('complaint_tenure', 'number', 'number'),
    field('complaint_complexity', 'enumeration', 'select', ['odd']),
    field('colour', 'string', 'text'),
  ]
  const { hubspot, apply, properties } = await startAccount({}, { properties: theirs })
  const before = [...properties.keys()]
  const pipelines = hubspot.portal.pipelines.map(({ label, stages }) => [label, stages.length])
  await apply()
  expect(hubspot.calls().filter(({ method }) => method === 'DELETE')).toEqual([])
  expect(hubspot.calls({ path: '/archive' })).toEqual([])
  expect([...properties.values()].filter(({ archived }) => archived)).toEqual([])
  expect([...properties.keys()]).toEqual(expect.arrayContaining(before))
  expect(hubspot.portal.pipelines.map(({ label, stages }) => [label, stages.length])).toEqual(
    expect.arrayContaining(pipelines),
  )
})

it('the policy is the Worker’s, where nobody says another', () => {
  const file = pathToFileURL(join(mkdtempSync(join(tmpdir(), 'redress-')), 'wrangler.toml'))
  expect(deployedVar('REDRESS_POLICY', file)).toBeUndefined()
  writeFileSync(file, '[vars]\n# REDRESS_POLICY = "no"\nREDRESS_POLICY = "ombudsman-code-2024"   # ours\n')
  expect(deployedVar('REDRESS_POLICY', file)).toBe('ombudsman-code-2024')
})

describe('what somebody else has made', () => {
  it.each`
    why                                      | theirs                                                                                          | says
    ${'another type'}                        | ${field('complaint_tenure', 'number', 'number')}                                                | ${'is a number here, and the policy needs a text'}
    ${'one where several may hold'}          | ${field('complaint_aspects_raised', 'enumeration', 'select', ['delay'])}                        | ${'is one of a list here, and the policy needs several of a list'}
    ${'several where one may hold'}          | ${field('complaint_complexity', 'enumeration', 'checkbox', ['complex'])}                        | ${'is several of a list here, and the policy needs one of a list'}
    ${'a date without a time'}               | ${field('complaint_received_at', 'date', 'date')}                                               | ${'is a date here, and the policy needs a date and time'}
    ${'a list of names that are no people'}  | ${field('complaint_staff_subject', 'enumeration', 'select', ['Ann'])}                           | ${'is one of a list here, and the policy needs a person'}
    ${'people where the policy has options'} | ${{ ...field('complaint_complexity', 'enumeration', 'select'), referencedObjectType: 'OWNER' }} | ${'is a person here, and the policy needs one of a list'}
  `('$why is a conflict, and nothing is written to it', async ({ theirs, says }) => {
    const { plan, apply, properties } = await startAccount({}, { properties: [theirs] })
    expect(stepFor(await plan(), theirs.name)).toMatchObject({ kind: 'conflict', says: [says] })
    const before = structuredClone(properties.get(theirs.name))
    const { left } = await apply()
    expect(properties.get(theirs.name)).toEqual(before)
    expect(told(left)).toHaveLength(1)
  })

  it('is used where it is of the same kind, whatever it looks like', async () => {
    const mine = [
      field('complaint_tenure', 'string', 'text'),
      field('complaint_about_staff', 'enumeration', 'booleancheckbox', ['true', 'false']),
      field('complaint_complexity', 'enumeration', 'radio', ['standard', 'complex']),
    ]
    const { apply, properties } = await startAccount({}, { properties: mine })
    const own = 'is the account’s own: `redress uninstall` keeps it'
    expect(told((await apply()).left)).toEqual(
      mine.map(({ name }) => `leave property ${name}: ${own}`).toSorted(),
    )
    for (const { name, label } of mine)
      expect(properties.get(name)).toMatchObject({ label, groupName: 'theirs', description: '' })
  })

  it('keeps its options and their labels; those that the policy needs are added', async () => {
    const areas = [
      { value: 'parks', label: 'Parks & gardens' },
      { value: 'repairs', label: 'Mending' },
    ]
    const mine = { ...field('complaint_service_area', 'enumeration', 'select'), options: areas }
    const { plan, apply, properties } = await startAccount({}, { properties: [mine] })
    expect(stepFor(await plan(), mine.name)).toMatchObject({
      kind: 'change',
      says: [
        'adds the options `tenancy`, `rents`, `estates`, `care`, `other`',
        'keeps the option `parks`, which the policy does not have',
        'is the account’s own: `redress uninstall` keeps it',
      ],
    })
    const { left } = await apply()
    expect(told(left)).toEqual([expect.stringContaining('keeps the option `parks`')])
    const found = properties.get(mine.name)
    expect(found?.label).toBe(mine.label)
    expect(found?.options.map(({ value, label }) => `${value} ${label}`)).toEqual([
      'parks Parks & gardens',
      'repairs Mending',
      'tenancy Tenancy',
      'rents Rents',
      'estates Estates',
      'care Care',
      'other Other',
    ])
  })

  it('keeps a pipeline’s own stages, and gets those that are missing', async () => {
    const pipeline = {
      label: 'complaints',
      stages: [{ label: 'New' }, { label: 'stage 1' }, { label: 'Closed' }],
    }
    const { hubspot, plan, apply } = await startAccount({ board: { pipeline: 'complaints' } }, { pipeline })
    expect(told((await plan()).filter(({ of }) => of === 'pipeline' || of === 'stage'))).toEqual([
      'leave pipeline Complaints: has stages that the policy does not know: `New`',
      'create stage Early resolution: in `complaints`, open',
      'create stage Stage 1 answered: in `complaints`, open',
      'create stage Stage 2: in `complaints`, open',
      'conflict stage Closed: counts as open in HubSpot, and as closed in the policy',
    ])
    await apply()
    expect(hubspot.portal.pipelines).toHaveLength(2)
    expect(hubspot.pipeline()?.stages.map(({ label }) => label)).toEqual([
      'New',
      'stage 1',
      'Closed',
      'Early resolution',
      'Stage 1 answered',
      'Stage 2',
    ])
  })

  it('stays in the archive until somebody decides', async () => {
    const mine = field('complaint_remedy', 'string', 'textarea')
    const { plan, apply, properties } = await startAccount({}, { properties: [mine] })
    Object.assign(properties.get(mine.name) ?? {}, { archived: true })
    expect(stepFor(await plan(), mine.name)).toMatchObject({
      kind: 'conflict',
      says: ['is in HubSpot’s archive'],
      advice: expect.stringContaining('restore it there'),
    })
    await apply()
    expect(properties.get(mine.name)?.archived).toBe(true)
  })
})

it('a property of another type in the archive is not to be restored: that would lead in a circle', async () => {
  const mine = field('complaint_remedy', 'number', 'number')
  const { plan, properties } = await startAccount({}, { properties: [mine] })
  expect(stepFor(await plan(), mine.name)).toMatchObject({
    kind: 'conflict',
    advice: expect.stringContaining('archive it and then delete it for good'),
  })
  Object.assign(properties.get(mine.name) ?? {}, { archived: true })
  expect(stepFor(await plan(), mine.name)).toMatchObject({
    says: ['is in HubSpot’s archive, and is a number here, and the policy needs a text'],
    advice: expect.stringContaining('restoring it would not help'),
  })
})

describe('what Redress has made', () => {
  it('follows the policy: labels, descriptions, more options, never fewer', async () => {
    const { plan, apply, properties } = await startAccount()
    await apply()
    const options = [
      { value: 'standard', label: 'Plain' },
      { value: 'urgent', label: 'Urgent' },
    ]
    const wanted = changed('complaint_complexity', { label: 'How hard', options })
    expect(stepFor(await plan(wanted), 'complaint_complexity')).toMatchObject({
      kind: 'change',
      says: [
        'label “Complexity” → “How hard”',
        'adds the option `urgent`',
        'labels of the option `standard`',
        'keeps the option `complex`, which the policy does not have',
      ],
    })
    const { left } = await apply(wanted)
    expect(left.filter(({ work }) => work)).toEqual([])
    expect(properties.get('complaint_complexity')).toMatchObject({
      label: 'How hard',
      options: [
        { value: 'standard', label: 'Plain' },
        { value: 'complex', label: 'Complex' },
        { value: 'urgent', label: 'Urgent' },
      ],
    })
  })

  it('comes back from the archive, with the label that the policy has by now', async () => {
    const { hubspot, plan, apply, properties } = await startAccount()
    await apply()
    Object.assign(properties.get('complaint_remedy') ?? {}, { archived: true })
    const says = (await plan()).find(({ name }) => name === 'complaint_remedy')?.says
    expect(says).toEqual(['“Remedy”, a text', 'comes back from HubSpot’s archive with what it held'])
    expect(told((await apply()).left)).toEqual([])
    expect(properties.get('complaint_remedy')?.archived).toBe(false)
    expect(hubspot.pipeline()).toBeDefined()
  })

  it('loses no option, whatever lists one version after another has', async () => {
    const { apply, properties } = await startAccount()
    const values = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 3 }), async (versions) => {
        for (const version of versions) {
          const before = properties.get('complaint_complexity')?.options.map(({ value }) => value) ?? []
          const options = version.map((value) => ({ value, label: value }))
          await apply(changed('complaint_complexity', { options }))
          const after = properties.get('complaint_complexity')?.options.map(({ value }) => value)
          expect(after).toEqual([...before, ...version.filter((value) => !before.includes(value))])
        }
      }),
      { numRuns: 8 },
    )
  })
})

describe('what the app and its people lack', () => {
  it.each`
    lacking                         | unseen
    ${'tickets'}                    | ${['property', 'pipeline', 'group']}
    ${'crm.objects.owners.read'}    | ${['owner']}
    ${'crm.objects.contacts.read'}  | ${[]}
    ${'crm.objects.contacts.write'} | ${[]}
  `(
    'names the scope $lacking, and takes nothing for absent that it can not see',
    async ({ lacking, unseen }) => {
      const scopes = [
        'tickets',
        'crm.objects.owners.read',
        'crm.objects.contacts.read',
        'crm.objects.contacts.write',
      ]
      const { plan } = await startAccount({ scopes: scopes.filter((scope) => scope !== lacking) })
      const steps = await plan()
      expect(steps.filter(({ kind }) => kind === 'conflict').map(({ name }) => name)).toEqual([lacking])
      expect(steps.filter(({ of }) => unseen.includes(of))).toEqual([])
    },
  )

  it('names people who are no users, with what they are needed for', async () => {
    const { plan } = await startAccount({}, { owners: definition.owners.slice(1) })
    const [first] = definition.owners
    expect(told((await plan()).filter(({ of }) => of === 'owner'))).toEqual([
      `conflict owner ${first?.email}: is no active user of this account, and acts as customer services team`,
    ])
  })
})
