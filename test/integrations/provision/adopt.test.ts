// An account that had a complaints pipeline before: its names are found, mapped, spoken, and left as they are.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { installationOf } from '../../../bin/provision/settings.ts'
import type { Definition as Given } from '../../../dev/hubspot/portal/provision.ts'
import { adoptedCrm, adoptedPlaces } from '../../../src/integrations/hubspot/adopted/adopted-crm.ts'
import { parseMapping } from '../../../src/integrations/hubspot/adopted/mapping.ts'
import { propose } from '../../../src/integrations/hubspot/adopted/propose.ts'
import { translationOf } from '../../../src/integrations/hubspot/adopted/translation.ts'
import { createHubSpotCrm } from '../../../src/integrations/hubspot/adapter.ts'
import { readPortal } from '../../../src/integrations/hubspot/provision/portal.ts'
import { definition, installation, startAccount, stepFor, told } from './account.ts'

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

  it('has nothing to say of an account that Redress was installed in', async () => {
    const { api, apply } = await startAccount()
    await apply()
    expect(propose(definition, await readPortal(api)).lines).toEqual([])
  })
})

describe('the file', () => {
  it.each`
    why                       | value                                                                                                    | says
    ${'an unknown stage'}     | ${{ stages: { 'Stage 9': 'x' } }}                                                                        | ${'/stages/Stage 9: the policy does not name `Stage 9`'}
    ${'an unknown property'}  | ${{ properties: { colour: 'x' } }}                                                                       | ${'/properties/colour: the policy has no property `colour`'}
    ${'an unknown option'}    | ${{ properties: { complaint_complexity: { property: 'x', options: { odd: 'o' } } } }}                    | ${'/properties/complaint_complexity/options/odd: the policy has no option `odd` here'}
    ${'one property for two'} | ${{ properties: { complaint_cause: 'x', complaint_remedy: 'x' } }}                                       | ${'/properties: `x` stands for two things'}
    ${'one option for two'}   | ${{ properties: { complaint_automation: { property: 'x', options: { on: 'a', paused: ['b', 'a'] } } } }} | ${'/properties/complaint_automation/options: `a` stands for two things'}
    ${'a number for a name'}  | ${{ properties: { complaint_cause: 7 } }}                                                                | ${'/properties/complaint_cause: this is the name of a property, or `{ "property": …, "options": … }`'}
    ${'a stranger'}           | ${{ people: { 'a@b.example': 'c@d.example' } }}                                                          | ${'/people/a@b.example: the policy does not name `a@b.example`'}
    ${'an unknown key'}       | ${{ stage: {} }}                                                                                         | ${'/stage: unknown key `stage`'}
    ${'a list'}               | ${[]}                                                                                                    | ${': this is no object'}
  `('is refused for $why', ({ value, says }) => {
    expect(saidOf(value)).toEqual([says])
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

describe('the adapter', async () => {
  const { hubspot, url } = await startAccount({ board: { pipeline: 'Customer complaints' } }, account)
  const mapping = mappingOf(raw)
  const labels = policy.stages.map(({ label }) => label)
  const places = adoptedPlaces({ pipeline: policy.pipeline, stages: labels }, mapping)
  const crm = adoptedCrm(createHubSpotCrm({ accessToken: 'local-token', apiBase: url, ...places }), mapping)
  const grace = 'grace.customer@bournville.example'
  const request = {
    properties: [
      'complaint_about_staff',
      'complaint_stage1_outcome',
      'complaint_staff_subject',
      'complaint_aspects_raised',
    ],
    people: ['complaint_staff_subject'],
    history: ['stage', 'complaint_stage1_outcome'],
  }

  it('reads their words as the policy’s, the past too', async () => {
    const { id } = hubspot.createTicket({ stage: 'Early help', owner: 'grace.customer@trust.example' })
    hubspot.edit(id, {
      properties: {
        staff: 'Y',
        s1_outcome: 'Part',
        issues: 'delay;weather',
        who: hubspot.ownerId('grace.customer@trust.example'),
      },
    })
    hubspot.edit(id, { stage: 'Formal stage one', properties: { s1_outcome: 'Rejected' } })
    const { found } = await crm.readTickets([id], request)
    expect(found).toMatchObject([
      {
        stage: 'Stage 1',
        owner: grace,
        properties: {
          complaint_about_staff: 'true',
          complaint_stage1_outcome: 'not_upheld',
          complaint_staff_subject: grace,
          complaint_aspects_raised: 'delay;charges',
        },
      },
    ])
    expect(found[0]?.history?.['stage']?.map(({ value }) => value)).toEqual(['Stage 1', 'Early resolution'])
    expect(found[0]?.history?.['complaint_stage1_outcome']?.map(({ value }) => value)).toEqual([
      'not_upheld',
      'partly_upheld',
    ])
    expect((await crm.people()).has(grace)).toBe(true)
    expect((await crm.listTickets({ stages: ['Stage 1'], after: undefined })).ids).toContain(id)
  })

  it('writes the policy’s words as theirs, and answers what HubSpot will send back', async () => {
    const { id } = hubspot.createTicket({ stage: 'Early help' })
    const properties = {
      complaint_about_staff: 'false',
      complaint_stage1_outcome: 'partly_upheld',
      complaint_aspects_raised: 'charges;delay',
      complaint_staff_subject: grace,
    }
    const [outcome] = await crm.updateTickets([
      { id, stage: 'Closed', owner: grace, properties, people: ['complaint_staff_subject'] },
    ])
    expect(hubspot.ticket(id).properties).toMatchObject({
      staff: 'N',
      s1_outcome: 'Part',
      issues: 'Charges;delay',
      hs_pipeline_stage: hubspot.stageId('Resolved'),
      who: hubspot.ownerId('grace.customer@trust.example'),
    })
    expect(outcome).toMatchObject({ kind: 'written', values: { staff: 'N', s1_outcome: 'Part' } })
    const { found } = await crm.readTickets([id], request)
    expect(found[0]).toMatchObject({
      stage: 'Closed',
      owner: grace,
      properties: { ...properties, complaint_aspects_raised: 'charges;delay' },
    })
  })

  it('does not take their word for the policy’s where that is another', async () => {
    const { id } = hubspot.createTicket({ stage: 'Closed' })
    expect((await crm.readTickets([id], request)).found[0]?.stage).toBe('not mapped: Closed')
  })

  it('reads back what it writes, whatever the value', () => {
    const { value } = translationOf(mapping)
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
          const name = fact.property ?? ''
          expect(value.toOurs(name, value.toTheirs(name, text))).toBe(text)
        },
      ),
    )
  })
})
