// An account that had a complaints pipeline before: its names are found, mapped, spoken, and left as they are.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adoptHint } from '../../../bin/provision/propose-mapping.ts'
import { planAccount } from '../../../bin/provision/provision-account.ts'
import { installationOf } from '../../../bin/provision/settings.ts'
import type { Definition as Given } from '../../../dev/hubspot/portal/provision.ts'
import { adoptedCrm } from '../../../src/integrations/hubspot/adopted/adopted-crm.ts'
import { adoptedPolicy } from '../../../src/integrations/hubspot/adopted/adopted-policy.ts'
import { noMapping, parseMapping } from '../../../src/integrations/hubspot/adopted/mapping.ts'
import { propose } from '../../../src/integrations/hubspot/adopted/propose.ts'
import { optionsOf } from '../../../src/integrations/hubspot/adopted/option-words.ts'
import { createHubSpotCrm } from '../../../src/integrations/hubspot/adapter.ts'
import { readPortal } from '../../../src/integrations/hubspot/provision/portal.ts'
import type { Policy } from '../../../src/rules/policy.ts'
import { definition, installation, noSleep, startAccount, stepFor, told } from './account.ts'

const { policy } = installation

const outcomes = [
  { value: 'Upheld', label: 'Upheld' },
  { value: 'Part', label: 'Partly upheld' },
  { value: 'Rejected', label: 'Not upheld' },
]

const account: Partial<Given> = {
  pipeline: {
    label: 'Customer complaints',
    stages: [
      { label: 'Early help' },
      { label: 'Formal stage one' },
      { label: 'Stage one answered' },
      { label: 'Formal stage two' },
      { label: 'Closed' },
      { label: 'Resolved', closed: true },
    ],
  },
  properties: [
    { name: 'date_received', label: 'Date complaint received', type: 'datetime', fieldType: 'date' },
    {
      name: 'staff',
      label: 'About a member of staff?',
      type: 'enumeration',
      fieldType: 'radio',
      options: [
        { value: 'Y', label: 'Yes' },
        { value: 'N', label: 'No' },
      ],
    },
    {
      name: 's1_outcome',
      label: 'Outcome of stage 1',
      type: 'enumeration',
      fieldType: 'select',
      options: outcomes,
    },
    {
      name: 's2_outcome',
      label: 'Outcome of stage 2',
      type: 'enumeration',
      fieldType: 'select',
      options: outcomes,
    },
    {
      name: 'who',
      label: 'Member of staff complained about',
      type: 'enumeration',
      fieldType: 'select',
      referencedObjectType: 'OWNER',
    },
    {
      name: 'issues',
      label: 'Aspects raised',
      type: 'enumeration',
      fieldType: 'checkbox',
      options: ['delay', 'Charges', 'weather'],
    },
    { name: 'budget', label: 'Budget code', type: 'string', fieldType: 'text' },
  ],
  owners: [
    ...definition.owners.slice(1),
    { email: 'grace.customer@trust.example', firstName: 'Grace', lastName: 'Adeyemi' },
    { email: 'someone.else@trust.example', firstName: 'Some', lastName: 'One' },
  ],
}

const raw = {
  pipeline: 'Customer complaints',
  stages: {
    'Early resolution': 'Early help',
    'Stage 1': 'Formal stage one',
    'Stage 1 answered': 'Stage one answered',
    'Stage 2': 'Formal stage two',
    Closed: 'Resolved',
  },
  properties: {
    complaint_received_at: 'date_received',
    complaint_about_staff: { property: 'staff', options: { true: 'Y', false: 'N' } },
    complaint_stage1_outcome: {
      property: 's1_outcome',
      options: { upheld: 'Upheld', partly_upheld: 'Part', not_upheld: 'Rejected' },
    },
    complaint_staff_subject: 'who',
    complaint_aspects_raised: { property: 'issues', options: { charges: ['Charges', 'weather'] } },
  },
  people: { 'grace.customer@bournville.example': 'Grace.Customer@trust.example' },
}

const mappingOf = (value: unknown) => {
  const mapping = parseMapping(value, policy)
  if (!mapping.ok) throw new Error(JSON.stringify(mapping.error))
  return mapping.value
}
const saidOf = (value: unknown) => {
  const mapping = parseMapping(value, policy)
  return mapping.ok ? [] : mapping.error.map(({ pointer, message }) => `${pointer}: ${message}`)
}

