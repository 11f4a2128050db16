import { describe, expect, it } from 'vitest'
import type { NewEngagement } from '../../../src/integrations/crm.ts'
import { bodyHtml, hasRef } from '../../../src/integrations/hubspot/engagement-body.ts'
import { hubspot, json, results, type Call } from './hubspot.ts'

const task: NewEngagement = {
  kind: 'task',
  ticketId: '41',
  ref: 'stage1-respond/overdue/2026-12-07',
  subject: 'Respond to <Ann> & co',
  body: 'Overdue since <script>alert(1)</script>\nsee "it"',
  to: 'Ann@bvt.org',
  at: '2026-12-07T23:59:59Z',
}

describe('createEngagement', () => {
  it('makes a task for its holder on the ticket', async () => {
    const { crm, calls } = hubspot({
      'POST /crm/v3/objects/tasks': () => json({ id: '5001', properties: {} }, 201),
    })
    expect(await crm.createEngagement(task)).toBe('5001')
    expect(calls.at(-1)?.body).toEqual({
      properties: {
        hs_timestamp: '2026-12-07T23:59:59Z',
        hs_task_subject: 'Respond to <Ann> & co',
        hs_task_body:
          '<p>Overdue since &lt;script&gt;alert(1)&lt;/script&gt;<br>see &quot;it&quot;</p>' +
          '<p>ref stage1-respond/overdue/2026-12-07</p>',
        hs_task_status: 'NOT_STARTED',
        hs_task_type: 'TODO',
        hs_task_priority: 'MEDIUM',
        hubspot_owner_id: '71',
      },
      associations: [
        { to: { id: '41' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 230 }] },
      ],
    })
  })

  it('makes a note, whose subject is part of its text', async () => {
    const { crm, calls } = hubspot({
      'POST /crm/v3/objects/notes': () => json({ id: 5002, properties: {} }, 200),
    })
    expect(await crm.createEngagement({ ...task, kind: 'note', to: undefined, body: 'b', ref: 'r' })).toBe(
      '5002',
    )
    expect(calls[0]?.body).toEqual({
      properties: {
        hs_timestamp: '2026-12-07T23:59:59Z',
        hs_note_body: '<p>Respond to &lt;Ann&gt; &amp; co</p><p>b</p><p>ref r</p>',
      },
      associations: [
        { to: { id: '41' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 228 }] },
      ],
    })
  })

  it('marks a task that is due already as urgent', async () => {
    const { crm, calls } = hubspot({ 'POST /crm/v3/objects/tasks': () => json({ id: '1' }, 201) })
    await crm.createEngagement({ ...task, to: undefined, at: '2026-11-20T10:00:00Z' })
    expect(calls[0]?.body.properties).toMatchObject({ hs_task_priority: 'HIGH' })
    expect(calls[0]?.body.properties).not.toHaveProperty('hubspot_owner_id')
  })

  it('refuses a holder whom HubSpot does not know', async () => {
    const { crm, count } = hubspot({})
    await expect(crm.createEngagement({ ...task, to: 'x@bvt.org' })).rejects.toThrow(
      'has the e-mail `x@bvt.org`',
    )
    expect(count('POST')).toBe(0)
  })
})

describe('findEngagement', () => {
  const bodies: Record<string, string> = {
    '9007': '<div><p>Overdue</p><p>ref a&amp;b-12</p></div>',
    '9003': '<p>Overdue<br>ref a&#38;b-1</p>',
    '9004': 'ref a&amp;b-1',
    '9005': '',
  }
  const found = hubspot({
    'GET /crm/v3/objects/tickets/41/associations/tasks': () => json({}, 500),
    'GET /crm/v4/objects/tickets/41/associations/tasks': ({ path }: Call) =>
      path.includes('after=p2')
        ? json({ results: [{ toObjectId: 9003, associationTypes: [] }] })
        : json({
            results: [9007, 9004, 9005, 9004].map((toObjectId) => ({ toObjectId, associationTypes: [] })),
            paging: { next: { after: 'p2' } },
          }),
    'POST /crm/v3/objects/tasks/batch/read': ({ body }: Call) =>
      results(
        body.inputs.map(({ id }) => ({
          id,
          properties: { hs_task_body: bodies[id] || null },
        })),
        [{ category: 'OBJECT_NOT_FOUND', message: 'x', context: { ids: ['1'] } }],
      ),
    'GET /crm/v4/objects/tickets/42/associations/notes': () => json({ message: 'not found' }, 404),
  })

  it('finds exactly the reference, whatever HubSpot made of the HTML, and the oldest of two', async () => {
    expect(await found.crm.findEngagement('task', '41', 'a&b-1')).toBe('9003')
    expect(await found.crm.findEngagement('task', '41', 'a&b-12')).toBe('9007')
    expect(await found.crm.findEngagement('task', '41', 'a&b')).toBeUndefined()
    expect(await found.crm.findEngagement('note', '42', 'a&b')).toBeUndefined()
    expect(found.calls[1]?.path).toBe('/crm/v4/objects/tickets/41/associations/tasks?after=p2&limit=500')
    expect(found.calls[2]?.body.inputs).toHaveLength(4)
  })
})

it('does not take a task that could not be read for one that is not there', async () => {
  const { crm } = hubspot({
    'GET /crm/v4/objects/tickets/41/associations/tasks': () => json({ results: [{ toObjectId: 1 }] }),
    'POST /crm/v3/objects/tasks/batch/read': () =>
      results([], [{ category: 'INTERNAL_ERROR', message: 'later' }]),
  })
  await expect(crm.findEngagement('task', '41', 'a')).rejects.toThrow('could not read every record: later')
})

describe('markTask', () => {
  it('completes it, also when it is gone', async () => {
    const { crm, calls } = hubspot({
      'PATCH /crm/v3/objects/tasks/5': () => json({ id: '5', properties: {} }),
      'PATCH /crm/v3/objects/tasks/6': () => json({}, 404),
      'PATCH /crm/v3/objects/tasks/7': () => json({}, 400),
    })
    await crm.markTask('5', 'done')
    await crm.markTask('6', 'done')
    expect(calls.map(({ body }) => body.properties['hs_task_status'])).toEqual(['COMPLETED', 'COMPLETED'])
    await expect(crm.markTask('7', 'done')).rejects.toThrow('400')
  })
})

it.each(['a', 'a/b:c.d', 'it\'s <b> & "c"', 'two  words', 'ref ref'])(
  'finds the reference %j again',
  (ref) => {
    const html = bodyHtml({ subject: '</p>ref', body: 'ref\nx', ref })
    expect(hasRef(html, ref)).toBe(true)
    expect(hasRef(html, `${ref}0`)).toBe(false)
  },
)
