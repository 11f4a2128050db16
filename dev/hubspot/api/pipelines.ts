// Ticket pipelines and their stages.

import { Hono } from 'hono'
import { type Crm, touch } from '../portal/crm.ts'
import { addPipeline, stage } from '../portal/new-portal.ts'
import { type Pipeline, type Stage, takeId } from '../portal/portal.ts'
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

  const findStage = (pipelineId: string, id: string): Stage => {
    const found = find(pipelineId).stages.find((each) => each.id === id && !each.archived)
    if (found) return found
    throw new Refusal(404, { message: `Stage ${id} does not exist`, category: 'OBJECT_NOT_FOUND' })
  }
  const refuseInUse = (what: 'pipeline' | 'stage', id: string): void => {
    const property = what === 'pipeline' ? 'hs_pipeline' : 'hs_pipeline_stage'
    const using = [...crm.portal.objects.tickets.values()]
      .filter((ticket) => !ticket.archived && ticket.properties[property] === id)
      .map((ticket) => ticket.id)
    if (using.length === 0) return
    const message = `${what === 'pipeline' ? 'Pipeline' : 'Stage'} IDs: [${id}] are being referenced by object IDs: [${using.join(', ')}]`
    throw validationError(message, {
      subCategory: `PipelineError.${what.toUpperCase()}_ID_IN_USE`,
      context: { [`${what}Id`]: [id], objectIds: [`[${using.join(', ')}]`] },
    })
  }

  app.get(root, (c) => c.json({ results: live().map(shown) }))
  app.get(`${root}/:id`, (c) => c.json(shown(find(c.req.param('id')))))
  app.get(`${root}/:id/stages`, (c) => c.json({ results: shown(find(c.req.param('id'))).stages }))

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

  app.patch(`${root}/:id/stages/:stageId`, async (c) => {
    const changed = findStage(c.req.param('id'), c.req.param('stageId'))
    const { label, metadata } = await readBody(c)
    if (label !== undefined) changed.label = textOf(label)
    const state = isJson(metadata) ? metadata['ticketState'] : undefined
    if (state !== undefined)
      Object.assign(changed.metadata, { ticketState: textOf(state), isClosed: String(state === 'CLOSED') })
    touch(crm)
    return c.json(changed)
  })

  app.delete(`${root}/:id/stages/:stageId`, (c) => {
    const gone = findStage(c.req.param('id'), c.req.param('stageId'))
    refuseInUse('stage', gone.id)
    gone.archived = true
    touch(crm)
    return c.body(null, 204)
  })

  app.delete(`${root}/:id`, (c) => {
    const gone = find(c.req.param('id'))
    // Unless asked to look, HubSpot deletes a pipeline whatever stands in it.
    if (c.req.query('validateReferencesBeforeDelete') === 'true') refuseInUse('pipeline', gone.id)
    gone.archived = true
    touch(crm)
    return c.body(null, 204)
  })

  return app
}

const shown = (pipeline: Pipeline): Pipeline => ({
  ...pipeline,
  stages: pipeline.stages.filter(({ archived }) => !archived),
})
