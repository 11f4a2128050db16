import { describe, expect, it } from 'vitest'
import { CrmRefused, type TicketUpdate, type UpdateOutcome } from '../../../src/integrations/crm.ts'
import {
  html,
  hubspot,
  invalid,
  json,
  results,
  type Call,
  type Input,
  type Reply,
  type Routes,
} from './hubspot.ts'

const update = (id: string, more: Partial<TicketUpdate> = {}): TicketUpdate => ({
  id,
  properties: { complaint_sla_status: 'on_track' },
  people: [],
  ...more,
})
const updates = (count: number) => Array.from({ length: count }, (_, index) => update(String(index + 1)))
const inputs = (call: Call | undefined): Input[] => call?.body.inputs ?? []
const ids = (call: Call): string[] => inputs(call).map(({ id }) => id)
const taken = (call: Call) => results(ids(call).map((id) => ({ id, properties: {} })))

function writing(answer: (call: Call) => Reply, more: Routes = {}) {
  return hubspot({ 'POST /crm/v3/objects/tickets/batch/update': answer, ...more })
}

function idsInOrder(outcomes: readonly UpdateOutcome[]): string[] {
  return outcomes.map(({ id }) => id).toSorted((a, b) => Number(a) - Number(b))
}

function byKind(outcomes: readonly UpdateOutcome[]): Record<string, string[]> {
  const kinds = Object.groupBy(outcomes, ({ kind }) => kind)
  return Object.fromEntries(Object.entries(kinds).map(([kind, some]) => [kind, idsInOrder(some)]))
}