describe('the proposal', () => {
  it('finds what is alike, and nothing that is only near', async () => {
    const { api, hubspot } = await startAccount({}, account)
    hubspot.resetCalls()
    const { file, lines } = propose(definition, await readPortal(api))
    expect(file.pipeline).toBe('Customer complaints')
    expect(file.stages).toMatchObject(raw.stages)
    expect(file.properties).toMatchObject({
      complaint_received_at: 'date_received',
      complaint_about_staff: { property: 'staff', options: { true: 'Y', false: 'N' } },
      complaint_stage1_outcome: raw.properties.complaint_stage1_outcome,
      complaint_stage2_outcome: { property: 's2_outcome' },
      complaint_staff_subject: 'who',
      complaint_aspects_raised: { property: 'issues', options: { delay: 'delay', charges: 'Charges' } },
    })
    expect(JSON.stringify(file)).not.toContain('budget')
    expect(file.people).toEqual({ 'grace.customer@bournville.example': 'grace.customer@trust.example' })
    expect(lines.find(({ theirs }) => theirs === 'issues')?.lacks).toContain('safety')
    expect(hubspot.calls().every(({ method }) => method === 'GET')).toBe(true)
    expect(saidOf(file)).toEqual([])
  })

  it('goes by the pipeline that somebody names, and pairs stages in their order where names say nothing', async () => {
    const stages = [{ label: 'Informal' }, { label: 'Formal 1' }, { label: 'Replied' }, { label: 'Appeal' }]
    const feedback = { label: 'Resident feedback', stages: [...stages, { label: 'Done', closed: true }] }
    const { api } = await startAccount({}, { pipeline: feedback })
    const portal = await readPortal(api)
    expect(propose(definition, portal).file.pipeline).toBeUndefined()
    const { file, lines } = propose(definition, portal, 'resident feedback')
    expect(file).toEqual({
      pipeline: 'Resident feedback',
      stages: {
        'Early resolution': 'Informal',
        'Stage 1': 'Formal 1',
        'Stage 1 answered': 'Replied',
        'Stage 2': 'Appeal',
        Closed: 'Done',
      },
    })
    expect(lines.every(({ likeness }) => likeness < 0.8)).toBe(true)
    expect(propose(definition, portal, 'Residents').file).toEqual({})
  })

  it('names what only looks like it: a date where the policy needs a time', async () => {
    const withdrawn = { name: 'withdrawn', label: 'Complaint withdrawn', type: 'date', fieldType: 'date' }
    const { api } = await startAccount({}, { properties: [withdrawn] })
    const { file, unfit } = propose(definition, await readPortal(api))
    expect(file).toEqual({})
    expect(unfit).toEqual([
      {
        ours: 'complaint_withdrawn_at',
        theirs: 'withdrawn',
        why: 'is a date here, and the policy needs a date and time',
      },
    ])
  })

  it('is hinted at before another pipeline is made, and not where there is nothing to make', async () => {
    const { api, apply } = await startAccount({}, account)
    const before = await planAccount(api, definition, noSleep)
    expect(adoptHint(before, definition).join(' ')).toContain('`Customer complaints` is there already')
    await apply()
    expect(adoptHint(await planAccount(api, definition, noSleep), definition)).toEqual([])
    const other = await startAccount()
    expect(adoptHint(await planAccount(other.api, definition, noSleep), definition).join(' ')).toContain(
      '`Sales questions`',
    )
  })

  it('has nothing to say of an account that Redress was installed in', async () => {
    const { api, apply } = await startAccount()
    await apply()
    expect(propose(definition, await readPortal(api)).lines).toEqual([])
  })
})

