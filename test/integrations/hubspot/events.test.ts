import { describe, expect, it } from 'vitest'
import { hintsOf, parseEvents } from '../../../src/integrations/hubspot/events.ts'

const appId = '50780459'

// As HubSpot sends it.
const changed = {
  eventId: 4101286121,
  subscriptionId: 7562680,
  portalId: 247187887,
  appId: 50780459,
  occurredAt: 1787843156000,
  subscriptionType: 'ticket.propertyChange',
  attemptNumber: 1,
  objectId: 541935488729,
  propertyName: 'complaint_review_requested_at',
  propertyValue: '1787843150000',
  changeSource: 'CRM_UI',
  sourceId: 'userId:98499705',
}
const ours = { ...changed, changeSource: 'INTEGRATION', sourceId: appId }
const echo = { property: 'complaint_review_requested_at', value: '1787843150000' }
const id = '541935488729'

function hints(body: unknown, app: string | undefined = appId) {
  const events = parseEvents(body)
  return events.ok ? hintsOf(events.value, app) : events.error
}

describe('parseEvents', () => {
  it.each([[null], [{}], ['[]'], [1], [changed], [undefined]])('refuses %j: not an array', (body) => {
    expect(hints(body)).toBe('the body is not a JSON array of events')
  })

  it.each`
    why                             | event                                                                                                               | ids
    ${'as recorded'}                | ${changed}                                                                                                          | ${[id]}
    ${'the other name of the type'} | ${{ eventType: 'ticket.creation', objectId: 7 }}                                                                    | ${['7']}
    ${'an id in digits'}            | ${{ subscriptionType: 'ticket.creation', objectId: '7' }}                                                           | ${['7']}
    ${'a generic type'}             | ${{ subscriptionType: 'object.restore', objectTypeId: '0-5', objectId: 7 }}                                         | ${['7']}
    ${'a generic type, no object'}  | ${{ subscriptionType: 'object.deletion', objectId: 7 }}                                                             | ${['7']}
    ${'a contact'}                  | ${{ subscriptionType: 'object.creation', objectTypeId: '0-1', objectId: 7 }}                                        | ${[]}
    ${'a contact, old style'}       | ${{ subscriptionType: 'contact.creation', objectId: 7 }}                                                            | ${[]}
    ${'a privacy deletion'}         | ${{ subscriptionType: 'contact.privacyDeletion', objectId: 7 }}                                                     | ${[]}
    ${'an association'}             | ${{ subscriptionType: 'ticket.associationChange', fromObjectId: 7 }}                                                | ${[]}
    ${'a type to come'}             | ${{ subscriptionType: 'ticket.somethingNew', objectId: 7 }}                                                         | ${[]}
    ${'a type that is a number'}    | ${{ subscriptionType: 5, objectId: 7 }}                                                                             | ${[]}
    ${'no id'}                      | ${{ subscriptionType: 'ticket.creation' }}                                                                          | ${[]}
    ${'a negative id'}              | ${{ subscriptionType: 'ticket.creation', objectId: -7 }}                                                            | ${[]}
    ${'half an id'}                 | ${{ subscriptionType: 'ticket.creation', objectId: 7.5 }}                                                           | ${[]}
    ${'an id past exact numbers'}   | ${{ subscriptionType: 'ticket.creation', objectId: 2 ** 60 }}                                                       | ${[]}
    ${'an id past 64 bits'}         | ${{ subscriptionType: 'ticket.creation', objectId: '9'.repeat(30) }}                                                | ${[]}
    ${'a path for an id'}           | ${{ subscriptionType: 'ticket.creation', objectId: '7/../8' }}                                                      | ${[]}
    ${'an object for an id'}        | ${{ subscriptionType: 'ticket.creation', objectId: { toString: () => '7' } }}                                       | ${[]}
    ${'nothing'}                    | ${null}                                                                                                             | ${[]}
    ${'a string'}                   | ${'ticket.creation'}                                                                                                | ${[]}
    ${'an array'}                   | ${[changed]}                                                                                                        | ${[]}
    ${'a merge'}                    | ${{ subscriptionType: 'ticket.merge', objectId: 1, primaryObjectId: 1, mergedObjectIds: [2, '3'], newObjectId: 4 }} | ${['1', '2', '3', '4']}
  `('$why: $ids', ({ event, ids }) => {
    expect(hints([event])).toEqual(ids.map((each: string) => ({ id: each })))
  })
})

describe('hintsOf', () => {
  it('names each ticket once, in order of first mention', () => {
    const events = [9, 2, 9, 5, 2].map((objectId) => ({ ...changed, objectId }))
    expect(hints(events)).toEqual([{ id: '9' }, { id: '2' }, { id: '5' }])
  })

  it('keeps what our own app is said to have written', () => {
    const sla = { ...ours, propertyName: 'complaint_sla_status', propertyValue: 'overdue' }
    const cleared = { ...ours, propertyName: 'complaint_next_due_at', propertyValue: null }
    const echoes = [
      echo,
      { property: 'complaint_sla_status', value: 'overdue' },
      { property: 'complaint_next_due_at', value: '' },
    ]
    expect(hints([ours, sla, ours, cleared])).toEqual([{ id, echoes }])
  })

  it.each`
    why                      | events
    ${'a person after us'}   | ${[ours, changed]}
    ${'a person before us'}  | ${[changed, ours]}
    ${'another app'}         | ${[{ ...ours, sourceId: '1' }]}
    ${'an app id in part'}   | ${[{ ...ours, sourceId: `${appId}0` }]}
    ${'a workflow'}          | ${[{ ...ours, changeSource: 'AUTOMATION_PLATFORM' }]}
    ${'a ticket made by us'} | ${[{ ...ours, subscriptionType: 'ticket.creation' }]}
    ${'no property named'}   | ${[{ ...ours, propertyName: undefined }]}
    ${'a text too long'}     | ${[{ ...ours, propertyValue: 'x'.repeat(401) }]}
  `('takes a plain look: $why', ({ events }) => {
    expect(hints(events)).toEqual([{ id }])
  })

  it('knows no echo without an app id', () => {
    const events = parseEvents([ours])
    expect(events.ok && hintsOf(events.value, undefined)).toEqual([{ id }])
  })

  it('compares the app id as text', () => {
    expect(hints([{ ...ours, sourceId: 50780459 }])).toEqual([{ id, echoes: [echo] }])
  })
})
