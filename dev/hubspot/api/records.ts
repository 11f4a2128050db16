// Single tickets, tasks and notes: list, create, read, change, archive, merge.

import { Hono } from 'hono'
import { link, parseAssociations } from '../portal/associations.ts'
import { type Crm, findObject } from '../portal/crm.ts'
import { mergeRecords } from '../portal/merge.ts'
import { archiveRecord, createRecord, updateRecord } from '../portal/records.ts'
import { objectNotFound } from '../portal/refusal.ts'
import { queryList, readBody, readProperties } from './body.ts'
import { checkRequirements } from './conditional.ts'
import type { ApiEnv } from './gate.ts'
import { page } from './page.ts'
import { parseObjectType } from './paths.ts'
import { associationsOf, toFullWire, toWire } from './wire.ts'

const root = '/crm/v3/objects/:type'

export function recordRoutes(crm: Crm): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()

  app.get(root, (c) => {
    const type = parseObjectType(c.req.param('type'))
    const isArchived = c.req.query('archived') === 'true'
    const records = [...crm.portal.objects[type].values()].filter((record) => record.archived === isArchived)
    const wanted = { properties: queryList(c, 'properties') }
    return c.json(page(c, records, 100, (record) => toWire(crm, record, wanted)))
  })

  app.post(root, async (c) => {
    const type = parseObjectType(c.req.param('type'))
    const body = await readBody(c)
    const associations = parseAssociations(crm, type, body['associations'])
    if (c.get('dated')) checkRequirements(crm, type, readProperties(body))
    const record = createRecord(crm, type, readProperties(body), c.get('actor'))
    for (const to of associations) link(crm, record, to.type, to.id)
    return c.json(toFullWire(record), 201)
  })

  app.post(`${root}/merge`, async (c) => {
    const { primaryObjectId, objectIdToMerge } = await readBody(c)
    const [primary, other] = [primaryObjectId, objectIdToMerge].map((id) => {
      const record = findObject(crm, 'tickets', String(id))
      if (!record || record.archived) throw objectNotFound(String(id))
      return record
    })
    if (!primary || !other) throw objectNotFound('')
    return c.json(toFullWire(mergeRecords(crm, primary, other, c.get('actor'))))
  })

  app.get(`${root}/:id`, (c) => {
    const type = parseObjectType(c.req.param('type'))
    const record = findObject(crm, type, c.req.param('id'))
    if (!record || record.archived !== (c.req.query('archived') === 'true'))
      throw objectNotFound(c.req.param('id'))
    const types = queryList(c, 'associations').map(parseObjectType)
    const wanted = { properties: queryList(c, 'properties'), history: queryList(c, 'propertiesWithHistory') }
    const associations = associationsOf(crm, record, types)
    return c.json({
      ...toWire(crm, record, wanted),
      ...(Object.keys(associations).length > 0 && { associations }),
    })
  })

  app.patch(`${root}/:id`, async (c) => {
    const type = parseObjectType(c.req.param('type'))
    const record = findObject(crm, type, c.req.param('id'))
    if (!record || record.archived) throw objectNotFound(c.req.param('id'))
    const properties = readProperties(await readBody(c))
    if (c.get('dated')) checkRequirements(crm, type, properties, record)
    return c.json(toFullWire(updateRecord(crm, record, properties, c.get('actor'))))
  })

  app.delete(`${root}/:id`, (c) => {
    const record = findObject(crm, parseObjectType(c.req.param('type')), c.req.param('id'))
    if (!record) throw objectNotFound(c.req.param('id'))
    archiveRecord(crm, record, c.get('actor'))
    return c.body(null, 204)
  })

  return app
}
