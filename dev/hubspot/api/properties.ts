// Property definitions and their groups. With a lag, a new property can be read only some moments after it was made.

import { Hono } from 'hono'
import { findProperty } from '../portal/checked-properties.ts'
import { type Crm, touch } from '../portal/crm.ts'
import type { ObjectType, Property } from '../portal/portal.ts'
import { addProperty, changeProperty } from '../portal/properties.ts'
import { Refusal, validationError } from '../portal/refusal.ts'
import { textOf } from '../portal/scalar.ts'
import { stageProperties } from '../portal/stages.ts'
import { type Json, readBody, readInputs } from './body.ts'
import type { ApiEnv } from './gate.ts'
import { parseObjectType } from './paths.ts'
import { parseChange, parseProperty } from './property-input.ts'

const root = '/crm/v3/properties/:type'

export function propertyRoutes(crm: Crm, lagMs: number): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  const readableAt = new Map<Property, number>()
  const isReadable = (property: Property): boolean => (readableAt.get(property) ?? 0) <= Date.now()
  const add = (type: ObjectType, input: Json): Property => {
    const property = addProperty(crm, type, parseProperty(input))
    readableAt.set(property, Date.now() + lagMs)
    return property
  }
  const find = (type: ObjectType, name: string): Property => {
    const property = findProperty(crm, type, name)
    if (property && isReadable(property)) return property
    throw new Refusal(404, { message: `Property ${name} does not exist`, category: 'OBJECT_NOT_FOUND' })
  }

  app.get(root, (c) => {
    const type = parseObjectType(c.req.param('type'))
    const isArchived = c.req.query('archived') === 'true'
    const all = [...crm.portal.properties[type].values(), ...(type === 'tickets' ? stageProperties(crm) : [])]
    return c.json({
      results: all.filter((each) => each.archived === isArchived && isReadable(each)).map(print),
    })
  })

  app.post(root, async (c) =>
    c.json(print(add(parseObjectType(c.req.param('type')), await readBody(c))), 201),
  )

  app.post(`${root}/batch/create`, async (c) => {
    const type = parseObjectType(c.req.param('type'))
    const results: unknown[] = []
    const errors: unknown[] = []
    for (const input of readInputs(await readBody(c), 100)) {
      try {
        results.push(print(add(type, input)))
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        errors.push({ status: 'error', context: { name: [String(input['name'])] }, ...error.body })
      }
    }
    const now = crm.clock.now()
    const answer = { status: 'COMPLETE', results, startedAt: now, completedAt: now }
    return errors.length === 0
      ? c.json(answer, 201)
      : c.json({ ...answer, numErrors: errors.length, errors }, 207)
  })

  app.post(`${root}/batch/read`, async (c) => {
    const type = parseObjectType(c.req.param('type'))
    const names = readInputs(await readBody(c), 100).map((input) => String(input['name']))
    const found = names.map((name) => findProperty(crm, type, name)).filter((each) => each !== undefined)
    const now = crm.clock.now()
    return c.json({
      status: 'COMPLETE',
      results: found.filter(isReadable).map(print),
      startedAt: now,
      completedAt: now,
    })
  })

  app.get(`${root}/groups`, (c) => {
    const groups = crm.portal.groups[parseObjectType(c.req.param('type'))]
    return c.json({ results: [...groups.values()] })
  })

  app.post(`${root}/groups`, async (c) => {
    const groups = crm.portal.groups[parseObjectType(c.req.param('type'))]
    const body = await readBody(c)
    const name = textOf(body['name'])
    if (groups.has(name)) {
      const message = `A property group named '${name}' already exists.`
      throw new Refusal(409, { message, category: 'OBJECT_ALREADY_EXISTS' })
    }
    const group = { name, label: textOf(body['label']) || name, displayOrder: groups.size, archived: false }
    groups.set(group.name, group)
    touch(crm)
    return c.json(group, 201)
  })

  app.get(`${root}/groups/:name`, (c) => {
    const group = crm.portal.groups[parseObjectType(c.req.param('type'))].get(c.req.param('name'))
    if (!group)
      throw new Refusal(404, { message: 'property group does not exist', category: 'OBJECT_NOT_FOUND' })
    return c.json(group)
  })

  app.delete(`${root}/groups/:name`, (c) => {
    const type = parseObjectType(c.req.param('type'))
    const name = c.req.param('name')
    const isUsed = [...crm.portal.properties[type].values()].some(
      (property) => !property.archived && property.groupName === name,
    )
    if (isUsed) throw validationError(`property group ${name} still has properties`)
    crm.portal.groups[type].delete(name)
    touch(crm)
    return c.body(null, 204)
  })

  app.get(`${root}/:name`, (c) =>
    c.json(print(find(parseObjectType(c.req.param('type')), c.req.param('name')))),
  )

  app.patch(`${root}/:name`, async (c) => {
    const type = parseObjectType(c.req.param('type'))
    const property = find(type, c.req.param('name'))
    if (property.readOnly)
      throw new Refusal(400, { message: 'property is read only', category: 'VALIDATION_ERROR' })
    return c.json(print(changeProperty(crm, type, property, parseChange(await readBody(c)))))
  })

  app.delete(`${root}/:name`, (c) => {
    const property = crm.portal.properties[parseObjectType(c.req.param('type'))].get(c.req.param('name'))
    if (property && !property.hubspotDefined) property.archived = true
    touch(crm)
    return c.body(null, 204)
  })

  return app
}

const print = ({ readOnly, ...property }: Property): Record<string, unknown> => ({
  ...property,
  hasUniqueValue: false,
  formField: false,
  modificationMetadata: {
    archivable: !property.hubspotDefined,
    readOnlyDefinition: property.hubspotDefined,
    readOnlyValue: readOnly,
  },
})