describe('updateTickets', () => {
  it('writes ids for stage and people, and answers what it sent', async () => {
    const { crm, calls } = writing(taken)
    const one = update('1', {
      stage: 'Stage 1',
      owner: 'Bob@bvt.org',
      properties: { complaint_stage1_investigator: 'ann@bvt.org', complaint_next_due_at: '' },
      people: ['complaint_stage1_investigator', 'complaint_second_reviewer'],
    })
    const values = {
      hs_pipeline_stage: '902',
      hubspot_owner_id: '72',
      complaint_stage1_investigator: '71',
      complaint_next_due_at: '',
    }
    expect(await crm.updateTickets([one])).toEqual([{ kind: 'written', id: '1', values }])
    expect(calls.at(-1)?.body).toEqual({ inputs: [{ id: '1', properties: values }] })
  })

  it('needs no directory for plain properties, and clears an owner', async () => {
    const { crm, calls } = writing(taken)
    await crm.updateTickets([update('1'), update('2', { owner: '', properties: {} })])
    expect(calls).toHaveLength(1)
    expect(inputs(calls[0])[1]).toEqual({ id: '2', properties: { hubspot_owner_id: '' } })
  })

  it('writes back the id of somebody in no directory', async () => {
    const { crm, calls } = writing(taken)
    await crm.updateTickets([update('1', { owner: '#98', properties: {} })])
    expect(inputs(calls.at(-1))).toEqual([{ id: '1', properties: { hubspot_owner_id: '98' } }])
  })

  it('sends values as they are', async () => {
    const properties = { a: '</p><script>', b: '"; drop', c: ' \u0000\uD800é ', d: '__proto__', e: '=1+1' }
    const { crm, calls } = writing(taken)
    const [outcome] = await crm.updateTickets([update('1', { properties })])
    expect(inputs(calls[0])[0]?.properties).toEqual(properties)
    expect(outcome).toEqual({ kind: 'written', id: '1', values: properties })
  })

  it('refuses what HubSpot has no id for, and writes the rest', async () => {
    const { crm } = writing(taken)
    const outcomes = await crm.updateTickets([
      update('1', { owner: 'nobody@bvt.org' }),
      update('2', { stage: 'Stage 7' }),
      update('3', { properties: { p: 'who@bvt.org' }, people: ['p'] }),
      update('../4'),
      update('5', { properties: {} }),
      update('6'),
    ])
    expect(byKind(outcomes)).toMatchObject({ refused: ['1', '2', '3', '../4'], written: ['5', '6'] })
    expect(outcomes).toContainEqual({
      kind: 'refused',
      id: '1',
      message: expect.stringContaining('no active HubSpot user has the e-mail `nobody@bvt.org`'),
      requires: [],
      about: ['owner'],
    })
    expect(outcomes).toContainEqual({
      kind: 'refused',
      id: '2',
      message: expect.stringContaining('has no stage `Stage 7`, only `Early resolution`'),
      requires: [],
      about: ['stage'],
    })
    expect(outcomes).toContainEqual(expect.objectContaining({ id: '3', about: ['p'] }))
  })

  it('makes one call for each hundred', async () => {
    const { crm, calls } = writing(taken)
    expect(byKind(await crm.updateTickets(updates(250)))['written']).toHaveLength(250)
    expect(calls.map((call) => ids(call).length)).toEqual([100, 100, 50])
  })

  it('finds the bad tickets in a batch that was refused whole', async () => {
    const bad = new Set(['17', '64'])
    const { crm, calls } = writing((call) =>
      ids(call).some((id) => bad.has(id))
        ? invalid(
            'complaint_sla_status',
            'INVALID_OPTION',
            `x was not one of the allowed options: [${'a, '.repeat(200)}]`,
          )
        : taken(call),
    )
    const outcomes = await crm.updateTickets(updates(100))
    expect(byKind(outcomes)['refused']).toEqual(['17', '64'])
    expect(byKind(outcomes)['written']).toHaveLength(98)
    expect(calls.length).toBeLessThanOrEqual(29)
    const refusal = outcomes.find(({ id }) => id === '17')
    expect(refusal).toMatchObject({
      message: expect.stringMatching(/`complaint_sla_status`: x was not one of/),
    })
    expect(JSON.stringify(refusal).length).toBeLessThan(350)
  })

  it('names the property that a stage makes necessary', async () => {
    const detail = {
      code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
      message: 'required',
      context: { propertyName: ['complaint_remedy'] },
    }
    const { crm } = writing(() =>
      json({ category: 'VALIDATION_ERROR', message: 'no', errors: [detail] }, 400),
    )
    expect(await crm.updateTickets([update('1')])).toEqual([
      {
        kind: 'refused',
        id: '1',
        message: 'HubSpot refuses the change: `complaint_remedy`: required',
        requires: ['complaint_remedy'],
        about: [],
      },
    ])
  })

  it.each`
    property               | sent                                                          | about
    ${'hubspot_owner_id'}  | ${{ owner: '#7', properties: { a: '1' } }}                    | ${['owner']}
    ${'hs_pipeline_stage'} | ${{ stage: 'Early resolution', properties: { a: '1' } }}      | ${['stage']}
    ${'complaint_remedy'}  | ${{ properties: { complaint_remedy: 'x' } }}                  | ${['complaint_remedy']}
    ${'hubspot_owner_id'}  | ${{ properties: { complaint_remedy: 'not about an owner' } }} | ${[]}
  `('names the part that is refused: $property of $sent', async ({ property, sent, about }) => {
    const { crm } = writing(() => invalid(property, 'INVALID', 'it is not valid'))
    expect(await crm.updateTickets([update('1', sent)])).toMatchObject([{ kind: 'refused', about }])
  })

  it('spends no call for each ticket on an owner who is not taken', async () => {
    const { crm, calls } = writing((call) =>
      inputs(call).some(({ properties }) => properties['hubspot_owner_id'] === '7')
        ? invalid('hubspot_owner_id', 'INVALID_OWNER_ID', '7 is not a valid owner id')
        : taken(call),
    )
    const many = updates(100).map((each) => ({ ...each, owner: Number(each.id) <= 40 ? '#77' : '#7' }))
    const kinds = byKind(await crm.updateTickets(many))
    expect([kinds['written']?.length, kinds['refused']?.length, calls.length]).toEqual([40, 60, 2])
  })

  const coded = (property: string) => ({
    code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
    message: `${property} is needed`,
    context: { propertyName: [property] },
  })
  const whole = (more: object) => ({ category: 'VALIDATION_ERROR', message: 'no', ...more })
  it.each`
    why                              | error                                                                                                                      | requires
    ${'two errors'}                  | ${whole({ errors: [coded('cause'), coded('remedy'), coded('cause')] })}                                                    | ${['cause', 'remedy']}
    ${'beside an error of its own'}  | ${whole({ errors: [coded('remedy'), { code: 'INVALID_OPTION', message: 'no', context: { propertyName: ['channel'] } }] })} | ${['remedy']}
    ${'a sentence and a context'}    | ${whole({ message: 'Some required properties were not set.', context: { properties: ['remedy'] } })}                       | ${['remedy']}
    ${'a sentence with a list'}      | ${whole({ message: 'Some conditional required properties were not set: [cause, remedy]' })}                                | ${['cause', 'remedy']}
    ${'a list inside the message'}   | ${whole({ message: 'Property values were not valid: [{"error":"REQUIRED_PROPERTY","name":"remedy","message":"x"}]' })}     | ${['remedy']}
    ${'a sentence that names none'}  | ${whole({ message: 'Some required properties were not set.' })}                                                            | ${[]}
    ${'another error'}               | ${whole({ errors: [{ code: 'INVALID_OPTION', message: 'no', context: { propertyName: ['channel'] } }] })}                  | ${[]}
    ${'a property with a hard name'} | ${whole({ errors: [{ code: 'INVALID_DATE', message: 'x', context: { propertyName: ['REQUIRED_by'] } }] })}                 | ${[]}
  `('tells what is required: $why', async ({ error, requires }) => {
    const alone = writing(() => json({ status: 'error', ...error }, 400))
    expect(await alone.crm.updateTickets([update('1')])).toMatchObject([{ kind: 'refused', requires }])
    const among = writing(() =>
      results([{ id: '2', properties: {} }], [{ ...error, context: { ...error.context, ids: ['1'] } }]),
    )
    expect(await among.crm.updateTickets([update('1'), update('2')])).toContainEqual(
      expect.objectContaining({ kind: 'refused', id: '1', requires }),
    )
  })

  it('spends no call for each ticket on a property that the account does not have', async () => {
    const { crm, calls } = writing((call) =>
      inputs(call).some(({ properties }) => 'complaint_decision' in properties)
        ? invalid(
            'complaint_decision',
            'PROPERTY_DOESNT_EXIST',
            'Property "complaint_decision" does not exist',
          )
        : taken(call),
    )
    const properties = { complaint_decision: 'why' }
    const many = updates(100).map((each) => (Number(each.id) <= 40 ? each : { ...each, properties }))
    const kinds = byKind(await crm.updateTickets(many))
    expect([kinds['written']?.length, kinds['refused']?.length, calls.length]).toEqual([40, 60, 2])
  })

  it('asks alone for an id that did not come back', async () => {
    const { crm, calls } = writing(() => results([{ id: '1', properties: {} }]), {
      'PATCH /crm/v3/objects/tickets/2': () => json({ id: '20', properties: {} }),
      'PATCH /crm/v3/objects/tickets/3': () => json({ status: 'error', message: 'resource not found' }, 404),
      'PATCH /crm/v3/objects/tickets/4': () => invalid('x', 'INVALID_DATE', 'not a date'),
    })
    const outcomes = await crm.updateTickets(updates(4))
    expect(byKind(outcomes)).toEqual({ written: ['1', '2'], refused: ['3', '4'] })
    expect(outcomes[2]).toMatchObject({
      message: 'gone: HubSpot has no such ticket, it was deleted or merged',
    })
    expect(calls.find(({ path }) => path.endsWith('/2'))?.body).toEqual({
      properties: { complaint_sla_status: 'on_track' },
    })
  })

  it('takes a 207 at its word about each id', async () => {
    const errors = [
      { status: 'error', category: 'OBJECT_NOT_FOUND', message: 'no', context: { ids: ['2'] } },
      { status: 'error', category: 'VALIDATION_ERROR', message: 'bad date', context: { id: ['3'] } },
      { status: 'error', category: 'CONFLICT', message: 'busy', context: { ids: '4' } },
      {},
    ]
    const { crm, count } = writing(() => results([{ id: '1', properties: {} }], errors), {
      'PATCH /crm/v3/objects/tickets/4': () => json({ id: '4', properties: {} }),
    })
    const outcomes = await crm.updateTickets(updates(4))
    expect(byKind(outcomes)).toEqual({ written: ['1', '4'], refused: ['2', '3'] })
    expect(outcomes).toContainEqual({
      kind: 'refused',
      id: '3',
      message: 'HubSpot refuses the change: bad date',
      requires: [],
      about: [],
    })
    expect(count('PATCH')).toBe(1)
  })

  it.each`
    why          | reply
    ${'a limit'} | ${() => json({ policyName: 'TEN_SECONDLY_ROLLING' }, 429)}
    ${'a page'}  | ${() => html(502)}
    ${'no line'} | ${() => Promise.reject(new TypeError('fetch failed'))}
  `('keeps what was written when HubSpot breaks off with $why', async ({ reply }) => {
    const { crm, calls } = writing((call) => (ids(call).includes('1') ? taken(call) : reply()))
    const kinds = byKind(await crm.updateTickets(updates(950)))
    expect([kinds['written']?.length, kinds['failed']?.length]).toEqual([100, 850])
    expect(calls.length).toBe(4)
  })

  it('says how long to wait', async () => {
    const { crm } = writing(() => json({}, 423))
    expect(await crm.updateTickets([update('1')])).toMatchObject([
      { kind: 'failed', fault: { delaySeconds: 2 } },
    ])
  })

  it('stops halving once HubSpot breaks off', async () => {
    let left = 2
    const { crm, calls } = writing(() => {
      left -= 1
      return left > 0 ? invalid('x', 'INVALID_DATE', 'no') : json({}, 503)
    })
    expect(byKind(await crm.updateTickets(updates(100)))['failed']).toHaveLength(100)
    // Two tickets alone tell that it does not break at one of them.
    expect(calls.length).toBe(4)
  })

  it('writes all but the tickets at which HubSpot breaks, wherever they stand', async () => {
    const broken = ['7', '8', '60']
    const { crm, calls } = writing((call) =>
      ids(call).some((id) => broken.includes(id)) ? json({ message: 'internal error' }, 500) : taken(call),
    )
    const kinds = byKind(await crm.updateTickets(updates(100)))
    // Both that were asked for alone may be among them: then HubSpot is taken to be out of order, until the next attempt.
    if (kinds['failed']?.length === 100) expect(calls.length).toBe(3)
    else expect([kinds['failed'], kinds['written']?.length]).toEqual([broken, 97])
    // Two calls for each halving on the way to each of the three, and those before.
    expect(calls.length).toBeLessThanOrEqual(3 + 3 * 2 * 7)
  })

  it('asks whether it may go on before each call, and makes none where it may not', async () => {
    let asked = 0
    const { crm, calls } = writing((call) =>
      ids(call).includes('9') ? invalid('x', 'INVALID_DATE', 'no') : taken(call),
    )
    const keepHold = async () => {
      if ((asked += 1) > 3) throw new Error('lost')
    }
    await expect(crm.updateTickets(updates(100), keepHold)).rejects.toThrow('lost')
    expect(calls.length).toBe(3)
  })

  it('throws when the app may not write at all', async () => {
    const { crm, calls } = writing(() => json({ category: 'MISSING_SCOPES', message: 'scopes' }, 403))
    await expect(crm.updateTickets(updates(3))).rejects.toThrow(CrmRefused)
    expect(calls.length).toBe(1)
  })

  it('but never forgets a write that was made', async () => {
    const { crm } = writing((call) =>
      ids(call).includes('1') ? taken(call) : json({ message: 'expired' }, 401),
    )
    const kinds = byKind(await crm.updateTickets(updates(150)))
    expect([kinds['written']?.length, kinds['refused']?.length]).toEqual([100, 50])
  })

  it('tells a missing ticket from a batch that was not found', async () => {
    const { crm } = writing(() => json({ message: 'resource not found' }, 404), {
      'PATCH /crm/v3/objects/tickets/1': () => json({ id: '1', properties: {} }),
      'PATCH /crm/v3/objects/tickets/2': () => json({}, 404),
    })
    expect(byKind(await crm.updateTickets(updates(2)))).toEqual({ written: ['1'], refused: ['2'] })
  })

  it('asks nothing for no updates', async () => {
    const { crm, calls } = writing(taken)
    expect(await crm.updateTickets([])).toEqual([])
    expect(calls).toEqual([])
  })
})
