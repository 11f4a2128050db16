// Search of tickets, tasks and notes.

import { Hono } from 'hono'
import { findProperty } from '../portal/checked-properties.ts'
import type { Crm } from '../portal/crm.ts'
import { validationError } from '../portal/refusal.ts'
import { search } from '../portal/search.ts'
import type { SearchIndex } from '../portal/search-index.ts'
import { readBody, readStrings } from './body.ts'
import type { ApiEnv } from './gate.ts'
import { parseObjectType } from './paths.ts'
import { parseSearch } from './search-request.ts'
import { toWire } from './wire.ts'

const longestBody = 3_000

export function searchRoutes(crm: Crm, index: SearchIndex): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.post('/crm/v3/objects/:type/search', async (c) => {
    const type = parseObjectType(c.req.param('type'))
    if ((await c.req.text()).length > longestBody) {
      throw validationError(`The request body is too long: the maximum is ${longestBody} characters`)
    }
    const body = await readBody(c)
    const request = parseSearch(body)
    for (const { propertyName } of request.groups.flat()) {
      if (!findProperty(crm, type, propertyName))
        throw validationError('There was a problem with the request.')
    }
    const { total, ids, after } = search(index, type, request)
    const wanted = { properties: readStrings(body['properties']) }
    const records = ids.map((id) => crm.portal.objects[type].get(id)).filter((record) => record !== undefined)
    const results = records.map((record) => toWire(crm, record, wanted))
    return c.json({ total, results, ...(after !== undefined && { paging: { next: { after } } }) })
  })
  return app
}
