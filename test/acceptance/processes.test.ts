/** Real processes: the Worker killed in the middle of a storm, a HubSpot that is down for a day. */
import { expect, it } from 'vitest'
import { area, crm, formal, monday, startWorld, world } from './complaints.ts'
import { postEvents } from './webhook.ts'
import type { Request } from './hubspot-api.ts'

startWorld()

/** Two working days after Monday: an acknowledgement is due on the next, so each formal complaint has one task. */
const wednesday = '2026-11-25T10:00:00Z'

/** Half of them ask for nothing formal. */
const many = (count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    world.file(
      index % 2 === 0 ? { createdAt: monday, properties: { complaint_service_area: area } } : formal(),
    ),
  )

const isCall = ({ method, path }: Request, wanted: string): boolean =>
  wanted === `${method} ${path.replace(/^.*\/objects\//, '')}`

/** All that a person can see of a ticket, its tasks included: `ref` alone differs. */
const whole = (id: string) => ({
  ...world.see(id),
  tasks: crm
    .tasksOf(id)
    .map(({ owner, status, subject, dueAt }) => [owner, status, subject, dueAt].join(' | '))
    .toSorted(),
})

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

it('over a HubSpot that is down for a day it asks seldom, loses nothing, and one sweep heals all', async () => {
  await world.at(monday)
  const unharmed = many(2)
  await world.look()
  const ids = many(300)
  const events = crm.takeEvents()

  let refused = 0
  crm.intercept = () => {
    refused += 1
    return { status: 503, body: '<html>Service unavailable</html>' }
  }
  await world.send(events)
  for (const hour of [11, 12, 13, 16, 22]) {
    await world.at(`2026-11-23T${hour}:00:00Z`)
    // What was told meanwhile comes to the same: a hint.
    await world.send(events.slice(0, 200))
    await world.within(3, () => false)
  }
  expect(refused).toBeGreaterThan(0)
  expect(refused).toBeLessThan(60)

  crm.intercept = () => undefined
  await world.at('2026-11-24T10:00:00Z')
  await world.look()
  const mark = crm.calls.length
  await world.worker.sweep()
  const calls = crm.calls.length - mark
  const [early, stage1] = unharmed.map(whole)
  // It was moved a day later, and says so; no date follows from that.
  const late = { ...stage1, decision: stage1?.decision.replace('on Mon 23 Nov', 'on Tue 24 Nov') }
  for (const [index, id] of ids.entries()) expect(whole(id)).toEqual(index % 2 === 0 ? early : late)
  // Three reads, a list, three writes, the directory; and those of an earlier case, which are as they should be.
  expect(calls).toBeLessThan(60)
}, 400_000)
