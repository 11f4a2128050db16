// Ticket pipelines and their stages.

import { Hono } from 'hono'
import { type Crm, touch } from '../portal/crm.ts'
import { addPipeline, stage } from '../portal/new-portal.ts'
import { type Pipeline, takeId } from '../portal/portal.ts'
import { Refusal, validationError } from '../portal/refusal.ts'
import { textOf } from '../portal/scalar.ts'
import { type Json, isJson, readBody } from './body.ts'
import type { ApiEnv } from './gate.ts'

const root = '/crm/v3/pipelines/:type'

export function pipelineRoutes(crm: Crm): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  const live = (): Pipeline[] => crm.portal.pipelines.filter((pipeline) => !pipeline.archived)
  const find = (id: string): Pipeline => {
    const pipeline = live().find((each) => each.id === id)
    if (pipeline) return pipeline
    throw new Refusal(404, { message: `Pipeline ${id} does not exist`, category: 'OBJECT_NOT_FOUND' })
  }
  const newStage = (input: Json, order: number) => {
    const label = textOf(input['label'])
    if (label === '') throw validationError('Some required fields were not set: [label]')
    const metadata = isJson(input['metadata']) ? input['metadata'] : {}
    const state = metadata['ticketState'] === 'CLOSED' ? 'CLOSED' : 'OPEN'
    return stage(takeId(crm.portal), label, Number(input['displayOrder'] ?? order), state, crm.clock.now())
  }

  app.get(root, (c) => c.json({ results: live() }))
  app.get(`${root}/:id`, (c) => c.json(find(c.req.param('id'))))
  app.get(`${root}/:id/stages`, (c) => c.json({ results: find(c.req.param('id')).stages }))

  app.post(root, async (c) => {
    const body = await readBody(c)
    const label = textOf(body['label'])
    if (live().some((pipeline) => pipeline.label === label)) {
      throw validationError(`A pipeline with the label '${label}' already exists`)
    }
    const stages = Array.isArray(body['stages']) ? body['stages'].filter(isJson) : []
    addPipeline(crm.portal, takeId(crm.portal), label, stages.map(newStage))
    touch(crm)
    return c.json(crm.portal.pipelines.at(-1), 201)
  })

  app.post(`${root}/:id/stages`, async (c) => {
    const pipeline = find(c.req.param('id'))
    const added = newStage(await readBody(c), pipeline.stages.length)
    pipeline.stages.push(added)
    touch(crm)
    return c.json(added, 201)
  })

  return app
}
