/**
 * The settings: what each mode may write, the dated HubSpot paths, and the local conveniences, each on a Worker of
 * its own.
 */
import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { World } from './world.ts'

let world: World | undefined

afterEach(async () => {
  await world?.stop()
  world = undefined
}, 60_000)

const monday = '2026-11-23T10:00:00Z'
const dues = [
  'complaint_acknowledge_due',
  'complaint_respond_due',
  'complaint_next_due_at',
  'complaint_sla_status',
]

/** A ticket already in Stage 1 and one that should go there, five weeks overdue and swept; what has been written. */
async function twoTickets(settings: Readonly<Record<string, string>>): Promise<{
  world: World
  inStage1: string
  early: string
  names: ReadonlySet<string>
}> {
  const started = await World.start(settings)
  world = started
  const { crm, people } = started
  await started.at('2026-12-30T10:00:00Z')
  const properties = {
    complaint_service_area: 'repairs',
    complaint_formal_requested: 'true',
    complaint_formal_requested_at: monday,
  }
  const early = started.file({ createdAt: monday, properties })
  const inStage1 = started.file({
    createdAt: monday,
    stage: 'Stage 1',
    properties: {
      ...properties,
      complaint_stage1_started_at: monday,
      hubspot_owner_id: crm.ownerId(people.stage1('repairs')),
      complaint_stage1_investigator: crm.ownerId(people.stage1('repairs')),
    },
  })
  await started.look()
  await started.sweep()
  const names = [early, inStage1].flatMap((id) =>
    [...(crm.store.records.get(id)?.history ?? [])].flatMap(([name, entries]) =>
      entries.some((entry) => entry.sourceType === 'INTEGRATION') ? [name] : [],
    ),
  )
  return { world: started, inStage1, early, names: new Set(names) }
}

describe('modes', () => {
  it('observe writes only the reason', async () => {
    const { world: seen, inStage1, early, names } = await twoTickets({ REDRESS_MODE: 'observe' })
    expect([...names]).toEqual(['complaint_decision'])
    expect(seen.see(early).stage).toBe('Early resolution')
    expect([
      ...seen.crm.tasksOf(inStage1),
      ...seen.crm.tasksOf(early),
      ...seen.crm.notesOf(inStage1),
    ]).toEqual([])
  })

  it('assist adds due dates, status and tasks, not owner and stage', async () => {
    const { world: seen, inStage1, early, names } = await twoTickets({ REDRESS_MODE: 'assist' })
    expect(names).not.toContain('hs_pipeline_stage')
    expect(names).not.toContain('hubspot_owner_id')
    for (const name of [...dues, 'complaint_decision']) expect(names).toContain(name)
    expect(seen.see(early)).toMatchObject({ stage: 'Early resolution', owner: '' })
    expect(seen.see(inStage1)).toMatchObject({
      acknowledgeDue: '2026-11-26',
      respondDue: '2026-12-07',
      sla: 'overdue',
    })
    expect(seen.crm.tasksOf(inStage1)).toHaveLength(2)
  })

  it('full over the dated paths of HubSpot', async () => {
    const { world: seen, inStage1, early } = await twoTickets({ HUBSPOT_API_VERSION: '2026-09' })
    expect(seen.see(early)).toMatchObject({ stage: 'Stage 1', acknowledgeDue: '2026-11-26', sla: 'overdue' })
    expect(seen.crm.tasksOf(inStage1)).toHaveLength(2)
  })
})

describe('the address', () => {
  it('checks the signature against PUBLIC_URL where that is set', async () => {
    world = await World.start({ PUBLIC_URL: 'https://redress.example.org' })
    expect(
      await world.post('[]', { signedUrl: 'https://redress.example.org/webhooks/hubspot' }),
    ).toBeLessThan(300)
    expect(await world.post('[]', { signedUrl: 'https://other.example.org/webhooks/hubspot' })).toBe(401)
  })

  it('gives the local conveniences only where REDRESS_LOCAL is 1', async () => {
    // The clock cannot be set here, so nothing else is tried.
    world = await World.start({ REDRESS_LOCAL: '0' })
    const answers = await Promise.all(
      [
        ['PUT', '/local/clock'],
        ['POST', '/local/sweep'],
        ['POST', '/local/settle'],
      ].map(async ([method, path]) => {
        const response = await fetch(`${world?.worker.url}${path}`, {
          method: method ?? 'GET',
          body: JSON.stringify({ now: monday }),
        })
        await response.arrayBuffer()
        return response.status
      }),
    )
    expect(answers.filter((status) => status < 400)).toEqual([])
  })

  it('refuses the local conveniences to a host that is not loopback', async () => {
    world = await World.start()
    const { port } = new URL(world.worker.url)
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request(
        {
          host: '127.0.0.1',
          port,
          path: '/local/clock',
          method: 'PUT',
          headers: { host: 'redress.example.org' },
        },
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      )
      call.on('error', reject)
      call.end(JSON.stringify({ now: monday }))
    })
    expect(status).toBeGreaterThanOrEqual(400)
  })
})
