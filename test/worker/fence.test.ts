// A consumer that was too slow: somebody else has taken its tickets over, and what it still would write down is old.

import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { leaseMs } from '../../src/integrations/store/leases.ts'
import { json, startHubSpot, stages, type HubSpot } from './hubspot.ts'
import {
  complaint,
  everything,
  formal,
  passSeconds,
  row,
  rows,
  setLocalClock,
  startAfresh,
  startLoop,
} from './loop.ts'

const read = 'POST tickets/batch/read'
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

/** The database; just before the batch with a statement like this is run, `happen` does. */
function before(sql: string, happen: () => Promise<unknown>): D1Database {
  let isArmed = false
  return new Proxy(env.DB, {
    get(db, key) {
      const value: unknown = Reflect.get(db, key, db)
      if (key === 'prepare')
        return (text: string) => {
          isArmed ||= text.includes(sql)
          return db.prepare(text)
        }
      if (key === 'batch')
        return async (statements: D1PreparedStatement[]) => {
          if (isArmed) await happen()
          isArmed = false
          return db.batch(statements)
        }
      return typeof value === 'function' ? value.bind(db) : value
    },
  })
}

const take = () => env.DB.prepare("UPDATE leases SET holder = 'faster'").run()

describe('a consumer that lost its lease', () => {
  it('while it read writes nothing, to the ticket or to the record', async () => {
    complaint(hubspot, '101', formal)
    const waits = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    // What the slow one is answered is how the ticket was when it asked.
    hubspot.spoil(({ name }, go) => {
      if (name !== read) return undefined
      const answer = go()
      return waits[hubspot.count(read) - 1]?.promise.then(() => answer)
    })
    const slow = loop.look('101')
    await vi.waitFor(() => expect(hubspot.count(read)).toBe(1))
    passSeconds(leaseMs / 1000)
    Object.assign(hubspot.tickets.get('101') ?? {}, {
      complaint_stage1_acknowledged_at: '2026-11-23T09:10:00Z',
      complaint_stage1_responded_at: '2026-11-23T09:30:00Z',
    })
    const fast = loop.look('101')
    await vi.waitFor(() => expect(hubspot.count(read)).toBe(2))
    waits[1]?.resolve(undefined)
    expect(await fast).toMatchObject({ ackAll: true })
    const recorded = await everything()
    const writes = hubspot.count(write)
    waits[0]?.resolve(undefined)
    // The queue brings its message again.
    expect(await slow).toMatchObject({
      ackAll: false,
      broke: expect.objectContaining({ message: 'a lease was lost: too slow' }),
    })
    expect(hubspot.count(write)).toBe(writes)
    expect(await everything()).toEqual(recorded)
    expect(hubspot.tickets.get('101')).toMatchObject({ hs_pipeline_stage: stages.answered })
  })

  it('just before the record leaves it as it is, and its tickets are looked at again', async () => {
    complaint(hubspot, '101', formal)
    await loop.look('101')
    const known = await everything()
    await setLocalClock('2026-11-27T08:00:00Z')
    hubspot.spoil(({ name }) =>
      name === 'POST tasks' ? new Response('{"message":"no"}', { status: 400 }) : undefined,
    )
    await loop.lookWith({ DB: before('INSERT INTO clocks', take) }, '101')
    const now = await everything()
    for (const table of ['clocks', 'decisions', 'failures'] as const) expect(now[table]).toEqual(known[table])
    expect(await row('tickets', 'true')).toMatchObject({ pending: expect.stringContaining('overdue') })
    expect(loop.take()).toMatchObject([{ ids: ['101'], delaySeconds: 3 }])
    expect(await rows('leases')).toMatchObject([{ holder: 'faster' }])
  })

  it('does not take for gone what was deleted, or moved away, when it read', async () => {
    complaint(hubspot, '101', formal)
    complaint(hubspot, '102', formal)
    await loop.look('101', '102')
    const known = await everything()
    hubspot.tickets.delete('101')
    Object.assign(hubspot.tickets.get('102') ?? {}, { hs_pipeline: '0' })
    await loop.lookWith({ DB: before('SET gone', take) }, '101', '102')
    const now = await everything()
    for (const table of ['tickets', 'clocks', 'decisions'] as const) expect(now[table]).toEqual(known[table])
    expect(loop.take().flatMap(({ ids }) => ids)).toEqual(['101', '102'])
  })

  it('of one ticket still records the others', async () => {
    for (const id of ['101', '102']) complaint(hubspot, id, formal)
    const steal = () => env.DB.prepare("UPDATE leases SET holder = 'faster' WHERE ticket_id = '101'").run()
    await loop.lookWith({ DB: before('INSERT INTO clocks', steal) }, '101', '102')
    expect(new Set((await rows('clocks')).map(({ ticket_id: id }) => id))).toEqual(new Set(['102']))
    expect(await row('tickets', "id = '102'")).toMatchObject({ stage: 'stage1', pending: null })
    expect(await row('tickets', "id = '101'")).toMatchObject({ pending: expect.stringContaining('stage1') })
    expect(loop.take()).toMatchObject([{ ids: ['101'], delaySeconds: 3 }])
  })

  it('just before its intent sends no write', async () => {
    complaint(hubspot, '101', formal)
    await loop.lookWith({ DB: before('pending = excluded.pending', take) }, '101')
    expect(hubspot.count(write)).toBe(0)
    expect(await rows('tickets')).toEqual([])
  })

  it('while a batch is halved leaves its write unsent', async () => {
    const ids = ['101', '102', '103', '104', '105', '106', '107', '108']
    for (const id of ids) complaint(hubspot, id, formal)
    let isOther = false
    hubspot.spoil((call, go) => {
      if (call.name !== write || isOther) return undefined
      const written = new Set(call.body.inputs.map(({ id }) => id))
      // Each call is answered before it is given up.
      passSeconds(14)
      if (written.has('101'))
        return json({ status: 'error', category: 'VALIDATION_ERROR', message: 'no' }, 400)
      if (!written.has('108')) return undefined
      // Whoever comes meanwhile finds it withdrawn, and would close it.
      Object.assign(hubspot.tickets.get('108') ?? {}, { complaint_withdrawn_at: '2026-11-23T09:30:00Z' })
      isOther = true
      return loop.look('108').then(() => {
        isOther = false
        return go()
      })
    })
    await loop.look(...ids)
    hubspot.mend()
    for (let look = 0; look < 3; look += 1) {
      passSeconds(leaseMs / 1000)
      await loop.look('108')
    }
    expect(hubspot.tickets.get('108')?.['hs_pipeline_stage']).toBe(stages.closed)
  })
})
