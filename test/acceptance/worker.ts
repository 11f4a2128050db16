/** The product as an operator starts it: migrations, then `wrangler dev`, in a process group of its own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createWriteStream, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { HubSpotDouble } from './hubspot-double.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const environment = {
  ...process.env,
  CI: '1',
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  NO_COLOR: '1',
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function run(args: readonly string[], log: NodeJS.WritableStream): ChildProcess {
  const child = spawn('npx', ['wrangler', ...args], {
    cwd: root,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout?.pipe(log, { end: false })
  child.stderr?.pipe(log, { end: false })
  return child
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? -1)))
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group is gone already.
  }
}

export class Worker {
  readonly url: string
  readonly logFile: string
  private readonly child: ChildProcess
  private readonly folder: string

  private constructor(url: string, child: ChildProcess, folder: string, logFile: string) {
    this.url = url
    this.child = child
    this.folder = folder
    this.logFile = logFile
  }

  static async start(crm: HubSpotDouble, more: Readonly<Record<string, string>> = {}): Promise<Worker> {
    const folder = mkdtempSync(join(tmpdir(), 'redress-acceptance-'))
    const logFile = join(tmpdir(), `redress-acceptance-${process.pid}-${Date.now()}.log`)
    const log = createWriteStream(logFile)
    const migrations = await ended(
      run(['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', folder], log),
    )
    if (migrations !== 0) await rm(folder, { recursive: true, force: true })
    if (migrations !== 0) throw new Error(`migrations failed: see ${logFile}`)
    const port = await freePort()
    const vars = {
      HUBSPOT_API_BASE: crm.url,
      HUBSPOT_ACCESS_TOKEN: crm.token,
      HUBSPOT_CLIENT_SECRET: crm.secret,
      HUBSPOT_APP_ID: crm.appId,
      REDRESS_LOCAL: '1',
      ...more,
    }
    const child = run(
      [
        'dev',
        '--ip',
        '127.0.0.1',
        '--port',
        String(port),
        '--inspector-port',
        '0',
        '--persist-to',
        folder,
        ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
      ],
      log,
    )
    const worker = new Worker(`http://127.0.0.1:${port}`, child, folder, logFile)
    for (const end = Date.now() + 120_000; Date.now() < end; await sleep(250)) {
      if (child.exitCode !== null) break
      const response = await fetch(`${worker.url}/health`).catch(() => undefined)
      await response?.arrayBuffer()
      if (response?.status === 200) return worker
    }
    await worker.stop()
    throw new Error(`wrangler dev ended, or /health never answered 200: see ${logFile}`)
  }

  async stop(): Promise<void> {
    const end = this.child.exitCode === null ? ended(this.child) : Promise.resolve(0)
    killGroup(this.child, 'SIGTERM')
    await Promise.race([end, sleep(5000)])
    killGroup(this.child, 'SIGKILL')
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  async setClock(instant: string): Promise<void> {
    await this.expectOk('PUT', '/local/clock', JSON.stringify({ now: new Date(instant).toISOString() }))
  }

  /** Runs the crons' work; it has all been done when this returns. */
  async sweep(): Promise<void> {
    await this.expectOk('POST', '/local/sweep')
  }

  async settle(): Promise<void> {
    await this.expectOk('POST', '/local/settle')
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
