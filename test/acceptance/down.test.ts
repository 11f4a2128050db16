/** A HubSpot that is down for a day: how seldom it is asked, and that one sweep heals all. */
import { expect, it } from 'vitest'
import { crm, many, monday, startWorld, whole, world } from './complaints.ts'

startWorld()

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
