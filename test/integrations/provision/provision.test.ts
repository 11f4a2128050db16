// Installing in a local HubSpot: from nothing, a second time, and beside what somebody else has made.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  Definition,
  PropertyDefinition,
} from '../../../src/integrations/hubspot/provision/definition.ts'
import { definition, startAccount, stepFor, told } from './account.ts'

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
    const { createAccountApi } = await import('../../../src/integrations/hubspot/provision/account-api.ts')
    const { applyTo, planAccount } = await import('../../../bin/provision/provision-account.ts')
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
    expect(told((await apply()).left)).toEqual([])
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
