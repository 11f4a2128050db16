// What a ticket costs on Cloudflare: `node bench/cost-per-ticket.ts` runs complaints from first word to closing through the
// production bundle in workerd, against the local HubSpot, and counts all that is charged for.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { watchedProperties } from '../bin/hubspot-project/subscriptions.ts'
import { loadPolicy } from '../bin/load-policy.ts'
import { createHubSpot } from '../dev/hubspot/hubspot.ts'
import { definitionOf } from '../src/integrations/hubspot/provision/definition.ts'

const tickets = Number(process.argv[2] ?? 50)
const root = fileURLToPath(new URL('../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'redress-cost-'))
const definition = definitionOf(loadPolicy('bournville'))
const secret = 'client-secret'
const realNow = Date.now
/** Like the Worker's, so that signatures are neither old nor from the future. */
let ahead = 0
Date.now = () => realNow() + ahead

execFileSync(
  process.execPath,
  [
    'node_modules/wrangler/bin/wrangler.js',
    'deploy',
    'bench/counting-worker.js',
    '--dry-run',
    '--outdir',
    folder,
  ],
  { cwd: root, env: { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false' } },
)

const hubspot = createHubSpot({
  limits: false,
  clientSecret: secret,
  webhooks: { properties: watchedProperties(definition), gatherMs: 5 },
})
hubspot.provision(definition)
const api = await hubspot.listen()

const options = convertV4MiniflareOptions({
  inspectorPort: 0,
  name: 'redress',
  modules: [{ type: 'ESModule', path: join(folder, 'counting-worker.js') }],
  modulesRoot: folder,
  compatibilityDate: '2026-10-01',
  compatibilityFlags: ['nodejs_compat'],
  bindings: {
    HUBSPOT_API_BASE: api,
    HUBSPOT_ACCESS_TOKEN: 'local-token',
    HUBSPOT_CLIENT_SECRET: secret,
    HUBSPOT_APP_ID: '50780459',
    REDRESS_MODE: 'full',
  },
  d1Databases: { DB: 'redress' },
  queueProducers: { TICKETS: 'redress-tickets' },
  queueConsumers: { 'redress-tickets': { maxBatchSize: 100, maxBatchTimeout: 0 } },
})
const mf = new Miniflare(options)
const worker = (await mf.ready).origin
const db = await mf.getD1Database('DB')
for (const file of readdirSync(join(root, 'migrations')).toSorted()) {
  const sql = readFileSync(join(root, 'migrations', file), 'utf8').replaceAll(/--.*$/gm, '')
  for (const statement of sql.split(';')) if (statement.trim() !== '') await db.prepare(statement).run()
}
hubspot.webhooks.setTarget({ url: `${worker}/webhooks/hubspot`, clientSecret: secret })

type Counts = Readonly<Record<string, number>>
const control = async (query = ''): Promise<Counts> => {
  const response = await mf.dispatchFetch(`http://localhost/counted?${query}`)
  const counts: unknown = await response.json()
  return Object(counts)
}

/** Until events, messages and looks have all come to rest. */
async function settled(): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    await hubspot.webhooks.settled()
    const { pending = 0 } = await control()
    quiet = pending === 0 ? quiet + 1 : 0
    await sleep(8)
  }
}

async function at(instant: string): Promise<void> {
  ahead = Date.parse(instant) - realNow()
  hubspot.setNow(instant)
  await control(`now=${Date.parse(instant)}`)
}

async function measured(title: string, work: () => Promise<void>, per = tickets): Promise<Counts> {
  await settled()
  await control('reset')
  hubspot.resetCalls()
  hubspot.webhooks.resetLog()
  const before = processCpuMs()
  const profile = await startProfile()
  await work()
  await settled()
  const cpuMs = await profile()
  const processMs = processCpuMs() - before
  const { requests = 0, messages = 0, rowsRead = 0, rowsWritten = 0, statements = 0 } = await control()
  const { length: calls } = hubspot.calls()
  const each = (count: number) => Number((count / per).toFixed(2))
  const told = {
    requests: each(requests),
    messages: each(messages),
    rowsRead: each(rowsRead),
    rowsWritten: each(rowsWritten),
    statements: each(statements),
    hubspotCalls: each(calls),
    cpuMs: each(cpuMs),
    processMs: each(processMs),
  }
  console.log(title.padEnd(64), JSON.stringify(told))
  return told
}

const samplingMicros = 200

/** The time that the Worker's own isolate spends, by V8's sampling profiler: D1 and queue are other isolates. */
async function startProfile(): Promise<() => Promise<number>> {
  const inspector = await mf.getInspectorURL()
  const list = await fetch(new URL('/json', `http://${inspector.host}`))
  const targets: { id: string; webSocketDebuggerUrl: string }[] = Object(await list.json())
  const target = targets.find(({ id }) => id.startsWith('core:user:')) ?? targets[0]
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '')
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }))
  let id = 0
  const ask = (method: string, params = {}) => {
    const mine = (id += 1)
    return new Promise<Record<string, unknown>>((resolve) => {
      socket.addEventListener('message', function listen({ data }) {
        const answer = JSON.parse(String(data))
        if (answer.id !== mine) return
        socket.removeEventListener('message', listen)
        resolve(answer.result)
      })
      socket.send(JSON.stringify({ id: mine, method, params }))
    })
  }
  await ask('Profiler.enable')
  await ask('Profiler.setSamplingInterval', { interval: samplingMicros })
  await ask('Profiler.start')
  return async () => {
    const { profile }: { profile?: Profile } = await ask('Profiler.stop')
    socket.close()
    if (!profile) throw new Error('there is no profile')
    const idle = new Set(
      profile.nodes
        .filter(({ callFrame }) => ['(idle)', '(root)', '(program)'].includes(callFrame.functionName))
        .map((node) => node.id),
    )
    const busy = profile.samples.reduce(
      // A longer step is no work: the isolate was waiting, and V8 counts that to the frame before.
      (sum, node, index) =>
        idle.has(node) ? sum : sum + Math.min(profile.timeDeltas[index] ?? 0, 2 * samplingMicros),
      0,
    )
    return busy / 1000
  }
}

