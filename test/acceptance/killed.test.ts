/** Real processes: the Worker killed in the middle of a storm. */
import { expect, it } from 'vitest'
import { crm, many, startWorld, whole, world } from './complaints.ts'
import { postEvents } from './webhook.ts'
import type { Request } from './hubspot-api.ts'

startWorld()

/** Two working days after Monday: an acknowledgement is due on the next, so each formal complaint has one task. */
const wednesday = '2026-11-25T10:00:00Z'

const isCall = ({ method, path }: Request, wanted: string): boolean =>
  wanted === `${method} ${path.replace(/^.*\/objects\//, '')}`

it('killed three times in a storm of 5,000 events, it ends where it would have, each task once', async () => {
  await world.at(wednesday)
  const unharmed = many(2)
  await world.look()
  const [early, stage1] = unharmed.map(whole)
  expect(stage1).toMatchObject({ stage: 'Stage 1', acknowledgeDue: '2026-11-26', sla: 'due_soon' })
  expect(stage1?.tasks).toHaveLength(1)

  const ids = many(600)
  const events = crm.takeEvents()
  const storm = [...events, ...events.toReversed(), ...events].slice(0, 5000)
  expect(storm).toHaveLength(5000)

  /** Dies at the `count`th call of that kind, after HubSpot carried it out: the answer reaches nobody. */
  const dieAt = (call: string, count: number) => {
    let left = count
    let isDead = false
    crm.intercept = (request) => {
      if (!isDead && isCall(request, call) && (left -= 1) === 0) {
        isDead = true
        world.worker.kill()
      }
      return undefined
    }
    return () => isDead
  }

  let isDead = dieAt('POST tickets/batch/update', 2)
  const posting = postEvents(world.webhookUrl, crm.secret, storm).catch(() => [])
  expect(await world.within(60, isDead)).toBe(true)
  await posting

  // HubSpot sends what was not answered again; the rest is lost with the queue.
  isDead = dieAt('POST tasks', 40)
  await world.worker.revive()
  const again = postEvents(world.webhookUrl, crm.secret, storm.slice(2500)).catch(() => [])
  expect(await world.within(60, isDead)).toBe(true)
  await again

  isDead = dieAt('POST tasks', 30)
  await world.worker.revive()
  const lastSweep = world.worker.sweep().catch(() => undefined)
  expect(await world.within(240, isDead)).toBe(true)
  await lastSweep

  crm.intercept = () => undefined
  await world.worker.revive()
  crm.takeEvents()
  await world.worker.sweep()
  for (const [index, id] of ids.entries()) expect(whole(id)).toEqual(index % 2 === 0 ? early : stage1)
  expect((await world.worker.api('/api/failures')).json).toEqual({ failures: [] })
}, 900_000)
