// `npm start`: Redress in workerd, a local HubSpot beside it, thirty complaints, and a clock that can be moved.

import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Temporal } from 'temporal-polyfill'
import { describe, readPolicy } from '../bin/load-policy.ts'
import { definitionOf } from '../src/integrations/hubspot/provision/definition.ts'
import { loadDemoTickets } from './demo-tickets.ts'
import { createHubSpot, type HubSpot } from './hubspot/hubspot.ts'
import { commandSettings, help, indented, redressUrl, rehearsed, secrets } from './start-words.ts'
import { applyMigrations, logFile, startWorker, stateFolder } from './worker-process.ts'

const ports = {
  redress: portFrom('REDRESS_PORT', 8787),
  hubspot: portFrom('HUBSPOT_PORT', 8788),
}
const policyName = process.env['REDRESS_POLICY'] ?? 'bournville'
const redress = redressUrl(ports)
const say = (line: string) => console.log(line)

function portFrom(name: string, usual: number): number {
  const port = Number(process.env[name] ?? usual)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  fail(`${name} is not a port: ${process.env[name]}`)
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

async function requireFree(port: number, setting: string): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.once('error', () =>
      fail(`port ${port} is in use: end what uses it, or choose another with ${setting}=<port> npm start`),
    )
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()))
  })
}

const args = process.argv.slice(2)
if (args.includes('--help') || args.includes('-h')) {
  say(help(ports))
  process.exit(0)
}
if (args.length > 0) fail(`npm start takes no \`${args.join(' ')}\`: npm start -- --help says what there is`)

const policy = readPolicy(policyName)
if (!policy.ok) fail(policy.error.map(describe).join('\n'))
const { calendar } = policy.value
await requireFree(ports.redress, 'REDRESS_PORT')
await requireFree(ports.hubspot, 'HUBSPOT_PORT')

mkdirSync(stateFolder, { recursive: true })
say('Preparing the database …')
execFileSync(process.execPath, [fileURLToPath(new URL('../bin/build.ts', import.meta.url))], {
  stdio: 'inherit',
})
await applyMigrations().catch((error: unknown) =>
  fail(error instanceof Error ? error.message : String(error)),
)

const hubspot = openHubSpot()
hubspot.provision(definitionOf(policy.value))
const board = await hubspot.listen(ports.hubspot)

say('Starting Redress …')
const worker = startWorker(
  ports.redress,
  {
    HUBSPOT_API_BASE: board,
    HUBSPOT_ACCESS_TOKEN: secrets.token,
    HUBSPOT_CLIENT_SECRET: secrets.clientSecret,
    HUBSPOT_APP_ID: secrets.appId,
    REDRESS_LOCAL: '1',
    REDRESS_POLICY: policyName,
    PUBLIC_URL: redress,
    ...rehearsed(process.env),
  },
  say,
)
let stopping = false
const timers: NodeJS.Timeout[] = []
// Nobody is left to press Ctrl-C where what started it was killed. Started by hand, it may outlive its shell.
const parent = process.ppid
if (process.env['npm_lifecycle_event'] !== undefined)
  timers.push(every(500, async () => void (process.ppid === parent || (await stop(0)))))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
void worker.ended.then((code) =>
  stopping ? undefined : stop(1, `Redress has ended (${code}): ${logFile} says why`),
)
process.on('uncaughtException', (error) => void stop(1, `Redress could not go on: ${error.message}`))
await ready()

await follow(hubspot.isStopped() ? hubspot.now() : null)
const first = policy.value.stages[0]?.label ?? ''
const properties = new Set([...policy.value.facts.values()].flatMap(({ property }) => property ?? []))
const loaded = hubspot.tickets().length === 0 ? loadDemoTickets(hubspot, first, properties) : 0
await call('POST', '/local/sweep')
// `wrangler dev` fires no crons.
timers.push(
  every(5 * 60_000, () => cron('*/5 * * * *')),
  every(6 * 3_600_000, () => cron('20 2 * * *')),
)

say(`
Redress is running: ${loaded > 0 ? `${loaded} complaints were loaded` : `${hubspot.tickets().length} complaints from the last time`}.

  The board, as in HubSpot   ${board}
  Redress, its API           ${redress}/api/due   (also /api/tickets/<id>, /api/failures, /health)

Try this on the board:
${hints(properties.has('complaint_formal_requested'))}
  3. Open it and read why. Edit rules/${policyName}/clocks.json, save, step the clock again.

For the commands on this HubSpot, in another shell, before npm run redress -- doctor:
${indented(commandSettings(ports))}

Each line below is one decision. Ctrl-C ends it; the complaints are kept: delete the folder ${relative(process.cwd(), stateFolder)} to start afresh.
`)

/** What to try: of a procedure that asks for formal complaints, or of any. */
function hints(isFormal: boolean): string {
  return isFormal
    ? `  1. New complaint: give it a name, tick "A formal complaint was asked for", save, and watch it move to Stage 1.
  2. Step the clock by a working day: on the second its acknowledgement is due soon, on the fourth overdue, each with a task.`
    : `  1. New complaint: give it a name, fill in when it was received, save, and read what is due by when.
  2. Step the clock by a working day until something is due soon, or overdue, and see its task.`
}

function openHubSpot(): HubSpot {
  try {
    return createHubSpot({
      ...secrets,
      path: join(stateFolder, 'hubspot.json'),
      webhookUrl: `${redress}/webhooks/hubspot`,
      board: {
        pipeline: policy.ok ? policy.value.pipeline : '',
        timeZone: calendar.timeZone,
        redressUrl: redress,
        nextWorkingDay,
        onClock: async (now) => {
          await follow(now)
          await call('POST', '/local/sweep')
        },
      },
    })
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

function nextWorkingDay(now: string): string {
  const at = Temporal.Instant.from(now).toZonedDateTimeISO(calendar.timeZone)
  const day = calendar.nextWorkingDay(at.toPlainDate())
  return day
    .toZonedDateTime({ timeZone: calendar.timeZone, plainTime: at.toPlainTime() })
    .toInstant()
    .toString()
}

/** Redress follows the board's clock. */
async function follow(now: string | null): Promise<void> {
  if (now === null) await call('DELETE', '/local/clock')
  else await call('PUT', '/local/clock', { now })
}

async function call(method: string, path: string, body?: unknown): Promise<void> {
  const response = await fetch(redress + path, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`)
}

async function ready(): Promise<void> {
  for (const until = Date.now() + 90_000; Date.now() < until;) {
    const response = await fetch(`${redress}/health`).catch(() => undefined)
    await response?.arrayBuffer()
    if (response) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  await stop(1, `Redress did not start within 90 seconds: ${logFile} says why`)
}

function every(ms: number, work: () => Promise<unknown>): NodeJS.Timeout {
  return setInterval(() => void work().catch((error: unknown) => console.error(String(error))), ms)
}

const cron = (schedule: string) =>
  call('GET', `/cdn-cgi/handler/scheduled?cron=${encodeURIComponent(schedule)}`)

async function stop(code: number, message?: string): Promise<void> {
  if (stopping) return
  stopping = true
  if (message !== undefined) console.error(message)
  timers.forEach(clearInterval)
  await worker.stop()
  await hubspot.close()
  process.exit(code)
}
