// Batches of tickets, tasks and notes. A batch with one bad value fails whole and names only the first; one with
// unknown ids answers 207.

import { type Context, Hono } from 'hono'
import { link, parseAssociations } from '../portal/associations.ts'
import { checkedProperties } from '../portal/checked-properties.ts'
import type { Crm } from '../portal/crm.ts'
import type { CrmObject, ObjectType } from '../portal/portal.ts'
import { applyValues, archiveRecord, createRecord } from '../portal/records.ts'
import { validationError } from '../portal/refusal.ts'
import { textOf } from '../portal/scalar.ts'
import { type Json, readBody, readInputs, readProperties, readStrings } from './body.ts'
import { checkRequirements } from './conditional.ts'
import type { ApiEnv } from './gate.ts'
import { parseObjectType } from './paths.ts'
import { toFullWire, toWire } from './wire.ts'

const root = '/crm/v3/objects/:type/batch'
const most = 100
const mostWithHistory = 50

export function batchRoutes(crm: Crm): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  // Ids that were merged away are unknown here, unlike in single calls.
  const find = (type: ObjectType, input: Json): CrmObject | undefined => {
    const record = crm.portal.objects[type].get(String(input['id']))
    return record && !record.archived ? record : undefined
  }
  const batch = (results: readonly unknown[], more: Json = {}): Json => {
    const now = crm.clock.now()
    return { status: 'COMPLETE', results, startedAt: now, completedAt: now, ...more }
  }

  app.post(`${root}/read`, async (c) => {
    const type = typeOf(c)
    const body = await readBody(c)
    const history = readStrings(body['propertiesWithHistory'])
    const inputs = readInputs(body, history.length > 0 ? mostWithHistory : most)
    const ids = [...new Set(inputs.map(idOf))]
    const found = ids.map((id) => find(type, { id })).filter((record) => record !== undefined)
    const known = new Set(found.map((record) => record.id))
    const missing = ids.filter((id) => !known.has(id))
    const wanted = { properties: readStrings(body['properties']), history }
    const results = found.map((record) => toWire(crm, record, wanted))
    if (missing.length === 0) return c.json(batch(results))
    return c.json(batch(results, { numErrors: 1, errors: [notFound(type, missing)] }), 207)
  })

  app.post(`${root}/update`, async (c) => {
    const type = typeOf(c)
    const inputs = readInputs(await readBody(c), most)
    const ids = inputs.map(idOf)
    const twice = ids.find((id, index) => ids.indexOf(id) !== index)
    if (twice !== undefined)
      throw validationError(`Duplicate IDs found in batch input: [${twice}]. IDs must be unique`)
    // All are checked before any is written.
    const writes = inputs.flatMap((input) => {
      const record = find(type, input)
      if (!record) return []
      if (c.get('dated')) checkRequirements(crm, type, readProperties(input), record)
      return [{ record, values: firstErrorOnly(crm, type, readProperties(input), record) }]
    })
    for (const { record, values } of writes) applyValues(crm, record, values, c.get('actor'))
    const results = writes.map(({ record }) => toFullWire(record))
    return c.json(batch(results), writes.length === inputs.length ? 200 : 207)
  })

  app.post(`${root}/create`, async (c) => {
    const type = typeOf(c)
    const inputs = readInputs(await readBody(c), most)
    if (c.get('dated')) for (const input of inputs) checkRequirements(crm, type, readProperties(input))
    const links = inputs.map((input) => parseAssociations(crm, type, input['associations']))
    for (const input of inputs) firstErrorOnly(crm, type, readProperties(input))
    const records = inputs.map((input) => createRecord(crm, type, readProperties(input), c.get('actor')))
    for (const [index, record] of records.entries()) {
      for (const to of links[index] ?? []) link(crm, record, to.type, to.id)
    }
    return c.json(batch(records.map(toFullWire)), 201)
  })

  app.post(`${root}/archive`, async (c) => {
    for (const input of readInputs(await readBody(c), most)) {
      const record = find(typeOf(c), input)
      if (record) archiveRecord(crm, record, c.get('actor'))
    }
    return c.body(null, 204)
  })

  return app
}

/** Checks value by value, so that HubSpot's complaint is of the first bad one alone. */
function firstErrorOnly(
  crm: Crm,
  type: ObjectType,
  written: Json,
  record?: CrmObject,
): Record<string, string> {
  if (record)
    for (const [name, value] of Object.entries(written)) {
      if (name !== 'hs_pipeline' && name !== 'hs_pipeline_stage')
        checkedProperties(crm, type, { [name]: value }, record)
    }
  return checkedProperties(crm, type, written, record)
}

const notFound = (type: ObjectType, ids: readonly string[]): Json => ({
  status: 'error',
  category: 'OBJECT_NOT_FOUND',
  message: `Could not get some ${type.slice(0, -1).toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
  context: { ids },
})

function idOf(input: Json): string {
  const id = textOf(input['id'])
  if (id !== '') return id
  throw validationError('Invalid input JSON on line 1, column 1: Some required fields were not set: [id]')
}

const typeOf = (c: Context): ObjectType => parseObjectType(c.req.param('type') ?? '')