describe('the file', () => {
  it.each`
    why                          | value                                                                                                    | says
    ${'an unknown stage'}        | ${{ stages: { 'Stage 1 answerd': 'x' } }}                                                                | ${'/stages/Stage 1 answerd: the policy has no stage `Stage 1 answerd`, did you mean `Stage 1 answered`?'}
    ${'an unknown property'}     | ${{ properties: { complaint_couse: 'x' } }}                                                              | ${'/properties/complaint_couse: the policy has no property `complaint_couse`, did you mean `complaint_cause`?'}
    ${'an unknown option'}       | ${{ properties: { complaint_complexity: { property: 'x', options: { standart: 'o' } } } }}               | ${'/properties/complaint_complexity/options/standart: `complexity` has no option `standart` in the policy, did you mean `standard`?'}
    ${'one property for two'}    | ${{ properties: { complaint_cause: 'x', complaint_remedy: 'x' } }}                                       | ${'/properties/complaint_remedy: `x` stands for `complaint_cause` already'}
    ${'another of the policy’s'} | ${{ properties: { complaint_cause: 'complaint_remedy' } }}                                               | ${'/properties/complaint_cause: `complaint_remedy` stands for `complaint_remedy` already, which is called the same: map that, too'}
    ${'another stage of its'}    | ${{ stages: { 'Stage 1': 'Stage 2' } }}                                                                  | ${'/stages/Stage 1: `Stage 2` stands for `Stage 2` already, which is called the same: map that, too'}
    ${'one option for two'}      | ${{ properties: { complaint_automation: { property: 'x', options: { on: 'a', paused: ['b', 'a'] } } } }} | ${'/properties/complaint_automation/options/paused: `a` stands for `on` already'}
    ${'half of yes and no'}      | ${{ properties: { complaint_about_staff: { property: 'x', options: { true: 'a' } } } }}                  | ${'/properties/complaint_about_staff/options: say what stands for `false`, too'}
    ${'no name'}                 | ${{ properties: { complaint_cause: { options: {} } } }}                                                  | ${'/properties/complaint_cause: `property` is missing'}
    ${'a number for a name'}     | ${{ properties: { complaint_cause: 7 } }}                                                                | ${'/properties/complaint_cause: this is the name of a property, or `{ "property": …, "options": … }`'}
    ${'a stranger'}              | ${{ people: { 'grace.custmer@bournville.example': 'c@d.example' } }}                                     | ${'/people/grace.custmer@bournville.example: no role of the policy names `grace.custmer@bournville.example`, did you mean `grace.customer@bournville.example`?'}
    ${'an unknown key'}          | ${{ stage: {} }}                                                                                         | ${'/stage: unknown key `stage`, did you mean `stages`?'}
    ${'a list'}                  | ${[]}                                                                                                    | ${': this must be an object'}
    ${'a key of every object'}   | ${JSON.parse('{ "stages": { "__proto__": "x" } }')}                                                      | ${'/stages/__proto__: the key `__proto__` is not allowed: it could change what every object means'}
  `('is refused for $why', ({ value, says }) => {
    expect(saidOf(value)).toEqual([says])
  })

  it('may swap names, and have one person for two', () => {
    expect(
      saidOf({
        $schema: './schema/adopted.schema.json',
        description: 'a portal',
        stages: { 'Stage 1': 'Stage 2', 'Stage 2': 'Stage 1' },
        people: {
          'grace.customer@bournville.example': 'desk@trust.example',
          'tom.customer@bournville.example': 'desk@trust.example',
        },
      }),
    ).toEqual([])
  })
})

describe('provisioning beside it', () => {
  it('makes what is not mapped, and changes nothing of theirs', async () => {
    const { hubspot, apply, properties } = await startAccount(
      { board: { pipeline: 'Customer complaints' } },
      account,
    )
    const before = structuredClone({
      pipeline: hubspot.pipeline(),
      staff: properties.get('staff'),
      issues: properties.get('issues'),
    })
    const mapped = { ...raw, properties: { ...raw.properties, complaint_aspects_raised: undefined } }
    const { definition: wanted } = installationOf(policy, mappingOf(JSON.parse(JSON.stringify(mapped))))
    const { left } = await apply(wanted)
    expect(told(left)).toEqual([
      'leave pipeline Customer complaints: has stages that the policy does not know: `Closed`',
    ])
    expect({
      pipeline: hubspot.pipeline(),
      staff: properties.get('staff'),
      issues: properties.get('issues'),
    }).toEqual(before)
    expect(properties.has('complaint_about_staff')).toBe(false)
    expect(properties.has('complaint_aspects_raised')).toBe(true)
  })

  it('says what the mapping names and the account has not', async () => {
    const { plan } = await startAccount({}, account)
    const wrong = mappingOf({
      ...raw,
      stages: { ...raw.stages, Closed: 'Done' },
      properties: {
        ...raw.properties,
        complaint_cause: 'why',
        complaint_remedy: 'date_received_2',
        complaint_stage1_outcome: {
          property: 's1_outcome',
          options: { upheld: 'Upheld', partly_upheld: 'Part', not_upheld: 'Rejectd' },
        },
      },
    })
    const steps = await plan(installationOf(policy, wrong).definition)
    expect(stepFor(steps, 'Done')).toMatchObject({ kind: 'conflict' })
    expect(stepFor(steps, 'why')).toMatchObject({ kind: 'conflict', says: ['is not there'] })
    expect(stepFor(steps, 'issues')).toMatchObject({
      kind: 'leave',
      says: [expect.stringContaining('`safety`, `other`: people can not choose that')],
    })
    expect(stepFor(steps, 's1_outcome')).toMatchObject({
      kind: 'conflict',
      says: ['has not the option `Rejectd`'],
    })
  })
})

