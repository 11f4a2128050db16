/** The product as an operator starts it: migrations, then `wrangler dev`, in a process group of its own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createWriteStream, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { HubSpotDouble } from './hubspot-double.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const wrangler = fileURLToPath(new URL('../../node_modules/wrangler/bin/wrangler.js', import.meta.url))
const environment = {
  ...process.env,
  // The Node.js that runs the tests also runs wrangler's build step.
  PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
  CI: '1',
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  NO_COLOR: '1',
}

/** Mostly some seconds; many Workers that start at once on a busy machine take their time. */
const longestStartMs = 240_000

/** Several Workers may run at once: all that wrangler keeps is in the folder. */
function run(args: readonly string[], folder: string, log: NodeJS.WritableStream): ChildProcess {
  const child = spawn(process.execPath, [wrangler, ...args, '--persist-to', folder], {
    cwd: root,
    env: {
      ...environment,
      WRANGLER_REGISTRY_PATH: join(folder, 'registry'),
      WRANGLER_LOG_PATH: join(folder, 'logs'),
    },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout?.pipe(log, { end: false })
  child.stderr?.pipe(log, { end: false })
  return child
}

/** Where `wrangler dev` says that it listens: it takes a free port itself, so no other process can take it first. */
function addressOf(child: ChildProcess, late: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const url = /Ready on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1]
      if (url !== undefined) resolve(url)
    })
    child.once('exit', (code) => reject(new Error(`wrangler dev ended with ${code}`)))
    late.addEventListener('abort', () => reject(new Error('wrangler dev was not ready in time')))
  })
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? -1)))
}

async function untilHealthy(url: string, child: ChildProcess, late: AbortSignal): Promise<void> {
  while (!late.aborted && child.exitCode === null) {
    const response = await fetch(`${url}/health`, { signal: late }).catch(() => undefined)
    await response?.arrayBuffer()
    if (response?.status === 200) return
    await sleep(100)
  }
  throw new Error('/health never answered 200')
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group is gone already.
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  const end = child.exitCode === null && child.signalCode === null ? ended(child) : Promise.resolve(0)
  killGroup(child, 'SIGTERM')
  await Promise.race([end, sleep(5000)])
  killGroup(child, 'SIGKILL')
}

type Running = { readonly url: string; readonly child: ChildProcess }

export class Worker {
  readonly logFile: string
  private running: Running
  private readonly folder: string
  private readonly launch: () => Promise<Running>
  private restless: Error | undefined

  private constructor(running: Running, folder: string, logFile: string, launch: () => Promise<Running>) {
    this.running = running
    this.folder = folder
    this.logFile = logFile
    this.launch = launch
  }

  get url(): string {
    return this.running.url
  }

  static async start(crm: HubSpotDouble, more: Readonly<Record<string, string>> = {}): Promise<Worker> {
    const folder = mkdtempSync(join(tmpdir(), 'redress-acceptance-'))
    const logFile = join(tmpdir(), `redress-acceptance-${process.pid}-${Date.now()}.log`)
    const log = createWriteStream(logFile)
    const migrations = await ended(run(['d1', 'migrations', 'apply', 'DB', '--local'], folder, log))
    if (migrations !== 0) await rm(folder, { recursive: true, force: true })
    if (migrations !== 0) throw new Error(`migrations failed: see ${logFile}`)
    const vars = {
      HUBSPOT_API_BASE: crm.url,
      HUBSPOT_ACCESS_TOKEN: crm.token,
      HUBSPOT_CLIENT_SECRET: crm.secret,
      HUBSPOT_APP_ID: crm.appId,
      REDRESS_LOCAL: '1',
      ...more,
    }
    const settings = Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`])
    const launch = async (): Promise<Running> => {
      const child = run(
        ['dev', '--ip', '127.0.0.1', '--port', '0', '--inspector-port', '0', ...settings],
        folder,
        log,
      )
      const late = AbortSignal.timeout(longestStartMs)
      try {
        const url = await addressOf(child, late)
        await untilHealthy(url, child, late)
        return { url, child }
      } catch (error) {
        await endGroup(child)
        throw new Error(`the Worker did not start: see ${logFile}`, { cause: error })
      }
    }
    try {
      return new Worker(await launch(), folder, logFile, launch)
    } catch (error) {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
      throw error
    }
  }

  /** Ends it as a power cut would: wrangler, workerd and all that they have in memory. */
  kill(): void {
    killGroup(this.running.child, 'SIGKILL')
  }

  /** Starts it again over the database that it left. */
  async revive(): Promise<void> {
    this.running = await this.launch()
  }

  async stop(): Promise<void> {
    await endGroup(this.running.child)
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  async setClock(instant: string): Promise<void> {
    await this.expectOk('PUT', '/local/clock', JSON.stringify({ now: new Date(instant).toISOString() }))
  }

  /** Runs the crons' work; it has all been done when this returns. */
  async sweep(): Promise<void> {
    await this.expectOk('POST', '/local/sweep')
  }

  /** Waits until the queue is empty. What never comes to rest fails the later cases at once, not a minute each. */
  async settle(): Promise<void> {
    if (this.restless !== undefined) throw this.restless
    try {
      await this.expectOk('POST', '/local/settle')
    } catch (error) {
      // Also where a source was edited meanwhile: wrangler reloads, and forgets the messages of its local queue.
      this.restless = new Error(`the Worker does not come to rest: see ${this.logFile}`, { cause: error })
      throw this.restless
    }
  }

  async api(path: string): Promise<{ status: number; text: string; json: unknown }> {
    const response = await fetch(`${this.url}${path}`)
    const text = await response.text()
    try {
      return { status: response.status, text, json: JSON.parse(text) }
    } catch {
      return { status: response.status, text, json: undefined }
    }
  }

  private async expectOk(method: string, path: string, body?: string): Promise<void> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    // After 60 s settle may answer 200 with work still pending.
    if (!response.ok || /"pending":\s*[1-9]/.test(text))
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`)
  }
}
