// Scratch.
import { createScheduledController } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import worker from '../../src/worker/index.ts'
import { json, ownerId, stages, startHubSpot, type HubSpot, type Values } from './hubspot.ts'
import { complaint, formal, passSeconds, realNow, row, rows, setLocalClock, startAfresh, startLoop } from './loop.ts'

const write = 'POST tickets/batch/update'
let hubspot: HubSpot
const loop = startLoop()
beforeEach(async () => {
  await startAfresh()
  hubspot = startHubSpot()
  loop.take()
  for (const level of ['log', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})
const sweep = () =>
  worker.scheduled(createScheduledController({ cron: '*/5 * * * *', scheduledTime: Date.parse(realNow) }), loop.bindings)
const invalid = (property: string, code: string, message: string) =>
  json({ status: 'error', category: 'VALIDATION_ERROR', message: `Property values were not valid: ${JSON.stringify([{ isValid: false, message, error: code, name: property }])}` }, 400)
const refuse = (isBad: (properties: Values, id: string) => boolean, answer: () => Response) =>
  hubspot.spoil(({ name, body }) =>
    name === write && body.inputs.some(({ id, properties }) => isBad(properties, id)) ? answer() : undefined)
const required = (property: string) => json({ status: 'error', category: 'VALIDATION_ERROR', message: 'no', errors: [{ code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY', message: `property ${property} is required for this stage`, context: { propertyName: [property] } }] }, 400)
const requireAtMoves = (property: string) =>
  refuse((properties, id) => 'hs_pipeline_stage' in properties && !hubspot.tickets.get(id)?.[property], () => required(property))
const ticket = (id = '101'): Values => hubspot.tickets.get(id) ?? {}
const subjects = () => [...hubspot.tasks.values()].map(({ properties }) => properties['hs_task_subject'])
const show = (...what: unknown[]) => console.info(what.map((w) => JSON.stringify(w)).join('\n'))

describe('probe', () => {
  it('P1 requires, then a property', async () => {
    complaint(hubspot, '101', formal)
    refuse((properties) => 'complaint_next_due_at' in properties && !('hs_pipeline_stage' in properties), () => invalid('complaint_next_due_at', 'PROPERTY_DOESNT_EXIST', 'it does not exist'))
    requireAtMoves('house_type')
    await loop.look('101')
    show('P1', subjects(), await rows('failures'), (await row('tickets', 'true'))['next_look_at'], Date.parse('2026-11-23T10:00:00Z'), ticket()['complaint_decision'])
  })
  it('P2 all refused', async () => {
    complaint(hubspot, '101', formal)
    refuse(() => true, () => json({ status: 'error', category: 'VALIDATION_ERROR', message: 'no' }, 400))
    await loop.look('101')
    show('P2', Number((await row('tickets', 'true'))['next_look_at']) - Date.parse('2026-11-23T10:00:00Z'), hubspot.count(write), await rows('failures'))
    for (const at of ['10:05', '10:10', '10:15']) {
      await setLocalClock(`2026-11-23T${at}:00Z`)
      await sweep()
      const sent = loop.take()
      show('sent', sent)
      await loop.look('101')
    }
    show((await rows('decisions')).length, hubspot.count(write))
  })
  it('P3 an id left out without a word, for good', async () => {
    const ids = ['101', '102', '103']
    for (const id of ids) complaint(hubspot, id, formal)
    hubspot.spoil(({ name, body }) => {
      if (name !== 'POST tickets/batch/read') return undefined
      const known = body.inputs.filter(({ id }) => id !== '102')
      return json({ status: 'COMPLETE', results: known.map(({ id }) => ({ id, properties: ticket(id) })) })
    })
    await loop.look(...ids)
    show('P3', ids.map((id) => ticket(id)['hs_pipeline_stage']), loop.take())
  })
  it('P4 five without a seat', async () => {
    complaint(hubspot, '101', formal)
    refuse((properties) => Boolean(properties['hubspot_owner_id']), () => invalid('hubspot_owner_id', 'INVALID_OWNER_ID', `not a valid owner id`))
    await loop.look('101')
    show('P4', ticket(), await rows('failures'), hubspot.count(write))
  })
  it('P5 observe, assist', async () => {
    for (const mode of ['observe', 'assist'] as const) {
      complaint(hubspot, mode === 'observe' ? '101' : '102', formal)
      hubspot.mend()
      refuse(() => true, () => required('house_type'))
      await loop.lookWith({ REDRESS_MODE: mode }, mode === 'observe' ? '101' : '102')
      show('P5', mode, hubspot.count(write), await rows('failures'), subjects(), (await rows('tickets')).map((t) => [t['id'], Number(t['next_look_at']) - Date.parse('2026-11-23T10:00:00Z')]))
    }
  })
})