/** User and system time of workerd with D1, queue and all: more than the Worker's own. */
function processCpuMs(): number {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ')
  const ticks = children.flatMap((pid) => {
    const [name = '', rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
    const fields = rest.split(' ').map(Number)
    return name.includes('workerd') ? (fields[11] ?? 0) + (fields[12] ?? 0) : 0
  })
  return ticks.reduce((sum, each) => sum + each, 0) * 10
}

type Profile = {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly functionName: string } }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const ids: string[] = []
const edit = (properties: Record<string, string>) => async () => {
  for (const id of ids) {
    hubspot.edit(id, { properties })
    await settled()
  }
}
const cron =
  (which = '*/5 * * * *') =>
  async () =>
    void (await control(`cron=${encodeURIComponent(which)}`))

const totals: Counts[] = []
const step = async (instant: string, title: string, work: () => Promise<void>) => {
  await at(instant)
  totals.push(await measured(title, work))
}

await at('2026-11-23T09:00:00Z')
await step('2026-11-23T09:30:00Z', 'recorded: goes to customer services', async () => {
  for (let index = 0; index < tickets; index += 1) {
    const properties = {
      subject: `complaint ${index}`,
      complaint_received_at: '2026-11-23T09:00:00Z',
      complaint_service_area: 'repairs',
      complaint_aspects_raised: 'delay;communication',
    }
    ids.push(hubspot.createTicket({ properties }).id)
    await settled()
  }
})
await step('2026-11-23T10:00:00Z', 'formal: moves to stage 1', edit({ complaint_formal_requested: 'true' }))
await step('2026-11-25T00:05:00Z', 'sweep: acknowledgement due soon', cron())
await step(
  '2026-11-25T09:00:00Z',
  'acknowledged',
  edit({ complaint_stage1_acknowledged_at: '2026-11-25T09:00:00Z' }),
)
await step('2026-11-26T09:00:00Z', 'an edit that changes nothing', edit({ complaint_tenure: 'leasehold' }))
await step('2026-11-27T02:20:00Z', 'nightly list, nothing to do', cron('20 2 * * *'))
await step('2026-12-04T00:05:00Z', 'sweep: response due soon', cron())
await step(
  '2026-12-04T15:00:00Z',
  'responded: stage 1 answered',
  edit({ complaint_stage1_responded_at: '2026-12-04T15:00:00Z', complaint_aspects_addressed: 'delay' }),
)
await step(
  '2026-12-08T10:00:00Z',
  'review requested: moves to stage 2',
  edit({ complaint_review_requested_at: '2026-12-08T09:30:00Z' }),
)
await step(
  '2026-12-09T10:00:00Z',
  'acknowledged at stage 2',
  edit({ complaint_stage2_acknowledged_at: '2026-12-09T10:00:00Z' }),
)
await step(
  '2027-01-05T10:00:00Z',
  'report approved',
  edit({ complaint_stage2_report_approved_at: '2027-01-05T09:00:00Z' }),
)
await step(
  '2027-01-05T11:00:00Z',
  'responded: closes, with a note',
  edit({ complaint_stage2_responded_at: '2027-01-05T10:30:00Z' }),
)

const sweeps = 20
await at('2027-01-06T10:00:00Z')
await measured(
  'a sweep with nothing due, each',
  async () => {
    for (let done = 0; done < sweeps; done += 1) await cron()()
  },
  sweeps,
)

const sum = (key: string) => totals.reduce((all, each) => all + (each[key] ?? 0), 0).toFixed(1)
console.log(
  'a whole life, per ticket',
  Object.fromEntries(Object.keys(totals[0] ?? {}).map((key) => [key, sum(key)])),
)
const stages = new Set(ids.map((id) => hubspot.ticket(id).properties['hs_pipeline_stage']))
if (stages.size !== 1 || !stages.has(hubspot.stageId('Closed'))) throw new Error('not all were closed')
const size = await db
  .prepare('SELECT count(*) AS n, sum(length(input) + length(outcome)) AS bytes FROM decisions')
  .first()
console.log('decisions', size)
const rows = await db.prepare('SELECT kind, message, count(*) AS n FROM failures GROUP BY 1, 2').all()
console.log('failures', rows.results)
await mf.dispose()
await hubspot.close()
rmSync(folder, { recursive: true })
process.exit(0)
