// Which notes and tasks belong to a ticket: one ticket's list, and many at once.

import { Hono } from 'hono'
import { associationTypeId, linked } from '../portal/associations.ts'
import { type Crm, findObject } from '../portal/crm.ts'
import type { CrmObject, ObjectType } from '../portal/portal.ts'
import { objectNotFound } from '../portal/refusal.ts'
import { readBody, readInputs } from './body.ts'
import type { ApiEnv } from './gate.ts'
import { page } from './page.ts'
import { parseObjectType } from './paths.ts'

const mostInputs = 1000
const pageSize = 500

export function associationRoutes(crm: Crm): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.get('/crm/v4/objects/:type/:id/associations/:to', (c) => {
    const type = parseObjectType(c.req.param('type'))
    const to = parseObjectType(c.req.param('to'))
    const record = findObject(crm, type, c.req.param('id'))
    if (!record || record.archived) throw objectNotFound(c.req.param('id'))
    return c.json(page(c, linked(crm, record, to), pageSize, entry(type, to, c.get('dated'))))
  })

  app.post('/crm/v4/associations/:type/:to/batch/read', async (c) => {
    const type = parseObjectType(c.req.param('type'))
    const to = parseObjectType(c.req.param('to'))
    const print = entry(type, to, c.get('dated'))
    const lists = readInputs(await readBody(c), mostInputs).map((input) => {
      const from: Pick<CrmObject, 'type' | 'id'> = { type, id: String(input['id']) }
      const all = linked(crm, from, to)
      const after = Number(input['after'] ?? 0)
      const isMore = after + pageSize < all.length
      const paging = { paging: { next: { after: String(after + pageSize) } } }
      return {
        from: { id: from.id },
        to: all.slice(after, after + pageSize).map(print),
        ...(isMore && paging),
      }
    })
    const results = lists.filter((list) => list.to.length > 0)
    const errors = lists.filter((list) => list.to.length === 0).map((list) => none(type, to, list.from.id))
    const now = crm.clock.now()
    const answer = { status: 'COMPLETE', results, startedAt: now, completedAt: now }
    return errors.length === 0 ? c.json(answer) : c.json({ ...answer, numErrors: errors.length, errors }, 207)
  })
  return app
}

const none = (from: ObjectType, to: ObjectType, id: string): Record<string, unknown> => ({
  status: 'error',
  category: 'OBJECT_NOT_FOUND',
  subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
  message: `No ${to} is associated with ${from.slice(0, -1)} ${id}.`,
  context: { fromObjectId: [id], fromObjectType: [from], toObjectType: [to] },
})

const entry = (from: ObjectType, to: ObjectType, isDated: boolean) => (id: string) => ({
  // A number in v4, text in the dated API.
  toObjectId: isDated ? id : Number(id),
  associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: associationTypeId(from, to), label: null }],
})