describe('the policy', () => {
  const theirs = adoptedPolicy(policy, mappingOf(raw))

  it('carries their names, in all of its versions', () => {
    const stages = ['Early help', 'Formal stage one', 'Stage one answered', 'Formal stage two', 'Resolved']
    const email = 'grace.customer@trust.example'
    const versions = adoptedPolicy({ ...policy, versions: [policy, policy] }, mappingOf(raw)).versions ?? []
    expect(versions).toHaveLength(2)
    for (const one of [theirs, ...versions]) {
      expect(one.pipeline).toBe('Customer complaints')
      expect(one.stages.map(({ label }) => label)).toEqual(stages)
      expect(one.facts.get('receivedAt')?.property).toBe('date_received')
      expect(one.facts.get('cause')?.property).toBe('complaint_cause')
      expect(one.roles.get('customerServices')?.owners).toEqual({ '*': email })
      expect(one.directory?.get(email)).toEqual(policy.directory?.get('grace.customer@bournville.example'))
      expect(one.directory?.has('grace.customer@bournville.example')).toBe(true)
    }
  })

  it('tests and decides as before: nothing else differs', () => {
    expect(theirs.rules).toBe(policy.rules)
    const nameless = ({ stages, facts }: Policy) => [
      stages.map((stage) => ({ ...stage, label: '' })),
      [...facts.values()].map((fact) => ({ ...fact, property: fact.property && '' })),
    ]
    expect(nameless(theirs)).toEqual(nameless(policy))
    expect(adoptedPolicy(policy, noMapping)).toBe(policy)
  })
})

describe('the adapter', async () => {
  const { hubspot, url } = await startAccount({ board: { pipeline: 'Customer complaints' } }, account)
  const mapping = mappingOf(raw)
  const { pipeline, stages } = adoptedPolicy(policy, mapping)
  const places = { pipeline, stages: stages.map(({ label }) => label) }
  const crm = adoptedCrm(createHubSpotCrm({ accessToken: 'local-token', apiBase: url, ...places }), mapping)
  const grace = 'grace.customer@trust.example'
  const request = {
    properties: ['staff', 's1_outcome', 'who', 'issues'],
    people: ['who'],
    history: ['stage', 's1_outcome'],
  }

  it('reads their options as the policy’s, the past too', async () => {
    const { id } = hubspot.createTicket({ stage: 'Early help', owner: grace })
    hubspot.edit(id, {
      properties: { staff: 'Y', s1_outcome: 'Part', issues: 'delay;weather', who: hubspot.ownerId(grace) },
    })
    hubspot.edit(id, { stage: 'Formal stage one', properties: { s1_outcome: 'Rejected' } })
    const { found } = await crm.readTickets([id], request)
    expect(found).toMatchObject([
      {
        stage: 'Formal stage one',
        owner: grace,
        properties: { staff: 'true', s1_outcome: 'not_upheld', who: grace, issues: 'delay;charges' },
      },
    ])
    const became = (name: string) => found[0]?.history?.[name]?.map(({ value }) => value)
    expect(became('stage')).toEqual(['Formal stage one', 'Early help'])
    expect(became('s1_outcome')).toEqual(['not_upheld', 'partly_upheld'])
    expect((await crm.listTickets({ stages: ['Formal stage one'], after: undefined })).ids).toContain(id)
  })

  it('writes the policy’s options as theirs, and answers what HubSpot will send back', async () => {
    const { id } = hubspot.createTicket({ stage: 'Early help' })
    const properties = { staff: 'false', s1_outcome: 'partly_upheld', issues: 'charges;delay', who: grace }
    const [outcome] = await crm.updateTickets([
      { id, stage: 'Resolved', owner: grace, properties, people: ['who'] },
    ])
    expect(hubspot.ticket(id).properties).toMatchObject({
      staff: 'N',
      s1_outcome: 'Part',
      issues: 'Charges;delay',
      hs_pipeline_stage: hubspot.stageId('Resolved'),
      who: hubspot.ownerId(grace),
    })
    expect(outcome).toMatchObject({ kind: 'written', values: { staff: 'N', s1_outcome: 'Part' } })
    const { found } = await crm.readTickets([id], request)
    expect(found[0]).toMatchObject({ stage: 'Resolved', owner: grace, properties })
  })

  it('does not take their word for the policy’s where that is another', () => {
    expect(optionsOf(mapping).get('issues')?.toOurs('charges;delay')).toBe('not mapped: charges;delay')
  })

  it('reads back what it writes, whatever the value', () => {
    const words = optionsOf(mapping)
    const facts = [...policy.facts.values()].filter(({ property, options }) => property && options.length > 0)
    fc.assert(
      fc.property(
        fc
          .constantFrom(...facts)
          .chain((fact) =>
            fc.record({ fact: fc.constant(fact), members: fc.uniqueArray(fc.constantFrom(...fact.options)) }),
          ),
        ({ fact, members }) => {
          const text = members.join(';')
          const word = words.get(mapping.properties.get(fact.property ?? '')?.name ?? '')
          expect(word ? word.toOurs(word.toTheirs(text)) : text).toBe(text)
        },
      ),
    )
  })
})
